"""People who are to be together or apart: in every plan, for whoever comes later, and never told to others."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from tests.accounts import staff
from tests.breakouts.organiser import OVERVIEW, Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.organise.people import page_of
from tests.page import Browserless
from werkplaats.breakouts import offers, queries, seats, since
from werkplaats.breakouts.models import Placement, Plan
from werkplaats.db import session, transaction
from werkplaats.errors import Refused
from werkplaats.jobs.run import run_all
from werkplaats.programme.models import Breakout
from werkplaats.registration import actions, desk, dossier
from werkplaats.registration.models import PairKind, Registration

pytestmark = POSTGRESQL_LATER

TOGETHER, APART = PairKind.TOGETHER, PairKind.APART


class Pairs:
    """An edition in which the first breakout is wanted by all, and people who are in pairs."""

    def __init__(self, app: Flask, make: Make) -> None:
        self.app, self.make = app, make
        self.edition_id = make.edition("2027", places=2, breakouts=3)
        self.breakouts = make.breakouts(self.edition_id)
        self.organiser = Organiser(app, self.edition_id)

    def register(self, name: str, *first: int) -> Person:
        """Someone who wants these breakouts, by number."""
        return self.make.register(self.edition_id, name, ranking=[self.breakouts[n] for n in first])

    def pair(self, one: Person, other: Person, kind: PairKind) -> None:
        with self.app.app_context():
            desk.pair_up(one.id, other.id, kind, "user:1")

    def day(self, person: Person) -> list[str | None]:
        return self.organiser.places(person)[0]


@pytest.fixture
def pairs(app: Flask, make: Make) -> Pairs:
    return Pairs(app, make)


def test_a_plan_obeys_both_kinds(pairs: Pairs) -> None:
    ans, tolk = pairs.register("Ans", 0, 1), pairs.register("Tolk", 2, 1)
    bert, cas = pairs.register("Bert", 0, 1), pairs.register("Cas", 0, 1)
    pairs.pair(tolk, ans, TOGETHER)
    pairs.pair(bert, cas, APART)
    pairs.organiser.publish()
    assert pairs.day(ans) == pairs.day(tolk)
    assert all(one != other for one, other in zip(pairs.day(bert), pairs.day(cas), strict=True))


def test_only_pairs_of_whom_both_take_part_are_asked(pairs: Pairs) -> None:
    ans, bert, cas = (pairs.register(name) for name in ("Ans", "Bert", "Cas"))
    pairs.pair(ans, bert, TOGETHER)
    pairs.pair(bert, cas, APART)
    with pairs.app.app_context():
        asked = queries.problem_of(pairs.edition_id)
        assert asked.together == ((ans.public_id, bert.public_id),)
        assert asked.apart == ((bert.public_id, cas.public_id),)
        assert queries.problem_of(pairs.edition_id, only=[ans.id]).together == ()
        actions.cancel(ans.id)
        asked = queries.problem_of(pairs.edition_id)
        assert (asked.together, asked.apart) == ((), ((bert.public_id, cas.public_id),))


def test_a_pair_is_one_whichever_way_it_is_said(pairs: Pairs) -> None:
    ans, bert = pairs.register("Ans"), pairs.register("Bert")
    pairs.pair(ans, bert, TOGETHER)
    pairs.pair(bert, ans, APART)
    with pairs.app.app_context():
        [partner] = dossier.partners_of(bert.id)
        assert (partner.kind, partner.person.id) == (APART, ans.id)
        for wrong in (ans.id, pairs.make.register(pairs.make.edition("2028"), "Ver").id):
            with pytest.raises(Refused):
                desk.pair_up(ans.id, wrong, TOGETHER, "user:1")
        desk.unpair(pairs.register("Iemand Anders").id, partner.pair_id, "user:1")
        assert dossier.partners_of(ans.id), "only from the page of one of the two"
        desk.unpair(ans.id, partner.pair_id, "user:1")
        assert dossier.partners_of(bert.id) == []


def test_a_draft_from_before_is_out_of_date(pairs: Pairs) -> None:
    ans, bert = pairs.register("Ans"), pairs.register("Bert")
    plan_id = pairs.organiser.draft()
    pairs.register("Later")
    pairs.pair(ans, bert, TOGETHER)
    with pairs.app.app_context():
        changes = since.changes(session.get_one(Plan, plan_id))
        assert changes.pairs and not changes.harmless
    plan_id = pairs.organiser.draft()
    with pairs.app.app_context():
        actions.cancel(ans.id)
        assert since.changes(session.get_one(Plan, plan_id)).harmless, "who cancelled is with nobody"


def test_who_comes_later_joins_their_own(pairs: Pairs) -> None:
    ans = pairs.register("Ans", 1, 2)
    gone = pairs.register("Tolk", 0)
    with pairs.app.app_context():
        actions.cancel(gone.id)
    pairs.pair(ans, gone, TOGETHER)
    pairs.organiser.publish()
    with pairs.app.app_context():
        desk.register_again(gone.id, False, "user:1")
    assert pairs.day(gone) == pairs.day(ans)


def test_who_comes_later_stays_away_from_another(pairs: Pairs) -> None:
    ans = pairs.register("Ans", 0, 1)
    gone = pairs.register("Bert", 0, 1)
    with pairs.app.app_context():
        actions.cancel(gone.id)
    pairs.pair(ans, gone, APART)
    pairs.organiser.publish()
    with pairs.app.app_context():
        desk.register_again(gone.id, False, "user:1")
    assert None not in pairs.day(gone)
    assert all(one != other for one, other in zip(pairs.day(ans), pairs.day(gone), strict=True))


def test_no_seat_beside_another_is_taken_or_offered(pairs: Pairs) -> None:
    """Bert has no place in the round in which there is a free seat beside Ans."""
    ans, bert = pairs.register("Ans", 0, 1), pairs.register("Bert", 2, 1)
    pairs.organiser.publish()
    pairs.pair(ans, bert, APART)
    with pairs.app.app_context():
        [slot] = [p.slot for p in queries.places_of(ans.id) if p.slot and p.slot.breakout_id == pairs.breakouts[0]]
        with transaction():
            mine = (Placement.registration_id == bert.id) & (Placement.round_id == slot.round_id)
            session.execute(update(Placement).where(mine).values(slot_id=None))
        assert seats.obstacle(session.get_one(Registration, bert.id), slot) == seats.Obstacle.COMPANY
        with pytest.raises(Refused) as told:
            offers.offer_place(bert.id, slot.id, "user:1")
        assert "apart" in told.value.msgid and "apart" not in offers.TO_THEM[seats.Obstacle.COMPANY]
        [gap] = seats.gaps(session.get_one(Registration, bert.id))
        assert slot.id not in [free.id for free, _left in gap.free]
        counting = seats.counting_in(pairs.edition_id)
        assert counting is not None and seats.helped_most(counting, slot) is None
        [partner] = dossier.partners_of(bert.id)
        desk.unpair(bert.id, partner.pair_id, "user:1")
        helped = seats.helped_most(counting, slot)
        assert helped is not None and helped.id == bert.id, "without the pair it is for Bert"


def test_what_cannot_be_names_the_two_people(app: Flask, pairs: Pairs) -> None:
    """One place in each breakout: nobody can be together there."""
    with app.app_context(), transaction():
        for breakout_id in pairs.breakouts:
            session.get_one(Breakout, breakout_id).capacity, session.get_one(Breakout, breakout_id).minimum = 1, 1
    pair = pairs.register("Ans <b>"), pairs.register("Tolk"), pairs.register("Derde")
    pairs.pair(pair[0], pair[1], TOGETHER)
    browser = staff.signed_in(app)
    waiting = browser.follow(browser.send(browser.get(OVERVIEW), "concept"))
    with app.app_context():
        run_all()
    page = browser.get(waiting.response.request.full_path)
    assert "Ans <b> and Tolk are to be together." in page.main
    assert "Let Ans <b> and Tolk not be together." in page.main


def test_made_and_let_go_on_the_page_of_one(app: Flask, pairs: Pairs, client: Browserless) -> None:
    ans, tolk = pairs.register("Ans", 0, 1), pairs.register("Tolk Tine", 2, 0)
    pairs.organiser.publish()
    browser = staff.signed_in(app)
    page = browser.get(f"{page_of(ans)}?pair=tine")
    assert "Nobody else" in browser.get(f"{page_of(ans)}?pair=ans").main, "not oneself"
    page = browser.follow(browser.send(page, "/paar"))
    assert "Together with Tolk Tine" in page.main and "Not so now" in page.main
    assert "Together with Ans" in browser.get(page_of(tolk)).main
    plan_id = pairs.organiser.draft()
    with app.app_context():
        number = session.get_one(Plan, plan_id).number
    page_of_movers = browser.get(f"{OVERVIEW}{number}/publiceren").main
    assert "is to be together with somebody" in page_of_movers
    pairs.organiser.publish(plan_id)
    assert "both in" in browser.get(page_of(ans)).main
    client.get(ans.link, status=303)
    assert "Tine" not in client.get("/mijn").text
    page = browser.follow(browser.send(page, "/paar/los"))
    assert "Together with" not in page.main
