"""Markdown as its authors meant it: front matter read, template tags and link targets gone."""

import re
from collections.abc import Mapping
from typing import Any

from ingest.placeholders import Placeholders
from rag.errors import FactsInvalid

_FRONT_MATTER = re.compile(r"\A\s*^---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_HTML_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_LIQUID_COMMENT = re.compile(r"\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\}", re.DOTALL)
# no tag goes on over a blank line: two marks that stand alone would take the paragraphs between them along
_LIQUID_TAG = re.compile(r"\{%-?\s*(\w+)((?:(?!\n[ \t]*\n).)*?)-?%\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{(?![<%])(?:(?!\n[ \t]*\n).)*?\}\}", re.DOTALL)
_SHORTCODE = re.compile(r"\{\{[<%]\s*/?\s*[\w/.-]*(.*?)/?\s*[>%]\}\}", re.DOTALL)
_ATTRIBUTES = re.compile(r"\{:[^}\n]*\}|(?<=[^\s{])[ \t]*\{[#.][\w\s.#-]+\}[ \t]*$", re.MULTILINE)
_QUOTED = re.compile(r'"([^"]*)"')
_SAID_BY_SHORTCODE = re.compile(r'\b(?:title|subtitle|text|caption)\s*=\s*"([^"]*)"', re.DOTALL)
_CODE = re.compile(
    r"^```.*?^```|^~~~.*?^~~~|(?<!`)(?P<marks>`+)(?!`)(?:(?!\n[ \t]*\n).)+?(?<!`)(?P=marks)(?!`)",
    re.DOTALL | re.MULTILINE,
)
_KEPT = re.compile("\ue000(\\d+)\ue001")
_RAW = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}\n?")
_LEFT_LINK = re.compile(r"!?\[([^\]\[]*)\]\((?:[^()\s]|\([^()]*\))*\)")
_LEFT_STRONG = re.compile(r"\*\*(?=\S)|(?<=\S)\*\*")
_LINKED_PLACE = frozenset({"page", "link", "download", "post_url"})


def split_front_matter(text: str, name: str) -> tuple[Mapping[str, Any], str]:
    """The keys of the YAML block at the top (none: empty) and the text below it.

    Raises FactsInvalid where the block is not YAML: it might have said who may read the document.
    """
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    import yaml  # type: ignore[import-untyped]

    try:
        values = yaml.safe_load(match.group(1))
    except yaml.YAMLError as error:
        raise FactsInvalid(
            f"The front matter of {name} cannot be read as YAML. Correct the block between the --- lines."
        ) from error
    if not isinstance(values, Mapping):
        # a document may begin with a ruled line that is no front matter
        return ({}, text) if values is not None else ({}, text[match.end() :])
    return {str(key): value for key, value in values.items()}, text[match.end() :]


def to_html(text: str) -> str:
    """The document as HTML. CommonMark with tables, so lists need no blank line above them.

    What looks like a tag and is a place to fill in (`<title>`) is text.
    """
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = markdown.parse(text)
    every = [token for block in tokens for token in (block, *(block.children or ()))]
    raw = [token for token in every if token.type in ("html_inline", "html_block")]
    placeholders = Placeholders(token.content for token in raw)
    for token in raw:
        token.content = placeholders.escaped(token.content)
    return str(markdown.renderer.render(tokens, markdown.options, {}))


def without_template_tags(text: str) -> str:
    """The text without what a site generator would have filled in (Liquid, Hugo, kramdown) and comments.

    Words that a reader of the site would see (a channel's name, a card's title) stay. Code is kept as it is,
    since there a tag is the subject.
    """
    codes: list[str] = []

    def set_aside(match: re.Match[str]) -> str:
        codes.append(match.group())
        return f"\ue000{len(codes) - 1}\ue001"

    # code in a comment goes with the comment
    stripped = _stripped(_CODE.sub(set_aside, _KEPT.sub("", _RAW.sub("", text))))
    return _KEPT.sub(lambda match: codes[int(match.group(1))], stripped)


def without_leftovers(text: str) -> str:
    """The text without marks that Markdown left standing, as it does inside of HTML."""
    return _LEFT_STRONG.sub("", _LEFT_LINK.sub(r"\1", text)).strip()


def _stripped(text: str) -> str:
    text = _LIQUID_COMMENT.sub("", _HTML_COMMENT.sub("", text))
    text = _LIQUID_TAG.sub(_liquid, text)
    text = _SHORTCODE.sub(_shortcode, text)
    return _ATTRIBUTES.sub("", _VARIABLE.sub("", text))


def _liquid(match: re.Match[str]) -> str:
    tag, words = match.group(1), _QUOTED.findall(match.group(2))
    if tag in _LINKED_PLACE:
        return "#"
    if tag == "slack_channel" and words:
        return f"[{words[1]}](#)" if len(words) > 1 else f"#{words[0]}"
    return ""


def _shortcode(match: re.Match[str]) -> str:
    said = _SAID_BY_SHORTCODE.findall(match.group(1))
    return "\n\n" + "\n\n".join(said) + "\n\n" if said else ""
