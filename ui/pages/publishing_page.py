"""The page where guidelines are put in, looked at as a plan, published and taken back."""

from ui.parts.frame import begin_page, show_head


def show_publishing_page() -> None:
    """Draw the page."""
    wording = begin_page()
    show_head(wording("publishing.heading"), wording)
