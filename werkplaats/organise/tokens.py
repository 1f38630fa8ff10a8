"""The tokens of the look as they stand in the style sheet, and how well its colours can be told apart."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from werkplaats.errors import N_

ROOT = re.compile(r":root \{(.*?)\}", re.DOTALL)
TOKEN = re.compile(r"--([\w-]+): ([^;]+);")
LINES = 3.0
"""What lines, marks and other shapes need beside what they lie on: WCAG 1.4.11."""
WORDS = 7.0
"""What words need at least: WCAG 1.4.6, the stricter of the two."""


class Pair(NamedTuple):
    """A colour that lies on another one, what for, and the least contrast that it may have there."""

    above: str
    below: str
    use: str
    least: float = WORDS


PAIRS = (
    Pair("ink", "ground", N_("Words")),
    Pair("ink", "panel", N_("Words in a panel")),
    Pair("ink-soft", "ground", N_("Words that matter less")),
    Pair("ink-soft", "panel", N_("Words that matter less, in a panel")),
    Pair("action", "ground", N_("Links")),
    Pair("action", "table-soft", N_("Links on a soft ground")),
    Pair("on-action", "action", N_("Words on a button")),
    Pair("on-action", "action-strong", N_("Words on a button under the mouse")),
    Pair("on-table", "table", N_("Words on the table")),
    Pair("on-honey", "honey", N_("Numbers and initials")),
    Pair("ink", "info-soft", N_("A message")),
    Pair("success", "success-soft", N_("Something went well")),
    Pair("danger", "danger-soft", N_("A mistake")),
    Pair("danger", "surface", N_("A button that takes something away")),
    Pair("on-deep", "deep", N_("Words at the foot of a page")),
    Pair("edge", "surface", N_("The edge of a field"), LINES),
    Pair("focus", "ground", N_("Where the keyboard is"), LINES),
    Pair("security", "surface", N_("Socioeconomic security"), LINES),
    Pair("inclusion", "surface", N_("Social inclusion"), LINES),
    Pair("cohesion", "surface", N_("Social cohesion"), LINES),
    Pair("empowerment", "surface", N_("Social empowerment"), LINES),
)  # fmt: skip
"""Every pair that pages rely on. A test holds the style sheet to it, by day and in the dark."""

SIZES = ("text-1", "text-2", "text-3", "text-4", "text-lead", "text", "text-small")
SPACES = tuple(f"space-{step}" for step in range(1, 8))


class Tokens(NamedTuple):
    """All values by day, and those of them that are another one in the dark."""

    light: dict[str, str]
    dark: dict[str, str]


class Shade(NamedTuple):
    """One pair in one light."""

    above: str
    below: str
    contrast: float


def read(sheet: Path) -> Tokens:
    """The tokens of this style sheet; the first block is the day, the second one the dark."""
    return _parsed(sheet.read_text())


@cache
def _parsed(css: str) -> Tokens:
    day, night = (dict(TOKEN.findall(block)) for block in ROOT.findall(css)[:2])
    return Tokens(day, day | night)


def shade(pair: Pair, values: dict[str, str]) -> Shade:
    above, below = values[pair.above], values[pair.below]
    return Shade(above, below, contrast(above, below))


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2: 1 is the same colour, 21 is black on white."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    full = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    red, green, blue = (_linear(int(full[at : at + 2], 16) / 255) for at in (0, 2, 4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
