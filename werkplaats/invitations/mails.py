"""The mails that carry a calendar, and the calendar that they carry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats import clock, ical
from werkplaats.editions.models import Edition
from werkplaats.editions.words import named
from werkplaats.ical import Method
from werkplaats.invitations.day import Choices, Day, Frame, Part, PartKind
from werkplaats.invitations.models import CalendarObject
from werkplaats.invitations.words import NOT_FOR_YOU
from werkplaats.mail import outbox
from werkplaats.mail.outbox import Recipient
from werkplaats.mail.render import called, compose, render
from werkplaats.mail.wording import Wording
from werkplaats.people.models import Person
from werkplaats.people.words import tasks
from werkplaats.registration.mails import recipient, sender
from werkplaats.registration.models import Registration
from werkplaats.web.dates import timespan
from werkplaats.web.language import absolute_in, text_in

LAST = "erased"

JOIN_PATH = "/mijn/meedoen"


@dataclass(frozen=True)
class Reader:
    """Whose calendar it is. Who takes part has a page to join; others find their way on the public page."""

    name: str
    email: str
    locale: str
    edition: Edition
    may_join: bool

    def address(self, path: str) -> str:
        """A page of ours in the language of this reader."""
        return absolute_in(path, self.locale)


def participant(registration: Registration) -> Reader:
    return Reader(registration.name, registration.email, registration.locale, registration.edition, may_join=True)


@dataclass(frozen=True)
class DayFacts:
    """What a mail says of somebody's day: the day, what they knew of the edition before, why they have these places in
    their own language, and what they answered."""

    day: Day
    before: Frame
    why: list[str]
    choices: Choices


def your_day(wording: Wording, calendar: CalendarObject, registration: Registration, facts: DayFacts) -> None:
    """Queue the one mail of this SEQUENCE."""
    reader, edition = participant(registration), registration.edition
    outbox.queue(
        key=_key(calendar),
        kind=wording.kind,
        rendered=compose(
            wording,
            edition.id,
            registration.locale,
            lambda: named(edition, registration.name),
            **of_day(edition, registration.locale, facts),
        ),
        to=recipient(registration),
        sender=sender(edition),
        edition_id=edition.id,
        ics=invitation(calendar, reader, facts.day),
        method=facts.day.method,
    )


def of_day(edition: Edition, locale: str, facts: DayFacts) -> dict[str, Any]:
    """What the templates about somebody's day show."""
    return {
        "edition": edition,
        "day": facts.day,
        "before": facts.before,
        "why": facts.why,
        "choices": facts.choices,
        "line": line,
        "method": absolute_in(f"/{edition.slug}/indeling", locale),
    }


def not_for_you(calendar: CalendarObject, registration: Registration, day: Day) -> None:
    """To an address that was a typing mistake. The row of the registration goes, so nothing here points to it."""
    reader, edition = participant(registration), registration.edition
    outbox.queue(
        key=_key(calendar),
        kind=NOT_FOR_YOU.kind,
        rendered=compose(NOT_FOR_YOU, edition.id, registration.locale, lambda: named(edition, ""), edition=edition),
        to=Recipient("", reader.email, registration.locale),
        sender=sender(edition),
        edition_id=edition.id,
        ics=invitation(calendar, reader, day),
        method=day.method,
    )


def your_task(
    wording: Wording,
    calendar: CalendarObject,
    person: Person,
    edition: Edition,
    day: Day,
    *,
    takes_part: bool,
    last: bool = False,
) -> None:
    """Queue the mail of this SEQUENCE to a speaker, host, note taker or chair. Who `takes_part` now reads their task
    in another mail; the `last` one is forgotten when it has left."""
    reader = Reader(person.name, person.email or "", person.locale, edition, may_join=False)
    outbox.queue(
        key=_key(calendar),
        kind=wording.kind,
        rendered=compose(
            wording,
            edition.id,
            person.locale,
            lambda: named(edition, person.name),
            **of_tasks(edition, person.locale, day, takes_part=takes_part),
        ),
        to=Recipient(called(person.name), reader.email, person.locale),
        sender=sender(edition),
        edition_id=edition.id,
        ics=invitation(calendar, reader, day),
        method=day.method,
        last=last,
    )


def of_tasks(edition: Edition, locale: str, day: Day, *, takes_part: bool) -> dict[str, Any]:
    """What the templates about somebody's tasks show."""
    page = absolute_in(f"/{edition.slug}/programma", locale)
    return {"edition": edition, "day": day, "takes_part": takes_part, "line": line, "page": page}


def last(registration: Registration, calendar: CalendarObject | None, day: Day) -> None:
    """Queue the last mail to someone who is erased. With a calendar, it takes the day out of there."""
    edition, known, in_calendar = registration.edition, recipient(registration), calendar is not None
    outbox.queue(
        key=_key(calendar) if calendar else f"last:{registration.public_id}",
        kind=LAST,
        rendered=render(LAST, known.locale, edition=edition, registration=registration, in_calendar=in_calendar),
        to=Recipient(known.name, known.email, known.locale),
        sender=sender(edition),
        edition_id=edition.id,
        ics=invitation(calendar, participant(registration), day) if calendar else None,
        method=day.method if calendar else None,
        last=True,
    )


def invitation(calendar: CalendarObject, reader: Reader, day: Day) -> bytes:
    """The calendar of one person as their mail carries it: REQUEST or CANCEL."""
    attendee = ical.Address(called(reader.name), reader.email)
    return ical.invitation(day.method, event(calendar, reader, day), organizer(reader.edition), attendee)


def event(calendar: CalendarObject, reader: Reader, day: Day) -> ical.Event:
    """The day as one calendar entry. It names the page to join, never a meeting link and never a personal one."""
    with force_locale(reader.locale):
        join = reader.address(JOIN_PATH) if reader.may_join else None
        return ical.Event(
            uid=calendar.uid,
            sequence=calendar.sequence,
            stamp=clock.now(),
            modified=calendar.told_at,
            starts_at=day.starts_at,
            ends_at=day.ends_at,
            summary=text_in(day.title),
            description=_description(reader, day),
            location=join or _("Online"),
            url=reader.address(f"/{reader.edition.slug}/"),
            conference=join,
            cancelled=day.method == Method.CANCEL,
        )


def line(part: Part) -> str:
    """One part of the day in words."""
    return f"{timespan(part.starts_at, part.ends_at)} {what(part)}"


def what(part: Part) -> str:
    """The same without its time."""
    title = text_in(part.title)
    if part.kind == PartKind.UNDECIDED:
        return str(_("%(round)s: you hear your breakout before the day", round=title))
    if part.kind == PartKind.NO_PLACE:
        return str(_("%(round)s: no place yet", round=title))
    return f"{title} ({tasks(part.roles)})" if part.roles else title


def download(calendar: CalendarObject, registration: Registration, day: Day) -> bytes:
    """The same entry as a file to open; it invites nobody, so it names no attendee."""
    with force_locale(registration.locale):
        name = text_in(registration.edition.title)
    return ical.published(name, [event(calendar, participant(registration), day)], organizer(registration.edition))


def organizer(edition: Edition) -> ical.Address:
    return ical.Address(edition.sender_name, outbox.from_address())


def _description(reader: Reader, day: Day) -> str:
    return "\n".join((*(line(part) for part in day.parts), "", *_way_in(reader)))


def _way_in(reader: Reader) -> list[str]:
    if not reader.may_join:
        return [_("The whole programme: %(address)s", address=reader.address(f"/{reader.edition.slug}/programma"))]
    return [
        _("Join here: %(address)s", address=reader.address(JOIN_PATH)),
        _("The page knows you when you open the personal link from our mail first."),
    ]


def _key(calendar: CalendarObject) -> str:
    return f"calendar:{calendar.uid}:{calendar.sequence}"
