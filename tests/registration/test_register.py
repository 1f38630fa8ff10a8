"""Registering through the front door: the form in, page, mail and database out."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from babel.dates import format_date
from flask import Flask
from sqlalchemy import select

from tests.make import Make, ranks
from tests.page import Browserless, Page
from tests.post import Mailbox
from werkplaats import clock
from werkplaats.db import session
from werkplaats.registration.models import Registration

ANSWERS: dict[str, Any] = {
    "name": "Fatima Voorbeeld",
    "email": "fatima@example.org",
    "perspective": "resident",
    "organisation": "",
}


def test_a_visitor_registers_and_gets_a_mail_with_a_calendar(client: Browserless, make: Make, post: Mailbox) -> None:
    first, second, *_ = make.breakouts(make.edition("2027"))
    thanks = client.follow(client.send(client.get("/2027/aanmelden"), **ANSWERS, **ranks(second, first)))
    assert "fatima@example.org" in thanks.main

    [letter] = post.letters()
    assert letter.to == "Fatima Voorbeeld <fatima@example.org>"
    assert letter.calendar_line("METHOD") == "REQUEST"
    assert letter.calendar_line("SEQUENCE") == "0"

    mine = client.follow(client.get(letter.personal_link, status=303))
    assert mine.heading == "Hallo Fatima Voorbeeld"
    assert mine.main.index("Sociale inclusie") < mine.main.index("Sociaaleconomische zekerheid")


def test_the_english_form_leads_to_english_pages_and_mail(client: Browserless, make: Make, post: Mailbox) -> None:
    make.edition("2027")
    form = client.get("/en/2027/aanmelden")
    assert form.heading == "Register"
    thanks = client.follow(client.send(form, **ANSWERS))
    assert thanks.heading == "Thank you! We have sent you a mail"
    [letter] = post.letters()
    assert "You take part in Learning together" in letter.text


def test_what_nobody_sees_is_no_part_of_a_name(client: Browserless, make: Make, app: Flask) -> None:
    make.edition("2027")
    form = client.get("/2027/aanmelden")
    for nothing in ("\u200b\u2066\ufeff", " \u200e \u202e ", "\u200d\u200c"):
        page = client.send(form, status=200, **{**ANSWERS, "name": nothing})
        assert "Vul je naam in" in page.main
    client.send(form, **{**ANSWERS, "name": "Fa\u202etima \u200b\u2067نی\u200cا\u2069 👩\u200d🔬"})
    with app.app_context():
        assert session.scalars(select(Registration.name)).all() == ["Fatima نی\u200cا 👩\u200d🔬"]


def test_wrong_answers_come_back_with_what_to_do_and_nothing_lost(client: Browserless, make: Make) -> None:
    first, *_ = make.breakouts(make.edition("2027"))
    wrong: dict[str, Any] = {
        "name": "",
        "email": "fatima bij example",
        "organisation": "Buurthuis <De Brug>",
        "rank-0": str(first),
        "rank-1": str(first),
    }
    page = client.send(client.get("/2027/aanmelden"), status=200, **wrong)
    assert page.title.startswith("Fout:")
    assert len(page.all(".error-summary li")) == 3
    kept = page.form("/aanmelden")
    assert kept["email"] == "fatima bij example"
    assert kept["organisation"] == "Buurthuis <De Brug>"
    assert kept["rank-1"] == str(first)


def test_an_expired_token_shows_the_form_again_with_a_fresh_one(client: Browserless, make: Make, post: Mailbox) -> None:
    make.edition("2027")
    page = client.post("/2027/aanmelden", {**ANSWERS, "csrf_token": "stale"}, status=200)
    assert page.form("/aanmelden")["name"] == "Fatima Voorbeeld"
    assert post.letters() == []
    client.send(page)
    assert len(post.letters()) == 1


def test_the_same_address_twice_gives_the_same_page_and_one_polite_mail(
    client: Browserless, make: Make, post: Mailbox
) -> None:
    make.edition("2027")
    new = client.follow(client.send(client.get("/2027/aanmelden"), **ANSWERS))
    post.work()
    again: dict[str, Any] = {**ANSWERS, "name": "Iemand Anders", "email": " Fatima@Example.org "}
    with clock.standing_at(clock.now() + timedelta(days=14)):
        known = client.follow(client.send(client.get("/2027/aanmelden"), **again))
        client.send(client.get("/2027/aanmelden"), **again)
        first, second = post.letters()
    assert new.main == known.main.replace("Fatima@Example.org", "fatima@example.org")
    assert first.ics is not None
    assert second.ics is None
    assert "niets veranderd" in second.text
    assert "Iemand Anders" not in second.text + second.html


def test_pressing_twice_sends_one_confirmation(client: Browserless, make: Make, post: Mailbox) -> None:
    make.edition("2027")
    form = client.get("/2027/aanmelden")
    client.send(form, **ANSWERS)
    client.send(form, **ANSWERS)
    assert [letter.subject for letter in post.letters()] == ["Je doet mee: Samen leren, " + _day(60)]


def test_other_answers_right_after_are_not_lost_without_a_word(client: Browserless, make: Make, post: Mailbox) -> None:
    first, *_ = make.breakouts(make.edition("2027"))
    form = client.get("/2027/aanmelden")
    client.send(form, **ANSWERS)
    client.send(form, **ANSWERS, **ranks(first))
    assert sorted(letter.subject.partition(":")[0] for letter in post.letters()) == [
        "Je bent al aangemeld",
        "Je doet mee",
    ]


def test_the_confirmation_repeats_the_choices(client: Browserless, make: Make, post: Mailbox) -> None:
    first, second, *_ = make.breakouts(make.edition("2027"))
    client.send(client.get("/2027/aanmelden"), **ANSWERS, **ranks(second, first))
    [letter] = post.letters()
    assert "1. Sociale inclusie" in letter.text
    assert letter.html.index("Sociale inclusie") < letter.html.index("Sociaaleconomische zekerheid")


def _long_day(ahead: int) -> str:
    return format_date((clock.now() + timedelta(days=ahead)).astimezone(clock.AMSTERDAM), "full", locale="nl")


def _day(ahead: int) -> str:
    return format_date((clock.now() + timedelta(days=ahead)).astimezone(clock.AMSTERDAM), "d MMMM", locale="nl")


def test_registering_signs_nobody_in(client: Browserless, make: Make) -> None:
    make.edition("2027")
    client.send(client.get("/2027/aanmelden"), **ANSWERS)
    assert client.get("/mijn", status=302).location.endswith("/mijn/link")


def test_early_and_closed_are_pages_with_a_next_step(client: Browserless, make: Make) -> None:
    make.edition("vroeg", registration_opens_at=clock.now() + timedelta(days=3))
    make.edition("dicht", registration_closes_at=clock.now() - timedelta(hours=1))
    for slug, heading in (
        ("vroeg", "Aanmelden kan binnenkort"),
        ("dicht", "Aanmelden kan niet meer"),
    ):
        page = client.get(f"/{slug}/aanmelden")
        assert page.heading == heading
        assert page.all("main a.button")


def test_a_day_that_was_called_off_or_moved_says_so_at_the_door(client: Browserless, make: Make, app: Flask) -> None:
    make.edition("2027")
    make.edition("2028", starts_at=clock.now() + timedelta(days=400))
    client.sign_in(make.organiser())
    settings = client.get("/organisatie/2027/instellingen")
    later = clock.now() + timedelta(days=67)
    moved = {"starts_at": later.strftime("%Y-%m-%dT13:00"), "ends_at": later.strftime("%Y-%m-%dT16:00")}
    client.send(settings, "instellingen", **moved)
    for page in ("/2027/aanmelden", "/2027/"):
        assert f"De dag zou zijn op {_long_day(60)}. Het is nu {_long_day(67)}." in client.get(page).main
    back = {name: settings.form("instellingen")[name] for name in ("starts_at", "ends_at")}
    client.send(client.get("/organisatie/2027/instellingen"), "instellingen", **back)
    assert "verplaatst" not in client.get("/2027/aanmelden").main
    client.send(client.get("/organisatie/2027/instellingen/afgelasten"), "afgelasten")
    off = client.get("/2027/aanmelden")
    assert off.heading == "Deze editie gaat niet door"
    assert off.all('main a.button[href="/2028/aanmelden"]')


def test_the_last_place_goes_while_the_form_is_open(client: Browserless, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027", capacity=1)
    form = client.get("/2027/aanmelden")
    make.register(edition, "Eerste Persoon")
    page = client.follow(client.send(form, **ANSWERS))
    assert "Alle plekken zijn bezet" in page.main
    assert sorted(letter.subject.partition(":")[0] for letter in post.letters()) == [
        "Je doet mee",
        "Je staat op de wachtlijst",
    ]


def test_the_link_again_form_answers_the_same_for_known_and_unknown(
    client: Browserless, make: Make, post: Mailbox
) -> None:
    person = make.register(make.edition("2027"))
    post.work()
    known = client.send(client.get("/mijn/link"), status=200, email=person.email)
    unknown = client.send(client.get("/mijn/link"), status=200, email="niemand@example.org")
    assert known.main.replace(person.email, "…") == unknown.main.replace("niemand@example.org", "…")
    _, letter = post.letters()
    assert letter.personal_link == person.link


def test_a_zero_byte_in_an_address_finds_nothing(client: Browserless, make: Make) -> None:
    make.edition("2027")
    for address in ("/2027%00/", "/2027/sprekers/a%00", "/%00/aanmelden"):
        client.get(address, status=404)


@pytest.mark.parametrize("answers", [{"name": "  "}, {"name": "\0"}, {"name": "\r\n\x1b"}, {"email": " \0"}])
def test_a_blank_answer_is_no_answer(client: Browserless, make: Make, answers: dict[str, Any]) -> None:
    make.edition("2027")
    page = client.send(client.get("/2027/aanmelden"), status=200, **{**ANSWERS, **answers})
    assert page.title.startswith("Fout:")


def test_a_name_stays_on_its_line(app: Flask, client: Browserless, make: Make) -> None:
    make.edition("2027")
    client.send(client.get("/2027/aanmelden"), **{**ANSWERS, "name": " Win\r\n\r\nnu \x08\x1bgeld\u2028"})
    with app.app_context():
        assert session.scalars(select(Registration.name)).one() == "Win nu geld"


@pytest.mark.parametrize("rank", ["rank-²", "rank-" + "9" * 5000, "rank--1", "rank-101", "rank-"])
def test_ranks_that_no_page_has_are_ignored(client: Browserless, make: Make, rank: str) -> None:
    make.edition("2027")
    client.send(client.get("/2027/aanmelden"), **{**ANSWERS, rank: "1"})


@pytest.mark.parametrize("path", ["/2027/aanmelden", "/mijn/link", "/organisatie/inloggen", "/organisatie/wachtwoord"])
def test_only_what_a_page_sends_is_read(client: Browserless, make: Make, path: str) -> None:
    make.edition("2027")
    token = client.get(path).form().get("csrf_token")
    answers = {"csrf_token": token, "name": {"a": 1}, "email": ["fatima@example.org"], "password": 5}
    page = Page(client.http.post(path, json=answers, base_url=client.base_url))
    assert page.status == 200 and page.title.startswith("Fout:")


def test_saving_a_ranking_twice_at_once(app: Flask, make: Make) -> None:
    edition = make.edition()
    breakouts = make.breakouts(edition)
    person = make.register(edition, ranking=breakouts)
    browsers = [Browserless(app) for _ in range(4)]
    for browser in browsers:
        browser.get(person.link, status=303)
    forms = [browser.get("/mijn/voorkeuren").form("voorkeuren") for browser in browsers]

    def save(number: int) -> int:
        browser, order = browsers[number % 4], breakouts if number % 3 else breakouts[::-1]
        answers = {**forms[number % 4], **ranks(*order)}
        return browser.http.post("/mijn/voorkeuren", data=answers, base_url=browser.base_url).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(save, range(24))) == {303}
