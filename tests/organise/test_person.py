"""One person who registered: what organisers see of them, and what they do for them."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person, ranks
from tests.organise.people import PEOPLE, Fresh, needs, page_of, state_of, waits
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats.accounts.models import MemberRole
from werkplaats.consent import give_for_registration
from werkplaats.db import session, transaction
from werkplaats.errors import Refused
from werkplaats.registration import actions, desk
from werkplaats.registration.models import Perspective, Registration, RegistrationState

pytestmark = POSTGRESQL_LATER


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


def row(app: Flask, person: Person) -> Registration:
    with app.app_context():
        found = session.get_one(Registration, person.id)
        session.expunge(found)
        return found


def test_everything_we_know_and_sent(
    app: Flask, organiser: Browserless, person: Person, edition_id: int, post: Fresh
) -> None:
    needs(app, person, "Een ringleiding.")
    Organiser(app, edition_id).publish()
    with app.app_context(), transaction():
        give_for_registration(person.id, "newsletter", "1")
    post.letters()
    page = organiser.get(page_of(person))
    for said in (
        "fatima.voorbeeld@example.org", "Sociaaleconomische zekerheid", "Een ringleiding.", "Not arranged yet",
        "That we tell them of the next edition: yes", "First choice", "Confirmation", "Registered", "This person",
    ):  # fmt: skip
        assert said in page.main, said
    assert page.all("a[href^='/en/organisatie/2027/post/']"), "each mail leads to its page"


def test_their_details_are_changed(app: Flask, organiser: Browserless, person: Person, post: Fresh) -> None:
    post.letters()
    page = organiser.get(page_of(person))
    answers: dict[str, Any] = {
        "name": "Fatima V. <b>",
        "perspective": "volunteer",
        "organisation": "Buurt",
        "locale": "en",
    }
    page = organiser.follow(organiser.send(page, page_of(person), **answers))
    assert page.heading == "Fatima V. <b>" and "Details changed" in page.main
    now = row(app, person)
    assert (now.perspective, now.organisation, now.locale) == (Perspective.VOLUNTEER, "Buurt", "en")
    assert post.letters() == [], "nobody gets a mail of it"


def test_another_address_gets_what_the_old_one_had(
    app: Flask, organiser: Browserless, person: Person, post: Fresh, client: Browserless
) -> None:
    [first] = post.letters()
    page = organiser.get(page_of(person))
    organiser.send(page, page_of(person), email="beter@example.org")
    left, letter = sorted(post.letters(), key=lambda letter: "beter@example.org" in letter.to)
    assert person.email in left.to and "/p/" not in left.text, "the old address is told, without a link"
    assert letter.to.endswith("<beter@example.org>") and letter.subject == first.subject
    assert letter.calendar_line("UID") == first.calendar_line("UID")
    assert int(letter.calendar_line("SEQUENCE")) > int(first.calendar_line("SEQUENCE"))
    client.get(first.personal_link, status=404)
    client.get(letter.personal_link, status=303)


def test_a_known_address_is_not_taken_over(
    app: Flask, organiser: Browserless, make: Make, person: Person, edition_id: int, post: Fresh
) -> None:
    other = make.register(edition_id, "Bas Buurman")
    page = organiser.get(page_of(person))
    page = organiser.send(page, page_of(person), status=409, email=" BAS.buurman@example.org")
    assert "Bas Buurman is registered with this address already." in page.main
    assert page.all(f"main a[href$='{other.public_id}']")
    assert row(app, person).email == person.email and row(app, person).link_version == 1


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 101}, {"email": "geen adres"}, {"perspective": "king"}, {"locale": "de"}]
)
def test_what_cannot_be_is_said_at_the_field(
    app: Flask, organiser: Browserless, person: Person, wrong: dict[str, str]
) -> None:
    page = organiser.send(organiser.get(page_of(person)), page_of(person), status=200, **wrong)
    assert page.all(".error-summary a") and row(app, person).name == "Fatima Voorbeeld"
    assert "open" in page.one("main details.panel").attrs, "what has to be mended is not folded away"


def test_two_organisers_at_once_lose_nothing(app: Flask, organiser: Browserless, person: Person) -> None:
    old = organiser.get(page_of(person))
    organiser.send(old, page_of(person), organisation="Van de eerste")
    organiser.send(old, "opmerking", remark="Van de eerste")
    page = organiser.send(old, page_of(person), status=409, organisation="Van de tweede")
    assert "Van de eerste" in page.main and page.form(page_of(person))["organisation"] == "Van de tweede"
    with app.app_context():
        stamp = session.get_one(Registration, person.id).edition.input_stamp
    organiser.send(page, page_of(person))
    assert row(app, person).organisation == "Van de tweede"
    with app.app_context():
        assert session.get_one(Registration, person.id).edition.input_stamp == stamp, "no draft is out of date by it"
    page = organiser.send(old, "opmerking", status=409, remark="Van de tweede")
    assert "Van de eerste" in page.main and page.form("opmerking")["remark"] == "Van de tweede"
    organiser.send(page, "opmerking")
    assert row(app, person).remark == "Van de tweede"


def test_a_remark_is_for_organisers_alone(
    organiser: Browserless, person: Person, client: Browserless, post: Fresh
) -> None:
    organiser.send(organiser.get(page_of(person)), "opmerking", remark="Belt graag.\nNa zes uur.")
    assert "Belt graag." in organiser.get(page_of(person)).main
    client.get(person.link, status=303)
    assert "Belt graag" not in client.get("/mijn").text
    assert "Belt graag" not in "".join(letter.text for letter in post.letters())


def test_choices_after_closing(app: Flask, organiser: Browserless, make: Make, person: Person, edition_id: int) -> None:
    third, fourth = make.breakouts(edition_id)[2:]
    with app.app_context(), transaction():
        edition = session.get_one(Registration, person.id).edition
        edition.ranking_closes_at = edition.registration_opens_at
        stamp = edition.input_stamp
    page = organiser.get(f"{page_of(person)}/voorkeuren")
    assert "over for everyone" in page.main
    page = organiser.follow(organiser.send(page, "voorkeuren", **{**ranks(third, fourth), "rank-2": ""}))
    assert "Choices changed" in page.main
    with app.app_context():
        now = session.get_one(Registration, person.id)
        assert now.ranking == (third, fourth) and now.edition.input_stamp > stamp


def test_cancelled_and_taken_in_again(app: Flask, organiser: Browserless, person: Person, post: Fresh) -> None:
    post.letters()
    page = organiser.get(page_of(person))
    assert "gets a mail about it" in page.main
    page = organiser.follow(organiser.send(page, "afmelden"))
    assert state_of(app, person) == RegistrationState.CANCELLED
    [letter] = post.letters()
    assert letter.calendar_line("METHOD") == "CANCEL"
    assert not page.all("form[action$='afmelden']")
    organiser.send(page, "toch-aanmelden")
    assert state_of(app, person) == RegistrationState.REGISTERED
    [letter] = post.letters()
    assert letter.calendar_line("METHOD") == "REQUEST"


def test_nobody_comes_above_the_number_of_places_unseen(
    app: Flask, organiser: Browserless, make: Make, edition_id: int, person: Person
) -> None:
    other = make.register(edition_id, "Wacht Even")
    waits(app, other, minutes=5)
    gone = make.register(edition_id, "Weg Geweest")
    with app.app_context():
        actions.cancel(gone.id)
        with transaction():
            session.get_one(Registration, gone.id).edition.capacity = 2
    page = organiser.get(page_of(gone))
    assert "belong to people who wait" in page.main, "the last place is for who waits"
    page = organiser.send(page, "toch-aanmelden", status=409)
    assert state_of(app, gone) == RegistrationState.CANCELLED and page.all(".error-summary a[href='#above']")
    organiser.send(page, "toch-aanmelden", above="y")
    assert state_of(app, gone) == RegistrationState.REGISTERED
    page = organiser.get(page_of(other))
    assert "On the waiting list" in page.main
    organiser.send(page, "toch-aanmelden", above="y")
    assert state_of(app, other) == RegistrationState.REGISTERED


def test_link_and_confirmation_are_sent_again(organiser: Browserless, person: Person, post: Fresh) -> None:
    [first] = post.letters()
    page = organiser.get(page_of(person))
    organiser.send(page, "/link")
    organiser.send(page, "/link")
    [link] = post.letters()
    assert link.personal_link == first.personal_link
    organiser.send(page, "bevestiging")
    [again] = post.letters()
    assert again.subject == first.subject
    assert int(again.calendar_line("SEQUENCE")) == int(first.calendar_line("SEQUENCE")) + 1


def test_a_confirmation_asked_for_and_a_cancellation_at_once(
    app: Flask, organiser: Browserless, person: Person, post: Fresh
) -> None:
    """The day must leave the calendar all the same."""
    post.letters()
    organiser.send(organiser.get(page_of(person)), "bevestiging")
    with app.app_context():
        actions.cancel(person.id)
    [letter] = post.letters()
    assert letter.calendar_line("METHOD") == "CANCEL"


def test_a_reader_looks_and_does_nothing(app: Flask, person: Person, edition_id: int) -> None:
    user_id = staff.add(app, "lezer@example.org", admin=False)
    staff.join(app, user_id, edition_id, MemberRole.READER)
    reader = Browserless(app)
    staff.sign_in(reader, "lezer@example.org")
    assert not reader.get(page_of(person)).all("main form")
    assert not reader.get(PEOPLE).all("main form[method=post]")


def test_the_log_names_who_did_it(app: Flask, organiser: Browserless, person: Person) -> None:
    organiser.send(organiser.get(page_of(person)), "opmerking", remark="Iets.")
    rows = [" ".join(tr.to_text().split()) for tr in organiser.get(page_of(person)).all("main tbody tr")]
    assert any(r.startswith("Remark changed") and r.endswith("Anna de Vries") for r in rows)


def test_an_erased_person_is_not_touched(app: Flask, person: Person) -> None:
    with app.app_context():
        with transaction():
            session.get_one(Registration, person.id).state = RegistrationState.ERASED
        with pytest.raises(Refused):
            desk.write_remark(person.id, desk.Remark("x"), "", "user:1")
        assert session.scalars(select(Registration.remark)).one() == ""
