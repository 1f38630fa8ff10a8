"""Whoever has a task on the day comes in by a personal link, and finds what they do."""

from __future__ import annotations

from typing import Any

from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from tests.post import Mailbox
from tests.public import stage
from werkplaats.db import session, transaction
from werkplaats.people.models import Appearance, AppearanceState, Person

pytestmark = POSTGRESQL_LATER

EMAIL = "hilde@example.org"


def change(app: Flask, **values: Any) -> None:
    with app.app_context(), transaction():
        person = session.scalars(select(Person)).one()
        for name, value in values.items():
            setattr(person, name, value)


def test_the_link_opens_what_they_do_until_it_is_renewed(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    link = stage.host(app, stage.slots(app, edition)[0], "Hilde Host", EMAIL)
    assert client.get("/mijn/taken", status=302).location.endswith("/mijn/link")
    page = client.follow(client.get(link, status=303))
    assert page.heading == "Hallo Hilde Host" and "je bent gespreksleider" in page.main
    assert page.headers["Cache-Control"] == "no-store"
    client.get("/mijn", status=302)
    stage.speaker(app, edition, "Iemand Anders")
    assert "Welkom" not in client.get("/mijn/taken").main
    with app.app_context(), transaction():
        person = session.scalars(select(Person).where(Person.email_key == EMAIL)).one()
        person.link_version += 1
    client.get("/mijn/taken", status=302)
    client.get(link, status=404)


def test_the_link_is_mailed_again_to_who_has_a_task(app: Flask, client: Browserless, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027")
    link = stage.host(app, stage.slots(app, edition)[0], "Hilde Host", EMAIL)
    unknown = client.send(client.get("/mijn/link"), status=200, email="niemand@example.org")
    known = client.send(client.get("/mijn/link"), status=200, email=EMAIL.upper())
    assert known.main.replace(EMAIL.upper(), "…") == unknown.main.replace("niemand@example.org", "…")
    client.send(client.get("/mijn/link"), status=200, email=EMAIL)
    [letter] = post.letters()
    assert letter.personal_link == link and letter.subject.startswith("Je link voor wat je doet")
    change(app, link_version=2)
    with app.app_context(), transaction():
        session.scalars(select(Appearance)).one().state = AppearanceState.WITHDRAWN
    client.send(client.get("/mijn/link"), status=200, email=EMAIL)
    assert len(post.letters()) == 1, "who does nothing any more has nothing to open"


def test_an_organiser_mails_the_link_and_another_address_ends_the_old_one(
    app: Flask, client: Browserless, make: Make, post: Mailbox
) -> None:
    edition = make.edition("2027")
    link = stage.host(app, stage.slots(app, edition)[0], "Hilde Host", EMAIL)
    client.sign_in(make.organiser())
    with app.app_context():
        public_id = session.scalars(select(Person.public_id)).one()
    page = client.get(f"/organisatie/2027/programma/persoon/{public_id}")
    client.send(page, action_ends="/link")
    assert [letter.personal_link for letter in post.to(EMAIL)] == [link]
    client.send(page, action_ends=public_id, email="hilde@elders.example.org")
    client.get(link, status=404)
