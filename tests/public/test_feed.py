"""The programme as a calendar, judged by other people's programs."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from tests.judges import bytelint, libical
from tests.make import Make
from tests.page import Browserless
from tests.public import stage
from werkplaats.db import session, transaction
from werkplaats.editions.models import EditionState
from werkplaats.programme.models import Slot, SlotState

FEED = "/2027/programma.ics"


def test_calendars_understand_every_item_and_slot(app: Flask, client: Browserless, make: Make) -> None:
    if reason := libical.available():
        pytest.skip(reason)
    make.edition("2027", starts_at=datetime(2027, 6, 17, 13, tzinfo=ZoneInfo("Europe/Amsterdam")))
    page = client.get(FEED)
    assert page.headers["Content-Type"] == "text/calendar; charset=utf-8"
    ics = page.response.data
    assert libical.complaints(ics) == []
    assert bytelint.complaints(ics) == []
    events = libical.read(ics)
    assert len(events) == 1 + 4 * 2
    assert len({event.uid for event in events}) == 9
    assert not any("127.0.0.1" in event.uid for event in events), "a move of the site makes no new entries"
    welcome = next(event for event in events if event.summary == "Welkom")
    assert welcome.starts_at.isoformat() == "2027-06-17T11:00:00+00:00"


def test_a_cancelled_slot_stays_marked_with_the_same_uid(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", breakouts=1)
    before = client.get(FEED)
    with app.app_context(), transaction():
        session.get_one(Slot, stage.slots(app, edition)[0]).state = SlotState.CANCELLED
    after = client.get(FEED, headers={"If-None-Match": before.headers["ETag"]})
    assert after.text.count("STATUS:CANCELLED") == 1
    assert uids(after.text) == uids(before.text)
    assert sequence(after.text) > sequence(before.text)
    client.get(FEED, status=304, headers={"If-None-Match": after.headers["ETag"]})


def test_a_cancelled_edition_cancels_everything(app: Flask, client: Browserless, make: Make) -> None:
    stage.change(app, make.edition("2027", breakouts=1), state=EditionState.CANCELLED)
    assert client.get(FEED).text.count("STATUS:CANCELLED") == 3


def uids(ics: str) -> list[str]:
    return [line for line in ics.splitlines() if line.startswith("UID:")]


def sequence(ics: str) -> int:
    return max(int(line.removeprefix("SEQUENCE:")) for line in ics.splitlines() if line.startswith("SEQUENCE:"))
