"""The solver against every plan there is, its promises on edges, and what it says when nothing is possible."""

import json
import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.breakouts.assignment.problems import Plan, plans, problem, problems, scored_problems
from werkplaats.breakouts.assignment import check
from werkplaats.breakouts.assignment.conflicts import Apart, AtLeast, AtMost, Fixed, FixedPerson, OnlyOnce
from werkplaats.breakouts.assignment.plan import Result, Status
from werkplaats.breakouts.assignment.problem import Person, Problem, parse
from werkplaats.breakouts.assignment.solver import solve

Values = dict[str, Any]


def solved(data: object, time_limit: float | None = None) -> Result:
    return solve(parse(data), time_limit=time_limit)


# Against every plan there is.


def best(problem: Problem) -> tuple[list[tuple[Values, Plan]], Values]:
    """The plans that are best at every level up to the lot with their values, and what is proven of each level."""
    left = [(dict(check.levels(problem, plan)), plan) for plan in plans(problem)]
    if not left:
        return [], {}
    budget = problem.mix_budget
    left = least(left, lambda values: [-number for number in values["placed"]])
    if problem.has_scores:
        left = least(left, lambda values: values["penalty"])
        left = least(left, lambda values: values.get("moves", 0))
        return left, left[0][0] | {"mix": None}
    strict = least(left, lambda values: values["regret"])
    strict = least(strict, lambda values: -values["first"])
    bounds = {name: strict[0][0][name] for name in ("placed", "regret", "first")}
    left = [entry for entry in left if affords(entry[0], bounds, budget)]
    if problem.published:
        left = least(left, lambda values: values["moves"])
    left = least(left, lambda values: values["mix"])
    left = least(left, lambda values: values["regret"])
    left = least(left, lambda values: -values["first"])
    left = least(left, lambda values: values["lot"])
    return left, left[0][0] | bounds


def least(entries: list[tuple[Values, Plan]], key: Callable[[Values], Any]) -> list[tuple[Values, Plan]]:
    lowest = min(key(values) for values, _ in entries)
    return [entry for entry in entries if key(entry[0]) == lowest]


def affords(values: Values, bounds: Values, budget: int) -> bool:
    """Only c(1) and first may be worse than they can be, and only by the budget."""
    extra = sum(values["regret"][-1:]) - sum(bounds["regret"][-1:])
    no_worse = values["regret"][:-1] == bounds["regret"][:-1]
    return bool(no_worse and extra <= budget and values["first"] >= bounds["first"] - budget)


def compare_with_every_plan(data: dict[str, Any]) -> None:
    question = parse(data)
    result = solve(question)
    found, bounds = best(question)
    if not found:
        assert result.status == Status.INFEASIBLE
        assert result.conflicts
        return
    assert result.status == Status.OPTIMAL
    plan = {p: dict(places) for p, places in result.placements.items()}
    assert [level.value for level in result.levels] == [value for _, value in check.levels(question, plan)]
    assert {level.name: level.bound for level in result.levels} == bounds
    assert plan in [plan for _, plan in found]
    assert result.to_dict() == solve(question).to_dict()


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems())
def test_no_plan_at_all_is_better_at_any_level(data: dict[str, Any]) -> None:
    compare_with_every_plan(data)


@settings(max_examples=50, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scored_problems())
def test_no_plan_at_all_has_a_smaller_penalty(data: dict[str, Any]) -> None:
    compare_with_every_plan(data)


@pytest.mark.torture
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(scored_problems(most_people=5))
def test_no_plan_has_a_smaller_penalty_in_many_more_problems(data: dict[str, Any]) -> None:
    compare_with_every_plan(data)


@pytest.mark.torture
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(problems(most_people=5))
def test_no_plan_is_better_in_many_more_problems(data: dict[str, Any]) -> None:
    compare_with_every_plan(data)


def test_what_a_budget_leaves_open_is_not_taken_for_proven() -> None:
    people = [{"id": f"p{i}", "ranking": ["A", "B"], "absent": ["r1"] * (i > 0)} for i in range(3)]
    breakouts = [{"id": "A", "max": 2}, {"id": "B", "max": 2, "min": 2, "may_cancel": True}]
    for person, perspective in zip(people, ["resident", "teacher", "teacher"], strict=True):
        person["perspective"] = perspective
    compare_with_every_plan(problem(*people, breakouts=breakouts, mix_budget=1))


# The lot, inside a kind and between equal days.


def number(seed: str, text: str) -> int:
    return int(sha256(f"{seed}\n{text}".encode()).hexdigest(), 16)


def day(question: Problem, places: dict[str, str]) -> str:
    return json.dumps([places.get(r) for r in question.rounds], ensure_ascii=False, separators=(",", ":"))


def kinds(question: Problem) -> list[list[Person]]:
    """Interchangeable people in order of their numbers."""
    alike: dict[object, list[Person]] = defaultdict(list)
    paired = {name for pair in question.apart + question.together for name in pair}
    for p in question.people:
        struck = [b for b in p.ranking if b not in p.fixed.values()]
        everything = 1 < len(struck) == len(question.breakouts) - len(set(p.fixed.values()))
        before = {r: b for r, b in question.published.get(p.id, {}).items() if r in question.attended(p)}
        locks = json.dumps([sorted(p.fixed.items()), sorted(p.absent), sorted(before.items())])
        wish = tuple(struck[:-1] if everything else struck), bool(p.ranking), p.perspective
        alike[wish, locks, p.id if p.id in paired else None].append(p)
    return [sorted(kind, key=lambda p: (number(question.seed, p.id), p.id)) for kind in alike.values()]


def regret_counts(question: Problem, plan: Plan) -> object:
    regret_of = check.Regrets(question)
    return [sorted(regret_of(p, plan[p.id]) for p in kind) for kind in kinds(question)]


def weight(question: Problem, plan: Plan) -> int:
    return sum(
        number(question.seed, f"{kind[0].id}\n{day(question, plan[p.id])}") >> 240
        for kind in kinds(question)
        for p in kind
    )


@settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems())
def test_the_lot_orders_people_of_a_kind_and_draws_between_equal_days(data: dict[str, Any]) -> None:
    question = parse(data)
    result = solve(question)
    assume(result.status == Status.OPTIMAL)
    plan = {p: dict(places) for p, places in result.placements.items()}
    regret_of = check.Regrets(question)
    for kind in kinds(question):
        order = [(regret_of(p, plan[p.id]), day(question, plan[p.id])) for p in kind]
        assert order == sorted(order)
    counts = regret_counts(question, plan)
    equal = [other for _, other in best(question)[0] if regret_counts(question, other) == counts]
    assert weight(question, plan) == min(weight(question, other) for other in equal)


def crowd(people: int, places: Sequence[int], seed: str = "s") -> dict[str, Any]:
    """So many people with one and the same list, and breakouts with so many places each."""
    names = [f"b{i}" for i in range(len(places))]
    return {
        "rounds": ["r1"],
        "breakouts": [{"id": name, "max": most} for name, most in zip(names, places, strict=True)],
        "people": [{"id": f"p{i}", "ranking": names, "perspective": "one"} for i in range(people)],
        "seed": seed,
    }


def test_in_a_large_kind_the_lowest_tickets_get_the_first_choice() -> None:
    result = solved(crowd(400, [150, 130, 120]))
    lucky = sorted(result.placements, key=lambda person: number("s", person))
    assert [result.placements[person]["r1"] for person in lucky] == ["b0"] * 150 + ["b1"] * 130 + ["b2"] * 120
    weights = [65_536 - (number("s", person) >> 240) for person in lucky]
    assert result.levels[-1].value == sum(weights[150:280]) + 2 * sum(weights[280:])
    assert result.levels[-1].bound == result.levels[-1].value


def test_in_the_same_crowd_all_groups_have_the_same_luck() -> None:
    data = crowd(300, [100, 300])
    for i, person in enumerate(data["people"]):
        person["perspective"] = "resident" if i % 3 == 0 else "teacher"
    result = solved(data | {"mix_budget": 0})
    lucky = sorted(result.placements, key=lambda person: number("s", person))
    chosen = {
        group: [result.placements[p]["r1"] for p in lucky if (int(p[1:]) % 3 == 0) == (group == "resident")]
        for group in ("resident", "teacher")
    }
    assert all(places == sorted(places) for places in chosen.values())


def varied_crowd(people: int, seed: int) -> dict[str, Any]:
    """A crowd with several lists, groups, absences and locks, where places are short."""
    chance = random.Random(seed)
    data = crowd(people, [people // 6, people // 5, people // 4, people // 2], seed=str(seed))
    data["rounds"] = ["r1", "r2"]
    data["breakouts"][3] |= {"min": 3, "may_cancel": True}
    for person in data["people"]:
        person["ranking"] = chance.sample(["b0", "b0", "b1", "b2", "b3"], 5)[: chance.randint(0, 4)]
        person["ranking"] = list(dict.fromkeys(person["ranking"]))
        person["perspective"] = chance.choice(["resident", "teacher", None])
        person["absent"] = chance.choice([[], [], [], ["r2"]])
        person["fixed"] = chance.choice([{}] * 9 + [{"r1": "b3"}])
    return data


@pytest.mark.parametrize("people", [40, 150, 600])
def test_the_values_of_a_crowd_are_what_an_independent_count_finds(people: int) -> None:
    question = parse(varied_crowd(people, seed=people))
    result = solve(question)
    assert result.status == Status.OPTIMAL
    assert not list(check.broken_rules(question, result.placements))
    assert list(check.levels(question, result.placements)) == [(x.name, x.value) for x in result.levels]
    assert [level.value for level in result.levels] == [level.bound for level in result.levels]


@pytest.mark.parametrize("seed", ["a", "b", "c", "d", "e"])
def test_a_draw_from_the_luckiest_decides_where_everything_is_equal(seed: str) -> None:
    question = parse(crowd(2, [9, 9, 9], seed) | {"people": [{"id": "p0"}, {"id": "p1"}]})
    lucky = min("p0", "p1", key=lambda person: number(seed, person))
    drawn = min(("b0", "b1", "b2"), key=lambda b: number(seed, f'{lucky}\n["{b}"]'))
    assert [places["r1"] for places in solve(question).placements.values()] == [drawn, drawn]


# Promises.


def test_the_same_problem_gives_the_same_bytes_in_any_order_of_people_and_breakouts() -> None:
    data = crowd(60, [12, 20, 28])
    for i, person in enumerate(data["people"]):
        person["ranking"] = person["ranking"][i % 3 :] + person["ranking"][: i % 3 % 2]
    turned = data | {"people": data["people"][::-1], "breakouts": data["breakouts"][::-1]}
    once, again, otherwise = solved(data).to_dict(), solved(data).to_dict(), solved(turned).to_dict()
    assert json.dumps(once) == json.dumps(again)
    assert once["placements"] == otherwise["placements"]


def test_another_seed_gives_other_people_the_last_places() -> None:
    data = crowd(40, [20, 20])
    assert solved(data).placements != solved(data | {"seed": "another"}).placements


def test_when_time_is_up_there_is_a_sound_plan_with_honest_bounds() -> None:
    data = crowd(40, [7, 9, 30], seed="x") | {"rounds": ["r1", "r2"], "published": {"p1": {"r1": "b2"}}}
    data["breakouts"][1] |= {"min": 5, "may_cancel": True}
    question = parse(data)
    hurried, best_of_all = solve(question, time_limit=0.0), solve(question)
    assert hurried.status == Status.FEASIBLE
    assert not list(check.broken_rules(question, hurried.placements))
    assert list(check.levels(question, hurried.placements)) == [(x.name, x.value) for x in hurried.levels]
    for hasty, proven in zip(hurried.levels, best_of_all.levels, strict=True):
        if proven.name in ("placed", "first"):
            assert hasty.bound >= proven.value  # type: ignore[operator]
        else:
            assert hasty.bound <= proven.value  # type: ignore[operator]


def test_who_says_stop_gets_a_sound_plan_that_is_not_called_proven() -> None:
    question, answers = parse(varied_crowd(150, seed=1)), iter([False] * 5)
    result = solve(question, stop=lambda: next(answers, True))
    assert result.status == Status.FEASIBLE
    assert not list(check.broken_rules(question, result.placements))
    assert list(check.levels(question, result.placements)) == [(x.name, x.value) for x in result.levels]


def test_who_never_says_stop_gets_the_same_plan() -> None:
    question = parse(varied_crowd(40, seed=40))
    assert solve(question, stop=lambda: False).to_dict() == solve(question).to_dict()


def test_progress_names_each_level_in_order() -> None:
    heard: list[tuple[str, float]] = []
    data = problem({"id": "p1"}, published={"p1": {"r1": "A"}})
    solve(parse(data), progress=lambda level, part: heard.append((level, part)))
    assert [level for level, _ in heard] == ["placed", "regret", "first", "moves", "mix", "lot", "places"]
    assert [part for _, part in heard] == sorted(part for _, part in heard)


# Edges.


def values(result: Result) -> Values:
    return {level.name: level.value for level in result.levels}


def test_nobody_and_nothing_is_a_plan_too() -> None:
    empty = solved({"rounds": [], "breakouts": [], "people": [], "seed": ""})
    assert (empty.status, dict(empty.placements), empty.unplaced) == (Status.OPTIMAL, {}, ())
    assert values(empty) == {"placed": (0, 0), "regret": (), "first": 0, "mix": (0, 0), "lot": 0}


def test_without_breakouts_everyone_stays_unplaced_and_is_listed() -> None:
    result = solved(problem({"id": "p1"}, {"id": "p2", "absent": ["r1"]}, breakouts=[]))
    assert result.placements == {"p1": {}, "p2": {}}
    assert result.unplaced == (("p1", "r1"), ("p1", "r2"), ("p2", "r2"))


def test_with_more_rounds_than_breakouts_nobody_goes_twice() -> None:
    result = solved(problem({"id": "p1", "ranking": ["A"]}, breakouts=[{"id": "A", "max": 9}]))
    assert list(result.placements["p1"].values()) == ["A"]
    assert (values(result)["placed"], values(result)["regret"]) == ((1, 1), (0,))


def test_a_breakout_without_places_stays_empty() -> None:
    people = [{"id": f"p{i}", "ranking": ["A"]} for i in range(4)]
    result = solved(problem(*people, breakouts=[{"id": "A", "max": 0}, {"id": "B", "max": 10**30}]))
    assert [sorted(places.values()) for places in result.placements.values()] == [["B"]] * 4


def test_a_host_may_hold_the_same_breakout_in_both_rounds_and_nobody_else() -> None:
    host = {"id": "host", "fixed": {"r1": "A", "r2": "A"}}
    result = solved(problem(host, {"id": "p1", "ranking": ["A"]}))
    assert result.placements["host"] == {"r1": "A", "r2": "A"}
    assert sorted(result.placements["p1"].values()) == ["A", "B"]


def test_who_has_preferences_is_placed_before_who_has_none() -> None:
    data = problem({"id": "p1"}, {"id": "p2", "ranking": ["A"]}, rounds=["r1"], breakouts=[{"id": "A", "max": 1}])
    assert solved(data).placements == {"p1": {}, "p2": {"r1": "A"}}


def test_who_was_told_a_place_keeps_it_when_all_else_is_equal() -> None:
    people = [{"id": f"p{i}"} for i in range(6)]
    told = {f"p{i}": {"r1": "AB"[i % 2], "r2": "BA"[i % 2]} for i in range(6)}
    result = solved(problem(*people, published=told | {"gone": {"r1": "A"}}))
    assert (result.placements, values(result)["moves"]) == (told, 0)


def test_a_slot_that_may_cancel_is_empty_or_full_enough() -> None:
    breakouts = [{"id": "A", "max": 5, "min": 3, "may_cancel": True}, {"id": "B", "max": 2}]
    people = [{"id": f"p{i}", "ranking": ["B"]} for i in range(4)]
    result = solved(problem(*people, breakouts=breakouts, rounds=["r1"]))
    assert sorted(places["r1"] for places in result.placements.values()) == ["A", "A", "A", "B"]


def test_every_group_has_a_voice_where_it_may_expect_one() -> None:
    people = [{"id": f"p{i}", "perspective": "resident" if i < 2 else "teacher"} for i in range(8)]
    result = solved(problem(*people, breakouts=[{"id": "A", "max": 4}, {"id": "B", "max": 4}]))
    residents = [result.placements[f"p{i}"]["r1"] for i in range(2)]
    assert (sorted(residents), values(result)["mix"]) == (["A", "B"], (0, 0))


def test_a_mix_budget_buys_a_voice_for_first_choices_and_says_so() -> None:
    people = [{"id": f"r{i}", "perspective": "resident", "ranking": ["A"]} for i in range(2)]
    people += [{"id": f"t{i}", "perspective": "teacher", "ranking": ["B"]} for i in range(2)]
    rooms = [{"id": "A", "max": 2}, {"id": "B", "max": 2}]
    free = solved(problem(*people, breakouts=rooms, rounds=["r1"]))
    paid = solved(problem(*people, breakouts=rooms, rounds=["r1"], mix_budget=2))
    assert values(free)["mix"] == (2, 2)
    assert values(paid)["mix"] == (0, 0)
    assert [level for level in paid.levels if level.name == "regret"][0].to_dict() == {
        "name": "regret",
        "value": [0, 2],
        "bound": [0, 0],
    }
    assert paid.status == Status.OPTIMAL


def test_nobody_gets_a_bad_place_for_the_mix() -> None:
    people = [{"id": f"r{i}", "perspective": "resident", "ranking": ["A", "C"]} for i in range(4)]
    people += [{"id": f"t{i}", "perspective": "teacher", "ranking": ["B", "C"]} for i in range(4)]
    people += [{"id": "x", "ranking": ["A", "C"]}]
    rooms = [{"id": "A", "max": 4}, {"id": "B", "max": 5}, {"id": "C", "max": 0}]
    result = solved(problem(*people, breakouts=rooms, rounds=["r1"], mix_budget=9))
    assert values(result)["regret"] == (0, 1, 1)
    assert values(result)["mix"][0] == 1


# When nothing is possible.


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        (
            {"breakouts": [{"id": "A", "max": 1}], "people": [{"id": f"p{i}", "fixed": {"r1": "A"}} for i in "12"]},
            (AtMost("A", "r1", 1), Fixed("A", "r1", 2)),
        ),
        (
            {"breakouts": [{"id": "A", "max": 9, "min": 2}], "rounds": ["r1", "r2"]},
            (AtLeast("A", "r1", 2, False), AtLeast("A", "r2", 2, False), OnlyOnce("A")),
        ),
        (
            {"people": [{"id": f"p{i}", "fixed": {"r1": "A"}} for i in "12"], "apart": [["p1", "p2"]]},
            (Apart("p1", "p2"), FixedPerson("p1", "A", "r1"), FixedPerson("p2", "A", "r1")),
        ),
    ],
)
def test_what_collides_is_told_in_people_and_places(changed: dict[str, Any], expected: tuple[object, ...]) -> None:
    result = solved(problem({"id": "p1"}, {"id": "p2"}) | changed)
    assert result.status == Status.INFEASIBLE
    assert result.conflicts[: len(expected)] == expected
    plan = result.to_dict()
    assert (plan["placements"], plan["unplaced"], plan["levels"]) == ({}, [], [])
    assert plan["because"] == [str(conflict) for conflict in result.conflicts]


def test_only_the_rules_that_collide_are_told() -> None:
    people = [{"id": f"p{i}", "ranking": ["B"]} for i in range(5)] + [{"id": "p5", "fixed": {"r1": "A"}}]
    breakouts = [
        {"id": "A", "max": 4, "min": 2},
        {"id": "B", "max": 9, "min": 5, "rounds": ["r1"]},
        {"id": "C", "max": 2},
    ]
    result = solved(problem(*people, breakouts=breakouts, apart=[["p0", "p1"]], together=[["p2", "p3"]]))
    assert result.to_dict()["because"] == [
        "A in r1 needs at least 2 people.",
        "B in r1 needs at least 5 people.",
        "1 person is fixed in A in r1.",
        "6 people take part in r1.",
    ]
