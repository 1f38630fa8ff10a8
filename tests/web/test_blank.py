"""The blank form is drawn once for everyone, and yet it is each reader's own."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, template_rendered

from tests.make import Make
from tests.page import Browserless
from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition

FORM = "registration/register.html"
ANSWERS = {"name": "Fatima Voorbeeld", "email": "fatima@example.org"}


def test_readers_get_the_same_page_with_tokens_of_their_own(app: Flask, client: Browserless, make: Make) -> None:
    make.edition("2027")
    drawn: list[str] = []

    def count(_sender: Flask, template: object, **_: object) -> None:
        drawn.append(getattr(template, "name", ""))

    with template_rendered.connected_to(count, app):
        readers = [client, Browserless(app), Browserless(app)]
        forms = [reader.get("/2027/aanmelden").form("/aanmelden") for reader in readers]
        again = client.get("/2027/aanmelden").form("/aanmelden")
    assert drawn.count(FORM) == 1
    tokens = [(form.pop("csrf_token"), form.pop("once")) for form in (*forms, again)]
    assert len(set(tokens)) == len(tokens)
    assert forms == [again] * 3
    addresses = ("a&b@example.org", "hulp@example.org", "hulp@example.org.example.org")
    for reader, (csrf, once), address in zip(readers, tokens, addresses, strict=False):
        thanks = reader.follow(
            reader.post("/2027/aanmelden", {**ANSWERS, "email": address, "csrf_token": csrf, "once": once})
        )
        assert f"naar {address}." in thanks.main
        assert thanks.form("/adres")["email"] == ""
        assert "hulp@example.org" in thanks.text.partition("<footer")[2]
    assert "We hebben een mail gestuurd naar" not in Browserless(app).get("/2027/aanmelden/gelukt").main


def test_what_changes_on_it_shows_at_once(app: Flask, client: Browserless, make: Make) -> None:
    edition_id = make.edition("2027", needs_until=clock.now() + timedelta(days=3))
    page = client.get("/2027/aanmelden")
    assert "We kunnen het regelen tot" in page.main
    with app.app_context(), transaction():
        session.get_one(Edition, edition_id).title = {"nl": "Een andere naam"}
    assert "Een andere naam" in client.get("/2027/aanmelden").title
    with clock.standing_at(clock.now() + timedelta(days=4)):
        assert "We kunnen het regelen tot" not in client.get("/2027/aanmelden").main
