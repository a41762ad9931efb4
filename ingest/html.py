"""The main text of a web page, and its tables as rows that a person can read."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ingest.cleaning import cleaned
from ingest.html_coverage import letters, text_of
from ingest.html_shape import make_readable, span_of
from ingest.kinds import TOO_DEEP
from rag.errors import FileNotReadable

_FURNITURE = (
    "//script|//style|//noscript|//template|//nav|//svg|//math|//iframe|//object|//canvas|//video|//audio"
    "|//img|//picture|//input|//button[@type='submit' or @type='reset']|//select|//textarea"
    "|//comment()|//processing-instruction()|//*[@role='search']"
)
_SECTIONS = "self::main or self::article or self::section or self::aside or @role='main'"
_FRAME = f"[not(ancestor::*[{_SECTIONS}])]"
"""A header inside of a section is its beginning, one outside of all is the site's."""
_HIDDEN = (
    "//*[(@hidden and @hidden!='until-found') or contains(translate(@style, ' ', ''), 'display:none') "
    "or contains(translate(@style, ' ', ''), 'visibility:hidden') "
    "or contains(concat(translate(@style, ' ', ''), ';'), 'font-size:0;') "
    "or contains(translate(@style, ' ', ''), 'font-size:0p')]"
)
# what screen readers pass over is an icon where it stands in a line, and a closed answer where it is a block
_NOT_READ_ALOUD = (
    "//*[@role='navigation' or @role='banner' or @role='contentinfo']"
    "|//*[@aria-hidden='true' and (self::span or self::i or self::a or self::b or self::em) "
    "and not(.//p or .//li or .//td or .//div)]"
)
_MAIN = "//*[(self::main or @role='main') and not(ancestor::*[self::main or @role='main'])]"
_LEAST_SHARE = 0.5
"""Articles are the main part where they hold this share of the page's letters, and teasers beside it else."""
_LONGEST_COLUMN_HEADING = 80
_NUMBER = re.compile(r"[\d\s.,:%+/–-]+")


@dataclass(frozen=True, slots=True)
class WebPage:
    """The main part of a page as HTML, its title (its only first-level heading, else what the head says),
    and what its visitors do not see."""

    html: str
    title: str | None
    hidden: tuple[str, ...] = ()
    shown: str = ""
    """The words of the page without its frame, whether or not they are in its main part."""


def main_text(html: str) -> WebPage:
    """The page without what frames it. Raises FileNotReadable where it is nested too deeply.

    The main part is <main>, else the <article>s where they hold most of the text, else the body; without
    navigation, the site's header and footer, scripts, pictures and what is hidden.
    """
    from lxml import html as lxml_html  # type: ignore[import-untyped]

    if not html.strip():
        return WebPage("<html><body></body></html>", None)
    parser = lxml_html.HTMLParser(encoding="utf-8")
    tree = lxml_html.document_fromstring(html.encode(), parser=parser)
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        # what is deeper would be passed over without a word
        raise FileNotReadable(TOO_DEEP)
    title = " ".join(tree.xpath("string((//head//title)[1])").split())
    headings = [" ".join(heading.text_content().split()) for heading in tree.xpath("//h1")]
    for found in tree.xpath(_FURNITURE):
        _drop(found)
    hidden = [" ".join(found.text_content().split()) for found in tree.xpath(_HIDDEN)]
    for found in [*tree.xpath(_HIDDEN), *tree.xpath(_NOT_READ_ALOUD)]:
        _drop(found)
    for found in tree.xpath(f"//footer{_FRAME}"):
        _drop(found)
    parts, shown = _main_parts(tree)
    for part in parts:
        make_readable(part)
    inner = "".join(lxml_html.tostring(part, encoding="unicode", with_tail=False) for part in parts)
    only = headings[0] if len(headings) == 1 and headings[0] else None
    page = f"<html><body><div>{inner}</div></body></html>"
    return WebPage(page, only or title or None, tuple(filter(None, hidden)), shown)


def _main_parts(tree: Any) -> tuple[list[Any], str]:
    """The parts that are read, and the words of all that a visitor would take for the page's own."""
    body = (tree.xpath("//body") or [tree])[0]
    headers = tree.xpath(f"//header{_FRAME}")
    parts = tree.xpath(_MAIN)
    if not parts:
        articles = tree.xpath("//article[not(ancestor::article)]")
        least = _LEAST_SHARE * letters(text_of(body))
        if articles and sum(letters(text_of(article)) for article in articles) >= least:
            parts = articles
    if not parts:
        shown = text_of(body)
        for header in headers:
            _drop(header)
        return [body], shown
    for beside in [*headers, *tree.xpath(f"//aside{_FRAME}")]:
        _drop(beside)
    return parts, text_of(body)


def plain_words(text: str) -> str:
    """A title with its tags and character references turned into what a reader sees."""
    from lxml import html as lxml_html

    if not text.strip():
        return ""
    return cleaned(str(lxml_html.fragment_fromstring(text, create_parent="div").text_content()))


def table_cells(html: str) -> list[list[str]]:
    """The cells of an HTML table, row by row."""
    from lxml import html as lxml_html

    table = lxml_html.fragment_fromstring(html.strip(), create_parent="div")
    rows = []
    for row in table.iter("tr"):
        cells: list[str] = []
        for cell in row.iterchildren("td", "th"):
            text = " ".join(" ".join(cell.itertext()).split())
            # a cell over several columns says the same of each of them, but is read once
            cells += [text] + [""] * (span_of(cell.get("colspan")) - 1)
        rows.append(cells)
    return rows


def readable_rows(cells: Sequence[Sequence[str]]) -> list[str]:
    """One line a row, `Heading: value; Heading: value`, so that a row alone says what it is about.

    Without column headings the values are joined by ` | `. Rows of a single value keep it as it is.
    """
    rows = [[" ".join(cell.split()) for cell in row] for row in cells]
    rows = [row for row in rows if any(row)]
    lines: list[str] = []
    while rows and sum(map(bool, rows[0])) == 1 and len(rows) > 1 and len(rows[0]) > 1:
        lines.append("".join(rows.pop(0)))
    if len(rows) > 1 and _is_heading_row(rows[0]):
        headings, *rows = rows
        if all(sum(map(bool, row)) == 1 for row in rows):
            # no row below says the headings, which may be rules rather than headings
            lines.append(" | ".join(filter(None, headings)))
        return lines + [_with_headings(headings, row) for row in rows]
    return lines + [" | ".join(filter(None, row)) for row in rows]


def _is_heading_row(row: Sequence[str]) -> bool:
    named = [cell for cell in row if cell]
    is_a_pair = len(row) == 2 and bool(re.search(r"\d{3}", row[1]))
    return (
        len(named) > 1
        and not is_a_pair
        and len(named) >= len(row) - 1
        and len(set(named)) == len(named)
        and all(len(cell) <= _LONGEST_COLUMN_HEADING and not _NUMBER.fullmatch(cell) for cell in named)
    )


def _with_headings(headings: Sequence[str], row: Sequence[str]) -> str:
    filled = [(index, cell) for index, cell in enumerate(row) if cell]
    if len(filled) == 1:
        return filled[0][1]
    named = [(headings[index] if index < len(headings) else "", cell) for index, cell in filled]
    return "; ".join(f"{heading.rstrip(':')}: {cell}" if heading else cell for heading, cell in named)


def _drop(element: Any) -> None:
    # the text after an element belongs to its parent and stays
    if element.getparent() is not None:
        element.drop_tree()
