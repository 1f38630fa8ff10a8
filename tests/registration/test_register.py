"""Registering through the front door: the form in, page, mail and database out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from babel.dates import format_date

from tests.make import Make, ranks
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats import clock

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


def _day(ahead: int) -> str:
    return format_date((clock.now() + timedelta(days=ahead)).astimezone(clock.AMSTERDAM), "d MMMM", locale="nl")


def test_registering_signs_nobody_in(client: Browserless, make: Make) -> None:
    make.edition("2027")
    client.send(client.get("/2027/aanmelden"), **ANSWERS)
    assert client.get("/mijn", status=302).location.endswith("/mijn/link")


def test_full_early_and_closed_are_pages_with_a_next_step(client: Browserless, make: Make) -> None:
    make.edition("vol", capacity=0)
    make.edition("vroeg", registration_opens_at=clock.now() + timedelta(days=3))
    make.edition("dicht", registration_closes_at=clock.now() - timedelta(hours=1))
    for slug, heading in (
        ("vol", "Alle plekken zijn bezet"),
        ("vroeg", "Aanmelden kan binnenkort"),
        ("dicht", "Aanmelden kan niet meer"),
    ):
        page = client.get(f"/{slug}/aanmelden")
        assert page.heading == heading
        assert page.all("main a.button")


def test_the_last_place_goes_while_the_form_is_open(client: Browserless, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027", capacity=1)
    form = client.get("/2027/aanmelden")
    make.register(edition, "Eerste Persoon")
    page = client.send(form, status=409, **ANSWERS)
    assert page.heading == "Alle plekken zijn bezet"
    assert len(post.letters()) == 1


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
