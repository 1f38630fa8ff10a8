"""Telling people what has changed about their day."""

from __future__ import annotations

import traceback
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from werkplaats import audit, clock
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition, EditionState
from werkplaats.errors import N_, Refused, Stale
from werkplaats.ical import Method
from werkplaats.invitations import mails, queries, words
from werkplaats.invitations.day import Day, Frame, Programme, takes_part
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.invitations.queries import Due
from werkplaats.invitations.steps import tell, tell_anew, tell_now, tell_people
from werkplaats.mail.wording import Wording
from werkplaats.people.models import Person
from werkplaats.programme import queries as days
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web.log import log


def tell_due() -> int:
    """Look at everyone who was marked and tell those for whom something is different; returns how many mails that made.

    Each person has a short transaction of their own, so that whoever registers meanwhile never waits for all.
    """
    told = 0
    for edition_id, marked in groupby(queries.due(), key=lambda due: due.edition_id):
        programme = Programme(edition_id)
        news = sum(_told(due, programme) for due in list(marked))
        if news and days.untold_changes(edition_id):
            _settle(edition_id)
        told += news
    session.rollback()
    return told


def tell_about_changes(edition_id: int, seen: str, actor: str) -> int:
    """Tell everyone whose day is another one than they know, and nobody else; returns how many. `seen` is the mark of
    whom the page named (`queries.Behind.mark`): Stale when it would be others by now."""
    with transaction():
        behind = queries.behind(editions.locked(edition_id))
        if not behind:
            raise Refused(N_("Everyone knows it already, so nobody gets another mail."))
        if behind.mark != seen:
            raise Stale(N_("It is about other people by now. Look once more at who gets a mail."))
        tell(ids=behind.registration_ids)
        tell_people(edition_id=edition_id, ids=behind.person_ids)
        _mark_as_told(edition_id)
        audit.record(actor, "told of changes", edition_id, people=len(behind))
        return len(behind)


def confirm_again(registration_id: int, actor: str) -> None:
    """Send someone who takes part the confirmation once more, as the day is now."""
    with transaction():
        registration = session.get_one(Registration, registration_id)
        editions.locked(registration.edition_id)
        session.refresh(registration)
        if registration.state != RegistrationState.REGISTERED:
            raise Refused(N_("This person does not take part now, so there is nothing to confirm."))
        tell_anew(ids=[registration_id])
        audit.record(actor, "confirmed again", registration.edition_id, registration=registration_id)


def _settle(edition_id: int) -> None:
    """A mail for another reason, like a first plan, tells of the programme too: once nobody is behind, all is told."""
    with transaction():
        if not queries.behind(editions.locked(edition_id)):
            _mark_as_told(edition_id)


def _mark_as_told(edition_id: int) -> None:
    moment = clock.now()
    for change in days.untold_changes(edition_id):
        change.told_at = moment


def _told(due: Due, programme: Programme) -> int:
    """Whatever is wrong with one person must not stop the others; they stay marked, so the next minute tries again.

    The log gets no message of the error: it may hold a name or an address.
    """
    try:
        return _tell_one(due, programme)
    except SQLAlchemyError:
        raise
    except Exception as error:
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("not told", calendar=due.calendar_id, error=type(error).__name__, trace=trace)
        return 0


def _tell_one(due: Due, programme: Programme) -> int:
    """Tell one human, under the lock of all that is theirs.

    Who was marked again after the programme was read stays marked: this programme may be older than what they were
    marked for.
    """
    with transaction():
        calendars = {calendar.id: calendar for calendar in _locked(queries.of_one_human(due.calendar_id))}
        marked = calendars.get(due.calendar_id)
        if marked is None or marked.due_at != due.due_at:
            return 0
        marked.due_at = None
        return sum(_tell(calendar, programme) for calendar in calendars.values())


def _locked(ids: list[int]) -> list[CalendarObject]:
    found = select(CalendarObject).where(CalendarObject.id.in_(ids)).order_by(CalendarObject.id)
    return list(session.scalars(found.with_for_update().execution_options(populate_existing=True)))


def _tell(calendar: CalendarObject, programme: Programme) -> bool:
    """Whether there was something to tell."""
    if calendar.registration is not None:
        return _tell_day(calendar, calendar.registration, programme)
    if calendar.person is not None and calendar.edition is not None:
        return _tell_tasks(calendar, calendar.person, calendar.edition, programme)
    return False


def _tell_day(calendar: CalendarObject, registration: Registration, programme: Programme) -> bool:
    places = breakouts.places_of(registration.id)
    day = programme.day_of(registration, places)
    if not day.is_news_to(calendar):
        return False
    before = Frame.from_kept(calendar.frame) if calendar.frame else day.frame
    wording = _wording(calendar, day, registration.edition, before)
    tell_now(calendar, day, clock.now())
    why, choices = programme.why(registration, places), programme.choices(registration)
    mails.your_day(wording, calendar, registration, mails.DayFacts(day, before, why, choices))
    return True


def _tell_tasks(calendar: CalendarObject, person: Person, edition: Edition, programme: Programme) -> bool:
    """Who has no address of which we know cannot be told."""
    if not person.email:
        return False
    registration = registrations.owner_of(edition.id, person.email)
    as_participant = registration is not None and takes_part(registration, edition)
    day = programme.tasks_of(person, edition, takes_part=as_participant)
    if not day.is_news_to(calendar):
        return False
    wording = _wording_of_tasks(calendar, day, edition)
    tell_now(calendar, day, clock.now())
    mails.your_task(wording, calendar, person, edition, day, takes_part=as_participant)
    return True


def _is_first(calendar: CalendarObject) -> bool:
    return calendar.sequence == NEVER_TOLD or calendar.method == Method.CANCEL


def _wording(calendar: CalendarObject, day: Day, edition: Edition, before: Frame) -> Wording:
    """Which mail tells this day to whoever takes part, or did; `before` is what they knew of the edition."""
    if day.method == Method.CANCEL:
        return words.EDITION_CANCELLED if edition.state == EditionState.CANCELLED else words.CANCELLED
    if _is_first(calendar) or calendar.digest is None:
        return words.CONFIRMATION
    if before != day.frame:
        return words.EDITION_CHANGED
    return words.PLACES if day.placed else words.DAY_CHANGED


def _wording_of_tasks(calendar: CalendarObject, day: Day, edition: Edition) -> Wording:
    if day.method == Method.REQUEST:
        return words.TASK if _is_first(calendar) else words.TASK_CHANGED
    return words.EDITION_CANCELLED if edition.state == EditionState.CANCELLED else words.TASK_OVER
