"""One person among the seats that are left, against trying every day there is."""

from __future__ import annotations

import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.breakouts.assignment.problems import problem
from werkplaats.breakouts.assignment.check import Regrets
from werkplaats.breakouts.assignment.problem import Person, Problem, parse
from werkplaats.breakouts.assignment.single import Seat, best_places, helped_most

FOUR = [{"id": name, "max": 3} for name in "ABCD"]
ROUNDS = ["r1", "r2", "r3"]


@st.composite
def someone(draw: st.DrawFn) -> tuple[Problem, dict[Seat, int]]:
    """A person with a list, perhaps a task and an absence, and the seats that others left."""
    ranking = draw(st.permutations("ABCD"))[: draw(st.integers(0, 4))]
    fixed = draw(st.dictionaries(st.sampled_from(ROUNDS), st.sampled_from("ABCD"), max_size=1))
    absent = [r for r in draw(st.sets(st.sampled_from(ROUNDS), max_size=1)) if r not in fixed]
    person = {"id": "p", "ranking": list(ranking), "fixed": fixed, "absent": absent}
    seats = [Seat(r, b) for r in ROUNDS for b in "ABCD"]
    free = {seat: draw(st.integers(-1, 2)) for seat in seats}
    return parse(problem(person, rounds=ROUNDS, breakouts=FOUR, seed=str(draw(st.integers(0, 99))))), free


@given(someone())
def test_nothing_better_is_free(case: tuple[Problem, dict[Seat, int]]) -> None:
    asked, free = case
    person = asked.people[0]
    found = best_places(asked, person, free, ROUNDS, {})
    best = min(worth(asked, person, free, day) for day in every_day(asked, person, free))
    assert worth(asked, person, free, places(found)) == best
    assert set(found) == set(asked.attended(person))


def every_day(asked: Problem, person: Person, free: dict[Seat, int]) -> list[dict[str, str]]:
    """Every day that the rules and the free seats leave, however bad."""
    choices: list[list[str | None]] = [
        [person.fixed[r]]
        if r in person.fixed
        else [None, *(b for b in "ABCD" if free[Seat(r, b)] > 0 and r in asked.attended(person))]
        for r in ROUNDS
    ]
    days = [dict(zip(ROUNDS, day, strict=True)) for day in itertools.product(*choices)]
    held = [places(day) for day in days]
    return [day for day in held if len(set(day.values())) == len(day)]


def places(day: dict[str, Any]) -> dict[str, str]:
    return {round_: breakout for round_, breakout in day.items() if breakout is not None}


def worth(asked: Problem, person: Person, free: dict[Seat, int], day: dict[str, str]) -> tuple[int, int, int]:
    """What is made small: rounds without a place, regret as the judge counts it, and the fewest seats left."""
    chosen = [Seat(r, b) for r, b in day.items() if r not in person.fixed]
    return -len(day), Regrets(asked)(person, day), -sum(free[seat] for seat in chosen)


def test_what_someone_has_stays_and_comes_not_twice() -> None:
    asked = parse(problem({"id": "p", "ranking": ["A", "B"]}))
    free = {Seat("r2", "A"): 1, Seat("r2", "B"): 1}
    assert best_places(asked, asked.people[0], free, ["r2"], {"r1": "A"}) == {"r2": "B"}


def test_many_rounds_and_many_breakouts_take_no_time() -> None:
    rounds, names = [f"r{n}" for n in range(7)], [f"B{n}" for n in range(60)]
    breakouts = [{"id": name, "max": 1} for name in names]
    asked = parse(problem({"id": "p", "ranking": names[:9]}, rounds=rounds, breakouts=breakouts))
    found = best_places(asked, asked.people[0], {Seat(r, b): 1 for r in rounds for b in names}, rounds, {})
    assert set(found.values()) == set(names[:7])


def helped(*people: dict[str, Any], places: dict[str, dict[str, str]]) -> str | None:
    asked = parse(problem(*people, breakouts=FOUR))
    person = helped_most(asked, Seat("r1", "A"), asked.people, places)
    return person.id if person else None


def test_whom_a_seat_helps_most() -> None:
    far = {"id": "far", "ranking": ["A", "B", "C"]}
    near = {"id": "near", "ranking": ["A", "B"]}
    silent, content = {"id": "silent"}, {"id": "content", "ranking": ["B", "A"]}
    all_placed = {"far": {"r1": "C"}, "near": {"r1": "B"}, "silent": {"r1": "D"}, "content": {"r1": "B"}}
    assert helped(far, near, silent, content, places=all_placed) == "far"
    assert helped(near, silent, content, places=all_placed) == "near"
    assert helped(silent, content, places=all_placed) is None, "it would be no better for them"
    assert helped(far, silent, places={"far": {"r1": "C"}}) == "silent", "a round without a place comes first"
    assert helped(near, silent, places={}) == "near", "people with a list come before people without"


def test_who_cannot_have_it_is_not_asked() -> None:
    twice = {"id": "twice", "ranking": ["A", "B"]}
    away = {"id": "away", "ranking": ["A"], "absent": ["r1"]}
    task = {"id": "task", "ranking": ["A"], "fixed": {"r1": "B"}}
    assert helped(twice, away, task, places={"twice": {"r2": "A"}}) is None


def test_among_equals_the_lot_decides() -> None:
    people = [{"id": f"p{n}", "ranking": ["A"]} for n in range(20)]
    chosen = {helped(*people[n:], *people[:n], places={}) for n in range(20)}
    assert len(chosen) == 1
