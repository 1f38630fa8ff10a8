"""What people need to take part: as a list, by slot, and told when it is arranged."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.organise.people import PEOPLE, Fresh, needs, page_of
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats.db import session
from werkplaats.registration import actions
from werkplaats.registration.models import Need

pytestmark = POSTGRESQL_LATER

NEEDS = f"{PEOPLE}/nodig"
SECRET = "Een rolstoelplek bij het raam."


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def person(make: Make, edition_id: int) -> Person:
    return make.register(edition_id, "Fatima Voorbeeld", ranking=make.breakouts(edition_id)[:2])


@pytest.fixture(name="post")
def only_new(post: Mailbox) -> Fresh:
    return Fresh(post)


@pytest.fixture
def organiser(app: Flask) -> Browserless:
    return staff.signed_in(app)


def test_nobody_needs_anything(organiser: Browserless, person: Person) -> None:
    assert "Nobody has told us" in organiser.get(NEEDS).main


def test_who_needs_what_and_where(app: Flask, organiser: Browserless, person: Person, edition_id: int) -> None:
    needs(app, person, SECRET)
    assert SECRET in organiser.get(NEEDS).main and "Publish a plan first" in organiser.get(NEEDS).main
    Organiser(app, edition_id).publish()
    page = organiser.get(NEEDS)
    assert [" ".join(h.to_text().split()) for h in page.all("main h3")] == [
        "Sociaaleconomische zekerheid · Ronde 1", "Sociale inclusie · Ronde 2",
    ] or len(page.all("main h3")) == 2  # fmt: skip


def test_arranged_is_told_once_and_says_not_what(
    app: Flask, organiser: Browserless, person: Person, post: Fresh
) -> None:
    need_id = needs(app, person, SECRET)
    post.letters()
    page = organiser.get(NEEDS)
    page = organiser.follow(organiser.send(page, "/geregeld"))
    organiser.post(f"{NEEDS}/{need_id}/geregeld", {"csrf_token": page.form("niet-geregeld")["csrf_token"]})
    [letter] = post.letters()
    assert letter.subject == "Het is geregeld: Samen leren"
    assert SECRET not in letter.text + letter.html + letter.subject and letter.personal_link == person.link
    assert "Everything is arranged." in organiser.get(NEEDS).main


def test_a_mistake_is_taken_back_before_the_mail_left(
    app: Flask, organiser: Browserless, person: Person, post: Fresh
) -> None:
    needs(app, person)
    post.letters()
    page = organiser.follow(organiser.send(organiser.get(page_of(person)), "/geregeld"))
    page = organiser.follow(organiser.send(page, "niet-geregeld"))
    assert "does not leave" in page.main and page.heading == "Fatima Voorbeeld"
    assert post.letters() == []
    page = organiser.follow(organiser.send(page, "/geregeld"))
    assert len(post.letters()) == 1
    assert "has had the mail" in organiser.follow(organiser.send(page, "niet-geregeld")).main


def test_what_nobody_has_to_know_any_more_is_not_shown(
    app: Flask, organiser: Browserless, make: Make, person: Person, edition_id: int
) -> None:
    needs(app, person, SECRET, days=-1)
    gone = make.register(edition_id, "Weg Weer")
    need_id = needs(app, gone, "Een tolk.")
    with app.app_context():
        actions.cancel(gone.id)
    for address in (NEEDS, page_of(person), PEOPLE, "/en/organisatie/2027/"):
        page = organiser.get(address)
        assert SECRET not in page.main and "needs something that" not in page.main, address
    token = organiser.get(page_of(gone)).form("/link")["csrf_token"]
    organiser.post(f"{NEEDS}/{need_id}/geregeld", {"csrf_token": token})
    with app.app_context():
        assert session.get_one(Need, need_id).arranged_at is None


def test_a_need_of_nobody_is_not_found(organiser: Browserless, person: Person) -> None:
    token = organiser.get(page_of(person)).form("/link")["csrf_token"]
    organiser.post(f"{NEEDS}/99999/geregeld", {"csrf_token": token}, status=404)
