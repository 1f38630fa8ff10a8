"""Calling off a whole edition, and letting it take place after all: said beforehand, told to everyone."""

from __future__ import annotations

from flask import Flask

from tests.accounts import staff
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats.editions.models import EditionState
from werkplaats.registration import actions

pytestmark = POSTGRESQL_LATER

SETTINGS = "/organisatie/2027/instellingen"


def test_the_page_says_to_how_many_people_and_they_are_told(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027")
    *_, gone = make.people(edition, 3)
    with app.app_context():
        actions.cancel(gone.id)
    post.work()
    browser = staff.signed_in(app)
    assert browser.get(SETTINGS).all(f'main a[href="{SETTINGS}/afgelasten"]')
    page = browser.get(f"{SETTINGS}/afgelasten")
    assert "2 mensen krijgen meteen een mail" in page.main
    page = browser.follow(browser.send(page, "/afgelasten"))
    assert "De editie is afgelast" in page.main
    off = post.letters()[2:]
    assert [x.calendar_line("METHOD") + x.calendar_line("SEQUENCE") for x in off] == ["CANCEL1", "CANCEL1"]
    assert {str(part.get_param("method")) for x in off for part in x.message.walk()} - {"None"} == {"CANCEL"}
    assert all(x.subject.startswith("Gaat niet door") and "gaat niet door" in x.text for x in off)
    assert "Gelast" not in browser.get(SETTINGS).main
    assert "2 mensen" in browser.get(SETTINGS).main
    browser.send(browser.get(SETTINGS), "/toch-door")
    on = post.letters()[4:]
    assert [x.calendar_line("METHOD") + x.calendar_line("SEQUENCE") for x in on] == ["REQUEST2", "REQUEST2"]


def test_their_own_pages_and_the_site_say_it_too(app: Flask, make: Make, client: Browserless, post: Mailbox) -> None:
    person = make.register(make.edition("2027"))
    post.work()
    browser = staff.signed_in(app)
    browser.send(browser.get(f"{SETTINGS}/afgelasten"), "/afgelasten")
    client.get(person.link, status=303)
    for path in ("/mijn", "/mijn/meedoen"):
        page = client.get(path)
        assert "gaat niet door" in page.main
        assert "meet.example.org" not in page.text
    client.get("/mijn/agenda.ics")
    assert "STATUS:CANCELLED" in client.get("/mijn/agenda.ics").text


def test_pressed_twice_or_too_late_it_changes_nothing(app: Flask, make: Make, post: Mailbox) -> None:
    make.edition("2028", state=EditionState.DRAFT)
    make.register(make.edition("2027"))
    post.work()
    browser = staff.signed_in(app)
    page = browser.get(f"{SETTINGS}/afgelasten")
    browser.send(page, "/afgelasten")
    assert "Je kunt alleen een editie afgelasten" in browser.follow(browser.send(page, "/afgelasten")).main
    assert len(post.letters()) == 2
    browser.get(f"{SETTINGS}/afgelasten", status=303)
    browser.get("/organisatie/2028/instellingen/afgelasten", status=303)
    token = page.form("/afgelasten")
    late = browser.follow(browser.post("/organisatie/2028/instellingen/toch-door", token))
    assert "niet afgelast" in late.main
