"""The page with every document that is published, and what is known of it."""

from ui.parts.frame import begin_page, show_head


def show_library_page() -> None:
    """Draw the page."""
    wording = begin_page()
    show_head(wording("library.heading"), wording)
