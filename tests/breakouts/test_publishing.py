"""Drafts side by side, and what stands between a draft and the places that count."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.breakouts.organiser import OVERVIEW, Organiser, at_the_overview, drafted
from tests.breakouts.test_organise_plans import queries_of
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page, words
from tests.post import Mailbox
from werkplaats.breakouts import actions, movers, since, work
from werkplaats.breakouts.actions import OtherMovers
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.breakouts.movers import Cause
from werkplaats.breakouts.picture import picture_of
from werkplaats.breakouts.queries import Settings
from werkplaats.db import session, transaction
from werkplaats.editions.steps import input_changed
from werkplaats.errors import Refused
from werkplaats.jobs.run import run_all
from werkplaats.programme import actions as programme
from werkplaats.programme.models import Breakout, Slot, SlotState
from werkplaats.registration import actions as registration
from werkplaats.registration.models import RoundAbsence

pytestmark = POSTGRESQL_LATER

PLAN = f"{OVERVIEW}1"
TODAY = "/en/organisatie/2027/"


def asked(app: Flask, browser: Browserless, **answers: Any) -> Page:
    """The page of a draft that was asked for with these settings."""
    waiting = browser.follow(browser.send(browser.get(OVERVIEW), "concept", **answers))
    with app.app_context():
        run_all()
    return browser.follow(browser.get(waiting.response.request.full_path, status=302))


def plan(number: int) -> Plan:
    return session.scalars(select(Plan).where(Plan.number == number)).one()


# Drafts.


def test_a_draft_with_other_settings_says_so(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=10)
    a, b, *_ = make.breakouts(edition_id)
    make.people(edition_id, 40, ranking=lambda n: [a, b] if n % 3 else [b, a])
    answers = {"mix": "2", f"places-{a}": "12"}
    page = asked(app, browser, **answers)
    assert "For a better mix, 2 people may get a lower choice." in page.main
    assert "Sociaaleconomische zekerheid: 12 places." in page.main
    with app.app_context():
        assert plan(1).settings == {"mix_budget": 2, "capacity": {str(a): 12}, "locks_of": None}
        assert session.get_one(Breakout, a).capacity == 10, "the programme waits for publishing"
    drafted(app, browser)
    table = browser.get(f"{OVERVIEW}vergelijk?a=1&b=2").main
    assert "Plan 1" in table and "Nobody gets a lower choice for the mix." in table and "People who move" in table
    assert "Compare two plans" in browser.get(f"{OVERVIEW}vergelijk?a=x&b=99").main


def test_another_number_of_people_for_the_mix(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.people(edition_id, 8)
    page = browser.send(browser.get(OVERVIEW), "concept", status=200, mix_budget="9")
    assert "Only 8 people are divided. Write that number, or a lower one." in page.main
    assert "7 people may get a lower choice" in asked(app, browser, mix="1", mix_budget="7").main


@pytest.mark.parametrize("wrong", ["-1", "veel", "1.5", "99999999"])
def test_a_number_of_places_that_is_none_is_told_at_its_field(app: Flask, make: Make, wrong: str) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, *_ = make.breakouts(edition_id)
    make.register(edition_id)
    answers: dict[str, Any] = {f"places-{a}": wrong}
    page = browser.send(browser.get(OVERVIEW), "concept", status=200, **answers)
    assert "Write a whole number, like 25." in page.main and page.form("concept")[f"places-{a}"] == wrong
    assert page.all("details[open]")


@pytest.mark.parametrize("places", ["0", "1", "1000000"])
def test_capacities_at_the_edge(app: Flask, make: Make, places: str) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.people(edition_id, 4)
    answers: dict[str, Any] = {f"places-{id}": places for id in make.breakouts(edition_id)}
    page = asked(app, browser, **answers)
    missing = {"0": "4 miss a round", "1": "0 miss a round", "1000000": "0 miss a round"}[places]
    assert missing in page.main
    page = browser.follow(browser.send(page, "publiceren"))
    with app.app_context():
        assert {one.capacity for one in session.scalars(select(Breakout))} == {int(places)}


def test_the_dial_shows_what_each_step_costs(app: Flask, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "DIAL_SECONDS", 60)
    browser, edition_id = at_the_overview(app, make, places=15)
    breakouts = make.breakouts(edition_id)
    make.people(edition_id, 60, ranking=lambda n: breakouts[n % 8 // 2 :] + breakouts[: n % 8 // 2])
    page = drafted(app, browser)
    assert "What a better mix would cost" in page.main
    with app.app_context():
        dial = plan(1).explanation["dial"]
        assert [step["budget"] for step in dial] == [0, 1, 2, 3]
        assert [step["shortage"] for step in dial] == sorted((s["shortage"] for s in dial), reverse=True)
        assert dial[0]["lower"] <= dial[3]["lower"] <= dial[0]["lower"] + 3


def test_a_draft_is_removed_and_its_number_not_given_again(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    page = drafted(app, browser)
    gone = browser.follow(browser.send(page, "weg"))
    assert "Plan 1 is removed." in gone.main and "There is no plan yet." in gone.main
    browser.get(PLAN, status=404)
    with app.app_context():
        assert session.scalars(select(Placement)).all() == []
        with pytest.raises(Refused, match="no longer a draft"):
            actions.publish_plan(1, "user:2")
        with pytest.raises(Refused, match="Somebody removed this draft"):
            actions.remove_draft(1, "user:2")
    assert drafted(app, browser).heading == "Plan 2 Draft"


# The same input.


def test_the_same_question_gives_the_same_plan_and_no_mail(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition(places=4)
    breakouts = make.breakouts(edition_id)
    make.people(edition_id, 14, ranking=lambda n: breakouts[n % 4 :])
    organiser = Organiser(app, edition_id)
    organiser.publish()
    told = len(post.letters())
    organiser.draft()
    with app.app_context():
        one, two = picture_of(plan(1)), picture_of(plan(2))
        assert [(s.registration_id, s.round_id, s.slot_id) for s in one.seats] == [
            (s.registration_id, s.round_id, s.slot_id) for s in two.seats
        ]
    assert organiser.publish().changed == 0
    assert len(post.letters()) == told


# Who moves.


def test_who_moves_is_seen_before_it_is_published(app: Flask, make: Make, post: Mailbox) -> None:
    browser, edition_id = at_the_overview(app, make, places=2)
    a, b, c, d = make.breakouts(edition_id)
    make.register(edition_id, "Ans Blijft", ranking=[c, d])
    bert = make.register(edition_id, "Bert Verhuist", ranking=[a, b])
    browser.send(drafted(app, browser), "publiceren")
    with app.app_context():
        registration.change_ranking(bert.id, (c, d))
    page = drafted(app, browser)
    told = len(post.letters())
    assert not page.all("form[action$=publiceren]"), "there is no button before the list"
    token = page.form("opnieuw" if page.all("form[action$=opnieuw]") else "weg")["csrf_token"]
    unseen = browser.post(f"{OVERVIEW}2/publiceren", {"csrf_token": token}, status=409)
    assert "Look at the list of who moves before you publish." in unseen.main
    assert len(post.letters()) == told, "nobody was told"
    page = browser.get(f"{OVERVIEW}2/publiceren")
    assert "Bert Verhuist" in page.main and "Ans Blijft" not in page.main
    assert "This person changed their list." in page.main
    assert "Publish and mail 1 person" in page.main
    page = browser.follow(browser.send(page, "publiceren"))
    assert page.heading == "Plan 2 Published" and len(post.letters()) == told + 1


def test_a_list_of_movers_that_is_different_by_then_is_shown_again(app: Flask, make: Make) -> None:
    edition_id = make.edition(places=2)
    a, b, c, d = make.breakouts(edition_id)
    people = [make.register(edition_id, name, ranking=[a, b]) for name in ("Ans", "Bert")]
    organiser = Organiser(app, edition_id)
    organiser.publish()
    with app.app_context():
        for person in people:
            registration.change_ranking(person.id, (c, d))
    plan_id = organiser.draft()
    with app.app_context():
        seen = movers.mark(movers.moves_of(session.get_one(Plan, plan_id)))
        registration.cancel(people[0].id)
        with pytest.raises(OtherMovers):
            actions.publish_plan(plan_id, "user:1", seen)
        now = movers.mark(movers.moves_of(session.get_one(Plan, plan_id)))
        assert actions.publish_plan(plan_id, "user:1", now).changed == 1


def test_each_mover_has_a_reason(app: Flask, make: Make) -> None:
    edition_id = make.edition(places=2)
    a, b, c, d = make.breakouts(edition_id)
    gone, fewer, changed, away, moved = (
        make.register(edition_id, name, ranking=list(ranking))
        for name, ranking in {
            "Gone": (a, b), "Fewer": (b, a), "Own list": (c, d), "Away": (d, c), "By hand": (d, c),
        }.items()
    )  # fmt: skip
    organiser = Organiser(app, edition_id)
    organiser.publish()
    with app.app_context():
        registration.change_ranking(changed.id, (d, c))
        with transaction():
            of_gone = session.scalars(select(Placement).where(Placement.registration_id == gone.id)).all()
            session.get_one(Slot, of_gone[0].slot_id).state = SlotState.CANCELLED
            session.add(RoundAbsence(registration_id=away.id, round_id=of_gone[0].round_id))
            session.get_one(Breakout, b).capacity = 0
            input_changed(edition_id)
    plan_id = organiser.draft()
    with app.app_context():
        picture = picture_of(session.get_one(Plan, plan_id))
        causes: dict[str, set[Cause]] = {}
        for one in picture.named_moves:
            causes.setdefault(one.name, set()).add(one.cause)
    assert Cause.GONE in causes["Gone"]
    assert Cause.FEWER in causes["Fewer"]
    assert Cause.ABSENT in causes["Away"]
    assert Cause.OWN_LIST in causes.get("Own list", {Cause.OWN_LIST})
    assert moved.id


# What changed since.


def test_who_came_later_and_who_cancelled_stop_nothing(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    ans, bert = make.register(edition_id, "Ans"), make.register(edition_id, "Bert")
    page = drafted(app, browser)
    late = make.register(edition_id, "Laat")
    with app.app_context():
        registration.cancel(bert.id)
    page = browser.get(PLAN)
    assert "1 person came later and is not in this plan." in page.main
    assert "1 person of this plan cancelled." in page.main
    assert "Publish and mail 2 people" in page.main
    page = browser.follow(browser.send(page, "publiceren"))
    assert "2 people get a mail about their places." in page.main
    organiser = Organiser(app, edition_id)
    assert [len(day) for day in organiser.places(ans, late)] == [2, 2] and organiser.places(bert) == [[]]


def test_a_newcomer_with_a_place_is_not_thrown_out(app: Flask, make: Make) -> None:
    edition_id = make.edition(places=2)
    make.register(edition_id, "Ans")
    organiser = Organiser(app, edition_id)
    organiser.publish()
    draft = organiser.draft()
    make.register(edition_id, "Laat")
    with app.app_context():
        changes = since.changes(session.get_one(Plan, draft))
        assert (changes.came, changes.came_placed) == (1, 1) and not changes.harmless
    with pytest.raises(actions.Changed):
        organiser.publish(draft)


@pytest.mark.parametrize("what", ["capacity", "slot", "list", "away", "something"])
def test_what_makes_a_draft_unfit_is_named(app: Flask, make: Make, what: str) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans")
    drafted(app, browser)
    said = {
        "capacity": "The rounds, the breakouts or their places changed.",
        "slot": "The rounds, the breakouts or their places changed.",
        "list": "1 person changed their list or their rounds.",
        "away": "1 person changed their list or their rounds.",
        "something": "Something else changed that counts for the division.",
    }
    with app.app_context():
        if what == "list":
            registration.change_ranking(ans.id, (a,))
        else:
            with transaction():
                slot = session.scalars(select(Slot).where(Slot.breakout_id == a)).first()
                assert slot is not None
                if what == "capacity":
                    session.get_one(Breakout, a).capacity = 3
                elif what == "slot":
                    slot.state = SlotState.CANCELLED
                elif what == "away":
                    session.add(RoundAbsence(registration_id=ans.id, round_id=slot.round_id))
                input_changed(edition_id)
    page = browser.get(PLAN)
    assert said[what] in page.main and not page.all("form[action$=publiceren]")
    waiting = browser.follow(browser.send(page, "opnieuw"))
    with app.app_context():
        run_all()
    fresh = browser.follow(browser.get(waiting.response.request.full_path, status=302))
    browser.send(fresh, "publiceren")


def test_another_plan_that_was_published_is_named(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    second = asked(app, browser, mix_budget="1")
    browser.send(second, "publiceren")
    assert "Another plan was published." in browser.get(PLAN).main


# Freezing.


def test_frozen_places_stay(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    assert not browser.get(OVERVIEW).all("form[action$=vastzetten]"), "there is nothing to freeze"
    browser.send(drafted(app, browser), "publiceren")
    page = asked(app, browser, mix_budget="1")
    frozen = browser.follow(browser.send(browser.get(OVERVIEW), "vastzetten"))
    assert "The places are frozen. From now on only single places change." in frozen.main
    assert "No draft can be published now" in frozen.main and not frozen.all("form[action$=concept]")
    assert "so no plan can be published" in browser.get(f"{OVERVIEW}2").main
    assert "so no plan can be published" in browser.get(f"{OVERVIEW}2/publiceren").main
    refused = browser.send(page, "publiceren", status=409)
    assert "The places are frozen, so no plan can be published now." in refused.main
    browser.send(browser.get(OVERVIEW), "losmaken")
    browser.send(browser.get(f"{OVERVIEW}2"), "publiceren")
    with app.app_context():
        assert plan(2).state == PlanState.PUBLISHED


def test_a_draft_alone_cannot_be_frozen(app: Flask, make: Make) -> None:
    edition_id = make.edition()
    make.register(edition_id)
    with app.app_context(), pytest.raises(Refused, match="No plan is published yet"):
        actions.freeze_places(edition_id, "user:1")


# Many people.


def test_pages_for_many_ask_as_few_queries(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=3)
    breakouts = make.breakouts(edition_id)
    make.people(edition_id, 6, ranking=lambda n: breakouts[n % 4 :])
    organiser = Organiser(app, edition_id)
    organiser.publish()
    with app.app_context():
        registration.change_ranking(1, tuple(breakouts))
    organiser.draft(Settings(capacity={breakouts[0]: 1}))
    pages = (
        "2",
        "2/mensen",
        "2/lijsten",
        "2/publiceren",
        "2/zonder-plek",
        "2/verschuivingen",
        "vergelijk",
        "2/lijst.csv",
    )
    few = {page: queries_of(app, browser, f"{OVERVIEW}{page}") for page in pages}
    for n in range(12):
        make.register(edition_id, f"Later {n}", ranking=breakouts[n % 4 :])
    with app.app_context(), transaction():
        session.query(Breakout).update({"capacity": 40})
        input_changed(edition_id)
    organiser.draft(Settings(capacity={breakouts[0]: 1}))
    many = {page: queries_of(app, browser, f"{OVERVIEW}{page.replace('2', '3', 1)}") for page in pages}
    assert {page: (few[page], number) for page, number in many.items() if number > few[page] + 5} == {}


# What publishing would do.


def test_a_first_plan_speaks_of_no_earlier_mail_and_of_new_numbers_once(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.people(edition_id, 3)
    answers: dict[str, Any] = {f"places-{id}": "9" for id in make.breakouts(edition_id)}
    page = asked(app, browser, **answers)
    sure = browser.get(f"{PLAN}/publiceren")
    for one in (page, sure):
        assert "that they were told before" not in one.main
        assert one.main.count("The programme gets the number of places of this draft:") == 1
        assert one.main.count("9 places, now 25.") == 4
    assert "3 people get places for the first time" in sure.main
    done = browser.follow(browser.send(sure, "publiceren"))
    assert "3 people got places and were told." in done.main


def test_a_draft_that_cannot_be_published_says_nothing_about_mails(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans")
    assert "1 mail when you publish" in drafted(app, browser).main
    with app.app_context():
        registration.change_ranking(ans.id, (a,))
    assert "when you publish" not in browser.get(PLAN).main
    sure = browser.get(f"{PLAN}/publiceren")
    assert "and a mail about it" not in sure.main and not sure.all("form[action$=publiceren]")


# What does not take place any more.


def test_a_place_in_a_breakout_that_does_not_take_place_is_no_place(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=10, breakouts=2)
    a, b = make.breakouts(edition_id)
    make.people(edition_id, 3, ranking=lambda n: [a, b])
    browser.send(drafted(app, browser), "publiceren")
    with app.app_context():
        slot = session.scalars(select(Slot).where(Slot.breakout_id == a).order_by(Slot.round_id)).first()
        assert slot is not None
        inside = session.query(Placement).filter_by(slot_id=slot.id).count()
        programme.cancel_slot(a, slot.round_id, "user:1")
    assert inside, "somebody must have been in it"
    page = browser.get(PLAN)
    missing = "misses" if inside == 1 else "miss"
    assert f"{inside} {missing} a round" in page.main
    assert len(browser.get(f"{PLAN}/zonder-plek").all("tbody tr")) == inside
    assert words(browser.get(OVERVIEW).all("tbody td.numeric")[0]) == str(inside)
    chart = page.one("section[aria-labelledby=choices-title]").query("tbody tr")[0]
    assert words(chart).split()[-1] == str(inside), "the chart counts them under no place"
    who = "person misses" if inside == 1 else "people miss"
    assert f"{inside} {who} a place in a breakout" in browser.get(TODAY).main
