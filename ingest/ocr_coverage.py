"""How much of what looks like letters on a picture was read, and a picture without its ruled lines."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

_INK_BLOCK = 31
"""Dots around a dot that decide whether it is ink: more than a stroke, less than a shaded heading."""
_INK_DARKER = 12
_LETTER_HEIGHT = (0.006, 0.04)
"""Of the longer side of an A4 page: from 6 to 36 points and a bit."""
_LONGEST_LINE_PART = 25
"""A straight line of a 25th of the page is a rule, and no letter's stroke."""

Place = tuple[int, int, int, int]
"""Left, top, width and height of a word, in dots."""


def share_read(picture: "Image", words: Sequence[Place]) -> float:
    """Share of the letter-sized shapes that stand where a word was read; 1.0 where there are none."""
    import cv2
    import numpy as np

    ink = _without_rules(_ink(picture))
    _, _, shapes, centres = cv2.connectedComponentsWithStats(ink, connectivity=8)
    least, most = (share * max(picture.size) for share in _LETTER_HEIGHT)
    heights, widths = shapes[1:, cv2.CC_STAT_HEIGHT], shapes[1:, cv2.CC_STAT_WIDTH]
    filled = shapes[1:, cv2.CC_STAT_AREA] / (heights * widths)
    letters = (heights >= least) & (heights <= most) & (widths <= 2 * most) & (filled > 0.1)
    if not letters.any():
        return 1.0
    covered = np.zeros(ink.shape, bool)
    for left, top, width, height in words:
        covered[top : top + height, left : left + width] = True
    across, down = centres[1:][letters].astype(int).T
    return float(covered[down, across].mean())


def without_rules(picture: "Image") -> "Image":
    """The picture with its ruled lines gone: tesseract takes a boxed table for a drawing."""
    from PIL import Image

    ink = _without_rules(_ink(picture))
    return Image.fromarray(255 - ink)


def _ink(picture: "Image") -> Any:
    import cv2
    import numpy as np

    dots = np.asarray(picture)
    return cv2.adaptiveThreshold(
        255 - dots, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, _INK_BLOCK, -_INK_DARKER
    )


def _without_rules(ink: Any) -> Any:
    import cv2
    import numpy as np

    height, width = ink.shape
    rules = np.zeros_like(ink)
    for shape in ((max(width // _LONGEST_LINE_PART, 50), 1), (1, max(height // _LONGEST_LINE_PART, 50))):
        rules |= cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
    return cv2.subtract(ink, cv2.dilate(rules, np.ones((3, 3), np.uint8)))
