"""Tables, as HTML."""

from collections.abc import Iterable, Sequence

from ui.parts.escaping import as_html


def table_html(
    caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], is_captioned: bool = True
) -> str:
    """A table that can be moved sideways; the first cell of a row is its heading.

    rows: HTML of each cell. is_captioned: whether the caption is seen, where no heading says the same.
    """
    head = "".join(f'<th scope="col">{as_html(each)}</th>' for each in heads)
    body = "".join(
        f'<tr><th scope="row">{first}</th>{"".join(f"<td>{cell}</td>" for cell in rest)}</tr>'
        for first, *rest in rows
    )
    name, unseen = as_html(caption), "" if is_captioned else ' class="paragraf-unseen"'
    return (
        f'<div class="paragraf-wide" tabindex="0" role="region" aria-label="{name}"><table>'
        f"<caption{unseen}>{name}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )
