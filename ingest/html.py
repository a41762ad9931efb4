"""The main text of a web page, and its tables as rows that a person can read."""

import re
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ingest.cleaning import cleaned
from ingest.kinds import TOO_DEEP
from rag.errors import FileNotReadable

_FURNITURE = (
    "//script|//style|//noscript|//template|//nav|//aside|//svg|//math|//iframe|//object|//canvas|//video|//audio"
    "|//img|//picture|//button|//input|//select|//textarea|//comment()|//processing-instruction()"
)
_FRAME = ("header", "footer")
_HIDDEN = (
    "//*[@hidden or contains(translate(@style, ' ', ''), 'display:none') "
    "or contains(translate(@style, ' ', ''), 'visibility:hidden') "
    "or contains(concat(translate(@style, ' ', ''), ';'), 'font-size:0;') "
    "or contains(translate(@style, ' ', ''), 'font-size:0p')]"
)
_NOT_READ_ALOUD = "//*[@aria-hidden='true' or @role='navigation' or @role='banner' or @role='contentinfo']"
_LONGEST_COLUMN_HEADING = 80
_NUMBER = re.compile(r"[\d\s.,:%+/–-]+")


@dataclass(frozen=True, slots=True)
class WebPage:
    """The main part of a page as HTML, its title (its only first-level heading, else what the head says),
    and what its visitors do not see."""

    html: str
    title: str | None
    hidden: tuple[str, ...] = ()


def main_text(html: str) -> WebPage:
    """The page without what frames it. Raises FileNotReadable where it is nested too deeply.

    The main part is <main>, else the <article>s, else the body; without navigation, header, footer, asides,
    scripts, pictures and what is hidden.
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
    parts = tree.xpath("//main|//*[@role='main' and not(self::main)]") or tree.xpath(
        "//article[not(ancestor::article)]"
    )
    if not parts:
        parts = tree.xpath("//body") or [tree]
        for tag in _FRAME:
            for found in tree.xpath(f"//{tag}[not(ancestor::article)]"):
                _drop(found)
    for part in parts:
        _open_layout_tables(part)
        _unwrap_list_paragraphs(part)
        _spread_spans(part)
    inner = "".join(lxml_html.tostring(part, encoding="unicode", with_tail=False) for part in parts)
    only = headings[0] if len(headings) == 1 and headings[0] else None
    return WebPage(f"<html><body>{inner}</body></html>", only or title or None, tuple(filter(None, hidden)))


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
            cells += [text] + [""] * (_span(cell.get("colspan")) - 1)
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


def _open_layout_tables(part: Any) -> None:
    # a table that only places things on the page is no table to its reader
    for table in part.xpath("descendant-or-self::table[not(.//th)]"):
        widths = [len(row.xpath("./td")) for row in table.iter("tr")]
        if (
            table.get("role") == "presentation"
            or table.xpath(".//table")
            or len(widths) < 2
            or max(widths) < 2
        ):
            for inner in table.iter("table", "tbody", "thead", "tr", "td"):
                inner.tag = "div"


def _unwrap_list_paragraphs(part: Any) -> None:
    # an item whose text stands in a paragraph is taken for a paragraph
    for paragraph in part.xpath(".//li/*[1][self::p]"):
        if not (paragraph.getparent().text or "").strip():
            paragraph.tail = f" {paragraph.tail or ''}"
            paragraph.drop_tag()


def _spread_spans(part: Any) -> None:
    # rows are read one by one, so a cell over several rows is said in each, and one over several columns
    # keeps the columns after it in place
    for table in part.xpath(".//table[not(.//table)]"):
        below: dict[int, tuple[int, Any]] = {}
        for row in table.iter("tr"):
            below = _spread_row(row, below)


def _spread_row(row: Any, above: dict[int, tuple[int, Any]]) -> dict[int, tuple[int, Any]]:
    below: dict[int, tuple[int, Any]] = {}
    spread: list[Any] = []
    cells = list(row.iterchildren("td", "th"))
    while cells or len(spread) in above:
        column = len(spread)
        if column in above:
            rows, cell = above[column]
            spread.append(deepcopy(cell))
            if rows > 1:
                below[column] = (rows - 1, cell)
            continue
        cell = cells.pop(0)
        rows, columns = _span(cell.get("rowspan")), _span(cell.get("colspan"))
        cell.attrib.pop("rowspan", None)
        cell.attrib.pop("colspan", None)
        for offset in range(columns):
            copy = cell if offset == 0 else deepcopy(cell)
            if offset:
                copy.clear()
            spread.append(copy)
            if rows > 1:
                below[column + offset] = (rows - 1, copy)
    row[:] = spread
    return below


def _span(value: str | None) -> int:
    return min(int(value), 50) if value and value.isdigit() and int(value) > 0 else 1


def _drop(element: Any) -> None:
    # the text after an element belongs to its parent and stays
    if element.getparent() is not None:
        element.drop_tree()
