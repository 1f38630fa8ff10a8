"""The programme as a calendar for anyone to subscribe to. It holds no meeting link, only the public page."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from flask import current_app, url_for
from flask_babel import gettext as _

from werkplaats import ical, links
from werkplaats.editions.models import Edition, EditionState
from werkplaats.mail import outbox
from werkplaats.programme import queries as programme
from werkplaats.programme.models import ProgrammeItem, Slot, SlotState
from werkplaats.web.language import text_in

A_YEAR = timedelta(days=365)


def of(edition: Edition) -> bytes:
    """One entry for each item and each slot; what was cancelled stays in it, marked."""
    entries = [_of_item(edition, item) for item in programme.items(edition.id)]
    entries += [_of_slot(edition, slot) for slot in programme.all_slots(edition.id)]
    return ical.published(text_in(edition.title), entries, ical.Address(edition.sender_name, outbox.from_address()))


def _of_item(edition: Edition, item: ProgrammeItem) -> ical.Event:
    page = url_for("public.programme", edition=edition.slug, _anchor=f"onderdeel-{item.id}")
    return _entry(edition, item.uid, item.title, item.text, item.starts_at, item.ends_at, page, cancelled=False)


def _of_slot(edition: Edition, slot: Slot) -> ical.Event:
    breakout, round = slot.breakout, slot.round
    page = url_for("public.breakout", edition=edition.slug, slug=breakout.slug)
    cancelled = slot.state == SlotState.CANCELLED
    return _entry(
        edition,
        slot.uid,
        breakout.title,
        breakout.abstract,
        round.starts_at,
        round.ends_at,
        page,
        cancelled=cancelled,
    )


def _entry(
    edition: Edition,
    uid: str,
    title: dict[str, str],
    text: dict[str, str],
    starts_at: datetime,
    ends_at: datetime,
    page: str,
    *,
    cancelled: bool,
) -> ical.Event:
    return ical.Event(
        uid=f"{uid}@{urlsplit(current_app.config['SITE_URL']).hostname}",
        sequence=edition.version,
        stamp=_stamp(edition),
        starts_at=starts_at,
        ends_at=ends_at,
        summary=text_in(title) or text_in(edition.title),
        description=text_in(text),
        location=_("Online"),
        url=links.absolute(page),
        cancelled=cancelled or edition.state == EditionState.CANCELLED,
    )


def _stamp(edition: Edition) -> datetime:
    """A moment that rises with every change and is the same in every process, so that unchanged feeds are equal
    byte for byte. The data knows no better one."""
    return edition.starts_at - A_YEAR + timedelta(seconds=edition.version)
