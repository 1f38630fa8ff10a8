"""The mails that carry a calendar, and the calendar that they carry."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats import clock, ical, links
from werkplaats.ical import Method
from werkplaats.invitations.day import Choices, Day, Part, PartKind
from werkplaats.invitations.models import CalendarObject
from werkplaats.mail import outbox
from werkplaats.mail.render import called, render
from werkplaats.registration.mails import recipient, sender
from werkplaats.registration.models import Registration
from werkplaats.web.dates import timespan
from werkplaats.web.language import text_in

CONFIRMATION = "confirmation"
CHANGED = "your_day"
CANCELLED = "cancelled"

JOIN_PATH = "/mijn/meedoen"


def your_day(
    kind: str, calendar: CalendarObject, registration: Registration, day: Day, why: list[str], choices: Choices
) -> None:
    """Queue the one mail of this SEQUENCE. `why` explains the places, in the reader's language."""
    rendered = render(
        kind,
        registration.locale,
        edition=registration.edition,
        registration=registration,
        day=day,
        line=line,
        why=why,
        choices=choices,
        method=_address(f"/{registration.edition.slug}/indeling", registration.locale),
    )
    outbox.queue(
        key=f"calendar:{calendar.uid}:{calendar.sequence}",
        kind=kind,
        rendered=rendered,
        to=recipient(registration),
        sender=sender(registration.edition),
        edition_id=registration.edition_id,
        ics=invitation(calendar, registration, day),
        method=day.method,
    )


def invitation(calendar: CalendarObject, registration: Registration, day: Day) -> bytes:
    """The calendar of one person as their mail carries it: REQUEST or CANCEL."""
    organizer = ical.Address(registration.edition.sender_name, outbox.from_address())
    attendee = ical.Address(called(registration.name), registration.email)
    return ical.invitation(day.method, event(calendar, registration, day), organizer, attendee)


def event(calendar: CalendarObject, registration: Registration, day: Day) -> ical.Event:
    """The day as one calendar entry. It names the page to join, never a meeting link and never a personal one."""
    with force_locale(registration.locale):
        join = _address(JOIN_PATH, registration.locale)
        return ical.Event(
            uid=f"{calendar.uid}@{outbox.from_address().partition('@')[2]}",
            sequence=calendar.sequence,
            stamp=clock.now(),
            modified=calendar.told_at,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            summary=text_in(day.title),
            description=_description(day, join),
            location=join,
            url=_address(f"/{registration.edition.slug}/", registration.locale),
            conference=join,
            cancelled=day.method == Method.CANCEL,
        )


def line(part: Part) -> str:
    """One part of the day in words."""
    if part.kind == PartKind.UNDECIDED:
        what = _("%(round)s: you hear your breakout before the day", round=text_in(part.title))
    elif part.kind == PartKind.NO_PLACE:
        what = _("%(round)s: no place yet", round=text_in(part.title))
    else:
        what = text_in(part.title)
    return f"{timespan(part.starts_at, part.ends_at)} {what}"


def _address(path: str, locale: str) -> str:
    """The whole address of a page in the language of its reader."""
    return links.absolute(path if locale == "nl" else f"/{locale}{path}")


def _description(day: Day, join: str) -> str:
    return "\n".join(
        (
            *(line(part) for part in day.parts),
            "",
            _("Join here: %(address)s", address=join),
            _("The page knows you when you open the personal link from our mail first."),
        )
    )


def download(calendar: CalendarObject, registration: Registration, day: Day) -> bytes:
    """The same entry as a file to open; it invites nobody, so it names no attendee."""
    organizer = ical.Address(registration.edition.sender_name, outbox.from_address())
    with force_locale(registration.locale):
        name = text_in(registration.edition.title)
    return ical.published(name, [event(calendar, registration, day)], organizer)
