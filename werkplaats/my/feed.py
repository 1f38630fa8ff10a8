"""One person's day as a calendar to subscribe to: an entry for each part of it, and what was cancelled marked.

It holds no meeting link and no personal one: its address is given to other people's programs. SEQUENCE is the sum of
two numbers that only rise, the version of the edition and how often this person was told of a change.
"""

from __future__ import annotations

from flask import url_for

from werkplaats import ical, links
from werkplaats.breakouts import queries as breakouts
from werkplaats.editions.models import Edition
from werkplaats.invitations import mails
from werkplaats.invitations import queries as invitations
from werkplaats.invitations.day import Day, Part, Programme
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.registration.models import Registration
from werkplaats.web.language import text_in


def of(registration: Registration) -> bytes:
    """Who was never invited has an empty day in it; who was, and does not take part now, a cancelled one."""
    edition = registration.edition
    calendar = invitations.calendar_of(registration.id)
    day = Programme(edition.id).day_of(registration, breakouts.places_of(registration.id))
    told = calendar is not None and calendar.sequence != NEVER_TOLD
    shown = calendar is not None and (told or day.method == ical.Method.REQUEST)
    events = [_event(edition, calendar, day, part) for part in day.parts] if calendar is not None and shown else []
    return ical.published(text_in(edition.title), events, mails.organizer(edition))


def _event(edition: Edition, calendar: CalendarObject, day: Day, part: Part) -> ical.Event:
    changed = max(edition.changed_at, calendar.told_at or edition.changed_at)
    return ical.Event(
        uid=f"{part.key}.{calendar.uid}",
        sequence=edition.version + calendar.sequence - NEVER_TOLD,
        stamp=changed,
        modified=changed,
        starts_at=part.starts_at,
        ends_at=part.ends_at,
        summary=mails.what(part) or text_in(edition.title),
        location=links.absolute(url_for("my.join")),
        url=links.absolute(url_for("public.landing", edition=edition.slug)),
        cancelled=day.method == ical.Method.CANCEL,
    )
