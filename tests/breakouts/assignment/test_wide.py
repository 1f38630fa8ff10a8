"""Scores by the network: the same values as counting days, and a bound that large problems reach."""

import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.breakouts.assignment.problems import problem, scored_problems
from tests.breakouts.assignment.test_solver import compare_with_every_plan
from werkplaats.breakouts.assignment import check, network, wide
from werkplaats.breakouts.assignment.kinds import kinds_of
from werkplaats.breakouts.assignment.plan import Result, Status
from werkplaats.breakouts.assignment.problem import parse
from werkplaats.breakouts.assignment.solver import solve


@pytest.fixture
def everything_is_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wide, "LISTED_DAYS", -1)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scored_problems())
def test_no_plan_at_all_is_better_than_that_of_the_network(everything_is_wide: None, data: dict[str, Any]) -> None:
    compare_with_every_plan(data)


@pytest.mark.torture
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(scored_problems(most_people=5))
def test_no_plan_is_better_in_many_more_problems(everything_is_wide: None, data: dict[str, Any]) -> None:
    compare_with_every_plan(data)


def crowd(people: int, breakouts: int, rounds: int, seed: int = 0) -> dict[str, Any]:
    """Everyone scores every breakout otherwise; some are wanted more, and all need a third of their places."""
    chance = random.Random(seed)
    names, most = [f"b{i}" for i in range(breakouts)], people * 6 // (5 * breakouts) + 1
    pull = {name: chance.randint(0, 50) for name in names}
    return {
        "rounds": [f"r{i}" for i in range(rounds)],
        "breakouts": [{"id": name, "min": max(1, most // 3), "max": most} for name in names],
        "people": [
            {"id": f"p{i}", "scores": {name: pull[name] + chance.randint(0, 50) for name in names}}
            for i in range(people)
        ],
        "seed": str(seed),
    }


def holds(data: dict[str, Any], **options: Any) -> Result:
    """The answer to this problem, after a look at all that must be true of any answer."""
    question = parse(data)
    result = solve(question, **options)
    assert not list(check.broken_rules(question, result.placements))
    assert list(check.levels(question, result.placements)) == [(x.name, x.value) for x in result.levels]
    return result


def gap(result: Result) -> float:
    (level,) = (level for level in result.levels if level.name == "penalty")
    assert isinstance(level.value, int) and isinstance(level.bound, int)
    assert level.bound <= level.value
    return (level.value - level.bound) / max(1, level.bound)


@pytest.mark.parametrize(("people", "breakouts", "rounds"), [(300, 40, 5), (97, 11, 4), (60, 20, 3)])
def test_the_bound_of_a_wide_problem_is_reached(people: int, breakouts: int, rounds: int) -> None:
    data = crowd(people, breakouts, rounds)
    assert wide.is_wide(parse(data), kinds_of(parse(data)))
    result = holds(data)
    assert (result.status, gap(result)) == (Status.OPTIMAL, 0.0)
    assert result.levels[0].value == (people * rounds,) * 2
    assert json.dumps(result.to_dict()) == json.dumps(solve(parse(data)).to_dict())


def test_people_keep_the_places_they_were_told_when_one_stays_away() -> None:
    data = crowd(60, 12, 3)
    told = {person: dict(places) for person, places in holds(data).placements.items()}
    result = holds(data | {"published": told, "people": data["people"][1:]})
    moves = next(level for level in result.levels if level.name == "moves")
    assert isinstance(moves.value, int) and isinstance(moves.bound, int)
    assert moves.value - moves.bound <= 3
    assert moves.value <= 12
    assert holds(data | {"published": told}).placements == told


def with_exceptions(data: dict[str, Any]) -> dict[str, Any]:
    """Some breakouts miss a round or may be cancelled; some people are absent, are locked or stand in a pair."""
    chance = random.Random(data["seed"])
    rounds, names = data["rounds"], [person["id"] for person in data["people"]]
    for breakout in data["breakouts"][::7]:
        breakout["rounds"] = rounds[1:]
    for breakout in data["breakouts"][1::7]:
        breakout["may_cancel"] = True
    for person in data["people"][::15]:
        person["absent"] = [chance.choice(rounds)]
    for person, breakout in zip(data["people"][1::15], data["breakouts"][1:], strict=False):
        person["fixed"] = {rounds[-1]: breakout["id"]}
    pairs = [list(pair) for pair in zip(names[2::30], names[3::30], strict=False)]
    return data | {"apart": pairs[::2], "together": pairs[1::2]}


@pytest.mark.parametrize("seed", [1, 2])
def test_exceptions_leave_a_small_gap_and_break_no_rule(seed: int) -> None:
    result = holds(with_exceptions(crowd(90, 12, 3, seed)))
    assert gap(result) <= 0.01


def test_when_time_is_up_a_wide_problem_still_has_a_sound_plan() -> None:
    hurried = holds(with_exceptions(crowd(150, 20, 4)), time_limit=0.0)
    assert hurried.status == Status.FEASIBLE
    assert gap(hurried) >= 0


def test_what_collides_in_a_wide_problem_is_told() -> None:
    data = crowd(60, 20, 3)
    data["breakouts"][3]["min"] = data["breakouts"][3]["max"] = 30
    result = solve(parse(data))
    assert result.status == Status.INFEASIBLE
    assert [str(conflict) for conflict in result.conflicts[:4]] == [
        "b3 in r0 needs at least 30 people.",
        "b3 in r1 needs at least 30 people.",
        "b3 in r2 needs at least 30 people.",
        "Nobody goes to b3 twice.",
    ]


# Rounds as colours.


@pytest.mark.parametrize("seed", range(20))
def test_each_round_has_its_share_of_the_people_of_a_breakout(seed: int) -> None:
    chance = random.Random(seed)
    rounds, names = chance.randint(1, 5), [f"b{i}" for i in range(chance.randint(5, 9))]
    data = problem(*({"id": f"p{i}", "scores": {}} for i in range(chance.randint(1, 40))))
    question = parse(
        data | {"rounds": [f"r{i}" for i in range(rounds)], "breakouts": [{"id": name, "max": 99} for name in names]}
    )
    chosen = [(person.id, name) for person in question.people for name in chance.sample(names, rounds)]
    plan = network.give_rounds(question, question.people, chosen)
    assert sorted((person, b) for person, places in plan.items() for b in places.values()) == sorted(chosen)
    for name in names:
        here = [sum(places[r] == name for places in plan.values()) for r in question.rounds]
        assert max(here) - min(here) <= 1
