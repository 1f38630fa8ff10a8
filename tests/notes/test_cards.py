"""Cards by those who were there: written with nothing but the personal link, and nothing typed is lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.page import Browserless, Page, words
from werkplaats.consent import Consent
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.notes import actions, queries, weblink
from werkplaats.notes.models import Card, CardKind, CardShow, CardState
from werkplaats.notes.steps import CardAnswers
from werkplaats.programme.models import Slot
from werkplaats.registration.models import Perspective

pytestmark = POSTGRESQL_LATER

ADD = "/en/mijn/kaart"
ANSWERS: dict[str, Any] = {
    "kind": "insight",
    "text": "Ask what someone can do.",
    "show": "perspective",
    "consent": "y",
}


def entered(app: Flask, person: Person) -> Browserless:
    """The browser of someone who has opened their personal link."""
    browser = Browserless(app)
    browser.get(person.link, status=303)
    return browser


def sent(browser: Browserless, **answers: Any) -> Page:
    """The page after sending a card."""
    return browser.follow(browser.send(browser.get(ADD), "/kaart", **{**ANSWERS, **answers}))


def own_address(page: Page) -> str:
    """The address of the card that a page says was sent."""
    return page.response.request.path.removesuffix("/verstuurd")


@pytest.fixture
def ans(make: Make) -> Person:
    return make.register(make.edition("2027"), "Ans Voorbeeld")


@pytest.fixture
def browser(app: Flask, ans: Person) -> Browserless:
    return entered(app, ans)


def test_writing_needs_no_account_but_the_link(client: Browserless, ans: Person) -> None:
    assert client.get(ADD, status=302).location.endswith("/mijn/link")
    client.get(ans.link, status=303)
    page = sent(client, how="Over coffee.", conditions=["empowerment", "cohesion"])
    assert page.heading == "Thank you! We have your card"
    assert "Ask what someone can do." in page.main
    assert "Over coffee." in page.main
    assert "Waiting to be read" in client.get(ADD).main
    assert "Ask what someone can do." in client.get("/mijn").main


def test_the_breakouts_to_choose_from_are_those_of_this_edition(app: Flask, make: Make, browser: Browserless) -> None:
    options = browser.get(ADD).all("select[name=slot] option")
    assert len(options) == 1 + 4 * 2
    page = sent(browser, slot=options[3].attrs["value"])
    assert browser.get(own_address(page)).form()["slot"] == options[3].attrs["value"]
    make.edition("2022")
    with app.app_context():
        foreign = max(session.scalars(select(Slot.id)))
    wrong = browser.send(browser.get(ADD), "/kaart", status=200, **ANSWERS, slot=str(foreign))
    assert "Choose one of the answers in the list." in wrong.main


def test_hostile_text_stays_text(app: Flask, browser: Browserless) -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} [klik](http://evil)"
    page = sent(browser, text=hostile, how=hostile)
    for address in (
        own_address(page),
        own_address(page) + "/terugnemen",
        ADD,
        "/mijn",
        page.response.request.path,
    ):
        shown = browser.get(address)
        assert not shown.all("main script, main img, main a[href*=evil]")
        assert hostile in words(shown.one("main")) or hostile in shown.form()["text"]


def test_wrong_answers_lose_nothing_and_cut_nothing(browser: Browserless) -> None:
    long = "é" * 607
    page = browser.send(browser.get(ADD), "/kaart", status=200, text=long, how="Over coffee.", conditions="cohesion")
    assert page.title.startswith("Error:")
    errors = [words(e) for e in page.all(".error-summary li")]
    assert errors == [
        "Choose what kind of card this is.",
        "Your text is 7 characters too long. Make it a little shorter.",
        "Choose who may read your card.",
        "Tick the box if you agree. Without it we may not use your card.",
    ]
    kept = page.form("/kaart")
    assert (kept["text"], kept["how"], kept["conditions"]) == (long, "Over coffee.", "cohesion")
    shorter = {**ANSWERS, "text": "é\r\n" * 200}
    assert "We have your card" in browser.follow(browser.send(page, "/kaart", **shorter)).heading


def test_bytes_that_no_database_wants_do_no_harm(browser: Browserless) -> None:
    assert "We have your card" in sent(browser, text="One\0two \ud83d.".encode("utf-8", "surrogatepass")).heading


def test_an_expired_token_keeps_the_text(browser: Browserless) -> None:
    whose = browser.get(ADD).form("/kaart")["whose"]
    page = browser.post(ADD, {**ANSWERS, "whose": whose, "csrf_token": "stale"}, status=200)
    assert page.form("/kaart")["text"] == ANSWERS["text"]
    assert browser.get(ADD).all("#cards-title") == []
    assert "We have your card" in browser.follow(browser.send(page, "/kaart", consent="y")).heading


def test_a_closed_page_keeps_the_text_until_the_link_is_opened_again(
    app: Flask, ans: Person, browser: Browserless
) -> None:
    slot = browser.get(ADD).all("select[name=slot] option")[2].attrs["value"]
    written = {**browser.get(ADD).form("/kaart"), **ANSWERS, "how": "Over coffee.", "slot": slot}
    browser.http.delete_cookie("werkplaats_session", domain="127.0.0.1")
    page = browser.post(ADD, written, status=403)
    assert page.heading == "Your text is still here"
    assert page.all('main a[target="_blank"][href$="/mijn/link"]')
    browser.get(ans.link, status=303)
    done = browser.follow(browser.send(page, **page.form()))
    assert "Over coffee." in done.main
    assert browser.get(own_address(done)).form()["slot"] == slot


def test_a_card_never_lands_with_another_person_at_the_same_browser(
    app: Flask, make: Make, browser: Browserless
) -> None:
    form = browser.get(ADD)
    bo = make.register(make.edition("2022"), "Bo Voorbeeld")
    browser.get(bo.link, status=303)
    browser.send(form, "/kaart", **ANSWERS)
    assert browser.get(ADD).all("#cards-title") == []
    with app.app_context():
        assert queries.cards_of(bo.id) == []
    forged = {**ANSWERS, "whose": make.register(make.edition("2021"), "Cor Voorbeeld").public_id}
    browser.post(ADD, {**browser.get(ADD).form("/kaart"), **forged}, status=403)


def test_what_looks_like_personal_data_comes_back_once(browser: Browserless) -> None:
    text = "Call 06-1234 5678 or mail piet@example.org. On 17-03-2022 13:00 it was 12345 euro."
    page = browser.send(browser.get(ADD), "/kaart", status=200, **{**ANSWERS, "text": text})
    [error] = [words(e) for e in page.all(".error-summary li")]
    assert "piet@example.org, 06-1234 5678." in error
    assert "17-03" not in error
    assert page.form("/kaart")["text"] == text
    assert "as_it_is" not in browser.get(ADD).text
    done = browser.follow(browser.send(page, "/kaart", as_it_is="y"))
    assert "piet@example.org" in done.main


def test_a_button_pressed_twice_makes_one_card(app: Flask, ans: Person, browser: Browserless) -> None:
    form = browser.get(ADD)
    first = browser.send(form, "/kaart", **ANSWERS)
    second = browser.send(form, "/kaart", **ANSWERS)
    assert first.location == second.location
    browser.send(form, "/kaart", **{**ANSWERS, "text": "Another one."})
    with app.app_context():
        assert [card.number for card in queries.cards_of(ans.id)] == [2, 1]


def test_cards_sent_at_the_same_moment_get_numbers_of_their_own(app: Flask, make: Make) -> None:
    edition_id = make.edition("2027")
    people = make.people(edition_id, 8)

    def add(person: Person) -> None:
        with app.app_context():
            for text in ("One.", "Two.", "Three."):
                kind, show = CardKind.INSIGHT, CardShow.PERSPECTIVE
                actions.add_card(person.id, CardAnswers(kind=kind, text=text, show=show, consent="card-1"))

    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(add, people))
    with app.app_context():
        assert session.scalars(select(Card.number).order_by(Card.number)).all() == list(range(1, 25))


def test_numbers_count_within_the_edition(app: Flask, make: Make, browser: Browserless) -> None:
    sent(browser)
    bo = make.register(make.edition("2022"), "Bo Voorbeeld")
    sent(entered(app, bo))
    with app.app_context():
        assert [card.number for card in queries.cards_of(bo.id)] == [1]


def test_who_wrote_it_changes_it_until_it_is_published(app: Flask, browser: Browserless) -> None:
    address = own_address(sent(browser, conditions=["cohesion"]))
    form = browser.get(address)
    assert form.form()["text"] == ANSWERS["text"]
    done = browser.follow(browser.send(form, text="Ask, and then listen.", consent="y", conditions=["inclusion"]))
    assert "Ask, and then listen." in done.main
    with app.app_context():
        card = session.scalars(select(Card)).one()
        actions.publish_card(card.id, "user:1")
    refused = browser.send(form, status=409, text="Too late.", consent="y")
    assert "cannot be changed any more" in refused.main
    assert refused.form()["text"] == "Too late."
    assert "cannot be changed" in browser.get(address).main
    assert "Ask, and then listen." in browser.get(address).main


def test_a_hidden_card_can_be_changed_and_waits_again(app: Flask, browser: Browserless) -> None:
    address = own_address(sent(browser))
    with app.app_context():
        card_id = session.scalars(select(Card.id)).one()
        actions.hide_card(card_id, "user:1")
    assert "do not show this card" in browser.get(ADD).main
    browser.send(browser.get(address), text="Without names.", consent="y")
    with app.app_context():
        edition_id = session.get_one(Card, card_id).edition_id
        waiting = select(Card.text).where(Card.edition_id == edition_id, Card.state == CardState.WAITING)
        assert session.scalars(waiting).all() == ["Without names."]


def test_taking_back_removes_the_words(app: Flask, browser: Browserless) -> None:
    page = sent(browser, show="name", how="Over coffee.")
    address = own_address(page)
    mine = browser.follow(browser.send(browser.get(address + "/terugnemen"), "/terugnemen"))
    assert "taken your card back" in mine.main
    for again in (address, page.response.request.path, address + "/terugnemen", "/en/mijn", ADD):
        assert "Ask what" not in browser.get(again).text
    with app.app_context():
        card = session.scalars(select(Card)).one()
        assert card.state == "withdrawn"
        assert (card.text, card.how, card.author_name, card.conditions) == ("", "", "", [])


def test_another_participants_card_does_not_exist(app: Flask, make: Make, ans: Person, browser: Browserless) -> None:
    address = own_address(sent(browser))
    with app.app_context():
        edition_id = session.scalars(select(Card.edition_id)).one()
    other = entered(app, make.register(edition_id, "Bo Voorbeeld"))
    token = {"csrf_token": other.get(ADD).form("/kaart")["csrf_token"]}
    for path in ("", "/terugnemen", "/verstuurd"):
        other.get(address + path, status=404)
    other.post(address, {**ANSWERS, **token}, status=404)
    other.post(address + "/terugnemen", token, status=404)
    assert ANSWERS["text"] in browser.get(address).form()["text"]
    stranger = Browserless(app)
    stranger.get(address, status=302)
    assert stranger.post(address, ANSWERS, status=403).form()["text"] == ANSWERS["text"]


def test_nothing_changes_without_a_token(app: Flask, browser: Browserless) -> None:
    address = own_address(sent(browser))
    browser.post(address + "/terugnemen", {}, status=400)
    assert browser.post(address, {**ANSWERS, "text": "Changed."}, status=200).form()["text"] == "Changed."
    assert browser.get(address).form()["text"] == ANSWERS["text"]


def test_closed_cards_say_so_and_keep_what_was_typed(app: Flask, browser: Browserless) -> None:
    form = browser.get(ADD)
    with app.app_context(), transaction():
        session.scalars(select(Edition)).one().cards_open = False
    refused = browser.send(form, "/kaart", status=409, **ANSWERS)
    assert refused.form("/kaart")["text"] == ANSWERS["text"]
    assert "cannot add a card at this moment" in refused.main
    assert browser.get(ADD).all("main textarea") == []


def test_who_cancelled_adds_nothing_but_takes_back(app: Flask, browser: Browserless) -> None:
    address = own_address(sent(browser))
    form = browser.get(ADD)
    browser.send(browser.get("/en/mijn/afzeggen"), "afzeggen")
    browser.send(form, "/kaart", status=409, **{**ANSWERS, "text": "Another one."})
    assert browser.get(ADD).all("main textarea") == []
    browser.send(browser.get(address + "/terugnemen"), "/terugnemen")


def test_these_pages_are_kept_by_nobody(browser: Browserless) -> None:
    address = own_address(sent(browser))
    for path in (ADD, address, address + "/verstuurd", address + "/terugnemen", "/en/mijn/oogst"):
        assert browser.get(path).headers["Cache-Control"] == "no-store"


def test_a_note_to_oneself_is_seen_by_nobody_and_sent_later(app: Flask, ans: Person, browser: Browserless) -> None:
    page = browser.follow(browser.send(browser.get(ADD), "/kaart", text="Ask Piet de Groot.", do="note"))
    address = own_address(page)
    assert page.heading == "Your note is kept" and "Note to yourself" in browser.get("/en/mijn").main
    with app.app_context():
        note = session.scalars(select(Card)).one()
        assert (note.state, note.show) == (CardState.DRAFT, CardShow.PARTICIPANTS)
        assert session.scalars(select(Consent)).all() == []
        assert queries.published(note.edition_id) == [] and set(queries.sizes(note.edition_id).values()) == {0}
        for review in (actions.publish_card, actions.hide_card):
            with pytest.raises(Refused):
                review(note.id, "user:1")
    browser.send(browser.get(address), text="Ask somebody.", do="note")
    form = browser.get(address)
    assert browser.send(form, status=200).title.startswith("Error:"), "a card needs more than a note"
    with app.app_context(), transaction():
        session.scalars(select(Edition)).one().cards_open = False
    assert "cannot add a card" in browser.send(form, status=409, **{**ANSWERS, "text": "Ask us."}).main
    with app.app_context(), transaction():
        session.scalars(select(Edition)).one().cards_open = True
    assert "We have your card" in browser.follow(browser.send(form, **ANSWERS)).heading
    with app.app_context():
        assert session.scalars(select(Card.state)).one() == CardState.WAITING
        assert session.scalars(select(Consent.purpose)).all() == ["card.perspective"]


@pytest.mark.parametrize(("typed", "kept"), [
    ("www.movisie.nl/a?b=1", "https://www.movisie.nl/a?b=1"), ("http://x.nl", "http://x.nl"), ("", ""),
    ("javascript:alert(1)", None), ("https://bank.nl@evil.nl", None), ("//evil.nl", None), ("data:text/html,x", None),
    ("https://evil.nl/\"onclick", None), ("https://localhost/", None), ("ftp://x.nl", None), ("https://x.nl:0", None),
])  # fmt: skip
def test_a_link_leads_to_a_page_on_the_web_or_nowhere(typed: str, kept: str | None) -> None:
    assert (weblink.harmless(typed) if typed else "") == kept


def test_a_card_carries_a_link_and_the_perspective_that_fits_it(app: Flask, make: Make) -> None:
    person = make.register(make.edition("2027"), "Ans Voorbeeld", perspective=Perspective.RESIDENT)
    browser = entered(app, person)
    assert browser.get(ADD).form("/kaart")["perspective"] == "resident"
    wrong = browser.send(browser.get(ADD), "/kaart", status=200, **ANSWERS, link="javascript:alert(1)")
    assert "Write the address of a page" in wrong.main and wrong.form("/kaart")["link"] == "javascript:alert(1)"
    page = sent(browser, link="movisie.nl/x", perspective="volunteer")
    [link] = page.all("main .harvest-link a")
    assert (link.attrs["href"], words(link)) == ("https://movisie.nl/x", "Read more at movisie.nl/x")
    assert "noopener" in link.attrs["rel"] and browser.get(own_address(page)).form()["perspective"] == "volunteer"
