"""Making a picture anew, out of whatever somebody sent. Only what the worker does may import this: it loads Pillow.

Nothing of the file that was sent is kept: not where the picture was taken, not who took it, and nothing that hides
behind it.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from werkplaats import files
from werkplaats.errors import N_, Refused

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000
"""More than any telephone makes; 20 000 by 20 000 fits in 49 kB and would take gigabytes to open."""
SMALLEST = 160
LARGEST = 2000
"""Enough to make any of our sizes of, and quick to work with."""
MOST_STRETCHED = 3
HEADS = (0.5, 0.4)
"""Where the middle of a square is: people's heads are mostly above the middle."""

EMPTY = N_("This file is empty. Choose another one.")
NO_PICTURE = N_("We cannot open this as a picture. Choose a photo that ends in .jpg, .png or .webp.")
TOO_LARGE = N_("This picture has too many points to open. Make it smaller, for instance 2000 by 2000 points.")
TOO_SMALL = N_("This picture is too small to show. Choose one of at least %(least)s by %(least)s points.")
TOO_STRETCHED = N_("This picture is too long and narrow to show. Cut it: one side at most three times the other.")
MOVES = N_("This picture moves. Choose one that stands still.")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@dataclass(frozen=True)
class Made:
    """A picture as JPEG."""

    content: bytes
    width: int
    height: int


Shape = Callable[[Image.Image], Image.Image]


def two_sizes_of(
    file_id: int, make: Callable[[bytes], list[Made]], keep: Callable[[Made, Made], None]
) -> dict[str, Any]:
    """What a job with a sent picture finds: `make` makes the large and the small one, and `keep` keeps them. When there
    are none it says in one sentence why, and what was sent is thrown away."""
    content = files.sent(file_id)
    if content is None:
        return {}
    try:
        large, small = make(content)
    except Refused as refused:
        files.throw_away_sent(file_id)
        return {"refused": refused.msgid, "values": refused.values}
    keep(large, small)
    return {}


def squares(content: bytes, *sides: int) -> list[Made]:
    """A picture cut to squares of these sides; Refused when it is none."""
    return _made(content, [_square(side) for side in sides])


def whole(content: bytes, *boxes: tuple[int, int]) -> list[Made]:
    """All of a picture in its own proportions, as large as fits in each of these boxes; Refused when it is none, or so
    stretched that nothing would be seen."""
    return _made(content, [_within(box) for box in boxes])


def _made(content: bytes, shapes: list[Shape]) -> list[Made]:
    if not content:
        raise Refused(EMPTY)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                upright = _upright(image)
                return [_on_paper(shape(upright)) for shape in shapes]
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Refused(NO_PICTURE) from None


def _upright(image: Image.Image) -> Image.Image:
    """As it is meant to be looked at, no larger than we need, and with colours that can be worked with."""
    if getattr(image, "is_animated", False):
        raise Refused(MOVES)
    if min(image.size) < SMALLEST:
        raise Refused(TOO_SMALL, least=SMALLEST)
    image.thumbnail((LARGEST, LARGEST))
    upright = ImageOps.exif_transpose(image)
    return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _square(side: int) -> Shape:
    return lambda image: ImageOps.fit(image, (side, side), Image.Resampling.LANCZOS, centering=HEADS)


def _within(box: tuple[int, int]) -> Shape:
    def shape(image: Image.Image) -> Image.Image:
        if max(image.size) > MOST_STRETCHED * min(image.size):
            raise Refused(TOO_STRETCHED)
        smaller = image.copy()
        smaller.thumbnail(box, Image.Resampling.LANCZOS)
        return smaller

    return shape


def _on_paper(image: Image.Image) -> Made:
    """On a fresh sheet of paper: what is see-through becomes white, and nothing but points comes along."""
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image if image.mode == "RGBA" else None)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return Made(out.getvalue(), *image.size)
