"""A kept run as one page that needs nothing else: figures, charts, and every question with what was found."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = Path(__file__).with_name("evaluation_page.html")


def evaluation_page(form: Mapping[str, Any]) -> str:
    """The page of a run, as HTML; form is run_form's."""
    return _template().render(run=form, ranks=_ranks(form["questions"]))


def _ranks(questions: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """How many answerable questions have their first right document at each rank."""
    ranks = [each["rank"] for each in questions if each["gold"]]
    counts = [(str(rank), ranks.count(rank)) for rank in range(1, 11)]
    return [*counts, ("not found", ranks.count(None))]


@lru_cache(maxsize=1)
def _template() -> "Template":
    from jinja2 import Environment

    # what documents say is text on this page, never markup
    return Environment(autoescape=True).from_string(TEMPLATE.read_text("utf-8"))
