"""Where someone belongs now: what the join page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from werkplaats import clock
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import Texts
from werkplaats.programme import queries as programme
from werkplaats.programme.models import RoundKind
from werkplaats.registration.models import Registration

DOORS_OPEN = timedelta(minutes=15)
"""How long before its start a meeting is pointed out as the next one to enter."""


@dataclass(frozen=True)
class Meeting:
    """A part of someone's day with its link. `title` is None for a round without a place, `address` may be empty."""

    starts_at: datetime
    ends_at: datetime
    round: Texts
    title: Texts | None
    address: str

    @property
    def soon(self) -> bool:
        return self.starts_at - DOORS_OPEN <= clock.now() < self.starts_at

    @property
    def now(self) -> bool:
        return self.starts_at <= clock.now() < self.ends_at

    @property
    def over(self) -> bool:
        return clock.now() >= self.ends_at


def meetings(registration: Registration) -> list[Meeting]:
    """The whole day of one person in order: plenary items, and the breakout rounds that they take part in."""
    places = {place.round.id: place for place in breakouts.places_of(registration.id)}
    found = [
        Meeting(item.starts_at, item.ends_at, item.round.title, item.title, item.meeting_url)
        for item in programme.items(registration.edition_id)
    ]
    for round in programme.rounds(registration.edition_id):
        slot = places[round.id].slot if round.id in places else None
        if round.kind == RoundKind.BREAKOUTS and (slot or round.id not in registration.absent_rounds):
            title = slot.breakout.title if slot else None
            found.append(Meeting(round.starts_at, round.ends_at, round.title, title, slot.meeting_url if slot else ""))
    return sorted(found, key=lambda meeting: (meeting.starts_at, meeting.ends_at))
