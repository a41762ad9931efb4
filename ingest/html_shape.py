"""The main part of a web page in the shape that the parser reads whole."""

from copy import deepcopy
from typing import Any

_TO_DIVISIONS = (
    "body details summary figure figcaption form dialog fieldset legend header footer aside "
    "noframes section article main blockquote center address hgroup search"
).split()
"""Elements whose text the parser passes over, all of it or what stands loose between two others."""
_BLOCKS = "div|p|ul|ol|dl|table|h1|h2|h3|h4|h5|h6|pre"
_IN_A_LINE = frozenset("p li td th dt dd h1 h2 h3 h4 h5 h6 span a b strong em label button".split())


def make_readable(part: Any) -> None:
    """Changes a part of a page in place, so that the parser reads all of its text."""
    for caption in part.xpath(".//table/caption"):
        caption.tag = "p"
        caption.getparent().addprevious(caption)
    for element in list(part.iter(*_TO_DIVISIONS)):
        element.tag = "div"
    for element in list(part.iter("label", "button")):
        if element.getparent() is not None and element.getparent().tag in _IN_A_LINE:
            element.drop_tag()
        else:
            element.tag = "div"
    _free_blocks(part)
    _open_layout_tables(part)
    _unwrap_list_paragraphs(part)
    _spread_spans(part)


def _free_blocks(part: Any) -> None:
    # blocks stand where only words may, since the page's parser knows few of the newer elements
    for heading in part.xpath(".//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"):
        for block in heading.xpath(".//div|.//p"):
            block.tail = f" {block.tail or ''}"
            block.drop_tag()
    for outer in part.xpath(f".//*[self::p or self::dd or self::dt][{_BLOCKS}]"):
        if outer.tag == "p":
            outer.tag = "div"
            continue
        inner = outer.makeelement("div")
        inner.text, outer.text = outer.text, None
        inner.extend(list(outer))
        outer.append(inner)


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
        rows, columns = span_of(cell.get("rowspan")), span_of(cell.get("colspan"))
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


def span_of(value: str | None) -> int:
    """How many columns or rows a cell takes, as the page says; 50 at most, so that none makes it huge."""
    return min(int(value), 50) if value and value.isdigit() and int(value) > 0 else 1
