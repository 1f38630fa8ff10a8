"""What looks like personal data in a text: a warning for its author, never a refusal. Names it cannot see."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
DATE = re.compile(r"\b\d{1,2}[-/. ]\d{1,2}[-/. ](?:19|20)\d\d\b")
PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)(?:[ .()/-]{0,3}\d){9,14}|0(?:[ .()/-]{0,3}\d){9})(?!\d)")
NINE_DIGITS = re.compile(r"(?<![\d.,-])\d(?:[ .-]?\d){8}(?!\d)")


def found_in(text: str) -> list[str]:
    """Mail addresses, phone numbers and what may be a citizen number (BSN), as they were written.

    Each search leaves out what an earlier one took; a date is nobody's number.
    """
    addresses, text = _take(ADDRESS, text)
    _, text = _take(DATE, text)
    phones, text = _take(PHONE, text)
    numbers, _ = _take(NINE_DIGITS, text)
    return [*addresses, *phones, *(n for n in numbers if passes_eleven_test(n))]


def _take(pattern: re.Pattern[str], text: str) -> tuple[list[str], str]:
    return pattern.findall(text), pattern.sub("\n", text)


def passes_eleven_test(text: str) -> bool:
    """Whether nine digits can be a citizen number: 9a + 8b + … + 2h − i is a multiple of eleven."""
    digits = [int(c) for c in text if c.isdigit()]
    weights = (9, 8, 7, 6, 5, 4, 3, 2, -1)
    return any(digits) and sum(d * w for d, w in zip(digits, weights, strict=True)) % 11 == 0
