"""Marking who may have to be told, and writing down what was told, inside an open transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from werkplaats import clock, links
from werkplaats.db import session
from werkplaats.invitations.day import Day
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.jobs.engine import wake_after_commit


def tell(_sender: Any = None, *, ids: list[int]) -> None:
    """Mark the calendars of these registrations as due. Cheap on purpose: publishing for a thousand people holds
    the write lock for two statements, and the worker does the rest."""
    if not ids:
        return
    make_missing(ids)
    session.execute(update(CalendarObject).where(CalendarObject.registration_id.in_(ids)).values(due_at=clock.now()))
    wake_after_commit()


def make_missing(ids: list[int]) -> None:
    """Give a calendar to each registration that has none; its uid stays the same for ever."""
    present = set(
        session.scalars(select(CalendarObject.registration_id).where(CalendarObject.registration_id.in_(ids)))
    )
    rows = [
        {"registration_id": id, "uid": links.new_public_id(), "sequence": NEVER_TOLD} for id in ids if id not in present
    ]
    if rows:
        session.execute(insert(CalendarObject), rows)


def tell_now(calendar: CalendarObject, day: Day, at: datetime) -> None:
    """Write down that this is what the calendar was told: one step higher, whatever was told before."""
    calendar.sequence, calendar.method, calendar.digest = calendar.sequence + 1, day.method, day.digest
    calendar.told_at = at
