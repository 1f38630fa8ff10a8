"""What search engines and other programs understand of a page: schema.org, as JSON-LD in its head."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import current_app, url_for

from werkplaats import links
from werkplaats.clock import AMSTERDAM
from werkplaats.db import Texts
from werkplaats.editions.models import Edition, EditionState
from werkplaats.people.models import Person
from werkplaats.people.queries import Part
from werkplaats.programme.models import Breakout, ProgrammeItem, Slot
from werkplaats.public.day import Day
from werkplaats.registration.queries import Door
from werkplaats.web.language import text_in

Linked = dict[str, Any]

SCHEMA = "https://schema.org"
FREE = {"@type": "Offer", "price": 0, "priceCurrency": "EUR"}
AVAILABILITY = {Door.OPEN: "InStock", Door.EARLY: "PreOrder", Door.FULL: "SoldOut"}
"""Through another door nobody comes in any more, so nothing is offered there."""


def of_day(day: Day, door: Door) -> Linked:
    """The whole edition, with each item and each slot as an event inside it."""
    edition, page = day.edition, _page("public.landing", day.edition)
    people = {part.person.id: part.person for part in day.parts}.values()
    inside = [_of_item(edition, item, day.parts) for item in day.items]
    inside += [_of_slot(edition, slot, day.parts) for slot in day.slots]
    return {
        **_event(edition, edition.title, edition.lead, edition.starts_at, edition.ends_at, page),
        "@context": SCHEMA,
        "@id": page,
        **_moved(edition),
        **_offers(edition, door),
        "organizer": {"@type": "Organization", "name": edition.sender_name, "url": current_app.config["SITE_URL"]},
        **_performers(edition, people),
        **({"subEvent": inside} if inside else {}),
    }


def of_item(edition: Edition, item: ProgrammeItem, parts: list[Part]) -> Linked:
    return {"@context": SCHEMA, **_of_item(edition, item, parts), "superEvent": _above(edition)}


def of_breakout(edition: Edition, breakout: Breakout, slots: list[Slot], parts: list[Part]) -> Linked | None:
    """A breakout with each time that it runs; nothing to tell when it does not run at all."""
    if not slots:
        return None
    starts_at, ends_at = min(slot.round.starts_at for slot in slots), max(slot.round.ends_at for slot in slots)
    page = _page("public.breakout", edition, slug=breakout.slug)
    return {
        "@context": SCHEMA,
        **_event(edition, breakout.title, breakout.abstract, starts_at, ends_at, page),
        **_performers(edition, [part.person for part in parts]),
        "subEvent": [_of_slot(edition, slot, parts) for slot in slots],
        "superEvent": _above(edition),
    }


def _of_item(edition: Edition, item: ProgrammeItem, parts: list[Part]) -> Linked:
    people = [part.person for part in parts if part.item and part.item.id == item.id]
    page = _page("public.item", edition, slug=item.slug)
    event = _event(edition, item.title, item.text, item.starts_at, item.ends_at, page)
    return {**event, **_performers(edition, people)}


def _of_slot(edition: Edition, slot: Slot, parts: list[Part]) -> Linked:
    people = [part.person for part in parts if part.slot and part.slot.id == slot.id]
    page = _page("public.breakout", edition, slug=slot.breakout.slug)
    event = _event(edition, slot.breakout.title, {}, slot.round.starts_at, slot.round.ends_at, page)
    return {**event, **_performers(edition, people)}


def _above(edition: Edition) -> Linked:
    page = _page("public.landing", edition)
    return _event(edition, edition.title, {}, edition.starts_at, edition.ends_at, page) | {"@id": page}


def _event(edition: Edition, title: Texts, text: Texts, starts_at: datetime, ends_at: datetime, page: str) -> Linked:
    """What is true of the day and of all that is in it: online, free, and at a page of ours, never at a meeting."""
    return {
        "@type": "EducationEvent",
        "name": text_in(title) or text_in(edition.title),
        **({"description": text_in(text)} if text_in(text) else {}),
        "url": page,
        "startDate": starts_at.astimezone(AMSTERDAM).isoformat(),
        "endDate": ends_at.astimezone(AMSTERDAM).isoformat(),
        "eventAttendanceMode": f"{SCHEMA}/OnlineEventAttendanceMode",
        "eventStatus": f"{SCHEMA}/{_status(edition)}",
        "location": {"@type": "VirtualLocation", "url": page},
        "isAccessibleForFree": True,
    }


def _status(edition: Edition) -> str:
    if edition.state == EditionState.CANCELLED:
        return "EventCancelled"
    return "EventRescheduled" if edition.moved_from else "EventScheduled"


def _moved(edition: Edition) -> Linked:
    moved = edition.moved_from
    return {"previousStartDate": moved.astimezone(AMSTERDAM).isoformat()} if moved else {}


def _offers(edition: Edition, door: Door) -> Linked:
    if door not in AVAILABILITY:
        return {}
    offer = {
        **FREE,
        "url": _page("registration.register", edition),
        "availability": f"{SCHEMA}/{AVAILABILITY[door]}",
        "validFrom": edition.registration_opens_at.astimezone(AMSTERDAM).isoformat(),
    }
    return {"offers": offer}


def _performers(edition: Edition, people: Iterable[Person]) -> Linked:
    once = {person.id: person for person in people}.values()
    found = [
        {"@type": "Person", "name": person.name, "url": _page("public.speaker", edition, slug=person.slug)}
        for person in once
    ]
    return {"performer": found} if found else {}


def _page(endpoint: str, edition: Edition, **more: Any) -> str:
    return links.absolute(url_for(endpoint, edition=edition.slug, **more))
