"""Who is told what, and when nobody is: the life of one person's calendar entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from tests.databases import POSTGRESQL_LATER
from tests.judges import bytelint, libical
from tests.make import Make
from tests.post import Letter, Mailbox
from werkplaats.db import session, transaction
from werkplaats.editions import actions as editions
from werkplaats.editions.models import Edition, EditionState
from werkplaats.invitations import queries
from werkplaats.invitations.models import CalendarObject
from werkplaats.invitations.steps import tell
from werkplaats.programme.models import ProgrammeItem
from werkplaats.registration import actions
from werkplaats.registration.models import Registration

pytestmark = POSTGRESQL_LATER


def lines(letters: list[Letter], name: str) -> list[str]:
    return [letter.calendar_line(name) for letter in letters]


def change(app: Flask, ids: list[int], minutes: int = 0, title: str = "", state: EditionState | None = None) -> None:
    """Change the day, and mark everyone concerned."""
    with app.app_context(), transaction():
        edition = session.query(Edition).one()
        edition.ends_at += timedelta(minutes=minutes)
        edition.state = state or edition.state
        if title:
            session.query(ProgrammeItem).one().title = {"nl": title, "en": title}
        tell(ids=ids)


def rename(app: Flask, id: int, email: str) -> None:
    with app.app_context(), transaction():
        session.get_one(Registration, id).email = email


def test_a_change_of_time_is_one_mail_with_the_next_sequence(app: Flask, make: Make, post: Mailbox) -> None:
    person = make.register(make.edition("2027"))
    post.work()
    change(app, [person.id], minutes=15)
    first, second = post.letters()
    assert lines([first, second], "SEQUENCE") == ["0", "1"]
    assert lines([first, second], "UID")[0] == lines([first, second], "UID")[1]
    assert first.calendar_line("DTEND") != second.calendar_line("DTEND")
    for letter in (first, second):
        assert isinstance(letter.ics, bytes)
        assert libical.complaints(letter.ics) + bytelint.complaints(letter.ics) == []


def test_another_time_or_title_of_the_edition_has_words_of_its_own(app: Flask, make: Make, post: Mailbox) -> None:
    """In the mail that carries the calendar, with what it was and what it is; a change of the programme is another."""
    person = make.register(make.edition("2027"))
    post.work()
    change(app, [person.id], title="Een ander welkom")
    assert post.letters()[1].subject.startswith("Er is iets veranderd: ")
    change(app, [person.id], minutes=30)
    with app.app_context(), transaction():
        session.query(Edition).one().title = {"nl": "Nieuwe naam", "en": "New name"}
        tell(ids=[person.id])
    timely, *rest = post.letters()[2:]
    assert rest == [], "three changes before the worker looks are one mail"
    assert timely.subject.startswith("Kijk wanneer het nu is: Nieuwe naam") and timely.calendar_line("SEQUENCE") == "2"
    assert "Het was: Samen leren" in timely.text and "13:00–16:00" in timely.text and "13:00–16:30" in timely.text
    assert "Zeg dan af" in timely.text and "Samen leren" in timely.html and "Nieuwe naam" in timely.html


def test_three_changes_at_once_are_one_mail_and_a_change_taken_back_is_none(
    app: Flask, make: Make, post: Mailbox
) -> None:
    person = make.register(make.edition("2027"))
    post.work()
    for title in ("Eerst dit", "Dan dat", "Ten slotte dit"):
        change(app, [person.id], title=title)
    assert len(post.letters()) == 2
    change(app, [person.id], minutes=30)
    change(app, [person.id], minutes=-30)
    change(app, [person.id])
    assert len(post.letters()) == 2


def test_one_person_who_cannot_be_told_holds_up_nobody(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027")
    people = make.people(edition, 3)
    rename(app, people[0].id, "no address")
    post.work()
    assert [len(post.to(person.email)) for person in people] == [0, 1, 1]
    rename(app, people[0].id, people[0].email)
    assert len(post.to(people[0].email)) == 1, "and is told as soon as it is possible"


def test_another_address_of_the_site_tells_nobody(app: Flask, make: Make, post: Mailbox) -> None:
    person = make.register(make.edition("2027"))
    post.work()
    kept = app.config["SITE_URL"]
    app.config["SITE_URL"] = "https://elders.example.org"
    try:
        change(app, [person.id])
        assert len(post.letters()) == 1
    finally:
        app.config["SITE_URL"] = kept


def test_an_edition_that_does_not_go_on_is_cancelled_for_who_was_invited(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027")
    invited, left, late = (
        make.register(edition, "Invited"),
        make.register(edition, "Left"),
        make.register(edition, "Late"),
    )
    with app.app_context():
        actions.cancel(left.id)
    post.work()
    assert [letter.to for letter in post.letters()] == ["Invited <invited@example.org>", "Late <late@example.org>"]
    change(app, [invited.id, left.id, late.id], state=EditionState.CANCELLED)
    told = post.letters()[2:]
    assert lines(told, "METHOD") == ["CANCEL", "CANCEL"]
    assert lines(told, "STATUS") == ["CANCELLED", "CANCELLED"]
    assert all("gaat niet door" in letter.text for letter in told)


def test_who_cancels_before_being_told_never_hears_of_a_calendar(app: Flask, make: Make, post: Mailbox) -> None:
    person = make.register(make.edition("2027"))
    with app.app_context():
        actions.cancel(person.id)
    assert post.letters() == []


def test_a_person_without_a_calendar_gets_one_and_keeps_its_uid(app: Flask, make: Make, post: Mailbox) -> None:
    person = make.register(make.edition("2027"))
    post.work()
    with app.app_context():
        before = session.query(CalendarObject.uid).all()
    change(app, [person.id, person.id])
    with app.app_context():
        assert session.query(CalendarObject.uid).all() == before


def test_the_day_speaks_the_language_of_its_reader(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027")
    make.register(edition, "Nederlands")
    make.register(edition, "English", locale="en")
    dutch, english = post.letters()
    assert "Ronde 1: je hoort" in dutch.calendar_line("DESCRIPTION")
    assert "you hear your breakout" in english.calendar_line("DESCRIPTION")
    assert english.calendar_line("LOCATION").endswith("/en/mijn/meedoen")


@pytest.mark.parametrize(
    "hostile",
    ['"; DROP', "a\r\nATTENDEE:mailto:x@example.org", "[klik](http://evil.example)", "www.evil.example", "👩‍🔬 ë;,\\n"],
)
def test_a_hostile_name_stays_a_name(app: Flask, make: Make, post: Mailbox, hostile: str) -> None:
    person = make.register(make.edition("2027"), "Plain")
    with app.app_context(), transaction():
        session.get_one(Registration, person.id).name = hostile
    [letter] = post.letters()
    assert isinstance(letter.ics, bytes)
    assert libical.complaints(letter.ics) + bytelint.complaints(letter.ics) == []
    assert letter.ics.count(b"\r\nATTENDEE") == 1
    assert "evil.example" not in letter.html + letter.text


def test_the_calendar_never_holds_a_personal_or_a_meeting_link(make: Make, post: Mailbox) -> None:
    make.register(make.edition("2027"))
    [letter] = post.letters()
    assert isinstance(letter.ics, bytes)
    unfolded = letter.ics.replace(b"\r\n ", b"")
    assert b"/p/" not in unfolded
    assert b"meet.example.org" not in unfolded
    assert b"/mijn/meedoen" in unfolded


def test_who_came_just_before_the_day_was_off_is_told_once_it_is_on_again(
    app: Flask, make: Make, post: Mailbox
) -> None:
    edition_id = make.edition("2027")
    make.register(edition_id)
    with app.app_context():
        editions.cancel_edition(edition_id, "user:1")
    assert post.letters() == []
    with app.app_context():
        assert queries.number_to_invite_again(edition_id) == 1
        editions.resume_edition(edition_id, "user:1")
    (letter,) = post.letters()
    assert letter.calendar_line("SEQUENCE") == "0"
