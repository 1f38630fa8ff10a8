"""Drafting and publishing: what counts, who is told, and what is refused."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from werkplaats import clock
from werkplaats.breakouts import actions, queries
from werkplaats.breakouts.models import Plan, PlanState
from werkplaats.db import session, transaction
from werkplaats.errors import Refused, Stale
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.run import run_all
from werkplaats.programme.models import Breakout, Slot, SlotState
from werkplaats.registration import actions as registration

pytestmark = POSTGRESQL_LATER


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition(places=3)


@pytest.fixture
def organiser(app: Flask, edition_id: int) -> Organiser:
    return Organiser(app, edition_id)


class Ears:
    """Hears whom a plan tells about other places."""

    def __init__(self) -> None:
        self.heard: list[list[int]] = []
        actions.places_changed.connect(self.listen)

    def listen(self, _sender: object, ids: list[int]) -> None:
        self.heard.append(ids)


@pytest.fixture
def ears() -> Ears:
    return Ears()


def test_the_problem_is_the_edition_in_random_ids(app: Flask, make: Make, edition_id: int) -> None:
    a, b, *_ = make.breakouts(edition_id)
    ans, bert = make.register(edition_id, "Ans", ranking=[b, a]), make.register(edition_id, "Bert")
    cas = make.register(edition_id, "Cas", ranking=[a])
    with app.app_context():
        registration.cancel(cas.id)
        problem = queries.problem_of(edition_id)
    assert [p.id for p in problem.people] == [ans.public_id, bert.public_id]
    assert [p.ranking for p in problem.people] == [(str(b), str(a)), ()]
    assert len(problem.rounds) == 2 and problem.seed == "a seed for tests" and not problem.published
    assert [(b.max, b.min, b.rounds) for b in problem.breakouts] == [(3, 0, problem.rounds)] * 4


def test_a_cancelled_slot_is_no_choice(app: Flask, make: Make, edition_id: int) -> None:
    a, *_ = make.breakouts(edition_id)
    with app.app_context():
        with transaction():
            session.scalars(select(Slot).where(Slot.breakout_id == a)).first().state = SlotState.CANCELLED  # type: ignore[union-attr]
        problem = queries.problem_of(edition_id)
    assert [len(breakout.rounds or ()) for breakout in problem.breakouts] == [1, 2, 2, 2]


def test_everyone_gets_what_they_want_where_there_is_room(make: Make, edition_id: int, organiser: Organiser) -> None:
    a, b, c, d = make.breakouts(edition_id)
    ans, bert = make.register(edition_id, "Ans", ranking=[a, b]), make.register(edition_id, "Bert", ranking=[c, d])
    assert organiser.places(ans) == [[]]
    assert organiser.publish().changed == 2
    assert [set(day) for day in organiser.places(ans, bert)] == [
        {"deelsessie-1", "deelsessie-2"},
        {"deelsessie-3", "deelsessie-4"},
    ]


def test_a_draft_changes_nothing_for_anyone(make: Make, edition_id: int, organiser: Organiser, ears: Ears) -> None:
    ans = make.register(edition_id, "Ans")
    organiser.draft()
    assert organiser.places(ans) == [[]] and ears.heard == []


def test_asked_twice_it_is_one_draft(app: Flask, make: Make, edition_id: int) -> None:
    make.register(edition_id)
    with app.app_context():
        assert actions.draft_plan(edition_id, "user:1") == actions.draft_plan(edition_id, "user:2")
        run_all()
        actions.draft_plan(edition_id, "user:1")
        run_all()
        assert len(queries.plans(edition_id)) == 1


def test_a_draft_that_failed_may_be_asked_for_again(app: Flask, make: Make, edition_id: int) -> None:
    make.register(edition_id)
    with app.app_context():
        first = actions.draft_plan(edition_id, "user:1")
        with transaction():
            session.get_one(Job, first).state = JobState.FAILED
        assert actions.draft_plan(edition_id, "user:1") != first
        run_all()
        assert len(queries.plans(edition_id)) == 1


def test_an_unchanged_plan_tells_nobody(make: Make, edition_id: int, organiser: Organiser, ears: Ears) -> None:
    a, b, *_ = make.breakouts(edition_id)
    people = make.people(edition_id, 9, ranking=lambda n: [a, b] if n % 2 else [b])
    assert organiser.publish().changed == 9
    before = organiser.places(*people)
    assert organiser.publish().changed == 0
    assert organiser.places(*people) == before
    assert [len(ids) for ids in ears.heard] == [9]


def test_only_who_has_other_places_is_told(
    app: Flask, make: Make, edition_id: int, organiser: Organiser, ears: Ears
) -> None:
    a, b, c, d = make.breakouts(edition_id)
    ans, bert = make.register(edition_id, "Ans", ranking=[a, b]), make.register(edition_id, "Bert", ranking=[c, d])
    organiser.publish()
    cas = make.register(edition_id, "Cas", ranking=[a, b])
    with app.app_context():
        registration.change_ranking(bert.id, (a, b))
    organiser.publish()
    assert ears.heard == [[ans.id, bert.id], [bert.id]], "Cas has had her places since she came"
    assert set(organiser.places(cas)[0]) == {"deelsessie-1", "deelsessie-2"}


def test_who_cancels_has_no_place_and_frees_it(app: Flask, make: Make, organiser: Organiser) -> None:
    edition_id = organiser.edition_id
    a, *_ = make.breakouts(edition_id)
    people = make.people(edition_id, 3, ranking=lambda n: [a])
    organiser.publish()
    with app.app_context():
        registration.cancel(people[0].id)
        assert queries.places_of(people[0].id) == []
    late = make.register(edition_id, "Late", ranking=[a])
    organiser.publish()
    assert "deelsessie-1" in organiser.places(late)[0]
    assert organiser.places(people[0]) == [[]]


def test_who_gave_no_preference_displaces_nobody(make: Make, edition_id: int, organiser: Organiser) -> None:
    a, b, *_ = make.breakouts(edition_id)
    careless = [make.register(edition_id, f"Zonder {n}") for n in range(6)]
    keen = [make.register(edition_id, f"Met {n}", ranking=[a, b]) for n in range(3)]
    organiser.publish()
    assert [set(day) for day in organiser.places(*keen)] == [{"deelsessie-1", "deelsessie-2"}] * 3
    assert all(None not in day for day in organiser.places(*careless))


def test_a_draft_of_before_a_change_is_refused(app: Flask, make: Make, edition_id: int, organiser: Organiser) -> None:
    a, *_ = make.breakouts(edition_id)
    ans, bert = make.register(edition_id, "Ans"), make.register(edition_id, "Bert")
    draft = organiser.draft()
    with app.app_context():
        registration.change_ranking(bert.id, (a,))
    with pytest.raises(Stale):
        organiser.publish(draft)
    assert organiser.places(ans, bert) == [[], []]


def test_of_two_drafts_the_second_is_refused(make: Make, edition_id: int, organiser: Organiser) -> None:
    make.register(edition_id)
    organiser.publish()
    one = organiser.draft()
    organiser.publish(one)
    two = organiser.draft()
    assert two != one
    organiser.publish(two)
    with pytest.raises(Refused, match="no longer a draft"):
        organiser.publish(one)


def test_one_plan_is_published(app: Flask, make: Make, edition_id: int, organiser: Organiser) -> None:
    make.register(edition_id)
    organiser.publish()
    organiser.publish()
    with app.app_context():
        states = session.execute(select(Plan.state, func.count()).group_by(Plan.state)).all()
        assert dict(states) == {PlanState.PUBLISHED: 1, PlanState.SUPERSEDED: 1}
        published = queries.published_plan(edition_id)
        assert published is not None and (published.number, published.told) == (2, 0)


def test_a_problem_without_people_or_breakouts_is_refused(app: Flask, make: Make, edition_id: int) -> None:
    with app.app_context(), pytest.raises(Refused, match="Nobody takes part"):
        actions.draft_plan(edition_id, "user:1")
    empty = make.edition("leeg", breakouts=0)
    with app.app_context(), pytest.raises(Refused, match="no breakouts"):
        actions.draft_plan(empty, "user:1")


def test_rules_that_collide_are_named(app: Flask, make: Make, edition_id: int) -> None:
    make.register(edition_id)
    with app.app_context():
        with transaction():
            for breakout in session.scalars(select(Breakout)):
                breakout.minimum = 1
        actions.draft_plan(edition_id, "user:1")
        run_all()
        job = queries.latest_job(edition_id)
        assert job is not None and job.state == JobState.DONE and job.result is not None
        assert {rule["rule"] for rule in job.result["because"]} >= {"AtLeast"}
        assert queries.plans(edition_id) == []


def test_a_place_in_a_slot_that_no_longer_runs_is_no_place(
    app: Flask, make: Make, edition_id: int, organiser: Organiser
) -> None:
    ans = make.register(edition_id, "Ans")
    organiser.publish()
    with app.app_context():
        with transaction():
            places = queries.places_of(ans.id)
            assert places[0].slot is not None
            session.get_one(Slot, places[0].slot.id).state = SlotState.CANCELLED
        assert [place.slot is None for place in queries.places_of(ans.id)] == [True, False]


def test_a_plan_remembers_its_proof(app: Flask, make: Make, edition_id: int, organiser: Organiser) -> None:
    a, *_ = make.breakouts(edition_id)
    make.people(edition_id, 8, ranking=lambda n: [a])
    plan_id = organiser.draft()
    with app.app_context():
        plan = session.get_one(Plan, plan_id)
        assert plan.status == "optimal" and plan.created_at <= clock.now()
        assert [level["name"] for level in plan.levels] == ["placed", "regret", "first", "mix", "lot"]
        assert all(level["value"] == level["bound"] for level in plan.levels)
        assert plan.explanation["interest"][0] == {"breakout": str(a), "first_choice_of": 8, "places": 6}
