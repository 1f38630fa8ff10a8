"""Which written words may be meant by a word that somebody typed.

A word is looked up by its keys: its stem, and its trigrams (three letters in a row, with the space before and after).
Keys are plain words to the database, which only finds who shares enough of them; what is near is decided here.
"""

from __future__ import annotations

from enum import IntEnum

from werkplaats.notes.search.text import stem

SHORTEST_PART = 4
"""A shorter word stands inside too many others."""

ONE_MISTAKE, TWO_MISTAKES = 4, 8
"""From how many letters on that many mistakes are forgiven."""


class Nearness(IntEnum):
    """How a written word answers a typed one: the higher the better, and what its weight is multiplied by."""

    CLOSE = 1
    INSIDE = 2
    BEGINS = 3
    SAME = 6


def keys_of(word: str) -> set[str]:
    """By what a written word is found."""
    return {_stem_key(word), *_trigrams(f" {word} ")}


def keys_asked(word: str) -> set[str]:
    """By what words near this one are found: also by what its stem has inside other words."""
    return keys_of(word) | _trigrams(stem(word))


def least_shared(word: str) -> int:
    """How many keys a word that is near this one shares with it at least. Rarely one shares less; then it is missed."""
    return max(1, len(word) // 3)


def nearness(asked: str, written: str) -> Nearness | None:
    """How this written word answers the one asked for; None when it does not."""
    if stem(asked) == stem(written):
        return Nearness.SAME
    for part in (asked, stem(asked)):
        if len(part) >= SHORTEST_PART and part in written:
            return Nearness.BEGINS if written.startswith(part) else Nearness.INSIDE
    return Nearness.CLOSE if _is_close(asked, written) else None


def _stem_key(word: str) -> str:
    """Longer than any trigram can be mistaken for."""
    return f"={stem(word)}"


def _trigrams(text: str) -> set[str]:
    return {text[n : n + 3] for n in range(len(text) - 2)}


def _is_close(one: str, other: str) -> bool:
    forgiven = (len(one) >= ONE_MISTAKE) + (len(one) >= TWO_MISTAKES)
    return forgiven > 0 and abs(len(one) - len(other)) <= forgiven and mistakes(one, other) <= forgiven


def mistakes(one: str, other: str) -> int:
    """How many letters are missing, too many, wrong, or changed places with the next."""
    two_above: list[int] = []
    above = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        row = [n]
        for m, their in enumerate(other, 1):
            best = min(row[-1] + 1, above[m] + 1, above[m - 1] + (letter != their))
            if two_above and m > 1 and letter == other[m - 2] and one[n - 2] == their:
                best = min(best, two_above[m - 2] + 1)
            row.append(best)
        two_above, above = above, row
    return above[-1]
