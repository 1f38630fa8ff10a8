"""What participants see of everything that we hold of them, and take with them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.notes.test_cards import entered
from tests.page import Browserless
from tests.post import Mailbox
from tests.public import stage
from werkplaats import clock, consent
from werkplaats.db import Base, session, transaction
from werkplaats.notes.actions import add_card
from werkplaats.notes.models import CardKind, CardShow
from werkplaats.notes.steps import CardAnswers
from werkplaats.people.models import Person as Speaker
from werkplaats.privacy.columns import COLUMNS, KINDS, Shown
from werkplaats.registration.models import Need, Pair, PairKind, Registration

pytestmark = POSTGRESQL_LATER

DATA, FILE = "/en/mijn/gegevens", "/en/mijn/gegevens/bestand"
HOSTILE = "<script>alert(1)</script> \"; =cmd|' [x](http://evil.example) \u202e"


@pytest.fixture
def ans(app: Flask, make: Make, post: Mailbox) -> Person:
    """Someone of whom there is a bit of everything."""
    edition_id = make.edition()
    breakouts = make.breakouts(edition_id)
    bob = make.register(edition_id, "Bob Buurman", "bob@example.org")
    ans = make.register(edition_id, "Ans Voorbeeld", "ans@example.org", breakouts[:2])
    post.work()
    with app.app_context():
        add_card(ans.id, CardAnswers(CardKind.TOOL, "Een lijst.", CardShow.NAME, "1"))
        with transaction():
            session.add(Need(registration_id=ans.id, text="Een tolk.", created_at=clock.now(),
                             delete_after=clock.now() + timedelta(days=80)))  # fmt: skip
            session.add(Pair(first_id=bob.id, second_id=ans.id, kind=PairKind.TOGETHER))
            session.get_one(Registration, ans.id).remark = "Belde over de trein."
            consent.give_for_registration(ans.id, "newsletter", "2")
    return ans


def test_the_page_shows_everything_that_the_table_says_is_shown(app: Flask, ans: Person) -> None:
    """Whatever stands in one of their rows stands on the page, column by column."""
    said = entered(app, ans).get(DATA).main
    for sentence in (
        "Ans Voorbeeld", "ans@example.org", "Een tolk.", "Belde over de trein.", "Een lijst.", "Sociale inclusie",
        "newsletter", "Together or apart together", "With my name", "(your personal link)",
    ):  # fmt: skip
        assert sentence in said
    assert "Bob" not in said


def test_the_file_holds_the_same_and_more(app: Flask, ans: Person) -> None:
    page = entered(app, ans).get(FILE)
    assert page.headers["Content-Disposition"] == "attachment; filename=werkplaats-2027.json"
    assert page.headers["Cache-Control"] == "no-store"
    kept = json.loads(page.response.get_data(as_text=True))
    assert kept["contact"]["rows"][0]["email"] == "ans@example.org"
    assert [row["rank"] for row in kept["choices"]["rows"] if "rank" in row] == [1, 2]
    assert kept["choices"]["rows"][1]["breakout_id"]["nl"] == "Sociaaleconomische zekerheid"
    assert {row["purpose"] for row in kept["consents"]["rows"]} == {"newsletter", "card.name"}
    assert all(row["given_at"].endswith("+00:00") for row in kept["consents"]["rows"])
    (mail,) = kept["mails"]["rows"]
    assert "(your personal link)" in mail["text"]
    assert "BEGIN:VCALENDAR" in mail["ics"]
    assert "Bob" not in page.response.get_data(as_text=True)


def test_nothing_of_theirs_is_forgotten(app: Flask, ans: Person) -> None:
    """Every shown column with something in it, of every row that points at them, is in the file."""
    kept = json.loads(entered(app, ans).get(FILE).response.get_data(as_text=True))
    with app.app_context():
        registration = Base.metadata.tables["registration"]
        for table in Base.metadata.sorted_tables:
            whose = [c for c in table.columns if c.references(registration.c.id)]
            for row in session.execute(select(table).where(*[c == ans.id for c in whose[-1:]])) if whose else ():
                for column in table.columns:
                    known = COLUMNS[f"{table.name}.{column.name}"]
                    if known.shown != Shown.NOT and row._mapping[column.name] not in (None, ""):
                        kind = next(k for k in KINDS if known in k.columns)
                        assert any(column.name in fields for fields in kept[kind.key]["rows"]), known.at


def test_hostile_words_are_harmless(app: Flask, make: Make, post: Mailbox) -> None:
    someone = make.register(make.edition(), HOSTILE, "kwaad@example.org")
    post.work()
    browser = entered(app, someone)
    page = browser.get(DATA)
    assert "<script>alert" in page.main
    assert not page.all("main script")
    kept = json.loads(browser.get(FILE).response.get_data(as_text=True))
    assert kept["contact"]["rows"][0]["name"] == HOSTILE
    assert "<script>alert" in browser.get("/en/mijn/gegevens/wissen").main


def test_that_somebody_wants_to_be_apart_is_theirs_alone(app: Flask, ans: Person) -> None:
    with app.app_context(), transaction():
        session.scalars(select(Pair)).one().kind = PairKind.APART
    assert "pairs" not in json.loads(entered(app, ans).get(FILE).response.get_data(as_text=True))


def test_a_guest_does_not_see_what_the_owner_of_the_address_does(app: Flask, make: Make) -> None:
    edition_id = make.edition()
    person_id = stage.speaker(app, edition_id, "Sanne Spreker")
    owner = make.register(edition_id, "Sanne Spreker", "sanne@example.org")
    with app.app_context(), transaction():
        speaker = session.get_one(Speaker, person_id)
        speaker.email = speaker.email_key = "sanne@example.org"
    assert "Works on security." in entered(app, owner).get(DATA).main
    with app.app_context(), transaction():
        session.get_one(Registration, owner.id).guest_number = 1
    assert "Works on security." not in entered(app, owner).get(DATA).main


def test_ones_own_page_and_the_privacy_page_lead_to_it(app: Flask, client: Browserless, ans: Person) -> None:
    links = {link.attrs["href"] for link in entered(app, ans).get("/en/mijn").all("main a")}
    assert DATA in links
    assert DATA in {link.attrs["href"] for link in client.get("/en/privacy").all("main a")}
