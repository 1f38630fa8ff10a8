"""What only the worker does: making a picture anew, in two sizes, out of whatever somebody sent.

Nothing of the file that was sent is kept: not where the picture was taken, not who took it, and nothing that hides
behind it.
"""

from __future__ import annotations

import io
import warnings
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from werkplaats.errors import N_, Refused
from werkplaats.jobs.run import work
from werkplaats.people import profile

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 60_000_000
"""More than any telephone makes; 20 000 by 20 000 fits in 49 kB and would take gigabytes to open."""
SMALLEST = 160
LARGE, SMALL = 640, 192
HEADS = (0.5, 0.4)
"""Where the middle of the square is: people's heads are mostly above the middle."""

EMPTY = N_("This file is empty. Choose another one.")
NO_PICTURE = N_("We cannot open this as a picture. Choose a photo that ends in .jpg, .png or .webp.")
TOO_LARGE = N_("This picture has too many points to open. Make it smaller, for instance 2000 by 2000 points.")
TOO_SMALL = N_("This picture is too small to show. Choose one of at least %(least)s by %(least)s points.")
MOVES = N_("This picture moves. Choose one that stands still.")

Image.MAX_IMAGE_PIXELS = MOST_PIXELS


@work(profile.PHOTO)
def make_photo(_job_id: int, person_id: int, file_id: int, alt: dict[str, str]) -> dict[str, Any]:
    """Two sizes of the picture, or in one sentence why there are none. What was sent is thrown away."""
    content = profile.sent_picture(file_id)
    if content is None:
        return {}
    try:
        large, small = sizes_of(content)
    except Refused as refused:
        profile.forget_picture(file_id)
        return {"refused": refused.msgid, "values": refused.values}
    profile.store_photo(person_id, file_id, large, small, alt)
    return {}


def sizes_of(content: bytes) -> tuple[bytes, bytes]:
    """The large and the small JPEG of a picture; Refused when it is none."""
    if not content:
        raise Refused(EMPTY)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                return _made_anew(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(TOO_LARGE) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Refused(NO_PICTURE) from None


def _made_anew(image: Image.Image) -> tuple[bytes, bytes]:
    if getattr(image, "is_animated", False):
        raise Refused(MOVES)
    if min(image.size) < SMALLEST:
        raise Refused(TOO_SMALL, least=SMALLEST)
    image.thumbnail((3 * LARGE, 3 * LARGE))
    upright = ImageOps.exif_transpose(image)
    return _square(upright, LARGE), _square(upright, SMALL)


def _square(image: Image.Image, side: int) -> bytes:
    """On a fresh sheet of paper: what is see-through becomes white, and nothing but points comes along."""
    seen = image.convert("RGBA") if image.has_transparency_data else image.convert("RGB")
    fitted = ImageOps.fit(seen, (side, side), Image.Resampling.LANCZOS, centering=HEADS)
    paper = Image.new("RGB", (side, side), "white")
    paper.paste(fitted, mask=fitted if fitted.mode == "RGBA" else None)
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=85, optimize=True, progressive=True)
    return out.getvalue()
