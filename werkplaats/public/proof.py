"""What everyone may check of a plan: its figures, and the draw."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts import words
from werkplaats.breakouts.models import Plan
from werkplaats.breakouts.since import came, went
from werkplaats.breakouts.words import LevelWords
from werkplaats.programme import queries as programme
from werkplaats.web.language import text_in


@dataclass(frozen=True)
class Figures:
    """The numbers of one level as they are printed."""

    value: str
    bound: str


@dataclass(frozen=True)
class Since:
    """What is no longer as it was calculated: places changed one by one, and people who came and went."""

    changed: int
    came: int
    went: int


@dataclass(frozen=True)
class Commands:
    """What somebody types to check the draw without us."""

    fingerprint: str
    ticket: str
    ticket_in_shell: str


def levels(plan: Plan | None) -> list[tuple[LevelWords, Figures]]:
    """The levels of a plan in words and in numbers, in the order in which they were settled."""
    kept = plan.levels if plan else []
    figures = [Figures(_numbers(level["value"]), _numbers(level["bound"])) for level in kept]
    return list(zip(words.levels(kept), figures, strict=True))


def since(plan: Plan | None) -> Since | None:
    if plan is None:
        return None
    return Since(breakouts.number_changed(plan.id), came(plan) + breakouts.number_late(plan.id), went(plan))


def interest(edition_id: int, plan: Plan | None) -> list[tuple[str, int, int]]:
    """Per breakout whose first choice it is and its places: as the plan knew them, or else as they are now."""
    kept = plan.explanation["interest"] if plan else breakouts.interest(edition_id)
    titles = {str(slot.breakout_id): text_in(slot.breakout.title) for slot in programme.slots(edition_id)}
    return [
        (titles[one["breakout"]], one["first_choice_of"], one["places"]) for one in kept if one["breakout"] in titles
    ]


def commands(seed: str, code: str) -> Commands:
    """`code` is somebody's, or what to read in its place."""
    both = f"{seed}\n{code}"
    python = f"import hashlib; print(int(hashlib.sha256({both!r}.encode()).hexdigest()[:4], 16))"
    shell = f"printf '%s\\n%s' {shlex.quote(seed)} {shlex.quote(code)}"
    return Commands(
        fingerprint=f"printf '%s' {shlex.quote(seed)} | shasum -a 256",
        ticket=f"python3 -c {shlex.quote(python)}",
        ticket_in_shell=f"echo $((0x$({shell} | sha256sum | cut -c 1-4)))",
    )


def _numbers(value: int | Sequence[int] | None) -> str:
    if value is None:
        return "–"
    return str(value) if isinstance(value, int) else ", ".join(map(str, value)) or "–"
