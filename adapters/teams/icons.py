"""Are these the two icons that Teams asks for?

Source: https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package (November 2026). They
are drawn in color.svg and outline.svg; `make screenshots` makes the pictures of them.
"""

from __future__ import annotations

import io
from typing import Final

from PIL import Image, UnidentifiedImageError

SIZES: Final = {"color": (192, 192), "outline": (32, 32)}
WHITE = ((255, 255),) * 3  # least and most of red, green and blue


def objection_to_icon(picture: bytes | None, kind: str) -> str:
    """What is wrong with it, "" when nothing is; `kind` is a row of `SIZES`, `None` a file that is not there."""
    if picture is None:
        return "is named, and not in the package"
    try:
        with Image.open(io.BytesIO(picture), formats=("PNG",)) as opened:
            image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError):
        return "is no PNG picture"
    if image.size != SIZES[kind]:
        wanted = "x".join(map(str, SIZES[kind]))
        return f"is {image.width}x{image.height}, not {wanted}"
    return _outline(image) if kind == "outline" else _color(image)


def _color(image: Image.Image) -> str:
    solid = image.getchannel("A").getextrema() == (255, 255)
    return "" if solid else "has transparent places, where Teams shows whatever is behind it"


def _outline(image: Image.Image) -> str:
    alpha = image.getchannel("A")
    if alpha.getextrema() != (0, 255):
        return "is no white drawing on a transparent ground"
    drawn = alpha.point(lambda value: 255 if value else 0)
    on_white = Image.composite(image.convert("RGB"), Image.new("RGB", image.size, "white"), drawn)
    return "" if on_white.getextrema() == WHITE else "has other colors than white"
