"""The waiting list: who waits, what they read, to whom a place that came free is offered, and what they do with it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person, ranks
from tests.page import Browserless
from tests.post import Mailbox
from werkplaats import clock
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import session, transaction
from werkplaats.editions.actions import cancel_edition
from werkplaats.editions.models import Edition
from werkplaats.registration import actions, seats
from werkplaats.registration.models import Offer, OfferState, Registration, RegistrationState

pytestmark = POSTGRESQL_LATER

ANSWERS: dict[str, Any] = {"name": "Fatima Voorbeeld", "email": "fatima@example.org"}


class Line:
    """A full edition with two places, and people who wait for one."""

    def __init__(self, app: Flask, make: Make, post: Mailbox, waiting: int) -> None:
        self.app, self.make, self.post = app, make, post
        self.edition = make.edition("2027", capacity=2)
        self.inside = [make.register(self.edition, f"Binnen {n}") for n in range(2)]
        self.waiting = [make.register(self.edition, f"Wacht {n}") for n in range(waiting)]
        post.work()

    def at_home(self, person: Person) -> Browserless:
        browser = Browserless(self.app)
        browser.get(person.link, status=303)
        return browser

    def cancel(self, person: Person) -> None:
        with self.app.app_context():
            actions.cancel(person.id)
        self.post.work()

    def state(self, person: Person) -> RegistrationState:
        with self.app.app_context():
            return session.get_one(Registration, person.id).state

    def subjects(self, person: Person) -> list[str]:
        return [letter.subject.partition(":")[0] for letter in self.post.to(person.email)]

    def number(self, person: Person) -> int | None:
        with self.app.app_context():
            return seats.number_in_line(session.get_one(Registration, person.id))

    def offered(self) -> list[int]:
        """Whom a place is held for, in the order of asking."""
        with self.app.app_context():
            asked = select(Offer.registration_id).where(Offer.state == OfferState.OPEN).order_by(Offer.id)
            return list(session.scalars(asked))

    def starts_at(self) -> datetime:
        with self.app.app_context():
            return session.get_one(Edition, self.edition).starts_at

    def set(self, **values: Any) -> None:
        with self.app.app_context(), transaction():
            session.execute(update(Edition).where(Edition.id == self.edition).values(**values))


@pytest.fixture
def line(app: Flask, make: Make, post: Mailbox) -> Line:
    return Line(app, make, post, 3)


def test_who_registers_when_it_is_full_waits_and_reads_so(client: Browserless, line: Line, make: Make) -> None:
    first, second, *_ = make.breakouts(line.edition)
    form = client.get("/2027/aanmelden")
    assert form.heading == "Alle plekken zijn bezet" and "Er wachten nu 3 mensen." in form.main
    wrong = client.send(form, status=200, **{**ANSWERS, "name": ""})
    assert wrong.heading == "Alle plekken zijn bezet" and wrong.title.startswith("Fout:")
    thanks = client.follow(client.send(form, **ANSWERS, **ranks(second, first)))
    assert "Dan sta je nu op de wachtlijst" in thanks.main
    [letter] = line.post.to(ANSWERS["email"])
    assert letter.ics is None and "als nummer 4" in letter.text and "als nummer 4" in letter.html

    mine = client.follow(client.get(letter.personal_link, status=303))
    assert "Je bent nummer 4 op de wachtlijst" in mine.main
    assert mine.main.index("Sociale inclusie") < mine.main.index("Sociaaleconomische zekerheid")
    client.send(client.get("/mijn/voorkeuren"), **ranks(first, second))
    mine = client.get("/mijn")
    assert mine.main.index("Sociaaleconomische zekerheid") < mine.main.index("Sociale inclusie")
    assert "Je staat op de wachtlijst" in client.get("/mijn/meedoen").main
    client.get("/mijn/agenda.ics", status=404)
    gone = client.follow(client.send(client.get("/mijn/afzeggen")))
    assert "Je staat niet meer op de wachtlijst" in gone.main and "achteraan op de wachtlijst" in gone.main
    assert len(line.post.to(ANSWERS["email"])) == 1, "who was never invited is not told that they do not come"


def test_the_answer_does_not_tell_whom_we_know(client: Browserless, line: Line) -> None:
    known = {**ANSWERS, "email": line.inside[0].email}
    thanks = [client.follow(client.send(client.get("/2027/aanmelden"), **who)) for who in (ANSWERS, known)]
    assert thanks[0].main.replace(ANSWERS["email"], "…") == thanks[1].main.replace(known["email"], "…")
    line.set(registration_closes_at=clock.now())
    for who in (ANSWERS, known, {**ANSWERS, "email": "nieuw@example.org"}):
        form = {**who, "csrf_token": client.get("/mijn/link").form()["csrf_token"]}
        assert client.post("/2027/aanmelden", form, status=409).heading == "Aanmelden kan niet meer"


def test_a_place_that_comes_free_is_for_who_waits_longest(line: Line) -> None:
    first, second, _ = line.waiting
    line.cancel(line.inside[0])
    assert line.offered() == [first.id]
    browser = line.at_home(first)
    mine = browser.get("/mijn")
    assert "Er is een plek voor je" in mine.main and "Je bent nummer" not in mine.main
    assert [line.number(p) for p in line.waiting] == [None, 1, 2]
    letter = line.post.to(first.email)[-1]
    assert letter.ics is None and letter.personal_link == first.link
    browser.http.head(letter.personal_link.removeprefix(browser.base_url))
    assert line.offered() == [first.id], "opening the link answers nothing"

    answered = browser.follow(browser.send(mine, "/aannemen"))
    assert "je doet mee" in answered.main
    assert line.state(first) == RegistrationState.REGISTERED
    confirmation = line.post.to(first.email)[-1]
    assert confirmation.calendar_line("METHOD") == "REQUEST"
    browser.send(mine, "/aannemen")
    assert line.subjects(first) == ["Je staat op de wachtlijst", "Er is een plek voor je", "Je doet mee"]
    assert line.subjects(second) == ["Je staat op de wachtlijst"]


def test_who_comes_new_does_not_pass_those_who_wait(client: Browserless, line: Line) -> None:
    """Neither while a place is held, nor in the moment before it is offered."""
    with line.app.app_context():
        actions.cancel(line.inside[0].id)
    for n in range(2):
        client.send(client.get("/2027/aanmelden"), **{**ANSWERS, "email": f"nieuw.{n}@example.org"})
        line.post.work()
    assert line.offered() == [line.waiting[0].id]
    with line.app.app_context():
        states = select(Registration.state).where(Registration.email.like("nieuw%"))
        assert set(session.scalars(states)) == {RegistrationState.WAITING}


def test_who_says_no_or_nothing_makes_room_for_the_next(line: Line) -> None:
    first, second, third = line.waiting
    line.cancel(line.inside[0])
    browser = line.at_home(first)
    offer = browser.get("/mijn")
    assert "iemand anders kan deze plek" in browser.follow(browser.send(offer, "/afslaan")).main
    assert "gaven we deze plek door" in browser.send(offer, "/aannemen", status=409).main
    line.post.work()
    assert line.offered() == [second.id]

    late = line.at_home(second)
    offer = late.get("/mijn")
    with clock.standing_at(clock.now() + timedelta(hours=49)):
        assert "De tijd om te antwoorden is om" in late.send(offer, "/aannemen", status=409).main
        line.post.work()
        assert line.offered() == [third.id]
        assert line.subjects(second)[-1] == "De plek ging naar iemand anders"
        missed = late.get("/mijn")
        assert "Je reageerde niet op tijd" in missed.main
        line.make.register(line.edition, "Wacht later")
        back = late.follow(late.send(missed, "/terugkomen"))
        assert "Je bent nummer 2 op de wachtlijst" in back.main, "at the end of the list"
        line.post.work()
        assert len(line.subjects(second)) == 4


def test_who_let_an_offer_pass_holds_up_nobody(line: Line, client: Browserless) -> None:
    line.cancel(line.inside[0])
    with clock.standing_at(clock.now() + timedelta(hours=49)):
        line.post.work()
    with clock.standing_at(clock.now() + timedelta(hours=98)):
        line.post.work()
    with clock.standing_at(clock.now() + timedelta(hours=147)):
        line.post.work()
        assert line.offered() == []
        assert client.get("/2027/aanmelden").heading == "Meld je aan"


def test_more_places_are_offered_at_once_and_fewer_take_nothing_back(line: Line) -> None:
    line.set(capacity=4)
    line.post.work()
    assert line.offered() == [p.id for p in line.waiting[:2]]
    line.set(capacity=1)
    browser = line.at_home(line.waiting[0])
    browser.send(browser.get("/mijn"), "/aannemen")
    assert line.state(line.waiting[0]) == RegistrationState.REGISTERED
    line.set(capacity=None)
    line.post.work()
    assert line.offered() == [p.id for p in line.waiting[1:]]


def test_a_place_that_is_held_goes_on_when_its_holder_leaves(line: Line) -> None:
    line.cancel(line.inside[0])
    line.cancel(line.waiting[0])
    assert line.offered() == [line.waiting[1].id]


def test_who_is_erased_leaves_their_place_to_the_next(line: Line) -> None:
    line.cancel(line.inside[0])
    for person in (line.inside[1], line.waiting[0]):
        with line.app.app_context(), transaction():
            session.get_one(Registration, person.id).state = RegistrationState.ERASED
    line.post.work()
    assert set(line.offered()) == {p.id for p in line.waiting}, "the offer to who is gone holds nothing"


def test_the_list_goes_on_after_closing_until_the_hour_before(line: Line) -> None:
    start = line.starts_at()
    line.set(registration_closes_at=clock.now())
    line.cancel(line.inside[0])
    assert line.offered() == [line.waiting[0].id]
    with clock.standing_at(start - timedelta(minutes=40)):
        line.post.work()
        assert line.offered() == [], "nobody could still answer"
        second, third = (line.at_home(p) for p in line.waiting[1:])
        page = second.get("/mijn")
        assert "er is een plek vrij" in page.main
        assert "je doet mee" in second.follow(second.send(page, "/terugkomen")).main.lower()
        assert "bieden we geen plekken meer aan" in third.get("/mijn").main
        third.post("/mijn/terugkomen", third.get("/mijn/afzeggen").form("afzeggen"))
        assert [line.state(p) for p in line.waiting[1:]] == [RegistrationState.REGISTERED, RegistrationState.WAITING]


def test_who_waits_counts_nowhere(line: Line) -> None:
    with line.app.app_context():
        assert len(breakouts.problem_of(line.edition).people) == 2
    assert [line.subjects(p) for p in line.waiting] == [["Je staat op de wachtlijst"]] * 3


def test_who_waits_hears_that_the_day_is_off(line: Line) -> None:
    with line.app.app_context():
        cancel_edition(line.edition, "user:1")
    assert [line.subjects(p)[-1] for p in (*line.inside, *line.waiting)] == ["Gaat niet door"] * 5
    assert all(letter.ics is None for letter in line.post.to(line.waiting[0].email))


def test_somebody_elses_place_does_not_exist(line: Line) -> None:
    line.cancel(line.inside[0])
    page = line.at_home(line.waiting[0]).get("/mijn")
    other = line.at_home(line.waiting[1])
    token = other.get("/mijn/afzeggen").form("afzeggen")
    for button in ("/aannemen", "/afslaan"):
        [form] = page.all(f'main form[action$="{button}"]')
        other.post(form.attrs["action"], token, status=404)


def test_who_cancels_just_after_the_time_to_answer_does_not_lead_to_the_front(line: Line) -> None:
    first, *_ = line.waiting
    line.cancel(line.inside[0])
    with clock.standing_at(clock.now() + timedelta(hours=49)):
        browser = line.at_home(first)
        browser.send(browser.get("/mijn/afzeggen"))
        line.post.work()
        assert len(line.subjects(first)) == 2, "nothing was missed by who does not want to come"
        assert "achteraan op de wachtlijst" in browser.get("/mijn").main


def test_cancelling_as_one_who_waited_does_not_lead_to_the_front(line: Line) -> None:
    _, second, third = line.waiting
    line.cancel(second)
    browser = line.at_home(second)
    page = browser.get("/mijn")
    assert "achteraan op de wachtlijst" in page.main
    browser.send(page, "/terugkomen")
    assert [line.number(p) for p in (third, second)] == [2, 3]
