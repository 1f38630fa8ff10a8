"""The programme as other people's programs read it: apps for visitors, video teams, screens in a hall.

JSON and XML of the kind that c3voc and frab began and most conference programs speak. Both come from the same list of
events. Its people are those who speak and host, as far as they are public; of participants it knows nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from flask import current_app, url_for
from flask_babel import gettext as _

from werkplaats import links
from werkplaats.clock import AMSTERDAM
from werkplaats.editions.models import Edition, EditionState
from werkplaats.people.models import Person
from werkplaats.programme.models import ProgrammeItem, Slot
from werkplaats.public.day import Day
from werkplaats.public.xmltext import add, written
from werkplaats.web.language import current_language, text_in

SCHEMA = "https://c3voc.de/schedule/schema.json"
GENERATOR = {"name": "Werkplaats"}
TIME_ZONE = "Europe/Amsterdam"
TIMESLOT = "00:05"


@dataclass(frozen=True)
class Event:
    """An item, or a breakout in one round. A breakout is its own room; everyone together is another one."""

    id: int
    uid: str
    slug: str
    room: str
    kind: str
    title: str
    abstract: str
    starts_at: datetime
    ends_at: datetime
    people: list[Person]
    page: str

    @property
    def guid(self) -> str:
        return _guid(self.uid)

    @property
    def code(self) -> str:
        return self.uid.upper()

    @property
    def day(self) -> date:
        return self.starts_at.date()

    @property
    def start(self) -> str:
        return self.starts_at.strftime("%H:%M")

    @property
    def duration(self) -> str:
        return _hours_and_minutes(self.ends_at - self.starts_at)


def as_json(day: Day) -> dict[str, Any]:
    days = _days(day)
    edition = day.edition
    conference = {
        "acronym": _acronym(edition),
        "title": text_in(edition.title),
        "description": text_in(edition.lead),
        "start": days[0][0].isoformat(),
        "end": days[-1][0].isoformat(),
        "daysCount": len(days),
        "timeslot_duration": TIMESLOT,
        "time_zone_name": TIME_ZONE,
        "url": _landing(edition),
        "rooms": [{"name": room, "guid": _guid(f"room:{edition.slug}:{room}")} for room in _rooms(days)],
        "days": [_day_in_json(number, *one) for number, one in enumerate(days, start=1)],
    }
    schedule = {"version": str(edition.version), "base_url": _base(), "conference": conference}
    return {"$schema": SCHEMA, "generator": {**GENERATOR, "url": _base()}, "schedule": schedule}


def as_xml(day: Day) -> bytes:
    days, edition = _days(day), day.edition
    root = Element("schedule")
    add(root, "generator", **GENERATOR)
    add(root, "version", str(edition.version))
    conference = add(root, "conference")
    for name, value in (
        ("acronym", _acronym(edition)),
        ("title", text_in(edition.title)),
        ("start", days[0][0].isoformat()),
        ("end", days[-1][0].isoformat()),
        ("days", str(len(days))),
        ("timeslot_duration", TIMESLOT),
        ("base_url", _base()),
        ("time_zone_name", TIME_ZONE),
    ):
        add(conference, name, value)
    for number, one in enumerate(days, start=1):
        _add_day(root, number, *one)
    return written(root)


OneDay = tuple[date, datetime, datetime, list[Event]]
"""A date, when it begins and ends, and what is on."""


def _days(day: Day) -> list[OneDay]:
    """At least one: a day on which nothing is on says so."""
    edition = day.edition
    events = [] if edition.state == EditionState.CANCELLED else _events(day)
    found = [(on, list(those)) for on, those in groupby(events, key=lambda event: event.day)]
    if not found:
        start = edition.starts_at.astimezone(AMSTERDAM)
        return [(start.date(), start, edition.ends_at.astimezone(AMSTERDAM), [])]
    return [(on, those[0].starts_at, max(event.ends_at for event in those), those) for on, those in found]


def _events(day: Day) -> list[Event]:
    events = [_of_item(day, item) for item in day.items] + [_of_slot(day, slot) for slot in day.slots]
    return sorted(events, key=lambda event: event.starts_at)


def _of_item(day: Day, item: ProgrammeItem) -> Event:
    id = 2 * item.id
    return Event(
        id, item.uid, f"{day.edition.slug}-{id}-{item.slug}", _("Plenary"), "talk", text_in(item.title),
        text_in(item.text), item.starts_at.astimezone(AMSTERDAM), item.ends_at.astimezone(AMSTERDAM),
        [part.person for part in day.parts if part.item and part.item.id == item.id],
        url_for("public.item", edition=day.edition.slug, slug=item.slug),
    )  # fmt: skip


def _of_slot(day: Day, slot: Slot) -> Event:
    """Its number is odd, that of an item even: programs tell events apart by it alone."""
    breakout, round, id = slot.breakout, slot.round, 2 * slot.id + 1
    title = text_in(breakout.title)
    return Event(
        id, slot.uid, f"{day.edition.slug}-{id}-{breakout.slug}", title, "workshop", title, text_in(breakout.abstract),
        round.starts_at.astimezone(AMSTERDAM), round.ends_at.astimezone(AMSTERDAM),
        [part.person for part in day.parts if part.slot and part.slot.id == slot.id],
        url_for("public.breakout", edition=day.edition.slug, slug=breakout.slug),
    )  # fmt: skip


def _rooms(days: list[OneDay]) -> list[str]:
    return list(dict.fromkeys(event.room for *_when, events in days for event in events))


def _by_room(events: Iterable[Event]) -> dict[str, list[Event]]:
    rooms: dict[str, list[Event]] = {}
    for event in events:
        rooms.setdefault(event.room, []).append(event)
    return rooms


def _day_in_json(number: int, on: date, starts_at: datetime, ends_at: datetime, events: list[Event]) -> dict[str, Any]:
    return {
        "index": number,
        "date": on.isoformat(),
        "day_start": starts_at.isoformat(),
        "day_end": ends_at.isoformat(),
        "rooms": {room: [_in_json(event) for event in those] for room, those in _by_room(events).items()},
    }


def _in_json(event: Event) -> dict[str, Any]:
    return {
        "id": event.id, "guid": event.guid, "code": event.code, "date": event.starts_at.isoformat(),
        "start": event.start, "duration": event.duration, "room": event.room, "slug": event.slug,
        "url": links.absolute(event.page), "title": event.title, "subtitle": "", "track": None, "type": event.kind,
        "language": current_language(), "abstract": event.abstract, "description": "",
        "persons": [{"guid": _guid(person.public_id), "name": person.name} for person in event.people],
        "links": [], "attachments": [],
    }  # fmt: skip


def _add_day(root: Element, number: int, on: date, starts_at: datetime, ends_at: datetime, events: list[Event]) -> None:
    times = {"start": starts_at.isoformat(), "end": ends_at.isoformat()}
    day = add(root, "day", index=str(number), date=on.isoformat(), **times)
    for name, those in _by_room(events).items():
        room = add(day, "room", name=name)
        for event in those:
            _add_event(room, event)


def _add_event(room: Element, event: Event) -> None:
    element = add(room, "event", id=str(event.id), guid=event.guid, code=event.code)
    for name, value in (
        ("date", event.starts_at.isoformat()), ("start", event.start), ("duration", event.duration),
        ("room", event.room), ("slug", event.slug), ("url", links.absolute(event.page)), ("title", event.title),
        ("subtitle", ""), ("track", ""), ("type", event.kind), ("language", current_language()),
        ("abstract", event.abstract), ("description", ""),
    ):  # fmt: skip
        add(element, name, value)
    persons = add(element, "persons")
    for person in event.people:
        add(persons, "person", person.name, id=str(person.id))
    add(element, "links")
    add(element, "attachments")


def _acronym(edition: Edition) -> str:
    return f"werkplaats_{edition.slug.replace('-', '_')}"


def _landing(edition: Edition) -> str:
    return links.absolute(url_for("public.landing", edition=edition.slug))


def _base() -> str:
    return str(current_app.config["SITE_URL"])


def _guid(of: str) -> str:
    """The same in every process and after every change, and not to be turned back."""
    return str(uuid5(NAMESPACE_URL, f"werkplaats:{of}"))


def _hours_and_minutes(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours:02}:{minutes:02}"
