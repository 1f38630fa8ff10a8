"""What readers may see of a card: published, consented to, meant for them, and no more of its author."""

from __future__ import annotations

import dataclasses
import itertools

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.page import Browserless
from werkplaats import clock, consent
from werkplaats.consent import Consent
from werkplaats.db import session, transaction
from werkplaats.errors import Refused
from werkplaats.notes import actions, queries
from werkplaats.notes.models import Card, CardKind, CardShow, CardState
from werkplaats.notes.queries import Chosen, HarvestCard
from werkplaats.notes.steps import CardAnswers
from werkplaats.programme import queries as programme
from werkplaats.registration import actions as registration
from werkplaats.registration.models import Perspective, Registration

pytestmark = POSTGRESQL_LATER


def card(text: str = "Ask.", show: CardShow = CardShow.NAME, **values: object) -> CardAnswers:
    answers = CardAnswers(kind=CardKind.INSIGHT, text=text, show=show, consent="card-1")
    return dataclasses.replace(answers, **values)  # type: ignore[arg-type]


def inside(app: Flask, edition: int) -> list[HarvestCard]:
    """What participants read, on its first page."""
    with app.test_request_context("/mijn/oogst"):
        return list(queries.for_participants(edition).rows)


@pytest.fixture
def edition(app: Flask, make: Make) -> int:
    """An edition to read and write in, inside the application's context."""
    return make.edition("2027")


@pytest.fixture
def ans(make: Make, edition: int) -> Person:
    return make.register(edition, "Ans Voorbeeld", perspective=Perspective.RESIDENT)


def test_only_published_and_consented_cards_for_everyone_are_public(app: Flask, edition: int, ans: Person) -> None:
    """Every state, every way to appear, and a consent that stands, was taken back, or is for another way."""
    consents = ("stands", "withdrawn", "other")
    other = {CardShow.NAME: "card.participants"}
    with app.app_context():
        for state, show, agreed in itertools.product(CardState, CardShow, consents):
            card_id = actions.add_card(ans.id, card(f"{state} {show} {agreed}", show))
            with transaction():
                row = session.get_one(Card, card_id)
                row.state, row.published_at = state, clock.now()
                if agreed != "stands":
                    consent.withdraw_for_card(card_id)
                if agreed == "other":
                    consent.give_for_card(card_id, other.get(show, "card.name"), "card-1")
        public = {c.text for c in queries.published(edition)}
        assert public == {"published name stands", "published perspective stands"}
        assert {c.text for c in inside(app, edition)} == public | {"published participants stands"}


def test_hidden_and_taken_back_cards_leave_the_harvest(app: Flask, edition: int, ans: Person) -> None:
    with app.app_context():
        first, second = (actions.add_card(ans.id, card(text)) for text in ("One.", "Two."))
        for card_id in (first, second):
            actions.publish_card(card_id, "user:1")
        assert [c.text for c in queries.published(edition)] == ["Two.", "One."]
        actions.hide_card(first, "user:1")
        assert [c.text for c in queries.published(edition)] == ["Two."]
        actions.publish_card(first, "user:1")
        actions.withdraw_card(ans.id, session.get_one(Card, second).public_id)
        assert [c.text for c in queries.published(edition)] == ["One."]


def test_a_new_text_has_a_new_consent_and_only_that_one(app: Flask, edition: int, ans: Person) -> None:
    with app.app_context():
        card_id = actions.add_card(ans.id, card(show=CardShow.NAME))
        public_id = queries.public_id_of(card_id)
        actions.edit_card(ans.id, public_id, card("For us.", CardShow.PARTICIPANTS, consent="card-2"))
        given = session.scalars(select(Consent).order_by(Consent.id)).all()
        assert [(c.purpose, c.text_version) for c in given] == [
            ("card.name", "card-1"),
            ("card.participants", "card-2"),
        ]
        assert [c.withdrawn_at is None for c in given] == [False, True]
        actions.withdraw_card(ans.id, public_id)
        assert session.scalar(select(func.count()).where(Consent.withdrawn_at.is_(None))) == 0


def test_a_breakout_of_another_edition_is_refused(app: Flask, make: Make, edition: int, ans: Person) -> None:
    other = make.edition("2022")
    with app.app_context():
        foreign = programme.slots(other)[0].id
        for slot_id in (foreign, 999_999):
            with pytest.raises(Refused):
                actions.add_card(ans.id, card(slot_id=slot_id))
        assert queries.cards_of(ans.id) == []


def test_no_address_and_no_registration_in_what_readers_get(app: Flask, edition: int, ans: Person) -> None:
    with app.app_context():
        for show in CardShow:
            actions.publish_card(actions.add_card(ans.id, card(show, show)), "user:1")
        assert {c.author_name for c in queries.cards_of(ans.id) if c.show != CardShow.NAME} == {""}
        with transaction():
            for row in queries.cards_of(ans.id):
                row.author_name = "Ans Voorbeeld"
        shown = repr(inside(app, edition))
        names = {c.text: c.name for c in inside(app, edition)}
    assert ans.email not in shown
    assert ans.public_id not in shown
    assert {f.name for f in dataclasses.fields(HarvestCard)} & {
        "id",
        "author_id",
        "public_id",
        "email",
    } == set()
    assert names == {"name": "Ans Voorbeeld", "perspective": "", "participants": ""}


def test_a_perspective_is_named_when_five_share_it(app: Flask, make: Make, edition: int, ans: Person) -> None:
    with app.app_context():
        answers = card(show=CardShow.PERSPECTIVE, perspective=Perspective.RESIDENT)
        actions.publish_card(actions.add_card(ans.id, answers), "user:1")
    others = [make.register(edition, f"Bo {n}", perspective=Perspective.RESIDENT) for n in range(3)]
    make.register(edition, "Cor", perspective=Perspective.VOLUNTEER)
    make.register(make.edition("2022"), "Dee", perspective=Perspective.RESIDENT)
    assert seen(app, edition) == [None]
    fifth = make.register(edition, "Bo 4", perspective=Perspective.RESIDENT)
    assert seen(app, edition) == [Perspective.RESIDENT]
    with app.app_context():
        registration.cancel(fifth.id)
    assert seen(app, edition) == [None]
    with app.app_context():
        assert queries.published_cards([edition], Chosen(perspective=Perspective.RESIDENT)) == []
    assert len(others) == 3


def seen(app: Flask, edition: int) -> list[Perspective | None]:
    with app.app_context():
        return [c.perspective for c in queries.published(edition)]


def test_filters(app: Flask, edition: int, ans: Person) -> None:
    with app.app_context():
        slot = programme.slots(edition)[1]
        title, slug = slot.breakout.title, slot.breakout.slug
        for answers in (
            card("A question.", kind=CardKind.QUESTION, conditions=("cohesion",)),
            card("In a breakout.", slot_id=slot.id, conditions=("cohesion", "security")),
        ):
            actions.publish_card(actions.add_card(ans.id, answers), "user:1")

        def texts(**filters: str) -> list[str]:
            found = queries.published_cards([edition], Chosen(**filters))
            contents = queries.published_cards_at(found)
            return [contents[address].text for address in found]

        assert texts(kind=CardKind.QUESTION) == ["A question."]
        assert texts(condition="cohesion") == ["In a breakout.", "A question."]
        assert texts(condition="security") == texts(breakout=slug) == ["In a breakout."]
        assert texts(kind=CardKind.QUESTION, condition="security") == []
        assert [c.breakout for c in queries.published(edition)] == [title, {}]
        assert queries.published_number(edition) == 2
        assert queries.published_number(edition, slug) == 1


def test_participants_read_what_is_meant_for_them(app: Flask, make: Make, edition: int, ans: Person) -> None:
    with app.app_context():
        for text, show in (("For us.", CardShow.PARTICIPANTS), ("For all.", CardShow.NAME)):
            actions.publish_card(actions.add_card(ans.id, card(text, show)), "user:1")
    browser, other = Browserless(app), Browserless(app)
    browser.get("/en/mijn/oogst", status=302)
    browser.get(make.register(edition, "Bo Voorbeeld").link, status=303)
    page = browser.get("/en/mijn/oogst")
    assert [t.to_text() for t in page.all(".tag")] == ["Only for participants"]
    assert "For us." in page.main
    assert "Ans Voorbeeld" in page.main
    browser.send(browser.get("/en/mijn/afzeggen"), "afzeggen")
    assert "For us." not in browser.get("/en/mijn/oogst").main
    other.get(make.register(make.edition("2022"), "Cor Voorbeeld").link, status=303)
    assert "For us." not in other.get("/en/mijn/oogst").main


def test_a_card_that_appears_raises_the_version_of_the_public_pages(app: Flask, edition: int, ans: Person) -> None:
    with app.app_context():
        card_id = actions.add_card(ans.id, card())
        before = session.get_one(Registration, ans.id).edition.version
        actions.publish_card(card_id, "user:1")
        assert session.get_one(Registration, ans.id).edition.version > before
