"""Speakers, hosts, note takers and chairs: what they do stands in a calendar of their own, or in that of their day."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.judges import bytelint, libical
from tests.make import Make
from tests.page import Browserless
from tests.post import Letter, Mailbox
from tests.public import stage
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.invitations import actions, queries
from werkplaats.invitations.day import Programme
from werkplaats.invitations.steps import tell, tell_people
from werkplaats.people.models import Appearance, AppearanceRole, AppearanceState, PersonState
from werkplaats.programme.models import Slot, SlotState
from werkplaats.registration.actions import cancel, come_back
from werkplaats.registration.models import Registration
from werkplaats.web.dates import timespan

pytestmark = POSTGRESQL_LATER

HOST = "joke.gastvrouw@example.org"


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027")


def host(
    app: Flask,
    edition_id: int,
    email: str | None = HOST,
    state: AppearanceState = AppearanceState.ACCEPTED,
    locale: str = "nl",
) -> int:
    """Someone who leads the first breakout in the first round; returns the person's id."""
    slot = stage.slots(app, edition_id)[0]
    with app.app_context(), transaction():
        person = stage.person_named("Joke Gastvrouw", PersonState.WITHDRAWN)
        person.email, person.email_key, person.locale = email, email, locale
        session.add(Appearance(person=person, slot_id=slot, role=AppearanceRole.HOST, state=state))
        session.flush()
        return person.id


def laat_het_weten(app: Flask, edition_id: int, person_id: int) -> None:
    """The button that tells everyone concerned."""
    with app.app_context(), transaction():
        tell(ids=list(session.scalars(select(Registration.id).where(Registration.edition_id == edition_id))))
        tell_people(edition_id=edition_id, ids=[person_id])


def turn(app: Flask, task: AppearanceState | None = None, slot: SlotState | None = None) -> None:
    with app.app_context(), transaction():
        appearance = session.scalars(select(Appearance)).one()
        appearance.state = task or appearance.state
        running = session.get_one(Slot, appearance.slot_id)
        running.state = slot or running.state


def said(letters: list[Letter]) -> list[tuple[str, str, str]]:
    """Method, sequence and status of each mail; each is fit for other people's programs."""
    for letter in letters:
        assert isinstance(letter.ics, bytes)
        assert libical.complaints(letter.ics) + bytelint.complaints(letter.ics) == []
    return [(x.calendar_line("METHOD"), x.calendar_line("SEQUENCE"), x.calendar_line("STATUS")) for x in letters]


def test_a_task_tells_nobody_until_people_are_told(app: Flask, edition: int, post: Mailbox) -> None:
    person = host(app, edition)
    assert post.to(HOST) == []
    laat_het_weten(app, edition, person)
    [letter] = post.to(HOST)
    assert letter.subject.startswith("Wat jij doet op ")
    assert "14:10–14:50 Sociaaleconomische zekerheid (je bent gespreksleider)" in letter.text
    assert isinstance(letter.ics, bytes)
    [event] = libical.read(letter.ics)
    assert timespan(event.starts_at, event.ends_at) == "14:10–14:50"
    assert letter.calendar_line("ATTENDEE") == f"mailto:{HOST}"
    everything = letter.ics.decode().replace("\r\n ", "") + letter.text + letter.html
    for secret in ("/p/", "meet.example.org", "/mijn", "((personal-link))"):
        assert secret not in everything
    laat_het_weten(app, edition, person)
    assert len(post.to(HOST)) == 1, "nothing changed, so nothing is said"


def test_changed_taken_away_and_given_again(app: Flask, edition: int, post: Mailbox) -> None:
    person = host(app, edition)
    steps: list[dict[str, Any]] = [
        {},
        {"slot": SlotState.CANCELLED},
        {"slot": SlotState.PLANNED},
        {"task": AppearanceState.WITHDRAWN},
    ]
    for step in steps:
        turn(app, **step)
        laat_het_weten(app, edition, person)
        post.work()
    letters = post.to(HOST)
    assert said(letters) == [
        ("REQUEST", "0", "CONFIRMED"),
        ("CANCEL", "1", "CANCELLED"),
        ("REQUEST", "2", "CONFIRMED"),
        ("CANCEL", "3", "CANCELLED"),
    ]
    assert len({letter.calendar_line("UID") for letter in letters}) == 1
    assert "Je hebt geen taak meer" in letters[1].text


def test_an_edition_that_is_off_is_off_for_them_too(app: Flask, edition: int, post: Mailbox) -> None:
    person = host(app, edition)
    laat_het_weten(app, edition, person)
    post.work()
    stage.change(app, edition, state=EditionState.CANCELLED)
    laat_het_weten(app, edition, person)
    letters = post.to(HOST)
    assert said(letters)[1:] == [("CANCEL", "1", "CANCELLED")]
    assert letters[1].subject.startswith("Gaat niet door")


def test_english_speakers_read_english(app: Flask, edition: int, post: Mailbox) -> None:
    laat_het_weten(app, edition, host(app, edition, locale="en"))
    [letter] = post.to(HOST)
    assert "(you are the host)" in letter.calendar_line("DESCRIPTION")
    assert "/en/2027/programma" in letter.text


@pytest.mark.parametrize(
    "person",
    [
        {"email": None},
        {"state": AppearanceState.INVITED},
        {"state": AppearanceState.WITHDRAWN},
    ],
)
def test_who_did_not_say_yes_or_has_no_address_is_never_invited(
    app: Flask, edition: int, post: Mailbox, person: dict[str, object]
) -> None:
    laat_het_weten(app, edition, host(app, edition, **person))  # type: ignore[arg-type]
    assert post.letters() == []


def test_a_draft_edition_invites_nobody(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2028", state=EditionState.DRAFT)
    laat_het_weten(app, edition, host(app, edition))
    assert post.letters() == []


def test_a_host_who_takes_part_has_one_calendar_and_reads_the_task_in_it(
    app: Flask, make: Make, client: Browserless, edition: int, post: Mailbox
) -> None:
    person = host(app, edition)
    joke = make.register(edition, "Joke Gastvrouw", HOST.upper())
    laat_het_weten(app, edition, person)
    [letter] = post.letters()
    assert letter.calendar_line("DESCRIPTION").startswith(
        "13:00–14:00 Welkom\\n14:10–14:50 Sociaaleconomische zekerheid (je bent gespreksleider)\\n"
    )
    client.get(joke.link, status=303)
    assert "Sociaaleconomische zekerheid je bent gespreksleider" in client.get("/mijn").main


def test_registering_later_moves_the_task_into_the_day_and_leaving_moves_it_back(
    app: Flask, make: Make, edition: int, post: Mailbox
) -> None:
    laat_het_weten(app, edition, host(app, edition))
    post.work()
    joke = make.register(edition, "Joke Gastvrouw", HOST)
    post.work()
    for change in (cancel, come_back):
        with app.app_context():
            change(joke.id)
        post.work()
    letters = post.to(HOST)
    task, day = (letters[0].calendar_line("UID"), letters[1].calendar_line("UID"))
    by_uid = {
        uid: [step for step, letter in zip(said(letters), letters, strict=True) if letter.calendar_line("UID") == uid]
        for uid in sorted({letter.calendar_line("UID") for letter in letters})
    }
    assert len(by_uid) == 2
    methods = {uid: [method for method, _, _ in steps] for uid, steps in by_uid.items()}
    assert methods[task] == ["REQUEST", "CANCEL", "REQUEST", "CANCEL"]
    (other,) = by_uid.keys() - {task}
    assert methods[other] == ["REQUEST", "CANCEL", "REQUEST"]
    moved = next(letter for letter in letters if "Je doet nu zelf mee" in letter.text)
    assert moved.calendar_line("UID") == task
    assert day in (task, other)


def test_a_guest_of_the_same_address_is_somebody_else(app: Flask, make: Make, edition: int, post: Mailbox) -> None:
    person = host(app, edition)
    guest = make.register(edition, "Gast Van Joke", HOST)
    with app.app_context(), transaction():
        session.get_one(Registration, guest.id).guest_number = 1
    laat_het_weten(app, edition, person)
    task, day = sorted(post.letters(), key=lambda letter: letter.calendar_line("SUMMARY") + letter.subject)
    texts = {letter.subject.split()[0]: letter.text for letter in (task, day)}
    assert "gespreksleider" in texts["Wat"]
    assert "gespreksleider" not in texts["Je"]


def test_who_is_marked_again_while_the_worker_looks_is_told_of_the_newest(
    app: Flask, make: Make, edition: int, post: Mailbox
) -> None:
    """The worker read the programme, then it changed and people were marked: the mark must not be lost."""
    person = make.register(edition)
    with app.app_context():
        [due] = queries.due()
        old = Programme(edition)
        with transaction():
            session.get_one(Edition, edition).title = {"nl": "Nieuwe naam"}
            for slot in session.scalars(select(Slot)):
                slot.breakout.title = {"nl": "Nieuw"}
            tell(ids=[person.id])
        assert actions._tell_one(due, old) == 0
        assert [again.calendar_id for again in queries.due()] == [due.calendar_id]
    [letter] = post.letters()
    assert letter.calendar_line("SUMMARY") == "Nieuwe naam"


def test_another_role_at_the_same_part_is_a_change(app: Flask, make: Make, edition: int, post: Mailbox) -> None:
    person = host(app, edition)
    make.register(edition, "Joke Gastvrouw", HOST)
    laat_het_weten(app, edition, person)
    post.work()
    with app.app_context(), transaction():
        session.scalars(select(Appearance)).one().role = AppearanceRole.NOTE_TAKER
    laat_het_weten(app, edition, person)
    assert ["gespreksleider" in letter.text for letter in post.to(HOST)] == [True, False]
    assert "(je maakt het verslag)" in post.to(HOST)[1].text
