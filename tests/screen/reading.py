"""Reading a page that was drawn, as a person would."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def asked(page: "AppTest", question: str) -> "AppTest":
    """The page after a question."""
    page.chat_input[0].set_value(question).run()
    assert not page.exception
    return page


def shown(page: "AppTest") -> str:
    """All HTML on the page, without its style and scripts."""
    assert not page.exception
    bodies: list[str] = [element.value for element in page.get("html")]  # type: ignore[union-attr]
    return "\n".join(body for body in bodies if not body.startswith(("<script>", "<style>")))


def labels(page: "AppTest") -> list[str]:
    """Labels as the browser shows them, without the backslashes that keep Markdown away."""
    return [button.label.replace("\\", "") for button in page.button]
