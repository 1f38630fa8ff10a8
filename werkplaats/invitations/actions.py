"""Telling people what has changed about their day."""

from __future__ import annotations

import traceback
from itertools import groupby

from sqlalchemy.exc import SQLAlchemyError

from werkplaats import audit, clock
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.errors import N_, Refused, Stale
from werkplaats.ical import Method
from werkplaats.invitations import mails, queries
from werkplaats.invitations.day import Day, Programme
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.invitations.steps import tell, tell_now
from werkplaats.programme import queries as programme
from werkplaats.web.log import log


def tell_due() -> int:
    """Look at everyone who was marked and tell those for whom something is different; returns how many were told.

    Each person has a short transaction of their own, so that whoever registers meanwhile never waits for all.
    """
    told = 0
    for edition_id, marked in groupby(queries.due(), key=lambda pair: pair[1]):
        read_once = Programme(edition_id)
        news = sum(_told(calendar_id, read_once) for calendar_id, _ in list(marked))
        if news and programme.untold_changes(edition_id):
            _settle(edition_id)
        told += news
    session.rollback()
    return told


def tell_about_changes(edition_id: int, seen: str, actor: str) -> int:
    """Tell everyone whose day is another one than they know, and nobody else; returns how many. `seen` is the mark of
    whom the page named (`queries.mark_of`): Stale when it would be others by now."""
    with transaction():
        ids = queries.behind(editions.locked(edition_id))
        if not ids:
            raise Refused(N_("Everyone knows it already, so nobody gets another mail."))
        if queries.mark_of(ids) != seen:
            raise Stale(N_("It is about other people by now. Look once more at who gets a mail."))
        tell(ids=ids)
        _mark_as_told(edition_id)
        audit.record(actor, "told of changes", edition_id, people=len(ids))
        return len(ids)


def _settle(edition_id: int) -> None:
    """A mail for another reason, like a first plan, tells of the programme too: once nobody is behind, all is told."""
    with transaction():
        if not queries.behind(editions.locked(edition_id)):
            _mark_as_told(edition_id)


def _mark_as_told(edition_id: int) -> None:
    moment = clock.now()
    for change in programme.untold_changes(edition_id):
        change.told_at = moment


def _told(calendar_id: int, programme: Programme) -> bool:
    """Whatever is wrong with one person must not stop the others; they stay marked, so the next minute tries again.

    The log gets no message of the error: it may hold a name or an address.
    """
    try:
        return _tell_one(calendar_id, programme)
    except SQLAlchemyError:
        raise
    except Exception as error:
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("not told", calendar=calendar_id, error=type(error).__name__, trace=trace)
        return False


def _tell_one(calendar_id: int, programme: Programme) -> bool:
    with transaction():
        calendar = session.get(
            CalendarObject, calendar_id, with_for_update={"of": CalendarObject}, populate_existing=True
        )
        if calendar is None or calendar.due_at is None:
            return False
        calendar.due_at = None
        registration = calendar.registration
        places = breakouts.places_of(registration.id)
        day = programme.day_of(registration, places)
        if not _is_news(calendar, day):
            return False
        kind = _kind(calendar, day)
        tell_now(calendar, day, clock.now())
        why, choices = programme.why(registration, places), programme.choices(registration)
        mails.your_day(kind, calendar, registration, day, why, choices)
        return True


def _is_news(calendar: CalendarObject, day: Day) -> bool:
    """Nobody hears twice that they do not come, nor at all when they were never invited."""
    if day.method == Method.CANCEL:
        return calendar.method == Method.REQUEST
    return calendar.method != Method.REQUEST or calendar.digest != day.digest


def _kind(calendar: CalendarObject, day: Day) -> str:
    if day.method == Method.CANCEL:
        return mails.CANCELLED
    first = calendar.sequence == NEVER_TOLD or calendar.method == Method.CANCEL
    return mails.CONFIRMATION if first else mails.CHANGED
