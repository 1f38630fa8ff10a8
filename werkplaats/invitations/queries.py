"""Whose calendar is due, whose is it, and whose says something else than the programme does now."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from sqlalchemy import select

from werkplaats.breakouts import queries as breakouts
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.ical import Method
from werkplaats.invitations.day import Programme
from werkplaats.invitations.models import CalendarObject
from werkplaats.programme import queries as programme
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Registration, RegistrationState


def due() -> list[tuple[int, int]]:
    """(id, edition id) of every calendar that may have to be told, edition by edition, in the order of marking."""
    statement = (
        select(CalendarObject.id, Registration.edition_id)
        .join(CalendarObject.registration)
        .where(CalendarObject.due_at.is_not(None))
        .order_by(Registration.edition_id, CalendarObject.due_at, CalendarObject.id)
    )
    return [(id, edition_id) for id, edition_id in session.execute(statement)]


def calendar_of(registration_id: int) -> CalendarObject | None:
    return session.scalars(select(CalendarObject).where(CalendarObject.registration_id == registration_id)).first()


def behind(edition: Edition) -> list[int]:
    """Whose calendar says something else than it would if they were told now, and who is not being told already.

    People in the same places have the same day, so that for ten thousand of them a few dozen days are made.
    """
    if edition.state != EditionState.PUBLISHED:
        return []
    told = session.execute(
        select(Registration.id, CalendarObject.digest)
        .select_from(CalendarObject)
        .join(CalendarObject.registration)
        .where(Registration.edition_id == edition.id, Registration.state == RegistrationState.REGISTERED)
        .where(CalendarObject.method == Method.REQUEST, CalendarObject.due_at.is_(None))
        .order_by(Registration.id)
    ).all()
    if not told:
        return []
    digests, plan = Digests(edition), breakouts.published_plan(edition.id)
    places = breakouts.placed_by(plan.id if plan else None)
    absent = registrations.absences(edition.id)
    return [id for id, digest in told if digest != digests.of(places.get(id, {}), absent.get(id, frozenset()))]


def mark_of(ids: Iterable[int]) -> str:
    """A short mark of a number of people."""
    return hashlib.sha256(",".join(map(str, ids)).encode()).hexdigest()[:16]


class Digests:
    """The fingerprint of the day that belongs to certain places, made once for everyone who has them."""

    def __init__(self, edition: Edition) -> None:
        self._edition, self._programme = edition, Programme(edition.id)
        self._titles = {slot.id: slot.breakout.title for slot in programme.slots(edition.id)}
        self._known: dict[tuple[frozenset[tuple[int, int | None]], frozenset[int]], str] = {}

    def of(self, places: dict[int, int | None], absent: frozenset[int]) -> str:
        """`places` holds the slot by round, or None where there was no place; `absent` the rounds that are left out."""
        key = frozenset(places.items()), absent
        if key not in self._known:
            titles = {round_id: self._titles.get(slot_id or 0) for round_id, slot_id in places.items()}
            self._known[key] = self._programme.day_in(self._edition, titles, absent).digest
        return self._known[key]


def names(ids: Iterable[int], most: int) -> list[str]:
    """The first of these people, by name."""
    statement = select(Registration.name).where(Registration.id.in_(list(ids)[:MOST_ASKED]))
    return list(session.scalars(statement.order_by(Registration.name, Registration.id).limit(most)))


MOST_ASKED = 10_000
"""How many values a question may hold: SQLite takes 32 766."""
