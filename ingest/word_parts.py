"""What Word keeps beside the runs of a paragraph: tracked changes, content controls, text boxes and notes.

The parser reads runs that stand directly in a paragraph, and paragraphs that stand directly in the body or
a cell; whatever is wrapped would be passed over without a word, a tracked `inte` as well as a whole section.
"""

from collections.abc import Iterator
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOTES = (("footnotes", f"{W}footnoteReference"), ("endnotes", f"{W}endnoteReference"))
_RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_WRAPPERS = ("sdt", "sdtContent", "ins", "moveTo", "smartTag", "fldSimple", "customXml", "dir", "bdo")
_ABOUT_WRAPPERS = frozenset(f"{W}{name}Pr" for name in ("sdt", "sdtEnd", "smartTag", "customXml"))
_FEW = 20
"""Letters of a page header that are no more than a short name or a page number."""
_FRAMES = (
    "{count} characters in page headers and footers were not read: rules that stand there should stand in "
    "the text too."
)
_FORMULAS = "{count} characters in formulas were not read: what they say should stand in words too."


def unwrap(body: Any) -> None:
    """Accepts every tracked change, and puts what stands in content controls and fields in place."""
    for row in [mark.getparent().getparent() for mark in body.findall(f".//{W}trPr/{W}del")]:
        _remove(row)
    for control in list(body.iter(f"{W}sdt")):
        # it repeats the headings, each with a page number that means nothing here
        gallery = control.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")
        if gallery is not None and gallery.get(f"{W}val") == "Table of Contents":
            _remove(control)
    for gone in [*body.iter(f"{W}del", f"{W}moveFrom")]:
        _remove(gone)
    for wrapper in [*body.iter(*(f"{W}{name}" for name in _WRAPPERS))]:
        _put_in_place(wrapper, [child for child in wrapper if child.tag not in _ABOUT_WRAPPERS])


def open_text_boxes(body: Any) -> None:
    """Puts the paragraphs of each text box behind the paragraph that it is anchored in."""
    for choice in list(body.iter(f"{_COMPATIBILITY}Choice")):
        # the same box drawn for older programs
        if choice.find(f".//{W}txbxContent") is not None:
            for fallback in choice.itersiblings(f"{_COMPATIBILITY}Fallback"):
                _remove(fallback)
    # a box in a box goes into the outer one first
    for box in reversed(list(body.iter(f"{W}txbxContent"))):
        anchor = next(box.iterancestors(f"{W}p"), None)
        if anchor is not None:
            for child in reversed(list(box)):
                anchor.addnext(child)
            _remove(box)


def put_notes_in_place(document: Any) -> None:
    """Puts footnotes and endnotes behind the paragraph that refers to them: a note may be the exception."""
    for kind, reference in _NOTES:
        notes = _notes_of(document, kind)
        for mark in reversed(list(document.element.body.iter(reference))):
            paragraph = next(mark.iterancestors(f"{W}p"), None)
            # a note is told once, however often it is referred to
            for text in reversed(notes.pop(mark.get(f"{W}id", ""), [])):
                if paragraph is not None:
                    paragraph.addnext(_paragraph(text))


def not_read(document: Any) -> Iterator[str]:
    """Warnings about what has no place in the text."""
    frames = {
        _text_of(part._element)
        for section in document.sections
        for part in _frames_of(section)
        if not part.is_linked_to_previous
    }
    # most often a header repeats the title
    known = set(_text_of(document.element.body).casefold().split())
    missing = [word for frame in frames for word in frame.split() if word.casefold() not in known]
    if sum(map(str.isalpha, "".join(missing))) > _FEW:
        yield _FRAMES.format(count=sum(map(len, frames)))
    count = sum(len(said.text or "") for said in document.element.body.iterfind(".//{*}oMath//{*}t"))
    if count:
        yield _FORMULAS.format(count=count)


def _frames_of(section: Any) -> list[Any]:
    frames = [section.header, section.footer]
    if section.different_first_page_header_footer:
        frames += [section.first_page_header, section.first_page_footer]
    return frames


def _notes_of(document: Any, kind: str) -> dict[str, list[str]]:
    from docx.oxml import parse_xml

    related = [one for one in document.part.rels.values() if one.reltype == f"{_RELATED}{kind}"]
    if not related or related[0].is_external:
        return {}
    root = parse_xml(related[0].target_part.blob)
    unwrap(root)
    return {
        note.get(f"{W}id", ""): [_text_of(paragraph) for paragraph in note.iter(f"{W}p")]
        for note in root
        # the line above the notes is kept as a note too
        if note.get(f"{W}type", "normal") == "normal"
    }


def _text_of(element: Any) -> str:
    said = (
        (node.text or "") if node.tag == f"{W}t" else " "
        for node in element.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}p")
    )
    return " ".join("".join(said).split())


def _paragraph(text: str) -> Any:
    from docx.oxml.parser import OxmlElement

    paragraph, run, said = OxmlElement("w:p"), OxmlElement("w:r"), OxmlElement("w:t")
    said.text = text
    run.append(said)
    paragraph.append(run)
    return paragraph


def _put_in_place(wrapper: Any, children: list[Any]) -> None:
    for child in children:
        wrapper.addprevious(child)
    _remove(wrapper)


def _remove(element: Any) -> None:
    if element.getparent() is not None:
        element.getparent().remove(element)
