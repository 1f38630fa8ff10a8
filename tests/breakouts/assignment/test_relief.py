"""The smallest changes that would help when rules collide: each helps, and one unit less does not."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.breakouts.assignment.problems import plans, problem, problems
from werkplaats.breakouts.assignment.changes import Change, GivePlaces, LowerMinimum, Relief, Unlock
from werkplaats.breakouts.assignment.plan import Status
from werkplaats.breakouts.assignment.problem import Problem, parse
from werkplaats.breakouts.assignment.solver import solve


def sentences(data: dict[str, Any]) -> list[str]:
    told: list[str] = solve(parse(data)).to_dict()["relief"]
    return told


def smaller(question: Problem, relief: Relief) -> Iterator[Relief]:
    """The same with one unit less, in every way there is."""
    for i, change in enumerate(relief.changes):
        rest = relief.changes[:i], relief.changes[i + 1 :]
        yield Relief((*rest[0], *_one_less(question, change), *rest[1]))


def _one_less(question: Problem, change: Change) -> list[Change]:
    match change:
        case GivePlaces(_, places) if places > 1:
            return [replace(change, places=places - 1)]
        case LowerMinimum(breakout, to) if to + 1 < question.breakout_by_id[breakout].min:
            return [replace(change, to=to + 1)]
        case Unlock(_, _, people) if len(people) > 1:
            return [replace(change, people=people[1:])]
        case _:
            return []


def is_possible(question: Problem) -> bool:
    return bool(plans(question))


def every_relief_helps_just_enough(data: dict[str, Any]) -> None:
    question = parse(data)
    result = solve(question)
    assume(result.status == Status.INFEASIBLE)
    assert result.relief
    for relief in result.relief:
        assert isinstance(relief, Relief)
        assert is_possible(relief.change(question)), relief
        assert not any(is_possible(less.change(question)) for less in smaller(question, relief)), relief


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems())
def test_every_relief_helps_and_one_unit_less_does_not(data: dict[str, Any]) -> None:
    every_relief_helps_just_enough(data)


@pytest.mark.torture
@settings(max_examples=75, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems())
def test_every_relief_helps_in_many_more_problems(data: dict[str, Any]) -> None:
    every_relief_helps_just_enough(data)


def crowd(number: int, **told: Any) -> list[dict[str, Any]]:
    return [{"id": f"p{i}"} | told for i in range(number)]


@pytest.mark.parametrize(
    ("data", "relief"),
    [
        (
            problem(*crowd(5, fixed={"r1": "A"})),
            ["Give A 2 places more.", "Unlock 2 people of A in r1: p0, p1."],
        ),
        (
            problem(*crowd(4), rounds=["r1"], breakouts=[{"id": "A", "max": 9, "min": 6}]),
            ["Lower the minimum of A to 4.", "Let A be cancelled in r1."],
        ),
        (
            problem(*crowd(4), breakouts=[{"id": "A", "max": 9, "min": 3}, {"id": "B", "max": 9}]),
            ["Lower the minimum of A to 2.", "Let A be cancelled in r1."],
        ),
        (
            problem(*crowd(2, fixed={"r1": "A"}), apart=[["p0", "p1"]]),
            ["Unlock 1 person of A in r1: p0.", "Let p0 and p1 not be apart."],
        ),
        (
            problem({"id": "p0", "fixed": {"r1": "A"}}, {"id": "p1", "fixed": {"r1": "B"}}, together=[["p0", "p1"]]),
            ["Unlock 1 person of A in r1: p0.", "Let p0 and p1 not be together."],
        ),
        (
            problem(
                *crowd(4, fixed={"r1": "A"}),
                breakouts=[{"id": "A", "max": 3}, {"id": "B", "max": 9, "min": 6, "rounds": ["r2"]}],
            ),
            ["Let B be cancelled in r2. Unlock 1 person of A in r1: p0."],
        ),
    ],
)
def test_it_is_said_in_people_and_places(data: dict[str, Any], relief: list[str]) -> None:
    assert sentences(data) == relief


def test_a_possible_problem_needs_no_relief() -> None:
    assert "relief" not in solve(parse(problem({"id": "p"}))).to_dict()
