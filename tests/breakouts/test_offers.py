"""After publication: who comes late, who cancels, who is asked, and who answers; through pages and mails."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select, update

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person, ranks
from tests.page import Browserless, Page, words
from tests.post import Letter, Mailbox
from werkplaats import clock
from werkplaats.breakouts import offers, seats
from werkplaats.breakouts.models import Placement, PlacementSource
from werkplaats.db import db, session, transaction
from werkplaats.editions.steps import input_changed
from werkplaats.errors import Refused
from werkplaats.jobs.models import Job
from werkplaats.organise.words import OFFER_STATES
from werkplaats.people.models import Appearance, AppearanceRole, AppearanceState
from werkplaats.people.models import Person as Speaker
from werkplaats.programme.models import Breakout, Round, Slot
from werkplaats.registration import actions as registration
from werkplaats.registration.models import Offer, OfferState, RoundAbsence
from werkplaats.registration.steps import registration_changed

pytestmark = POSTGRESQL_LATER

A, B, C = "deelsessie-1", "deelsessie-2", "deelsessie-3"
PLACES = "/organisatie/2027/indeling/plaatsen"


class Day:
    """A published edition of three breakouts with one place each in two rounds; Ans and Bert have the best ones."""

    def __init__(self, app: Flask, make: Make, post: Mailbox) -> None:
        self.app, self.make, self.post = app, make, post
        self.edition_id = make.edition("2027", places=1, breakouts=3)
        self.a, self.b, self.c = make.breakouts(self.edition_id)
        self.organiser = Organiser(app, self.edition_id)
        self.ans = make.register(self.edition_id, "Ans", ranking=[self.a, self.b])
        self.bert = make.register(self.edition_id, "Bert", ranking=[self.a, self.b])
        self.cas = make.register(self.edition_id, "Cas", ranking=[self.a, self.b])
        self.organiser.publish()
        post.letters()

    def places(self, *people: Person) -> list[list[str | None]]:
        return self.organiser.places(*people)

    def at_home(self, person: Person) -> Browserless:
        """This person at their own page."""
        browser = Browserless(self.app)
        browser.get(person.link, status=303)
        return browser

    def cancel(self, person: Person) -> None:
        browser = self.at_home(person)
        browser.send(browser.get("/mijn/afzeggen"))

    def offers(self, person: Person) -> list[Letter]:
        """The mails that offered this person a place. The worker looks twice: what it found goes out the next time."""
        self.post.work()
        return [letter for letter in self.post.to(person.email) if "plek voor jou" in letter.subject]

    def left(self) -> dict[tuple[str, str], int]:
        """By breakout and round the seats that nobody holds."""
        with self.app.app_context():
            names = {
                row.id: (row.breakout.slug, row.round.title["nl"]) for row in session.scalars(select(Slot)).unique()
            }
            return {names[room.slot_id]: room.left for room in seats.rooms(self.edition_id)}

    def slot(self, slug: str, round_: str) -> int:
        with self.app.app_context():
            statement = select(Slot.id).join(Slot.breakout).join(Slot.round).where(Breakout.slug == slug)
            return next(
                id for id in session.scalars(statement) if session.get_one(Slot, id).round.title["nl"] == round_
            )


@pytest.fixture
def day(app: Flask, make: Make, post: Mailbox) -> Day:
    return Day(app, make, post)


# Coming late.


def test_who_comes_late_reads_the_best_free_places_in_the_confirmation(
    app: Flask, make: Make, client: Browserless, post: Mailbox
) -> None:
    edition = make.edition("2027", places=2)
    a, b, c, _ = make.breakouts(edition)
    people = [make.register(edition, f"Persoon {n}", ranking=[a, b]) for n in range(2)]
    organiser = Organiser(app, edition)
    organiser.publish()
    before = organiser.places(*people)
    form = client.get("/2027/aanmelden")
    client.send(form, name="Late", email="late@example.org", **ranks(c, a))
    (letter,) = post.to("late@example.org")
    assert "Sociale cohesie" in letter.text and "Je hoort" not in letter.text
    client.get(letter.personal_link, status=303)
    page = client.get("/mijn").main
    assert "je eerste keuze: Sociale cohesie" in page
    assert organiser.places(*people) == before


def test_a_full_day_is_said_so_and_others_keep_their_places(day: Day) -> None:
    before = day.places(day.ans, day.bert, day.cas)
    late = day.make.register(day.edition_id, "Late", ranking=[day.a])
    assert day.places(late) == [[None, None]]
    assert day.places(day.ans, day.bert, day.cas) == before
    page = day.at_home(late).get("/mijn").main
    assert page.count("alle plekken bezet") == 2 and "dan krijg je een mail" in page.lower()


def test_without_a_plan_nobody_has_a_place_at_once(make: Make, organiser_of: Organiser) -> None:
    late = make.register(organiser_of.edition_id, "Vroeg")
    assert organiser_of.places(late) == [[]]


def test_registering_before_there_is_a_plan_asks_one_thing_more(app: Flask, make: Make) -> None:
    """Everyone who registers pays for it."""
    edition_id, asked = make.edition("2027"), []

    def listen(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement.replace(chr(34), ""))

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", listen)
        try:
            make.register(edition_id, "Vroeg")
        finally:
            event.remove(db.engine, "before_cursor_execute", listen)
    tables = ("plan", "placement", "offer", "slot", "round")
    assert len([s for s in asked if any(re.search(rf"\b(FROM|JOIN) {table}\b", s) for table in tables)]) == 1


@pytest.fixture
def organiser_of(app: Flask, make: Make) -> Organiser:
    return Organiser(app, make.edition("2027"))


def test_who_comes_back_has_the_old_places_while_they_are_free(day: Day) -> None:
    before = day.places(day.ans)
    day.cancel(day.ans)
    assert day.places(day.ans) == [[]] and sum(day.left().values()) == 2
    with day.app.app_context():
        registration.come_back(day.ans.id)
    assert day.places(day.ans) == before and sum(day.left().values()) == 0
    assert len(day.post.to(day.ans.email)) == 1, "cancelled and back at once: nothing to tell"


def test_who_comes_back_too_late_gets_what_is_left(day: Day) -> None:
    lost = day.places(day.ans)[0][0]
    day.cancel(day.ans)
    late = day.make.register(day.edition_id, "Late", ranking=[day.a, day.b])
    with day.app.app_context():
        registration.come_back(day.ans.id)
    assert lost in day.places(late)[0]
    assert day.places(day.ans) == [[None, None]]


def test_a_host_is_where_they_are_needed(day: Day) -> None:
    with day.app.app_context(), transaction():
        session.execute(update(Breakout).values(capacity=5))
        host = Speaker(
            public_id="gastheer", slug="gastheer", name="Gast Heer", role={}, bio={}, email="host@example.org",
            email_key="host@example.org",
        )  # fmt: skip
        session.add(host)
        session.flush()
        session.add(
            Appearance(
                person_id=host.id,
                slot_id=day.slot(C, "Ronde 2"),
                role=AppearanceRole.HOST,
                state=AppearanceState.ACCEPTED,
                position=1,
            )
        )
    host_too = day.make.register(day.edition_id, "Gast Heer", "host@example.org", ranking=[day.c, day.a])
    assert day.places(host_too) == [[A, C]]
    assert "daar heb je een taak" in day.at_home(host_too).get("/mijn").main


# A seat that comes free.


def test_one_cancellation_moves_nobody_and_asks_whom_it_helps_most(day: Day) -> None:
    holder = next(p for p in (day.ans, day.bert, day.cas) if C not in day.places(p)[0])
    others = [p for p in (day.ans, day.bert, day.cas) if p is not holder]
    before, freed = day.places(*others), day.places(holder)[0]
    day.cancel(holder)
    asked = [(p, letter) for p in others for letter in day.offers(p)]
    assert day.places(*others) == before, "nothing moves anyone by itself"
    assert asked and all(C in day.places(p)[0] for p, _ in asked), "only whom it helps"
    person, letter = asked[0]
    assert "aanbod" not in letter.text + letter.html and letter.ics is None
    assert "Wil je houden wat je hebt? Dan hoef je niets te doen." in letter.text
    browser = day.at_home(person)
    page = browser.get("/mijn")
    assert "Er is een plek vrij voor jou" in page.main
    answered = browser.follow(browser.send(page, "aannemen"))
    assert "heb je nu een plek in" in answered.main
    assert set(freed) & set(day.places(person)[0]) and day.places(person)[0] != before[others.index(person)]
    changed = day.post.to(person.email)[-1]
    assert changed.ics and changed.calendar_line("SEQUENCE") == "1"


def test_a_plan_with_room_to_spare_mails_nobody(app: Flask, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027", places=9)
    make.people(edition, 5)
    Organiser(app, edition).publish()
    before = len(post.letters())
    post.work()
    assert len(post.letters()) == before


def offered(day: Day) -> tuple[Person, Browserless, Page]:
    """Someone without any place who is offered one in either round, at their page."""
    late = day.make.register(day.edition_id, "Late", ranking=[day.a, day.b])
    day.cancel(day.ans)
    assert len(day.offers(late)) == 2
    browser = day.at_home(late)
    return late, browser, browser.get("/mijn")


def test_an_open_offer_holds_its_seat(day: Day) -> None:
    offered(day)
    another = day.make.register(day.edition_id, "Nog iemand", ranking=[day.a, day.b])
    assert day.places(another) == [[None, None]]
    assert set(day.left().values()) == {0}


def test_who_keeps_what_they_have_is_not_asked_again_and_the_next_one_is(day: Day) -> None:
    late, browser, page = offered(day)
    second = day.make.register(day.edition_id, "Tweede", ranking=[day.a, day.b])
    answered = browser.follow(browser.send(page, "houden"))
    assert "Je plekken blijven zoals ze zijn" in answered.main and "Dank je wel" in answered.main
    assert "Dank je wel" not in browser.follow(browser.send(page, "houden")).main, "it was passed on already"
    assert len(day.offers(second)) == 1 and len(day.offers(late)) == 2


def test_who_does_not_answer_in_time_is_passed_over(day: Day) -> None:
    late, browser, page = offered(day)
    second = day.make.register(day.edition_id, "Tweede", ranking=[day.a, day.b])
    with clock.standing_at(clock.now() + timedelta(hours=49)):
        refused = browser.send(page, "aannemen", status=409)
        assert "de tijd is om" in refused.main
        assert len(day.offers(second)) == 2
        assert "Die is er niet meer" in browser.get("/mijn").main
        assert not browser.get("/mijn").all('main form[action$="aannemen"]')


def test_an_offer_ends_before_its_round(day: Day) -> None:
    with day.app.app_context():
        starts_at = session.scalars(select(Round.starts_at).where(Round.position == 1)).one()
    with clock.standing_at(starts_at - timedelta(hours=4)):
        late, *_ = offered(day)
        with day.app.app_context():
            until = list(session.scalars(select(Offer.expires_at)))
        assert all(end <= starts_at - timedelta(hours=1, minutes=30) for end in until), "so that the next has a chance"


def test_nobody_is_asked_when_there_is_no_time_to_answer(day: Day) -> None:
    with day.app.app_context():
        starts_at = session.scalars(select(Round.starts_at).where(Round.position == 1)).one()
    late = day.make.register(day.edition_id, "Late", ranking=[day.a, day.b])
    with clock.standing_at(starts_at - timedelta(minutes=20)):
        day.cancel(day.ans)
        assert len(day.offers(late)) == 1, "the second round is late enough"


def test_answering_twice_changes_nothing_more(day: Day) -> None:
    late, browser, page = offered(day)
    action = page.all('main form[action$="aannemen"]')[0].attrs["action"]
    token = page.form("aannemen")
    browser.post(action, token)
    places = day.places(late)
    browser.post(action, token)
    assert day.places(late) == places
    refused = browser.post(action.replace("aannemen", "houden"), token, status=409)
    assert "al genomen" in refused.main


def test_somebody_elses_offer_does_not_exist(day: Day) -> None:
    _, _, page = offered(day)
    action, token = page.all('main form[action$="aannemen"]')[0].attrs["action"], page.form("aannemen")
    other = day.at_home(day.bert)
    answers = {**token, **other.get("/mijn/afzeggen").form("afzeggen")}
    for address in (action, action.replace("aannemen", "houden")):
        other.post(address, answers, status=404)
        other.get(address, status=405)


def test_nobody_ends_up_in_a_breakout_twice(day: Day) -> None:
    """Two offers of the same breakout: after one is accepted the other is gone, by a crafted POST too."""
    late = day.make.register(day.edition_id, "Late", ranking=[day.a, day.b])
    with day.app.app_context():
        with transaction():
            session.execute(update(Breakout).values(capacity=9))
        ids = [offers.offer_place(late.id, day.slot(A, round_), "user:1") for round_ in ("Ronde 1", "Ronde 2")]
    browser = day.at_home(late)
    token = browser.get("/mijn/afzeggen").form("afzeggen")
    browser.post(f"/mijn/aanbod/{ids[0]}/aannemen", token)
    assert "niet meer voor jou" in browser.post(f"/mijn/aanbod/{ids[1]}/aannemen", token, status=409).main
    refused = browser.post(f"/mijn/plek/{day.slot(A, 'Ronde 2')}", token, status=409)
    assert "al in een andere ronde" in refused.main
    assert day.places(late) == [[A, None]]


def test_offers_of_who_cancels_go_to_the_next(day: Day) -> None:
    late, *_ = offered(day)
    second = day.make.register(day.edition_id, "Tweede", ranking=[day.a, day.b])
    day.cancel(late)
    assert len(day.offers(second)) == 2


def test_another_plan_takes_all_offers_back(day: Day) -> None:
    late, browser, page = offered(day)
    day.organiser.publish()
    refused = browser.send(page, "aannemen", status=409)
    assert "niet meer voor jou" in refused.main
    assert len(day.offers(late)) == 2, "what comes free by a new plan is its own affair"
    with day.app.app_context():
        assert seats.number_open(day.edition_id) == 0


def test_a_seat_that_is_asked_about_twice_is_offered_once(day: Day) -> None:
    """The worker dies after the offer and before its job is done: the next one finds it done."""
    late = day.make.register(day.edition_id, "Late", ranking=[day.a, day.b])
    with day.app.app_context():
        with transaction():
            session.execute(update(Breakout).values(capacity=3))
        counting = seats.counting_in(day.edition_id)
        assert counting is not None
        offers.offer_to_whom_it_helps(day.edition_id, day.slot(C, "Ronde 1"), "user:1")
        job_id = session.execute(select(Job.id).order_by(Job.id.desc())).scalars().first() or 0
        slot_id = day.slot(C, "Ronde 1")
        assert offers.offer_freed(job_id, counting, slot_id) == offers.offer_freed(job_id, counting, slot_id)
        assert len(session.scalars(select(Offer).where(Offer.registration_id == late.id)).all()) == 1


# A round that someone misses.


def be_absent(day: Day, person: Person, round_: str) -> None:
    with day.app.app_context(), transaction():
        round_id = next(r.id for r in session.scalars(select(Round)) if r.title["nl"] == round_)
        session.add(RoundAbsence(registration_id=person.id, round_id=round_id))
        session.flush()
        input_changed(day.edition_id)
        registration_changed.send(ids=[person.id])


def test_a_round_that_someone_leaves_is_offered_on(day: Day) -> None:
    late = day.make.register(day.edition_id, "Late", ranking=[day.a, day.b])
    be_absent(day, day.ans, "Ronde 1")
    assert len(day.places(day.ans)[0]) == 1
    assert len(day.offers(late)) == 1
    assert "Ronde 1" not in " ".join(e.text for e in day.at_home(day.ans).get("/mijn").all(".timetable"))


def test_who_takes_part_again_has_a_place_at_once(day: Day) -> None:
    be_absent(day, day.ans, "Ronde 1")
    with day.app.app_context(), transaction():
        session.query(RoundAbsence).delete()
        registration_changed.send(ids=[day.ans.id])
    assert None not in day.places(day.ans)[0] and len(day.places(day.ans)[0]) == 2


# Taking a free place.


def with_a_gap(day: Day) -> Person:
    """Someone without a place, and then more places in C."""
    late = day.make.register(day.edition_id, "Late", ranking=[day.a, day.b])
    with day.app.app_context(), transaction():
        session.execute(update(Breakout).where(Breakout.slug == C).values(capacity=3))
    return late


def test_a_free_place_is_taken_with_one_button(day: Day) -> None:
    late = with_a_gap(day)
    browser = day.at_home(late)
    page = browser.get("/mijn")
    assert "nog 2 plekken" in page.main and "Sociale inclusie" not in words(page.all("main .card h4")[0])
    slot_id = day.slot(C, "Ronde 2")
    answered = browser.follow(browser.send(page, f"plek/{slot_id}"))
    assert "heb je nu een plek in Sociale cohesie" in answered.main
    assert day.places(late) == [[None, C]]
    assert "alle plekken bezet" in answered.main, "the same breakout is no choice in the other round"
    assert "Sociale cohesie" in day.post.to(late.email)[-1].text
    browser.send(page, f"plek/{slot_id}")
    with day.app.app_context():
        row = session.scalars(select(Placement).where(Placement.slot_id == slot_id).order_by(Placement.id)).all()[-1]
        assert row.source == PlacementSource.TAKEN
    assert "Je hebt deze plek zelf gekozen." in browser.get("/mijn").main


def test_a_place_that_is_gone_is_refused_in_words(day: Day) -> None:
    late = with_a_gap(day)
    browser = day.at_home(late)
    page = browser.get("/mijn")
    token = page.form("sluiten") if page.all('main form[action$="sluiten"]') else browser.get("/mijn/afzeggen").form()
    with day.app.app_context(), transaction():
        session.execute(update(Breakout).where(Breakout.slug == C).values(capacity=1))
    refused = browser.send(page, f"plek/{day.slot(C, 'Ronde 2')}", status=409)
    assert "De laatste plek is net weg" in refused.main and refused.all('main a[href="/mijn"]')
    with clock.standing_at(clock.now() + timedelta(days=61)):
        assert "begonnen" in browser.send(page, f"plek/{day.slot(C, 'Ronde 1')}", status=409).main
    mine = day.at_home(day.ans)
    mine_token = mine.get("/mijn/afzeggen").form("afzeggen")
    third = next(slug for slug in (A, B, C) if slug not in day.places(day.ans)[0])
    another = day.slot(third, "Ronde 1")
    assert "al een plek" in mine.post(f"/mijn/plek/{another}", mine_token, status=409).main
    other = day.make.edition("2028", breakouts=1)
    with day.app.app_context():
        foreign = session.scalars(select(Slot.id).join(Slot.round).where(Round.edition_id == other)).first()
    browser.post(f"/mijn/plek/{foreign}", token, status=404)


# The organiser.


def test_an_organiser_sees_what_is_offered_and_takes_it_back(day: Day) -> None:
    late, browser, page = offered(day)
    organiser = staff.signed_in(day.app)
    for address in ("/mijn", "/en/mijn"):
        assert browser.get(address).all('main form[action$="aannemen"]')
    shown = organiser.get("/en" + PLACES)
    assert len(shown.all("main form[action$=intrekken]")) == 2 and "Late" in shown.main
    organiser.follow(organiser.send(shown, "intrekken"))
    refused = browser.send(page, "aannemen", status=409)
    assert "niet meer voor jou" in refused.main
    assert "Taken back" in organiser.get("/en" + PLACES).main
    assert len(day.offers(day.cas)) == 0, "the organiser needs the seat"


def test_an_organiser_offers_a_free_place(day: Day) -> None:
    late = with_a_gap(day)
    browser = staff.signed_in(day.app)
    page = browser.get(PLACES)
    browser.send(page, f"{day.slot(C, 'Ronde 1')}/aanbieden")
    assert len(day.offers(late)) == 1
    with day.app.app_context():
        with pytest.raises(Refused, match="another offer for this round"):
            offers.offer_place(late.id, day.slot(C, "Ronde 1"), "user:1")
        with pytest.raises(Refused, match="no free place"):
            offers.offer_place(late.id, day.slot(A, "Ronde 2"), "user:1")


def test_an_organiser_hears_that_nobody_is_helped(day: Day) -> None:
    for person in (day.bert, day.cas):
        day.cancel(person)
    day.post.work()
    free = next(round for (slug, round), left in day.left().items() if slug == C and left)
    browser = staff.signed_in(day.app)
    page = browser.follow(browser.send(browser.get("/en" + PLACES), f"{day.slot(C, free)}/aanbieden"))
    assert page.headers["Refresh"] and "Nobody was asked" not in page.main
    day.post.work()
    page = browser.get(page.response.request.full_path)
    assert f"There is nobody now whom a place in Sociale cohesie in {free} helps." in page.main
    assert "Refresh" not in page.headers
    browser.get("/en" + PLACES + "?job=" + "9" * 23)


def test_who_has_a_fixed_place_is_not_asked(day: Day) -> None:
    with day.app.app_context(), transaction():
        session.execute(update(Placement).values(locked=True))
    holder = next(p for p in (day.ans, day.bert, day.cas) if C not in day.places(p)[0])
    day.cancel(holder)
    assert [day.offers(p) for p in (day.ans, day.bert, day.cas)] == [[], [], []]


@pytest.mark.usefixtures("app")
def test_no_state_is_left_without_words() -> None:
    assert set(OFFER_STATES) == set(OfferState)
