"""Whatever organisers do to a day, undoing all of it gives the day of before, row by row; a plan is stale in time."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.databases import ONE_DATABASE
from tests.make import Make
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import session
from werkplaats.errors import Refused
from werkplaats.people import actions as people
from werkplaats.people.models import Appearance, AppearanceRole
from werkplaats.programme import actions, queries, steps
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot
from werkplaats.programme.values import (
    BreakoutValues,
    ItemValues,
    RoundValues,
    SlotValues,
    values_of_breakout,
    values_of_item,
    values_of_round,
    values_of_slot,
)
from werkplaats.web.stale import mark

BY = "user:1"

Step = tuple[str, int, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "add round",
                "change round",
                "move round",
                "remove round",
                "add item",
                "change item",
                "remove item",
                "add breakout",
                "copy",
                "change breakout",
                "move breakout",
                "remove breakout",
                "plan",
                "cancel",
                "link",
                "attach",
                "role",
                "order",
                "detach",
            ]
        ),  # fmt: skip
        st.integers(0, 30),
        st.integers(0, 30),
    ),
    min_size=1,
    max_size=12,
)


class Scheduler:
    """Does to a day what a random number says, as far as there is something to do it to."""

    def __init__(self, edition_id: int) -> None:
        self.edition_id = edition_id

    def rows(self, kind: type[Any]) -> list[Any]:
        table = {Round: "round", ProgrammeItem: "programme_item", Breakout: "breakout", Slot: "slot"}
        name = table.get(kind, "appearance")
        return [session.get_one(kind, id) for table, id in steps.rows_of(self.edition_id) if table == name]

    def do(self, step: Step) -> None:
        name, which, to = step
        kinds = {
            "round": Round, "item": ProgrammeItem, "breakout": Breakout, "copy": Breakout, "plan": Breakout,
            "cancel": Breakout, "link": Slot, "attach": Slot, "role": Appearance, "order": Appearance,
            "detach": Appearance,
        }  # fmt: skip
        rows = self.rows(kinds[name.split()[-1]])
        if name in ("add round", "add breakout", "add item"):
            rows = self.rows(Round)
        if rows:
            getattr(self, name.replace(" ", "_"))(rows[which % len(rows)], to)

    def add_round(self, like: Round, to: int) -> None:
        kind = list(RoundKind)[to % 2]
        actions.add_round(self.edition_id, kind, values_of_round(like), BY)

    def change_round(self, row: Round, to: int) -> None:
        now = values_of_round(row)
        wanted = RoundValues(f"Ronde {to}", "", now.starts_at, now.ends_at)
        actions.change_round(row.id, wanted, mark(now), BY)

    def move_round(self, row: Round, to: int) -> None:
        actions.move_round(row.id, to % 5, BY)

    def remove_round(self, row: Round, _to: int) -> None:
        actions.remove_round(row.id, mark(values_of_round(row)), BY)

    def add_item(self, row: Round, to: int) -> None:
        wanted = ItemValues(f"Deel {to}", "", "", "", row.starts_at, row.ends_at, "", True)
        actions.add_item(row.id, wanted, BY)

    def change_item(self, row: ProgrammeItem, to: int) -> None:
        now = values_of_item(row)
        shifted = now.starts_at - (now.ends_at - now.starts_at) / (to + 1)
        wanted = ItemValues(f"Deel {to}", "", "tekst", "", shifted, now.ends_at, "", to % 2 == 0)
        actions.change_item(row.id, wanted, mark(now), BY)

    def remove_item(self, row: ProgrammeItem, _to: int) -> None:
        actions.remove_item(row.id, mark(values_of_item(row)), BY)

    def add_breakout(self, _row: Round, to: int) -> None:
        actions.add_breakout(self.edition_id, BreakoutValues(f"Keuze {to}", "", "", "", (), to, 0, False), BY)

    def copy(self, row: Breakout, _to: int) -> None:
        actions.copy_breakout(row.id, BY)

    def change_breakout(self, row: Breakout, to: int) -> None:
        wanted = BreakoutValues(f"Keuze {to}", "", "", "", ("cohesion",), to, to // 2, to % 2 == 0)
        actions.change_breakout(row.id, wanted, mark(values_of_breakout(row)), BY)

    def move_breakout(self, row: Breakout, to: int) -> None:
        actions.move_breakout(row.id, to, BY)

    def remove_breakout(self, row: Breakout, _to: int) -> None:
        actions.remove_breakout(row.id, mark(values_of_breakout(row)), BY)

    def plan(self, row: Breakout, to: int) -> None:
        rounds = self.rows(Round)
        actions.plan_slot(row.id, rounds[to % len(rounds)].id if rounds else 0, BY)

    def cancel(self, row: Breakout, to: int) -> None:
        rounds = self.rows(Round)
        actions.cancel_slot(row.id, rounds[to % len(rounds)].id if rounds else 0, BY)

    def link(self, row: Slot, to: int) -> None:
        actions.change_meeting(row.id, SlotValues(f"https://x.example/{to}"), mark(values_of_slot(row)), BY)

    def attach(self, row: Slot, to: int) -> None:
        people.add_part(row, people.NewPart(list(AppearanceRole)[to % 4], None, f"Mens {to}", ""), BY)

    def role(self, row: Appearance, to: int) -> None:
        people.change_part(row.id, list(AppearanceRole)[to % 4], BY)

    def order(self, row: Appearance, to: int) -> None:
        people.move_part(row.id, to, BY)

    def detach(self, row: Appearance, _to: int) -> None:
        people.remove_part(row.id, row.role, BY)


def undo_everything(edition_id: int) -> None:
    while (change := queries.last_change(edition_id)) is not None:
        actions.undo(edition_id, change.id, BY)


def do_and_undo(make: Make, taken: list[Step], slug: str) -> None:
    edition_id = make.edition(slug, breakouts=3)
    with make.app.app_context():
        before = steps.rows_of(edition_id)
        scheduler = Scheduler(edition_id)
        for step in taken:
            problem, stamp = breakouts.problem_of(edition_id), breakouts.basis(edition_id).input_stamp
            try:
                scheduler.do(step)
            except Refused:
                session.rollback()
            session.rollback()
            if read_by_the_solver(breakouts.problem_of(edition_id)) != read_by_the_solver(problem):
                assert breakouts.basis(edition_id).input_stamp > stamp, step
            positions = [round.position for round in queries.rounds(edition_id)]
            assert positions == list(range(len(positions)))
        undo_everything(edition_id)
        assert steps.rows_of(edition_id) == before


def read_by_the_solver(problem: Any) -> Any:
    return problem.rounds, sorted(problem.breakouts, key=lambda b: b.id), problem.people


@pytest.fixture
def numbers() -> list[int]:
    return [0]


SETTINGS = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@ONE_DATABASE
@settings(SETTINGS, max_examples=6)
@given(STEPS)
def test_undoing_everything_gives_the_day_of_before(
    app: Flask, make: Make, numbers: list[int], taken: list[Step]
) -> None:
    numbers[0] += 1
    do_and_undo(make, taken, f"dag-{numbers[0]}")


@pytest.mark.torture
@settings(SETTINGS, max_examples=15)
@given(STEPS)
def test_undoing_everything_many_more_times(app: Flask, make: Make, numbers: list[int], taken: list[Step]) -> None:
    numbers[0] += 1
    do_and_undo(make, taken, f"dag-{numbers[0]}")
