"""Whose calendar is due, and whose is it."""

from __future__ import annotations

from sqlalchemy import select

from werkplaats.db import session
from werkplaats.invitations.models import CalendarObject
from werkplaats.registration.models import Registration


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
