"""Two people at one form: who saves last is shown what the other one saved, and nothing is lost.

A form carries a mark of what it was filled with. When the rows hold something else by now, the page comes back with
what was typed and with what stands there; saving once more is then a choice.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from werkplaats.clock import AMSTERDAM
from werkplaats.errors import N_, Stale


class Difference(NamedTuple):
    """One field of which the page says something else than what was saved meanwhile."""

    label: str
    saved: str


def mark(values: Any) -> str:
    """A short mark of a dataclass of plain values."""
    return hashlib.sha256(repr(sorted(asdict(values).items())).encode()).hexdigest()[:16]


def refuse_when_changed(now: Any, seen: str) -> None:
    """Inside the transaction: raise Stale when the rows no longer hold what the form was filled with."""
    if mark(now) != seen:
        raise Stale(N_("Somebody else changed this while you were busy. Nothing is saved yet."))


def differences(form: Any, now: Any) -> list[Difference]:
    """What stands in the rows where the form says something else, in the words of the form's labels."""
    return [
        Difference(str(form[name].label.text), _words(value))
        for name, value in asdict(now).items()
        if name in form and _words(form[name].data) != _words(value)
    ]


def _words(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(AMSTERDAM).strftime("%d-%m-%Y %H:%M")
    if isinstance(value, bool):
        return "✓" if value else "–"
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
