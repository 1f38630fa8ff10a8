"""Whose calendar is due, whose is it, and whose says something else than the programme does now."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Row, Select, func, or_, select, union_all

from werkplaats.breakouts import queries as breakouts
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.ical import Method
from werkplaats.invitations.day import Programme
from werkplaats.invitations.models import CalendarObject
from werkplaats.people import queries as people
from werkplaats.people.models import Person
from werkplaats.programme import queries as programme
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Registration, RegistrationState


class Due(NamedTuple):
    """A calendar that may have to be told, and when it was marked."""

    calendar_id: int
    edition_id: int
    due_at: datetime


def due() -> list[Due]:
    """Every calendar that was marked, edition by edition, in the order of marking."""
    edition_id = func.coalesce(CalendarObject.edition_id, Registration.edition_id)
    statement = (
        select(CalendarObject.id, edition_id, CalendarObject.due_at)
        .outerjoin(CalendarObject.registration)
        .where(CalendarObject.due_at.is_not(None))
        .order_by(edition_id, CalendarObject.due_at, CalendarObject.id)
    )
    return [Due(id, edition, at) for id, edition, at in session.execute(statement) if at is not None]


def calendar_of(registration_id: int) -> CalendarObject | None:
    return session.scalars(select(CalendarObject).where(CalendarObject.registration_id == registration_id)).first()


def number_invited(edition_id: int) -> int:
    """How many people have this edition in their calendar."""
    return session.scalar(_number_of(edition_id).where(CalendarObject.method == Method.REQUEST)) or 0


def number_to_invite_again(edition_id: int) -> int:
    """How many people are invited, some for the first time, when an edition that was off takes place after all."""
    still_there = Registration.state == RegistrationState.REGISTERED
    busy = {task.person.id for task in people.tasks(edition_id) if task.person.email}
    return session.scalar(_number_of(edition_id).where(or_(still_there, CalendarObject.person_id.in_(busy)))) or 0


def _number_of(edition_id: int) -> Select[int]:
    """Counts the calendars of one edition."""
    of_edition = func.coalesce(CalendarObject.edition_id, Registration.edition_id) == edition_id
    counted = select(func.count()).select_from(CalendarObject).outerjoin(CalendarObject.registration)
    return counted.where(of_edition)


def of_one_human(calendar_id: int) -> list[int]:
    """This calendar and, of who takes part and does something as well, the other one; in the order of locking."""
    calendar = session.get(CalendarObject, calendar_id)
    if calendar is None:
        return []
    if calendar.person is not None:
        other = _taking_part(calendar.edition_id, calendar.person.email_key)
    elif calendar.registration is not None and calendar.registration.guest_number == 0:
        other = _with_tasks(calendar.registration.edition_id, calendar.registration.email_key)
    else:
        return [calendar_id]
    return sorted({calendar_id, *session.scalars(other)})


def _with_tasks(edition_id: int, email_key: str) -> Select[int]:
    found = select(CalendarObject.id).join(CalendarObject.person)
    return found.where(CalendarObject.edition_id == edition_id, Person.email_key == email_key)


def _taking_part(edition_id: int | None, email_key: str | None) -> Select[int]:
    found = select(CalendarObject.id).join(CalendarObject.registration)
    owner = (Registration.edition_id == edition_id) & (Registration.guest_number == 0)
    return found.where(owner, Registration.email_key == email_key)


@dataclass(frozen=True)
class Behind:
    """Whose calendar says something else than it would if they were told now, and who is not being told already: who
    takes part by registration, and others who do something on the day by person, each in the order of their numbers."""

    registration_ids: list[int] = field(default_factory=list)
    person_ids: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.registration_ids) + len(self.person_ids)

    @property
    def mark(self) -> str:
        """A short mark of exactly these people."""
        return hashlib.sha256(f"{self.registration_ids} {self.person_ids}".encode()).hexdigest()[:16]

    def names(self, most: int) -> list[str]:
        """The first of these people, by name."""
        found = union_all(
            select(Registration.name).where(Registration.id.in_(self.registration_ids[:MOST_ASKED])),
            select(Person.name).where(Person.id.in_(self.person_ids[:MOST_ASKED])),
        )
        return list(session.scalars(found.order_by("name").limit(most)))


MOST_ASKED = 10_000
"""How many values a question may hold: SQLite takes 32 766."""


def behind(edition: Edition) -> Behind:
    """Everyone whom it concerns when people are told now. Who takes part and does something as well is one of them."""
    if edition.state != EditionState.PUBLISHED:
        return Behind()
    day = Programme(edition.id)
    registrations = _participants_behind(edition, day)
    told_as_participants = {registration.email_key for registration in registrations if not registration.guest_number}
    people = [person for person in _people_behind(edition, day) if person.email_key not in told_as_participants]
    return Behind([registration.id for registration in registrations], [person.id for person in people])


def _participants_behind(edition: Edition, day: Programme) -> list[Row[int, str, int, str | None]]:
    """People in the same places have the same day, so that for ten thousand of them a few dozen days are made."""
    told = session.execute(
        select(Registration.id, Registration.email_key, Registration.guest_number, CalendarObject.digest)
        .select_from(CalendarObject)
        .join(CalendarObject.registration)
        .where(Registration.edition_id == edition.id, Registration.state == RegistrationState.REGISTERED)
        .where(CalendarObject.method == Method.REQUEST, CalendarObject.due_at.is_(None))
        .order_by(Registration.id)
    ).all()
    if not told:
        return []
    digests, plan = Digests(edition, day), breakouts.published_plan(edition.id)
    places = breakouts.placed_by(plan.id if plan else None)
    absent = registrations.absences(edition.id)
    return [
        row
        for row in told
        if row.digest
        != digests.of(
            places.get(row.id, {}), absent.get(row.id, frozenset()), None if row.guest_number else row.email_key
        )
    ]


def _people_behind(edition: Edition, day: Programme) -> list[Person]:
    """Who does something, or did when they were told. Who has no address cannot be told."""
    of_edition = select(CalendarObject).where(CalendarObject.edition_id == edition.id)
    told = {calendar.person_id: calendar for calendar in session.scalars(of_edition)}
    concerned = {*told, *(task.person.id for task in people.tasks(edition.id))}
    owners = select(Registration.email_key).where(Registration.edition_id == edition.id, Registration.guest_number == 0)
    coming = owners.where(Registration.state == RegistrationState.REGISTERED)
    found = select(Person, Person.email_key.in_(coming)).where(Person.id.in_(concerned), Person.email.is_not(None))
    return [
        person
        for person, takes_part in session.execute(found.order_by(Person.id))
        if day.tasks_of(person, edition, takes_part=takes_part).is_news_to(told.get(person.id))
    ]


class Digests:
    """The fingerprint of the day that belongs to certain places and tasks, made once for everyone who has them."""

    def __init__(self, edition: Edition, day: Programme) -> None:
        self._edition, self._programme = edition, day
        self._titles = {slot.id: slot.breakout.title for slot in programme.slots(edition.id)}
        self._known: dict[tuple[frozenset[tuple[int, int | None]], frozenset[int], str | None], str] = {}

    def of(self, places: dict[int, int | None], absent: frozenset[int], email_key: str | None) -> str:
        """`places` holds the slot by round, or None where there was no place; `absent` the rounds that are left out;
        `email_key` tells whose tasks these are."""
        tasks = self._programme.tasks_by(email_key)
        key = frozenset(places.items()), absent, email_key if tasks else None
        if key not in self._known:
            titles = {round_id: self._titles.get(slot_id or 0) for round_id, slot_id in places.items()}
            self._known[key] = self._programme.day_in(self._edition, titles, absent, tasks).digest
        return self._known[key]
