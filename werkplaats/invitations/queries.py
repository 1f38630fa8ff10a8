"""Whose calendar is due, and whose is it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, func, or_, select

from werkplaats.db import session
from werkplaats.ical import Method
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.people import queries as people
from werkplaats.people.models import Person
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
    return session.scalar(_told_of(edition_id).where(CalendarObject.method == Method.REQUEST)) or 0


def number_to_invite_again(edition_id: int) -> int:
    """How many people are invited when an edition that was called off takes place after all."""
    still_there = Registration.state == RegistrationState.REGISTERED
    busy = {task.person.id for task in people.tasks(edition_id)}
    return session.scalar(_told_of(edition_id).where(or_(still_there, CalendarObject.person_id.in_(busy)))) or 0


def _told_of(edition_id: int) -> Select[int]:
    """Counts the calendars of one edition that were ever told something."""
    of_edition = func.coalesce(CalendarObject.edition_id, Registration.edition_id) == edition_id
    counted = select(func.count()).select_from(CalendarObject).outerjoin(CalendarObject.registration)
    return counted.where(of_edition, CalendarObject.sequence != NEVER_TOLD)


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
