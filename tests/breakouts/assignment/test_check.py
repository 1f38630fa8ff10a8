"""The independent count: every rule it must see broken, and values worked out by hand."""

from typing import Any

import pytest

from tests.breakouts.assignment.problems import Plan, problem
from werkplaats.breakouts.assignment import check
from werkplaats.breakouts.assignment.problem import parse

EXAMPLE = problem(
    {"id": "p1", "perspective": "resident", "ranking": ["A", "B"], "fixed": {"r1": "A"}, "absent": ["r2"]},
    {"id": "p2", "perspective": "teacher", "ranking": ["B"]},
    {"id": "p3"},
    breakouts=[{"id": "A", "max": 25}, {"id": "B", "min": 1, "max": 1, "may_cancel": True}],
    apart=[["p1", "p3"]],
    published={"p1": {"r1": "A"}, "p2": {"r1": "B"}},
)
SOUND: Plan = {"p1": {"r1": "A"}, "p2": {"r1": "A", "r2": "B"}, "p3": {"r1": "B", "r2": "A"}}


def test_a_sound_plan_breaks_nothing_and_has_the_values_one_counts_by_hand() -> None:
    question = parse(EXAMPLE)
    assert list(check.broken_rules(question, SOUND)) == []
    assert dict(check.levels(question, SOUND)) == {
        "placed": (5, 3),
        "regret": (0, 0, 0),
        "first": 1,
        "moves": 1,
        "mix": (0, 0),
        "lot": 0,
    }


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"p1": {}}, "p1 is not in A in r1, where they are fixed."),
        ({"p1": {"r1": "A", "r2": "A"}}, "p1 does not take part in r2."),
        ({"p2": {"r1": "A", "r2": "A"}}, "p2 is in A 2 times."),
        ({"p2": {"r1": "B"}}, "B in r1 holds 2 of at most 1."),
        ({"p3": {"r1": "A"}}, "p1 and p3 are not apart in r1."),
        ({"p3": {"r1": "Z"}}, "p3 is in the unknown breakout Z."),
        ({"p9": {}}, "p9 is not in the problem."),
    ],
)
def test_each_broken_rule_is_named(changed: Plan, sentence: str) -> None:
    assert sentence in list(check.broken_rules(parse(EXAMPLE), SOUND | changed))


@pytest.mark.parametrize(
    ("extra", "sentence"),
    [
        ({"breakouts": [{"id": "A", "max": 25, "min": 3}, {"id": "B", "max": 1}]}, "A in r1 has 2 of at least 3."),
        (
            {"breakouts": [{"id": "A", "max": 25, "rounds": ["r1"]}, {"id": "B", "max": 1}]},
            "p3 is in A in r2, where it does not run.",
        ),
        ({"together": [["p2", "p3"]]}, "p2 and p3 are not together in r1."),
    ],
)
def test_rules_of_slots_and_pairs_are_named(extra: dict[str, Any], sentence: str) -> None:
    assert sentence in list(check.broken_rules(parse(EXAMPLE | extra), SOUND))


@pytest.mark.parametrize(
    ("ranking", "places", "regret"),
    [
        (["A", "B", "C"], {"r1": "B", "r2": "A"}, 0),
        (["A", "B", "C"], {"r1": "A", "r2": "C"}, 1),
        (["A", "B", "C"], {"r1": "C", "r2": "D"}, 4),
        (["A", "B"], {"r1": "C", "r2": "D"}, 3),
        (["A", "B", "C", "D"], {"r1": "D", "r2": "A"}, 2),
        (["A"], {}, 3),
        (["A", "B", "C"], {}, 7),
        ([], {}, 0),
    ],
)
def test_regret_counts_from_the_best_that_the_list_alone_allows(
    ranking: list[str], places: dict[str, str], regret: int
) -> None:
    question = parse(problem({"id": "p", "ranking": ranking}, breakouts=[{"id": b, "max": 9} for b in "ABCD"]))
    assert check.Regrets(question)(question.people[0], places) == regret


def test_locks_do_not_count_for_regret_and_are_struck_from_the_list() -> None:
    person = {"id": "p", "ranking": ["A", "B", "C"], "fixed": {"r1": "A"}}
    question = parse(problem(person, breakouts=[{"id": b, "max": 9} for b in "ABCD"]))
    regret_of = check.Regrets(question)
    assert [regret_of(question.people[0], {"r1": "A", "r2": b}) for b in "BCD"] == [0, 1, 2]


def test_scores_are_counted_by_hand_without_those_of_locks_and_absences() -> None:
    question = parse(
        problem(
            {"id": "p1", "scores": {"A": 100, "B": 90}, "fixed": {"r1": "A"}},
            {"id": "p2", "scores": {"A": 70}, "absent": ["r2"]},
            {"id": "p3", "scores": {}},
            published={"p2": {"r1": "B", "r2": "B"}},
        )
    )
    plan: Plan = {"p1": {"r1": "A", "r2": "B"}, "p2": {"r1": "A"}, "p3": {"r1": "B"}}
    assert dict(check.levels(question, plan)) == {
        "placed": (4, 3),
        "penalty": 10**2 + 30**2 + 100**2 + 100**2,
        "moves": 1,
        "mix": (0, 1),
    }
