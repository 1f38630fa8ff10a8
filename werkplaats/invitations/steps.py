"""Marking who may have to be told, and writing down what was told, inside an open transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, or_, select, update

from werkplaats import clock, links
from werkplaats.db import dialect, insert_or_update, session
from werkplaats.editions.models import Phase
from werkplaats.ical import Method
from werkplaats.invitations import mails
from werkplaats.invitations.day import Day, Programme
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.invitations.words import TASK_OVER
from werkplaats.jobs.engine import wake_after_commit
from werkplaats.mail import outbox
from werkplaats.people.models import Person
from werkplaats.registration.models import Registration

_CALENDARS = cast(Table, CalendarObject.__table__)


def tell(_sender: Any = None, *, ids: list[int]) -> None:
    """Mark the calendars of these registrations as due; who has none gets one, whose uid stays the same for ever.

    Cheap on purpose: publishing for a thousand people holds the write lock for one statement.
    """
    _mark(("registration_id",), [{"registration_id": id} for id in ids])


def tell_anew(_sender: Any = None, *, ids: list[int]) -> None:
    """Mark them, and forget what they were told: whoever takes part gets the confirmation once more, with the calendar
    one step higher. Their address is another one, or somebody asked for it."""
    mine = update(CalendarObject).where(CalendarObject.registration_id.in_(ids)).values(digest=None)
    session.execute(mine.execution_options(synchronize_session=False))
    tell(ids=ids)


def tell_people(_sender: Any = None, *, edition_id: int, ids: list[int]) -> None:
    """The same for people who do something in this edition, or did until now: speakers, hosts, note takers, chairs.

    If they take part as well, the calendar of their registration is looked at with theirs.
    """
    _mark(("person_id", "edition_id"), [{"person_id": id, "edition_id": edition_id} for id in ids])


def tell_everyone(_sender: Any = None, *, edition_id: int) -> None:
    """Mark everyone of this edition: it is off, or on again. Who was not told of it yet hears nothing when it is off,
    and everything when it is on again."""
    taking_part = select(Registration.id).where(Registration.edition_id == edition_id)
    of_edition = or_(CalendarObject.edition_id == edition_id, CalendarObject.registration_id.in_(taking_part))
    marked = update(CalendarObject).where(of_edition).values(due_at=clock.now())
    session.execute(marked.execution_options(synchronize_session=False))
    wake_after_commit()


def take_back(_sender: Any = None, *, registration: Registration) -> None:
    """Call off the entry in the calendar of an address that was a typing mistake, if one had left, and forget the rest
    of what was going there."""
    calendar = session.scalars(select(CalendarObject).where(CalendarObject.registration_id == registration.id)).first()
    if outbox.forget(registration.id) and calendar is not None:
        day = Programme(registration.edition_id).day_of(registration, [])
        tell_now(calendar, day, clock.now())
        mails.not_for_you(calendar, registration, day)


def tell_now(calendar: CalendarObject, day: Day, at: datetime) -> None:
    """Write down that this is what the calendar was told: one step higher, whatever was told before."""
    calendar.sequence, calendar.method, calendar.digest = calendar.sequence + 1, day.method, day.digest
    calendar.frame, calendar.told_at = day.frame.kept(), at


def take_leave(registration: Registration) -> None:
    """Tell someone who is erased for the last time. Their calendar hears of it if it knows a day that is to come."""
    mine = select(CalendarObject).where(CalendarObject.registration_id == registration.id)
    calendar = session.scalars(mine.with_for_update().execution_options(populate_existing=True)).first()
    day = Programme(registration.edition_id).day_of(registration, [])
    if calendar is None or not day.is_news_to(calendar) or registration.edition.phase == Phase.PAST:
        calendar = None
    else:
        tell_now(calendar, day, clock.now())
    mails.last(registration, calendar, day)


def take_leave_of(person: Person) -> None:
    """Tell someone who is erased that what they did is over, wherever their calendar knows a day that is to come."""
    mine = select(CalendarObject).where(CalendarObject.person_id == person.id).with_for_update()
    for calendar in session.scalars(mine.execution_options(populate_existing=True)).all():
        edition = calendar.edition
        if edition is None or edition.phase == Phase.PAST or not person.email:
            continue
        day = Day(Method.CANCEL, edition.title, edition.starts_at, edition.ends_at, ())
        if day.is_news_to(calendar):
            tell_now(calendar, day, clock.now())
            mails.your_task(TASK_OVER, calendar, person, edition, day, takes_part=False, last=True)


def _mark(owner: tuple[str, ...], owners: Iterable[dict[str, int]]) -> None:
    moment = clock.now()
    rows = [{**one, "uid": links.new_public_id(), "sequence": NEVER_TOLD, "due_at": moment} for one in owners]
    if rows:
        session.execute(insert_or_update(_CALENDARS, owner, "due_at")[dialect()], rows)
        wake_after_commit()
