"""The page where a search is taken apart, signal by signal."""

from ui.parts.frame import begin_page, show_head


def show_bench_page() -> None:
    """Draw the page."""
    wording = begin_page()
    show_head(wording("bench.heading"), wording)
