"""Somebody calls, and an organiser registers them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.accounts import staff
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, ranks
from tests.organise.people import PEOPLE, waits
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.registration.models import Registration, RegistrationState

pytestmark = POSTGRESQL_LATER

ADD = f"{PEOPLE}/nieuw"
BELLA: dict[str, Any] = {"name": "Bella Belt", "email": "bella@example.org"}


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def organiser(app: Flask, edition_id: int) -> Browserless:
    return staff.signed_in(app)


def number(app: Flask) -> int:
    with app.app_context():
        return session.scalar(select(func.count()).select_from(Registration)) or 0


def set_edition(app: Flask, edition_id: int, **values: Any) -> None:
    with app.app_context(), transaction():
        for name, value in values.items():
            setattr(session.get_one(Edition, edition_id), name, value)


def test_who_calls_gets_the_confirmation_like_everyone(
    app: Flask, organiser: Browserless, make: Make, edition_id: int, post: Mailbox
) -> None:
    second, first = make.breakouts(edition_id)[:2]
    page = organiser.get(ADD)
    answers = {**BELLA, "locale": "en", "perspective": "resident", **ranks(first, second)}
    page = organiser.follow(organiser.send(page, "nieuw", **answers))
    assert page.heading == "Bella Belt" and "Added by hand" in page.main
    [letter] = post.letters()
    assert letter.calendar_line("METHOD") == "REQUEST" and "Hello Bella Belt" in letter.text
    with app.app_context():
        assert session.scalars(select(Registration)).one().ranking == (first, second)


def test_a_known_address_is_shown_and_kept(
    app: Flask, organiser: Browserless, make: Make, edition_id: int, post: Mailbox
) -> None:
    known = make.register(edition_id, "Bella van Eerder", "BELLA@example.org")
    before = len(post.letters())
    page = organiser.send(organiser.get(ADD), "nieuw", status=409, **BELLA)
    assert "Bella van Eerder is registered with this address already." in page.main
    assert page.all(f"main a[href$='{known.public_id}']") and number(app) == 1
    assert len(post.letters()) == before, "nobody is mailed"


def test_above_the_number_of_places_only_when_it_is_meant(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    waits(app, make.register(edition_id, "Wacht"))
    set_edition(app, edition_id, capacity=1)
    page = organiser.get(ADD)
    assert "would be passed by" in page.main, "the free place is for who waits"
    page = organiser.send(page, "nieuw", status=409, **BELLA)
    assert page.all(".error-summary a[href='#above']") and number(app) == 1
    organiser.send(page, "nieuw", above="y")
    with app.app_context():
        bella = session.scalars(select(Registration).where(Registration.name == "Bella Belt")).one()
        assert bella.state == RegistrationState.REGISTERED


@pytest.mark.parametrize("wrong", [{"name": ""}, {"email": "geen"}, {"name": "x" * 101}, {"organisation": "x" * 151}])
def test_what_is_missing_is_said_at_the_field(app: Flask, organiser: Browserless, wrong: dict[str, Any]) -> None:
    page = organiser.send(organiser.get(ADD), "nieuw", status=200, **{**BELLA, **wrong})
    [name] = wrong
    assert page.all(f".error-summary a[href='#{name}']") and number(app) == 0


@pytest.mark.parametrize("state", [EditionState.CANCELLED, EditionState.DRAFT])
def test_nobody_is_registered_for_a_day_that_is_not_there(
    app: Flask, organiser: Browserless, edition_id: int, state: EditionState
) -> None:
    page = organiser.get(ADD)
    set_edition(app, edition_id, state=state)
    organiser.send(page, "nieuw", status=409, **BELLA)
    assert "This is not possible now" in organiser.get(ADD).main and number(app) == 0


def test_after_closing_an_organiser_still_can(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    with app.app_context():
        opened = session.get_one(Edition, edition_id).registration_opens_at
    set_edition(app, edition_id, registration_closes_at=opened)
    organiser.send(organiser.get(ADD), "nieuw", **BELLA)
    assert number(app) == 1
