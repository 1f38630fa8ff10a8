"""What looks like personal data in a text: a warning for its author, never a refusal.

A name is known by how it is written, not by who is registered: else a warning would tell who is.
"""

from __future__ import annotations

import re

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
DATE = re.compile(r"\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b")
PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)(?:[ .()/-]{0,3}\d){9,14}|0(?:[ .()/-]{0,3}\d){9})(?!\d)")
ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b")
NINE_DIGITS = re.compile(r"(?<![\d.,-])\d(?:[ .-]?\d){8}(?!\d)")

_BETWEEN = r"(?:(?:van|von|de|der|den|het|'t|’t|ter|ten|te|el|al|la|le|du|da|di|in)\s+){0,3}"
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w’'-]*[^\W\d_A-ZÀ-ÖØ-Þ]"
ADDRESSED = re.compile(
    rf"\b(?:[Mm]eneer|[Mm]evrouw|[Dd]hr\.?|[Mm]evr?\.?|[Mm]w\.?|[Dd]okter|[Dd]r\.|[Mm]rs?\.|[Mm]s\.)\s+{_BETWEEN}{_NAME}"
)
FULL_NAME = re.compile(rf"(?<![\w.@/-])(?=(({_NAME})\s+{_BETWEEN}({_NAME}))(?![\w/]))")
"""Looked for at every word: what begins a sentence may stand before a name."""
_NO_NAMES = """
    de het een in op bij met van voor naar na uit over om onder tussen tegen zonder door aan als en of maar want ook
    dus wij we ik je jij u zij ze hij er wat wie waar hoe waarom wanneer dat dit die deze elke iedere alle geen niet
    nu toen soms vaak altijd laat vraag maak begin geef zet ga kijk stop bel gemeente gemeenten stichting rode den
    werkplaats werkplaatsen sociaal sociale tweede eerste europese nederlandse koninkrijk noord zuid oost west
    nieuwe grote kleine the a an at my our your i it you they he she this that these those on for with from to and
    or but if when why how what who where ask make give start stop let every each all no not
"""
NO_NAMES = frozenset(_NO_NAMES.split())
"""Words with a capital that begin no name."""


def found_in(text: str, own_name: str = "") -> list[str]:
    """Mail addresses, phone and account numbers, what may be a citizen number (BSN), and names, as they were written;
    also the author's own name where they do not want to appear by it.

    Each search leaves out what an earlier one took; a date is nobody's number.
    """
    addresses, text = _take(ADDRESS, text)
    _, text = _take(DATE, text)
    accounts, text = _take(ACCOUNT, text)
    phones, text = _take(PHONE, text)
    numbers, _ = _take(NINE_DIGITS, text)
    citizens = [number for number in numbers if passes_eleven_test(number)]
    return [*addresses, *accounts, *phones, *citizens, *names_in(text, own_name)]


def names_in(text: str, own_name: str = "") -> list[str]:
    """What is written as the name of a person, each once."""
    addressed, rest = _take(ADDRESSED, text)
    full = [m[1] for m in FULL_NAME.finditer(rest) if NO_NAMES.isdisjoint((m[2].lower(), m[3].lower()))]
    own = re.search(rf"(?<!\w){re.escape(own_name)}(?!\w)", text, re.IGNORECASE) if own_name else None
    return list(dict.fromkeys([*addressed, *full, *([own[0]] if own else [])]))


def _take(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return pattern.findall(text), pattern.sub("\n", text)


def passes_eleven_test(text: str) -> bool:
    """Whether nine digits can be a citizen number: 9a + 8b + … + 2h − i is a multiple of eleven."""
    digits = [int(c) for c in text if c.isdigit()]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(digits) and sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0
