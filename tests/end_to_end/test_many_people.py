"""Many people at one page: each gets their own answer, the one that they would have got alone.

The page, its search and its embedder are real; the model says again what the real one said.
"""

from pathlib import Path

import pytest

from rag.server_commands import MODEL
from rag.servers import running
from tests.furniture.stack import Stack
from tests.furniture.tools import load_tool

pytestmark = pytest.mark.live

READING = 5.0


@pytest.mark.parametrize(
    ("people", "seconds"), [(5, 15.0), pytest.param(30, 300.0, marks=pytest.mark.long)], ids=["5", "30"]
)
def test_many_people_at_once_each_get_the_answer_that_they_would_get_alone(
    people: int, seconds: float, stack: Stack, tmp_path: Path
) -> None:
    tools = load_tool("page_people")
    scripts = [each[:2] for each in load_tool("benchmark_page").scripts()[: max(2, people // 5)]]
    model = running(Path(stack.environment["PARAGRAF_DATA"]), MODEL)
    assert model is not None
    with tools.page_over_samples(tmp_path / "data", model) as own:
        alone = [tools.conversation(own.address, script) for script in scripts]
        passed_on = own.model.passed_on
        attended = tools.people_at(own.address, scripts, people, seconds, READING)
        assert attended.broken == []
        assert len(attended.seen()) >= people
        assert attended.unlike(alone) == []
        assert own.model.passed_on == passed_on
        assert len({each.question for each in attended.seen()}) > 1


def test_a_page_that_mixes_people_is_noticed() -> None:
    """The comparison above can fail."""
    seen = load_tool("page_person").Watched
    mine, theirs = seen("Mine?", 0.1, 0.2, ("Mine.",), "So"), seen("Theirs?", 0.1, 0.2, ("Theirs.",), "So")
    attended = load_tool("page_people").Attended({0: [mine, theirs]}, [])
    assert attended.unlike([[mine]]) == [theirs]
