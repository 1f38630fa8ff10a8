"""The day that an edition without an example starts with: a plenary, two rounds of four breakouts, a closing.

The breakouts are the four conditions of social quality. Everything can be changed afterwards; like this it can be
opened at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from werkplaats.db import Texts
from werkplaats.errors import N_
from werkplaats.programme.models import Condition, RoundKind

PLACES = 30
SHORTEST_DAY = timedelta(hours=2)
LONGEST_DAY = timedelta(hours=12)
LENGTH = N_("Choose an end that is at least two and at most twelve hours after the start.")

PLENARY: Texts = {"nl": "Plenair", "en": "Plenary"}
CLOSING: Texts = {"nl": "Afsluiting", "en": "Closing"}

BREAKOUTS: dict[Condition, tuple[str, Texts, Texts]] = {
    Condition.SECURITY: (
        "sociaaleconomische-zekerheid",
        {"nl": "Sociaaleconomische zekerheid", "en": "Socioeconomic security"},
        {
            "nl": "Is er genoeg inkomen, een goed en veilig huis, en zorg voor wie die nodig heeft?",
            "en": "Is there enough income, a good and safe home, and care for those who need it?",
        },
    ),
    Condition.INCLUSION: (
        "sociale-inclusie",
        {"nl": "Sociale inclusie", "en": "Social inclusion"},
        {
            "nl": "Kun je bij de instanties terecht, en past wat zij doen bij jou?",
            "en": "Can you reach the institutions, and does what they do fit you?",
        },
    ),
    Condition.COHESION: (
        "sociale-cohesie",
        {"nl": "Sociale cohesie", "en": "Social cohesion"},
        {
            "nl": "Zijn er mensen om je heen, en ontmoet je elkaar op een manier die ertoe doet?",
            "en": "Are there people around you, and do you meet in a way that matters?",
        },
    ),
    Condition.EMPOWERMENT: (
        "sociaal-empowerment",
        {"nl": "Sociaal empowerment", "en": "Social empowerment"},
        {
            "nl": "Kun je laten zien wat je kunt, erin groeien, en wordt er naar je geluisterd?",
            "en": "Can you show what you can do, grow in it, and are you heard?",
        },
    ),
}
"""Slug, title and abstract of each."""


@dataclass(frozen=True)
class Part:
    """One round of the day; a part with items holds one item of the same name and time."""

    kind: RoundKind
    title: Texts
    slug: str
    starts_at: datetime
    ends_at: datetime
    counts_as_learning: bool = True


def fits(starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a day can be this long."""
    return SHORTEST_DAY <= ends_at - starts_at <= LONGEST_DAY


def parts(starts_at: datetime, ends_at: datetime) -> list[Part]:
    """The rounds of a day of at least two hours: a third of it plenary, twenty minutes to close, ten between rounds."""
    minutes = int((ends_at - starts_at) / timedelta(minutes=1))
    plenary, closing, pause = minutes // 15 * 5, 20, 10
    length = (minutes - plenary - closing - 2 * pause) // 10 * 5

    def at(minute: int) -> datetime:
        return starts_at + timedelta(minutes=minute)

    first, second = plenary + pause, plenary + pause + length + pause
    return [
        Part(RoundKind.ITEMS, PLENARY, "plenair", at(0), at(plenary)),
        Part(RoundKind.BREAKOUTS, {"nl": "Ronde 1", "en": "Round 1"}, "", at(first), at(first + length)),
        Part(RoundKind.BREAKOUTS, {"nl": "Ronde 2", "en": "Round 2"}, "", at(second), at(second + length)),
        Part(RoundKind.ITEMS, CLOSING, "afsluiting", ends_at - timedelta(minutes=closing), ends_at, False),
    ]
