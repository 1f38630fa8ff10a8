"""Changing items, rounds, breakouts and meeting links."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page
from werkplaats.audit import AuditEntry
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.mail.models import OutgoingMail
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, Slot

pytestmark = POSTGRESQL_LATER

DAY = "/en/organisatie/2027/programma"


@pytest.fixture
def organiser(make: Make, client: Browserless) -> Browserless:
    make.edition()
    client.sign_in(make.organiser())
    return client


def page_of(browser: Browserless, part: str, number: int = 0) -> Page:
    """The page of the first part of this kind, or of another one."""
    links = [a.attrs["href"] for a in browser.get(DAY).all("main a") if re.search(rf"/{part}/[^/]+$", a.attrs["href"])]
    return browser.get(links[number])


def stamp(app: Flask) -> int:
    with app.app_context():
        return session.scalars(select(Edition.input_stamp)).one()


def test_an_item_is_changed_and_its_round_lasts_as_long(app: Flask, organiser: Browserless) -> None:
    page = page_of(organiser, "onderdeel")
    starts = page.form("")["starts_at"]
    organiser.send(
        page, title_nl="Welkom allemaal", ends_at=f"{starts[:11]}13:45", meeting_url="https://meet.example.org/x"
    )
    with app.app_context():
        item = session.scalars(select(ProgrammeItem)).one()
        assert item.title["nl"] == "Welkom allemaal" and item.meeting_url == "https://meet.example.org/x"
        assert item.round.ends_at == item.ends_at
        assert session.scalars(select(AuditEntry.verb).order_by(AuditEntry.id.desc())).first() == "item.change"
        assert session.scalars(select(OutgoingMail)).all() == []


def test_an_item_outside_the_day_is_saved_and_warned_of(organiser: Browserless) -> None:
    page = page_of(organiser, "onderdeel")
    day = page.form("")["starts_at"][:11]
    answer = organiser.follow(organiser.send(page, starts_at=f"{day}08:00", ends_at=f"{day}09:00"))
    assert "“Welcome” lies outside the day of this edition." in answer.main


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "meet.example.org", "https://", "https://a b", "ftp://x.example", "https://[x"]
)
def test_a_meeting_link_leads_to_a_page(organiser: Browserless, link: str) -> None:
    answer = organiser.send(page_of(organiser, "link"), status=200, meeting_url=link)
    assert "Paste the whole link" in answer.main


def test_a_meeting_link_may_wait(app: Flask, organiser: Browserless) -> None:
    organiser.send(page_of(organiser, "link"), meeting_url="")
    assert "Link is missing" in organiser.get(DAY).main
    with app.app_context():
        assert "" in session.scalars(select(Slot.meeting_url)).all()


def test_fewer_places_make_drafts_stale_and_a_title_does_not(app: Flask, organiser: Browserless) -> None:
    before = stamp(app)
    organiser.send(page_of(organiser, "deelsessie"), title_nl="Een andere naam")
    assert stamp(app) == before
    organiser.send(page_of(organiser, "deelsessie"), capacity="10", minimum="4", conditions=["cohesion", "security"])
    assert stamp(app) == before + 1
    with app.app_context():
        row = session.scalars(select(Breakout).order_by(Breakout.position)).first()
        assert row is not None
        assert (row.capacity, row.minimum, row.conditions) == (10, 4, ["security", "cohesion"])


def test_more_at_least_than_places_is_explained(organiser: Browserless) -> None:
    answer = organiser.send(page_of(organiser, "deelsessie"), status=200, capacity="3", minimum="4")
    assert "cannot be more than there are places" in answer.main


def test_a_round_moves(app: Flask, organiser: Browserless) -> None:
    page = page_of(organiser, "ronde", 1)
    day = page.form("")["starts_at"][:11]
    organiser.send(page, title_nl="Eerste ronde", starts_at=f"{day}14:15", ends_at=f"{day}14:55")
    with app.app_context():
        assert {"nl": "Eerste ronde", "en": "Ronde 1"} in session.scalars(select(Round.title)).all()


def test_two_people_at_one_breakout_see_both_versions(organiser: Browserless) -> None:
    first, second = page_of(organiser, "deelsessie"), page_of(organiser, "deelsessie")
    organiser.send(first, capacity="11")
    answer = organiser.send(second, status=200, capacity="12")
    assert "Two people changed this page" in answer.main and "11" in answer.main
    organiser.send(answer)


def test_parts_of_another_edition_do_not_exist_here(app: Flask, organiser: Browserless, make: Make) -> None:
    other = make.edition("anders")
    with app.app_context():
        item = session.scalars(select(ProgrammeItem.id).join(Round).where(Round.edition_id == other)).one()
        slot = session.scalars(select(Slot.id).join(Round).where(Round.edition_id == other)).first()
        plenary = session.scalars(select(Round.id).where(Round.edition_id == other)).first()
    for address in (f"onderdeel/{item}", f"link/{slot}", f"ronde/{plenary}", "deelsessie/geen"):
        organiser.get(f"{DAY}/{address}", status=404)
