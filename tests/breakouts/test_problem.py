"""What the database asks of the solver: tasks, absences, locks and other capacities are in the problem."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from werkplaats import links
from werkplaats.breakouts import queries
from werkplaats.breakouts.assignment.problem import Person as Participant
from werkplaats.breakouts.models import Placement, Plan
from werkplaats.breakouts.queries import Settings
from werkplaats.clock import now
from werkplaats.db import session, transaction
from werkplaats.people import models as people
from werkplaats.people.models import Appearance, AppearanceRole, AppearanceState
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Slot, SlotState
from werkplaats.registration.models import Registration, RoundAbsence

pytestmark = POSTGRESQL_LATER


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition(places=2)


def asked(app: Flask, edition: int, person: Person, settings: Settings | None = None) -> Participant:
    with app.app_context():
        return queries.problem_of(edition, settings).person_by_id[person.public_id]


def slots(edition: int) -> list[Slot]:
    return sorted(programme.all_slots(edition), key=lambda slot: (slot.round.position, slot.breakout.position))


def host(edition: int, number: int, email: str, state: AppearanceState = AppearanceState.ACCEPTED) -> Slot:
    """Somebody with this address hosts the n-th slot of the day."""
    with transaction():
        slot = slots(edition)[number]
        person = people.Person(
            public_id=links.new_public_id(), slug=f"gastheer-{number}", name="Gastheer", email=email,
            email_key=email.lower(), role={}, bio={},
        )  # fmt: skip
        session.add(Appearance(person=person, slot_id=slot.id, role=AppearanceRole.HOST, state=state))
        return slot


def test_who_has_a_task_is_bound_to_it(app: Flask, make: Make, edition: int) -> None:
    person, other = make.register(edition, "Hetty Host"), make.register(edition, "Iemand Anders")
    with app.app_context():
        slot = host(edition, 1, "Hetty.Host@example.org")
        expected = {str(slot.round_id): str(slot.breakout_id)}
    assert asked(app, edition, person).fixed == expected
    assert asked(app, edition, other).fixed == {}


@pytest.mark.parametrize("state", [AppearanceState.WITHDRAWN, AppearanceState.INVITED])
def test_a_task_that_nobody_said_yes_to_or_that_is_cancelled_binds_nobody(
    app: Flask, make: Make, edition: int, state: AppearanceState
) -> None:
    person, other = make.register(edition, "Hetty Host"), make.register(edition, "Gerrit Geen")
    with app.app_context():
        host(edition, 0, person.email, state)
        host(edition, 1, other.email)
        with transaction():
            slots(edition)[1].state = SlotState.CANCELLED
    assert asked(app, edition, person).fixed == {}
    assert asked(app, edition, other).fixed == {}


def test_who_is_absent_is_not_divided_but_a_task_goes_before(app: Flask, make: Make, edition: int) -> None:
    person, other = make.register(edition, "Hetty Host"), make.register(edition, "Af Wezig")
    with app.app_context():
        round_id = host(edition, 0, person.email).round_id
        with transaction():
            session.add_all(RoundAbsence(registration_id=one.id, round_id=round_id) for one in (person, other))
    assert asked(app, edition, person).absent == ()
    assert asked(app, edition, other).absent == (str(round_id),)


def test_a_lock_of_another_plan_holds(app: Flask, make: Make, edition: int) -> None:
    person = make.register(edition, "Vast Gezet")
    with app.app_context():
        with transaction():
            plan = Plan(
                edition_id=edition, number=1, settings={}, input_stamp=1, status="optimal", levels=[], explanation={},
                solver="", seed="", created_at=now(),
            )  # fmt: skip
            session.add(plan)
            session.flush()
            row = session.get_one(Registration, person.id)
            for slot, locked in zip(slots(edition)[::4], (True, False), strict=True):
                session.add(
                    Placement(
                        plan_id=plan.id, registration_id=row.id, round_id=slot.round_id, slot_id=slot.id, locked=locked
                    )
                )
        locked_slot, plan_id = slots(edition)[0], plan.id
        expected = {str(locked_slot.round_id): str(locked_slot.breakout_id)}
    assert asked(app, edition, person, Settings(locks_of=plan_id)).fixed == expected
    assert asked(app, edition, person).fixed == {}


def test_other_capacities_and_a_budget_are_those_of_the_draft_alone(app: Flask, make: Make, edition: int) -> None:
    first, second, *_ = make.breakouts(edition)
    with app.app_context():
        problem = queries.problem_of(edition, Settings(mix_budget=3, capacity={first: 9}))
        assert problem.mix_budget == 3
        assert [b.max for b in problem.breakouts if b.id in (str(first), str(second))] == [9, 2]
        assert {b.max for b in queries.problem_of(edition).breakouts} == {2}
