"""A short text as a QR code. Plain values in, a picture for a page out."""

from __future__ import annotations

import segno
from markupsafe import Markup


def svg(text: str) -> Markup:
    """The code at level M with the quiet zone that readers need, dark on light whatever the colours of the page are. It
    has no size of its own, and no style: only attributes. What it is stands around it, in the language of the page."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return Markup(code.svg_inline(light="#fff", omitsize=True, svgclass=None, lineclass=None))
