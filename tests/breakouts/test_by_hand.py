"""One person at a time: found, moved, locked, divided around; and two organisers who do so at once."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.accounts import staff
from tests.breakouts.organiser import OVERVIEW, Organiser, at_the_overview, drafted
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.page import Browserless, Page, words
from tests.post import Mailbox
from tests.public import stage
from werkplaats.breakouts import actions, queries
from werkplaats.breakouts.actions import Spot
from werkplaats.breakouts.models import Placement, PlacementSource, Plan
from werkplaats.db import session, transaction
from werkplaats.errors import Refused
from werkplaats.jobs.run import run_all
from werkplaats.people.models import Person as Host
from werkplaats.programme.models import Breakout, Slot, SlotState
from werkplaats.registration import actions as registration
from werkplaats.registration.models import RoundAbsence

pytestmark = POSTGRESQL_LATER

PLAN = f"{OVERVIEW}1"


def address(person: Person, number: int = 1) -> str:
    return f"{OVERVIEW}{number}/persoon/{person.public_id}"


def slots_of(app: Flask, breakout_id: int) -> list[tuple[int, int]]:
    """Round and slot, in the order of the day."""
    with app.app_context():
        rows = session.execute(select(Slot.round_id, Slot.id).where(Slot.breakout_id == breakout_id).order_by(Slot.id))
        return [(round_id, id) for round_id, id in rows]


def put(app: Flask, browser: Browserless, person: Person, breakout: int, nth: int = 0, **more: Any) -> Page:
    """Choose this breakout for someone in the n-th round of the first plan, and save."""
    return browser.send(browser.get(address(person)), person.public_id, **_chosen(app, breakout, nth), **more)


def no_place(round_id: int) -> dict[str, Any]:
    return {f"slot-{round_id}": ""}


def lock(round_id: int) -> dict[str, Any]:
    return {f"lock-{round_id}": "y"}


def places(app: Flask, person: Person, plan_number: int = 1) -> list[tuple[int | None, str, bool]]:
    """Per round the slot, where it came from, and whether it is locked."""
    with app.app_context():
        found = select(Placement).join(Plan).where(Plan.number == plan_number, Placement.registration_id == person.id)
        rows = session.scalars(found.order_by(Placement.round_id))
        return [(row.slot_id, str(row.source), row.locked) for row in rows]


def test_someone_is_found_and_moved(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, b, c, _ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans de Boer", ranking=[a, b])
    make.register(edition_id, "Bert")
    drafted(app, browser)
    found = browser.get(f"{PLAN}/mensen?search=boer")
    [link] = found.all("tbody a")
    assert words(link) == "Ans de Boer"
    page = browser.get(link.attrs["href"])
    assert [words(one) for one in page.all("ol li")] == ["Sociaaleconomische zekerheid", "Sociale inclusie"]
    page = browser.follow(put(app, browser, ans, c))
    assert "The places of Ans de Boer are saved." in page.main and "By hand" in page.main
    [(_, first), *_] = slots_of(app, c)
    assert places(app, ans)[0] == (first, "hand", False)
    plan = browser.get(PLAN)
    assert "Now, after 1 place by hand" in plan.main and "As calculated" in plan.main
    assert "Nobody fits" in browser.get(f"{PLAN}/mensen?search=xyz").main


def test_the_plan_counts_its_levels_again(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, b, c, _ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[a, b])
    assert "1 person gets it." in drafted(app, browser).main
    for nth in range(2):
        round_id, _ = slots_of(app, a)[nth]
        browser.send(browser.get(address(ans)), ans.public_id, **no_place(round_id))
    proof = browser.get(PLAN).one("section[aria-labelledby=proof-title]").to_text()
    assert "0 places are given." in proof and "2 places are given." in proof and "0 people get it." in proof


def test_what_a_day_cannot_be_is_refused(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=1)
    a, b, *_ = make.breakouts(edition_id)
    ans, bert = make.register(edition_id, "Ans", ranking=[a, b]), make.register(edition_id, "Bert", ranking=[b, a])
    drafted(app, browser)
    before = places(app, ans), places(app, bert)
    taken = next(n for n, (_, slot) in enumerate(slots_of(app, a)) if slot == before[1][n][0])
    full = browser.send(browser.get(address(ans)), ans.public_id, status=409, **_chosen(app, a, taken))
    assert "is full in Ronde" in full.main and "Something needs your attention" in full.main
    twice = {**_chosen(app, a, 0), **_chosen(app, a, 1)}
    with app.app_context(), transaction():
        session.query(Breakout).update({"capacity": 5})
    page = browser.send(browser.get(address(ans)), ans.public_id, status=409, **twice)
    assert "Ans would be in Sociaaleconomische zekerheid twice." in page.main
    assert (places(app, ans), places(app, bert)) == before


def _chosen(app: Flask, breakout: int, nth: int) -> dict[str, Any]:
    round_id, slot_id = slots_of(app, breakout)[nth]
    return {f"slot-{round_id}": str(slot_id)}


def test_who_is_away_in_a_round_gets_no_place_there(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans")
    round_id, slot_id = slots_of(app, a)[0]
    with app.app_context(), transaction():
        session.add(RoundAbsence(registration_id=ans.id, round_id=round_id))
    drafted(app, browser)
    page = browser.get(address(ans))
    assert "Ans does not take part in Ronde 1." in page.main and not page.all(f"[name=slot-{round_id}]")
    with app.app_context():
        plan, now = session.scalars(select(Plan)).one(), queries.placements_of(1, ans.id)
        with pytest.raises(Refused, match="does not take part in"):
            actions.change_day(plan.id, ans.id, {round_id: Spot(slot_id)}, actions.day_mark(now), "user:1")


def test_a_task_is_not_taken_from_anyone(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, b, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[b])
    (_, slot_id), _ = slots_of(app, a)
    stage.host(app, slot_id, "Ans")
    with app.app_context(), transaction():
        session.query(Host).update({"email": ans.email, "email_key": ans.email})
    drafted(app, browser)
    page = browser.get(address(ans))
    assert "Task" in page.main
    refused = browser.send(page, ans.public_id, status=409, **_chosen(app, b, 0))
    assert "Ans has a task in Ronde 1 and stays there." in refused.main


def test_others_are_divided_around_a_lock(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=1)
    a, b, c, d = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[a, b])
    drafted(app, browser)
    round_id, slot_id = slots_of(app, d)[0]
    choice: dict[str, Any] = {f"slot-{round_id}": str(slot_id), f"lock-{round_id}": "y"}
    browser.send(browser.get(address(ans)), ans.public_id, **choice)
    page = browser.get(PLAN)
    assert "1 place is locked now." in page.main
    waiting = browser.follow(browser.send(page, "opnieuw"))
    with app.app_context():
        run_all()
    page = browser.follow(browser.get(waiting.response.request.full_path, status=302))
    assert page.heading == "Plan 2 Draft" and "The locked places of plan 1 stay." in page.main
    assert places(app, ans, 2)[0] == (slot_id, "hand", True)
    again = browser.follow(browser.send(page, "opnieuw"))
    with app.app_context():
        run_all()
    browser.follow(browser.get(again.response.request.full_path, status=302))
    assert places(app, ans, 3)[0] == (slot_id, "hand", True), "a lock goes on to the next draft"
    with app.app_context():
        [why] = [row.why for row in session.scalars(select(Placement).where(Placement.locked, Placement.plan_id == 3))]
        assert why == {"why": "not_on_list"}, "a lock by hand is no task"


def test_a_lock_alone_moves_nobody(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    ans = make.register(edition_id, "Ans")
    drafted(app, browser)
    before = places(app, ans)
    page = browser.get(address(ans))
    [(round_id, _), _] = slots_of(app, make.breakouts(edition_id)[0])
    page = browser.follow(browser.send(page, ans.public_id, **lock(round_id)))
    assert "Locked" in page.main
    assert places(app, ans) == [(before[0][0], "solver", True), before[1]]
    values = page.form(ans.public_id)
    values.pop(f"lock-{round_id}")
    browser.post(address(ans), values)
    assert places(app, ans) == before


def test_saving_what_stood_there_changes_nothing(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    ans = make.register(edition_id, "Ans")
    drafted(app, browser)
    assert "Nothing was changed." in browser.follow(browser.send(browser.get(address(ans)), ans.public_id)).main
    with app.app_context():
        assert session.scalars(select(Plan.version)).one() == 1


def test_two_organisers_at_one_person(app: Flask, make: Make) -> None:
    """The second sees what the first one did, keeps what they chose, and may save it then."""
    browser, edition_id = at_the_overview(app, make)
    a, b, c, d = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[a, b])
    drafted(app, browser)
    second = staff.signed_in(app, "bas@example.org")
    opened = second.get(address(ans))
    put(app, browser, ans, c)
    [(name, chosen)] = _chosen(app, d, 0).items()
    late = second.send(opened, ans.public_id, status=409, **{name: chosen})
    assert "Somebody else changed this while you were busy. Nothing is saved yet." in late.main
    assert "Sociale cohesie" in late.main and late.form(ans.public_id)[name] == chosen
    second.send(late, ans.public_id)
    assert places(app, ans)[0][0] == int(chosen)


def test_two_organisers_at_two_people_do_not_hinder_each_other(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, b, c, d = make.breakouts(edition_id)
    ans, bert = [make.register(edition_id, name, ranking=[a, b]) for name in ("Ans", "Bert")]
    drafted(app, browser)
    opened = browser.get(address(bert))
    put(app, browser, ans, c)
    browser.send(opened, bert.public_id, **_chosen(app, d, 0))


def test_a_crafted_post_takes_no_place_away(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    ans = make.register(edition_id, "Ans")
    other = make.edition("2028")
    drafted(app, browser)
    before, form = places(app, ans), browser.get(address(ans)).form(ans.public_id)
    token = {"csrf_token": form["csrf_token"], "seen": form["seen"]}
    browser.post(address(ans), token)
    [(round_id, _), _] = slots_of(app, make.breakouts(edition_id)[0])
    foreign = str(slots_of(app, make.breakouts(other)[0])[0][1])
    for nonsense in ("-1", "999999", "x", foreign):
        page = browser.post(address(ans), {**token, f"slot-{round_id}": nonsense}, status=200)
        assert "Choose one of the answers in the list." in page.main
    assert places(app, ans) == before


def test_who_cancelled_has_no_page(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    ans, bert = make.register(edition_id, "Ans"), make.register(edition_id, "Bert")
    drafted(app, browser)
    with app.app_context():
        registration.cancel(ans.id)
    browser.get(address(ans), status=404)
    browser.get(address(bert))


def take_away(app: Flask, person: Person) -> None:
    """Who came late has the best free place at once; here they have none."""
    with app.app_context(), transaction():
        session.query(Placement).filter_by(registration_id=person.id).update({"slot_id": None})


def test_a_place_can_be_given_in_the_published_plan(app: Flask, make: Make, post: Mailbox) -> None:
    browser, edition_id = at_the_overview(app, make, places=2)
    a, *_ = make.breakouts(edition_id)
    make.register(edition_id, "Ans", ranking=[a])
    browser.send(drafted(app, browser), "publiceren")
    late = make.register(edition_id, "Laat")
    take_away(app, late)
    page = browser.get(address(late))
    assert not page.all(f"form[action$='{late.public_id}']"), "in a published plan nobody is moved"
    before = len(post.letters())
    given = page.all("form[action$=plek]")[0]
    [slot] = [node.attrs["value"] for node in given.query("input[name=slot]")]
    page = browser.follow(browser.send(page, "plek"))
    assert "and gets a mail about it" in page.main
    assert len(post.letters()) == before + 1
    assert (int(slot), "hand", False) in places(app, late)
    browser.post(f"{address(late)}/plek", {"csrf_token": page.form("plek")["csrf_token"], "slot": slot})
    assert "has a place in that round by now" in browser.get(address(late)).main
    browser.post(f"{address(late)}/plek", {"csrf_token": page.form("plek")["csrf_token"], "slot": "x"})
    assert "That place is not there any more." in browser.get(address(late)).main


def test_who_has_a_place_is_asked_and_not_moved(app: Flask, make: Make, post: Mailbox) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, b, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[a, b])
    browser.send(drafted(app, browser), "publiceren")
    before, told = places(app, ans), len(post.letters())
    page = browser.get(address(ans))
    assert not page.all("form[action$=plek]")
    page = browser.follow(browser.send(page, "aanbod"))
    assert "Their places stay as they are until they say yes." in page.main
    assert places(app, ans) == before and len(post.letters()) == told + 1


def test_the_last_place_is_given_once(app: Flask, make: Make) -> None:
    edition_id = make.edition(places=1, breakouts=1)
    make.register(edition_id, "Ans")
    organiser = Organiser(app, edition_id)
    organiser.publish()
    bert = make.register(edition_id, "Bert")
    cas = make.register(edition_id, "Cas")
    take_away(app, bert)
    take_away(app, cas)
    with app.app_context():
        taken = queries.taken(queries.published_plan(edition_id))  # type: ignore[arg-type]
        free = next(id for _, id in slots_of(app, make.breakouts(edition_id)[0]) if not taken.get(id))
        actions.give_place(bert.id, free, "user:1")
        with pytest.raises(Refused, match="is full"):
            actions.give_place(cas.id, free, "user:2")


def test_below_the_minimum_is_said_and_not_refused(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, breakouts=2)
    a, b = make.breakouts(edition_id)
    ans, bert = make.register(edition_id, "Ans", ranking=[a, b]), make.register(edition_id, "Bert", ranking=[b, a])
    with app.app_context(), transaction():
        session.query(Breakout).update({"minimum": 1})
    drafted(app, browser)
    [(round_id, _), _] = slots_of(app, a)
    page = browser.follow(browser.send(browser.get(address(ans)), ans.public_id, **no_place(round_id)))
    assert "has 0 people and needs 1." in page.main
    assert "Fewer people than needed" in browser.get(PLAN).main
    assert bert.id


@pytest.mark.parametrize("seed", [0, pytest.param(1, marks=pytest.mark.torture)])
def test_whatever_is_done_by_hand_the_rules_hold(app: Flask, make: Make, seed: int) -> None:
    """Hundreds of wild changes, most of them refused: never two in a round, never the same twice, never too full."""
    dice = random.Random(seed)
    edition_id = make.edition(places=3)
    everyone = make.people(edition_id, 10, ranking=lambda n: make.breakouts(edition_id)[n % 3 :])
    with app.app_context(), transaction():
        session.scalars(select(Slot)).first().state = SlotState.CANCELLED  # type: ignore[union-attr]
    plan_id = Organiser(app, edition_id).draft()
    with app.app_context():
        all_slots = [(slot.round_id, slot.id, slot.breakout_id) for slot in session.scalars(select(Slot))]
        done = 0
        for _ in range(60):
            person, chosen = dice.choice(everyone), dice.sample(all_slots, 2)
            now = actions.day_mark(queries.placements_of(plan_id, person.id))
            rounds = [r for r, _, _ in all_slots]
            day = {dice.choice(rounds): Spot(dice.choice([id, id, None]), dice.random() < 0.2) for _, id, _ in chosen}
            try:
                done += actions.change_day(plan_id, person.id, day, now, "user:1")
            except Refused:
                session.rollback()
            held(plan_id, {id: breakout for _, id, breakout in all_slots}, {id: round_ for round_, id, _ in all_slots})
        assert done, "some changes are possible"


def held(plan_id: int, breakout_of: dict[int, int], round_of: dict[int, int]) -> None:
    rows = session.execute(
        select(Placement.registration_id, Placement.round_id, Placement.slot_id, Placement.locked, Placement.source)
        .where(Placement.plan_id == plan_id)
    ).all()  # fmt: skip
    assert max(Counter((row.registration_id, row.round_id) for row in rows).values()) == 1
    with_place = [row for row in rows if row.slot_id is not None]
    assert max(Counter((row.registration_id, breakout_of[row.slot_id]) for row in with_place).values()) == 1
    assert max(Counter(row.slot_id for row in with_place).values()) <= 3
    assert all(round_of[row.slot_id] == row.round_id for row in with_place)
    assert all(row.slot_id for row in rows if row.locked), "only a place can be locked"
    assert all(PlacementSource(row.source) for row in rows)
