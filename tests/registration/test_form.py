"""The form: nothing typed is ever lost, sending it twice does nothing more, and each consent stands by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.make import Make
from tests.page import Browserless, Page
from tests.post import Mailbox
from tests.public.stage import change
from werkplaats import clock
from werkplaats.consent import Consent
from werkplaats.db import session
from werkplaats.editions import queries
from werkplaats.registration.forms import NEEDS_VERSION, NEWSLETTER_VERSION
from werkplaats.registration.models import Need, Registration, SentForm
from werkplaats.registration.steps import NEEDS, NEWSLETTER
from werkplaats.web.forms import _trimmed

ANSWERS: dict[str, Any] = {"name": "Fatima Voorbeeld", "email": "fatima@example.org"}
NEEDY: dict[str, Any] = {**ANSWERS, "need": "Een tolk <gebaren>.\r\nEn rust.", "organisation": "Buurthuis & co"}


def number(app: Flask, table: Any = Registration) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_someone_needs_is_kept_with_its_own_consent(client: Browserless, make: Make, app: Flask) -> None:
    edition = make.edition("2027", needs_until=clock.now() + timedelta(days=9))
    page = client.get("/2027/aanmelden")
    assert "We kunnen het regelen tot" in page.main and "no-store" not in page.headers["Cache-Control"]
    for box in ("need_consent", "newsletter"):
        assert "checked" not in page.one(f"input[name={box}]").attrs
    wrong = client.send(page, status=200, **NEEDY)
    assert "Vink aan dat we mogen bewaren" in wrong.main
    assert wrong.form("/aanmelden")["need"] == "Een tolk <gebaren>.\nEn rust."
    client.send(wrong, need_consent="y")
    with app.app_context():
        need = session.scalars(select(Need)).one()
        assert need.text == "Een tolk <gebaren>.\nEn rust."
        assert need.delete_after == need.registration.edition.ends_at + timedelta(days=14)
        [given_] = session.scalars(select(Consent))
        assert (given_.purpose, given_.text_version, given_.withdrawn_at) == (NEEDS, NEEDS_VERSION, None)
    change(app, edition, needs_until=clock.now() - timedelta(days=1))
    assert "Schrijf het toch op" in client.get("/2027/aanmelden").main


def test_the_newsletter_is_asked_by_itself(client: Browserless, make: Make, app: Flask) -> None:
    make.edition("2027")
    client.send(client.get("/2027/aanmelden"), **ANSWERS, newsletter="y", need_consent="y")
    with app.app_context():
        consents = select(Consent.purpose, Consent.text_version)
        assert session.execute(consents).all() == [(NEWSLETTER, NEWSLETTER_VERSION)]


def test_the_same_form_again_with_another_address_asks_first(client: Browserless, make: Make, app: Flask) -> None:
    make.edition("2027")
    form = client.get("/2027/aanmelden")
    client.send(form, **ANSWERS)
    asked = client.send(form, status=200, **{**NEEDY, "email": "ander@example.org", "need_consent": "y"})
    assert "met een ander adres" in asked.main and number(app) == 1
    assert asked.form("/aanmelden")["organisation"] == "Buurthuis & co"
    client.send(asked)
    assert number(app) == 2


def test_a_program_that_fills_in_everything_is_asked_once_more(
    client: Browserless, make: Make, app: Flask, post: Mailbox
) -> None:
    make.edition("2027")
    form = client.get("/2027/aanmelden")
    assert form.all("div[hidden] input[name=website]")
    page = client.send(form, status=200, **NEEDY, need_consent="y", website="https://spam.example")
    assert number(app) == 0 and page.form("/aanmelden")["website"] == ""
    assert page.form("/aanmelden")["organisation"] == "Buurthuis & co"
    client.send(page)
    assert number(app) == 1 and len(post.letters()) == 1


def test_a_form_survives_a_restart_and_a_lost_session(client: Browserless, make: Make, app: Flask) -> None:
    make.edition("2027")
    form = client.get("/2027/aanmelden")
    client.http = app.test_client()
    page = client.send(form, status=200, **NEEDY, need_consent="y", newsletter="y")
    kept = page.form("/aanmelden")
    assert kept["need"] == "Een tolk <gebaren>.\nEn rust." and kept["newsletter"] == "y" == kept["need_consent"]
    client.send(page)
    assert number(app) == 1


def test_forms_are_forgotten_after_half_an_hour(client: Browserless, make: Make, app: Flask, post: Mailbox) -> None:
    make.edition("2027")
    client.send(client.get("/2027/aanmelden"), **ANSWERS)
    post.work()
    assert number(app, SentForm) == 1
    with clock.standing_at(clock.now() + timedelta(minutes=31)):
        post.work()
        assert number(app, SentForm) == 0
        client.get("/2027/aanmelden/gelukt")


HOSTILE = st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), max_size=200) | st.sampled_from(
    ["<script>alert(1)</script>", "=cmd()", "'; DROP TABLE registration; --", "\u202eabc", "100 %s %d", "{{ 7*7 }}",
     "[klik](http://evil)", "a\r\nBcc: x@example.org", "é" * 6000, "\U0001f600", "-1", "9" * 500]
)  # fmt: skip
PAGES = ("/2027/aanmelden", "/mijn/antwoorden", "/mijn/adres", "/mijn/iemand-erbij", "/mijn/link")
OURS = ("csrf_token", "whose")


@pytest.mark.torture
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_typed_comes_back_as_it_was(app: Flask, make: Make, data: st.DataObject) -> None:
    """Any text in any field of any form; every page that comes back is parsed strictly, and text stands in it whole."""
    with app.app_context():
        edition = queries.by_slug("2027")
    edition_id = edition.id if edition else make.edition("2027")
    browser = Browserless(app)
    browser.get(make.register(edition_id, "Ans", "ans@example.org").link, status=303)
    path = data.draw(st.sampled_from(PAGES))
    form = browser.get(path).form()
    typed = {name: data.draw(HOSTILE) for name in form if name not in OURS and data.draw(st.booleans())}
    if path != "/mijn/antwoorden":
        typed["email" if "email" in form else "name"] = "" if "name" in form else "x"
    page = Page(browser.http.post(path, data={**form, **typed}, base_url=browser.base_url))
    assert page.status in (200, 303)
    shown = page.form(path) if page.status == 200 else {}
    for field in shown.keys() & typed.keys() & {"name", "organisation", "email"}:
        assert " ".join(shown[field].split()) == seen(typed[field])


def seen(text: str) -> str:
    """What people can see of it, on one line."""
    return " ".join(str(_trimmed(text)).split())
