"""Marking who may have to be told, and writing down what was told, inside an open transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from werkplaats import clock, links
from werkplaats.db import dialect, insert_or_update, session
from werkplaats.invitations.day import Day
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.jobs.engine import wake_after_commit

_CALENDARS = cast(Table, CalendarObject.__table__)


def tell(_sender: Any = None, *, ids: list[int]) -> None:
    """Mark the calendars of these registrations as due; who has none gets one, whose uid stays the same for ever.

    Cheap on purpose: publishing for a thousand people holds the write lock for one statement.
    """
    if not ids:
        return
    moment = clock.now()
    rows = [
        {"registration_id": id, "uid": links.new_public_id(), "sequence": NEVER_TOLD, "due_at": moment} for id in ids
    ]
    session.execute(insert_or_update(_CALENDARS, "registration_id", "due_at")[dialect()], rows)
    wake_after_commit()


def tell_now(calendar: CalendarObject, day: Day, at: datetime) -> None:
    """Write down that this is what the calendar was told: one step higher, whatever was told before."""
    calendar.sequence, calendar.method, calendar.digest = calendar.sequence + 1, day.method, day.digest
    calendar.told_at = at
