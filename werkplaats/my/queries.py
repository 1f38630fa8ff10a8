"""Where someone belongs now: what the join page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from werkplaats import clock
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import Texts
from werkplaats.people import queries as people
from werkplaats.people.models import AppearanceRole
from werkplaats.programme import queries as programme
from werkplaats.programme.models import ProgrammeItem, Slot
from werkplaats.registration.models import Registration

DOORS_OPEN = timedelta(minutes=15)
"""How long before its start a meeting is pointed out as the next one to enter."""


@dataclass(frozen=True)
class Meeting:
    """A part of someone's day with its link. `title` is None for a round without a place, `address` may be empty, and
    `roles` is what they do there themselves, if anything."""

    starts_at: datetime
    ends_at: datetime
    round: Texts
    title: Texts | None
    address: str
    roles: tuple[AppearanceRole, ...] = ()

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
    """The whole day of one person in order: plenary items, and the breakout rounds in which they take part or have a
    task."""
    edition_id = registration.edition_id
    tasks = [] if registration.guest_number else people.tasks_of(edition_id, registration.email_key)
    slots = {place.round.id: place.slot for place in breakouts.places_of(registration.id)}
    slots |= {task.slot.round_id: task.slot for task in reversed(tasks) if task.slot}
    found = [
        Meeting(item.starts_at, item.ends_at, item.round.title, item.title, item.meeting_url, _roles(tasks, item))
        for item in programme.items(edition_id)
    ]
    for round in programme.breakout_rounds(edition_id):
        slot = slots.get(round.id)
        if slot or round.id not in registration.absent_rounds:
            title, address = (slot.breakout.title, slot.meeting_url) if slot else (None, "")
            found.append(Meeting(round.starts_at, round.ends_at, round.title, title, address, _roles(tasks, slot)))
    return sorted(found, key=lambda meeting: (meeting.starts_at, meeting.ends_at))


def _roles(tasks: list[people.Part], where: ProgrammeItem | Slot | None) -> tuple[AppearanceRole, ...]:
    return tuple(task.role for task in tasks if where is not None and where in (task.item, task.slot))
