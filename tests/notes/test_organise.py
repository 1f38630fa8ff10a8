"""The organiser reads every card before the world does."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts.staff import add, join, sign_in, signed_in
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.notes.test_cards import entered, own_address, sent
from tests.page import Browserless, Page, words
from werkplaats.accounts.models import MemberRole
from werkplaats.audit import AuditEntry
from werkplaats.db import session
from werkplaats.notes import queries
from werkplaats.notes.queries import Pile

pytestmark = POSTGRESQL_LATER

CARDS = "/en/organisatie/2027/kaarten"


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027")


@pytest.fixture
def author(app: Flask, make: Make, edition: int) -> Browserless:
    return entered(app, make.register(edition, "Ans Voorbeeld"))


@pytest.fixture
def organiser(app: Flask) -> Browserless:
    return signed_in(app)


def sections(page: Page) -> dict[str, str]:
    """What stands under each heading, by the heading without its number."""
    found = {words(section.query("h2")[0]): words(section) for section in page.all("main section")}
    return {re.sub(r" \(\d+\)", "", heading): text for heading, text in found.items()}


def published(app: Flask, edition: int) -> list[str]:
    with app.app_context():
        return [card.text for card in queries.published(edition)]


def test_an_empty_page_says_how_cards_come(make: Make, organiser: Browserless) -> None:
    make.edition("2027", cards_open=False)
    page = organiser.get(CARDS)
    assert "Open the cards in the settings" in page.main
    assert "Share what you learned" in page.main


def test_publish_and_hide(app: Flask, edition: int, author: Browserless, organiser: Browserless) -> None:
    sent(author, text="First.")
    sent(author, text="Second.", show="name")
    page = organiser.get(CARDS)
    assert "Everyone can read it then" in page.main
    assert sections(page)["Waiting for you"].index("First.") < sections(page)["Waiting for you"].index("Second.")
    assert published(app, edition) == []
    done = organiser.follow(organiser.send(page, "/2/publiceren"))
    assert words(done.one("main [role=status]")).endswith("Card 2 is published.")
    assert published(app, edition) == ["Second."]
    assert "Second." not in sections(done)["Waiting for you"]
    read = organiser.get(f"{CARDS}?pile=published")
    assert "Ans Voorbeeld" in sections(read)["Published"]
    organiser.send(read, "/2/verbergen")
    hidden = organiser.get(f"{CARDS}?pile=hidden")
    assert "Second." in sections(hidden)["Not shown"]
    assert published(app, edition) == []
    organiser.send(hidden, "/2/publiceren")
    assert published(app, edition) == ["Second."]
    with app.app_context():
        verbs = [
            e.verb
            for e in session.scalars(
                select(AuditEntry).where(AuditEntry.actor.startswith("user:")).order_by(AuditEntry.id)
            )
        ]
        texts = repr([e.ids for e in session.scalars(select(AuditEntry))])
    assert [v for v in verbs if v.startswith("card")] == ["card published", "card hidden", "card published"]
    assert "Second" not in texts


def test_nobody_publishes_words_they_have_not_read(
    app: Flask, edition: int, author: Browserless, organiser: Browserless
) -> None:
    address = own_address(sent(author, text="Harmless."))
    page = organiser.get(CARDS)
    author.send(author.get(address), text="Something else.", consent="y")
    again = organiser.follow(organiser.send(page, "/publiceren"))
    assert "Read the new text first" in again.main
    assert published(app, edition) == []
    organiser.send(again, "/publiceren")
    assert published(app, edition) == ["Something else."]


def test_a_card_that_was_taken_back_cannot_be_published(
    app: Flask, edition: int, author: Browserless, organiser: Browserless
) -> None:
    address = own_address(sent(author))
    page = organiser.get(CARDS)
    author.send(author.get(address + "/terugnemen"), "/terugnemen")
    for button in ("/publiceren", "/verbergen"):
        assert "has taken this card back" in organiser.follow(organiser.send(page, button)).main
    assert published(app, edition) == []
    assert "There are no cards yet" in organiser.get(CARDS).main


def test_what_looks_like_personal_data_is_pointed_out(author: Browserless, organiser: Browserless) -> None:
    sent(author, text="Call 06-12345678.", as_it_is="y")
    assert "Personal data? 06-12345678" in organiser.get(CARDS).main


def test_hostile_text_and_addresses_stay_harmless(author: Browserless, organiser: Browserless) -> None:
    sent(author, text="<script>alert(1)</script>", how="<b onclick=x>bold</b>", show="name")
    page = organiser.get(CARDS)
    assert not page.all("main script, main b")
    assert "<script>alert(1)</script>" in page.main
    assert "ans.voorbeeld@example.org" not in page.text


def test_who_may_do_this(app: Flask, make: Make, edition: int, author: Browserless, client: Browserless) -> None:
    sent(author)
    token = {"csrf_token": "anything"}
    for browser in (author, client):
        assert "inloggen" in browser.get(CARDS, status=302).location
        assert "inloggen" in browser.post(f"{CARDS}/1/publiceren", token, status=302).location
    reader_id = add(app, "reader@example.org", admin=False)
    join(app, reader_id, edition, MemberRole.READER)
    reader = Browserless(app)
    sign_in(reader, "reader@example.org")
    assert not reader.get(CARDS).all("main form")
    reader.post(f"{CARDS}/1/publiceren", token, status=403)
    elsewhere = add(app, "other@example.org", admin=False)
    join(app, elsewhere, make.edition("2022"))
    other = Browserless(app)
    sign_in(other, "other@example.org")
    other.get(CARDS, status=404)
    other.post("/en/organisatie/2022/kaarten/1/publiceren", {}, status=400)
    assert published(app, edition) == []


def test_a_button_without_token_changes_nothing(
    app: Flask, edition: int, author: Browserless, organiser: Browserless
) -> None:
    sent(author)
    organiser.post(f"{CARDS}/1/publiceren", {"version": "1"}, status=400)
    organiser.post(f"{CARDS}/1/verbergen", {}, status=400)
    with app.app_context():
        assert queries.sizes(edition)[Pile.WAITING] == 1


def test_a_number_that_is_not_there(app: Flask, make: Make, author: Browserless, organiser: Browserless) -> None:
    sent(author)
    make.edition("2022")
    token = organiser.get(CARDS).form("/publiceren")
    organiser.post(f"{CARDS}/99/publiceren", token, status=404)
    organiser.post("/en/organisatie/2022/kaarten/1/publiceren", token, status=404)
