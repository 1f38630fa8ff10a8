"""What two texts have in common and what not, word by word. No database, no Flask."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from typing import NamedTuple

_WORDS = re.compile(r"\S+\s*|\s+")
MOST_PAIRS = 1_000_000
"""Of two pieces that are longer than this together, one counts as taken away and the other as put there: comparing each
word with each would take too long."""


class Change(StrEnum):
    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


class Piece(NamedTuple):
    change: Change
    text: str


def differences(old: str, new: str) -> list[Piece]:
    """The pieces that make both texts: without what was added they are the old one, without what was removed the new.

    Lines are compared first, and words only in lines that changed: a long note costs no more than what changed in it.
    """
    return _joined(_by_line(old, new))


def only_adds(old: str, new: str) -> bool:
    """Whether the new text is the old one with something put in at one place, so that every letter of it is still
    there."""
    if len(new) < len(old):
        return False
    start = 0
    while start < len(old) and old[start] == new[start]:
        start += 1
    rest = len(old) - start
    return new.endswith(old[start:]) if rest else True


def _by_line(old: str, new: str) -> Iterator[Piece]:
    for before, after in _compared(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if before == after:
            yield Piece(Change.SAME, before)
            continue
        for gone, come in _compared(_WORDS.findall(before), _WORDS.findall(after)):
            if gone == come:
                yield Piece(Change.SAME, gone)
            else:
                yield from (Piece(Change.REMOVED, gone), Piece(Change.ADDED, come))


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """Stretches of both, in order: equal ones, and what stands between them."""
    if len(old) * len(new) > MOST_PAIRS:
        yield "".join(old), "".join(new)
        return
    for _what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "".join(old[a:b]), "".join(new[c:d])


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Without empty pieces, and with neighbours of one kind as one."""
    found: list[Piece] = []
    for piece in pieces:
        if not piece.text:
            continue
        if found and found[-1].change == piece.change:
            piece = Piece(piece.change, found.pop().text + piece.text)
        found.append(piece)
    return found
