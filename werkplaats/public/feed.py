"""The programme as calendars for anyone to subscribe to. They hold no meeting link, only the public page.

SEQUENCE is the version of the edition and LAST-MODIFIED when that last rose, for every entry alike: both only rise, are
the same in every process, and need no row per entry. So an unchanged feed is equal byte for byte, and answers 304.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from werkplaats import ical, links
from werkplaats.db import Texts
from werkplaats.editions.models import Edition, EditionState
from werkplaats.mail import outbox
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout, ProgrammeItem, Slot, SlotState
from werkplaats.web.language import text_in


@dataclass(frozen=True)
class _Entry:
    """What the public may know of an item or a slot."""

    uid: str
    title: Texts
    text: Texts
    starts_at: datetime
    ends_at: datetime
    page: str
    cancelled: bool


def of(edition: Edition) -> bytes:
    """One entry for each item and each slot; what was cancelled stays in it, marked."""
    entries = [_of_item(edition, item) for item in programme.items(edition.id)]
    entries += [_of_slot(edition, slot) for slot in programme.all_slots(edition.id)]
    return _feed(edition, text_in(edition.title), entries)


def of_breakout(edition: Edition, breakout: Breakout) -> bytes:
    """One entry for each time that this breakout runs, or would have run."""
    slots = [slot for slot in programme.all_slots(edition.id) if slot.breakout_id == breakout.id]
    return _feed(edition, text_in(breakout.title), [_of_slot(edition, slot) for slot in slots])


def _feed(edition: Edition, name: str, entries: list[_Entry]) -> bytes:
    organizer = ical.Address(edition.sender_name, outbox.from_address())
    return ical.published(name, [_event(edition, entry) for entry in entries], organizer)


def _of_item(edition: Edition, item: ProgrammeItem) -> _Entry:
    page = url_for("public.item", edition=edition.slug, slug=item.slug)
    return _Entry(item.uid, item.title, item.text, item.starts_at, item.ends_at, page, cancelled=False)


def _of_slot(edition: Edition, slot: Slot) -> _Entry:
    breakout, round = slot.breakout, slot.round
    page = url_for("public.breakout", edition=edition.slug, slug=breakout.slug)
    cancelled = slot.state == SlotState.CANCELLED
    return _Entry(slot.uid, breakout.title, breakout.abstract, round.starts_at, round.ends_at, page, cancelled)


def _event(edition: Edition, entry: _Entry) -> ical.Event:
    return ical.Event(
        uid=entry.uid,
        sequence=edition.version,
        stamp=edition.changed_at,
        modified=edition.changed_at,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at,
        summary=text_in(entry.title) or text_in(edition.title),
        description=text_in(entry.text),
        location=_("Online"),
        url=links.absolute(entry.page),
        cancelled=entry.cancelled or edition.state == EditionState.CANCELLED,
    )
