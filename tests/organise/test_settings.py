"""The settings page: saving, mistakes, and two people at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from werkplaats import clock
from werkplaats.audit import AuditEntry
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.mail.models import OutgoingMail

pytestmark = POSTGRESQL_LATER

ADDRESS = "/en/organisatie/2027/instellingen"


@pytest.fixture
def organiser(make: Make, client: Browserless) -> Browserless:
    make.edition()
    client.sign_in(make.organiser())
    return client


def saved(app: Flask) -> Edition:
    with app.app_context():
        row = session.scalars(select(Edition)).one()
        session.expunge(row)
        return row


def test_saving_untouched_changes_nothing_but_the_log(app: Flask, organiser: Browserless) -> None:
    before = saved(app)
    organiser.send(organiser.get(ADDRESS), "instellingen")
    after = saved(app)
    names = ("title", "theme", "starts_at", "ends_at", "ranking_closes_at", "capacity", "licence", "cards_open")
    assert [getattr(after, n) for n in names] == [getattr(before, n) for n in names]


def test_what_is_saved_stands_on_the_site_and_mails_nobody(app: Flask, organiser: Browserless, make: Make) -> None:
    organiser.send(
        organiser.get(ADDRESS), "instellingen",
        title_nl="Een nieuwe naam", title_en="", capacity="40",
        starts_at="2027-03-18T13:30", ends_at="18-03-2027 16:30",
        registration_opens_at="2026-01-01T09:00", registration_closes_at="2027-03-18T13:30",
        ranking_closes_at="2027-03-10T13:30",
    )  # fmt: skip
    row = saved(app)
    assert (row.title, row.capacity) == ({"nl": "Een nieuwe naam"}, 40)
    assert row.starts_at.isoformat() == "2027-03-18T12:30:00+00:00"
    assert row.ends_at.isoformat() == "2027-03-18T15:30:00+00:00"
    assert "Een nieuwe naam" in Browserless(app).get("/en/2027/").text
    assert [node.attrs["href"] for node in organiser.get(ADDRESS).all(".notice li a")] == ["#title_en"]
    with app.app_context():
        assert session.scalars(select(OutgoingMail)).all() == []
        assert "edition.change" in session.scalars(select(AuditEntry.verb)).all()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"title_nl": "  "}, "Give the edition a title in Dutch."),
        ({"sender_name": " "}, "Write who the mails come from."),
        ({"starts_at": "0001-01-01T00:00"}, "Write a day and a time, like"),
        ({"registration_closes_at": "9999-12-31T23:59"}, "Write a day and a time, like"),
        ({"licence": []}, "Choose one of the answers in the list."),
        ({"title_nl": ""}, "Give the edition a title in Dutch."),
        ({"capacity": "-1"}, "Write a whole number, like 25."),
        ({"capacity": "9" * 5000}, "Write a whole number, like 25."),
        ({"capacity": "veel"}, "Write a whole number, like 25."),
        ({"ends_at": "2001-01-01T10:00"}, "The day must end after it starts."),
        ({"starts_at": "2027-03-18T08:00", "ends_at": "2027-03-18T20:01"}, "at most twelve hours after the start"),
        ({"registration_closes_at": "2001-01-01T10:00"}, "Registration must close after it opens."),
        ({"starts_at": "ooit"}, "Write a day and a time, like"),
        ({"starts_at": ""}, "Write a day and a time."),
        ({"helpdesk_email": "hulp"}, "Write a mail address, like"),
        ({"licence": "none"}, "Choose one of the answers in the list."),
        ({"csrf_token": "old"}, "open for a long time"),
    ],
)
def test_a_mistake_loses_nothing(app: Flask, organiser: Browserless, answers: dict[str, Any], sentence: str) -> None:
    page = organiser.send(organiser.get(ADDRESS), "instellingen", status=200, **{"theme_nl": "wonen", **answers})
    assert sentence in page.main and page.title.startswith("Error:")
    assert page.form("instellingen")["theme_nl"] == "wonen"
    assert saved(app).theme["nl"] == "bestaanszekerheid"


def test_two_people_at_once_see_both_versions(app: Flask, organiser: Browserless) -> None:
    first, second = organiser.get(ADDRESS), organiser.get(ADDRESS)
    organiser.send(first, "instellingen", title_nl="Van de eerste")
    page = organiser.send(second, "instellingen", status=200, title_nl="Van de tweede")
    assert "Somebody else changed this" in page.main and "Van de eerste" in page.main
    assert page.form("instellingen")["title_nl"] == "Van de tweede"
    assert saved(app).title["nl"] == "Van de eerste"
    organiser.send(page, "instellingen")
    assert saved(app).title["nl"] == "Van de tweede"


def test_registering_meanwhile_is_no_change_of_the_settings(organiser: Browserless, make: Make, app: Flask) -> None:
    page = organiser.get(ADDRESS)
    make.register(saved(app).id)
    organiser.send(page, "instellingen", title_nl="Nog steeds")


def test_choosing_that_has_closed_never_opens_again(app: Flask, organiser: Browserless) -> None:
    """The seed of the draw is public by then, so whoever chose again could reckon with their lot number."""
    open_page = organiser.get(ADDRESS)
    with clock.standing_at(saved(app).ranking_closes_at + timedelta(minutes=1)):
        later = {"ranking_closes_at": saved(app).starts_at.isoformat()[:16]}
        page = organiser.send(open_page, "instellingen", status=200, theme_nl="wonen", **later)
        assert "cannot open again" in page.main and page.form("instellingen")["theme_nl"] == "wonen"
        assert not saved(app).ranking_open and saved(app).theme["nl"] == "bestaanszekerheid"
        organiser.send(organiser.get(ADDRESS), "instellingen", ranking_closes_at="2026-01-01T09:00")
    assert not saved(app).ranking_open, "an earlier end is fine"
