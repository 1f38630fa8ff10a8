"""The picture of a QR code: module for module what the library makes of the text, and nothing that needs a style."""

from __future__ import annotations

import re

import segno

from werkplaats import qr

QUIET = 4
"""How many light modules around it a reader needs."""


def dark(path: str) -> set[tuple[int, int]]:
    """The modules (x, y) that a stroke one unit wide covers, in the quiet zone that is left of and above them."""
    found: set[tuple[int, int]] = set()
    x = y = 0
    for step, across, down in re.findall(r"([Mmh])(-?\d+)(?: (-?\d+)(?:\.5)?)?", path):
        if step == "h":
            found |= {(x + n, y) for n in range(int(across))}
        else:
            y += int(down)
        x += int(across)
    return {(x - QUIET, y - QUIET) for x, y in found}


def modules(text: str) -> set[tuple[int, int]]:
    """The same of this text, at level M."""
    code = segno.make_qr(text, error="m", boost_error=False)
    return {(x, y) for y, row in enumerate(code.matrix) for x, module in enumerate(row) if module}


def test_the_picture_needs_no_style_and_has_its_quiet_zone() -> None:
    drawn = str(qr.svg("https://werkplaats.example.org/k/abcdef"))
    [path] = re.findall(r'<path stroke="#000" d="([^"]+)"/>', drawn)
    assert dark(path) == modules("https://werkplaats.example.org/k/abcdef")
    side = 29 + 2 * QUIET
    assert f'viewBox="0 0 {side} {side}"' in drawn and f'<path fill="#fff" d="M0 0h{side}v{side}h-{side}z"/>' in drawn
    assert not re.search(r"style|class|width|height|script", drawn)


def test_the_picture_itself_says_level_m() -> None:
    """The first two modules of the format hold the level, 00 for M, under the mask of the standard, which begins 10."""
    [path] = re.findall(r' stroke="#000" d="([^"]+)"', str(qr.svg("kort")))
    assert [(x, 8) in dark(path) for x in (0, 1)] == [True, False]
