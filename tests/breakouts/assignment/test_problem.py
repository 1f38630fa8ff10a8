"""What a problem.json may say, what it means when it says nothing, and what is refused with which sentence."""

import json
from typing import Any

import pytest
from hypothesis import given, settings

from tests.breakouts.assignment.problems import problem, problems, scored_problems
from werkplaats.breakouts.assignment.problem import BadProblem, Breakout, Person, Problem, parse


def test_what_is_not_said_has_a_plain_meaning() -> None:
    question = parse(problem({"id": "p1"}))
    assert question.breakouts[0] == Breakout("A", max=3, min=0, rounds=None, may_cancel=False)
    assert question.people == (Person("p1", perspective=None, ranking=(), fixed={}, absent=(), scores=None),)
    assert (question.apart, question.together, question.published, question.mix_budget) == ((), (), {}, 0)


def test_rows_from_elsewhere_make_the_same_problem() -> None:
    made = Problem(("r1", "r2"), (Breakout("A", 3), Breakout("B", 3)), (Person("p1", ranking=("B",)),), "2027-03-18")
    assert made == parse(problem({"id": "p1", "ranking": ["B"]}))


def test_places_that_were_published_before_may_be_gone() -> None:
    gone = {"p9": {"r9": "Z"}, "p1": {"r1": "Z"}}
    assert parse(problem({"id": "p1"}, published=gone)).published == gone


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"extra": 1}, "The problem has the unknown key extra."),
        ({"rounds": ["r1", "r1"]}, "rounds names r1 twice."),
        ({"rounds": "r1"}, "rounds must be a list."),
        ({"rounds": [1]}, "rounds, item 1, must be a text."),
        ({"seed": 7}, "seed must be a text."),
        ({"seed": "\ud800"}, "seed holds half a character."),
        ({"mix_budget": -1}, "mix_budget is below 0."),
        ({"mix_budget": True}, "mix_budget must be a whole number."),
        ({"breakouts": [{"max": 1}]}, "breakouts[0] lacks id."),
        ({"breakouts": [{"id": "A"}]}, "breakouts[0] lacks max."),
        ({"breakouts": [{"id": "A", "max": 1}, {"id": "A", "max": 1}]}, "breakouts holds A twice."),
        ({"breakouts": [{"id": "A", "max": 1, "min": 2}]}, "Breakout A has min 2 above max 1."),
        ({"breakouts": [{"id": "A", "max": -1}]}, "Breakout A has a number of places below 0."),
        ({"breakouts": [{"id": "A", "max": 1.5}]}, "max of breakout A must be a whole number."),
        ({"breakouts": [{"id": "A", "max": 1, "may_cancel": 1}]}, "may_cancel of breakout A must be true or false."),
        ({"breakouts": [{"id": "A", "max": 1, "rounds": ["r9"]}]}, "Breakout A names the unknown round r9."),
        ({"breakouts": [{"id": "A", "max": 1, "rounds": ["r1", "r1"]}]}, "Breakout A names round r1 twice."),
        ({"people": [{"ranking": []}]}, "people[0] lacks id."),
        ({"people": [{"id": "p1"}, {"id": "p1"}]}, "people holds p1 twice."),
        ({"people": [{"id": "p1", "score": {"A": 3}}]}, "people[0] has the unknown key score."),
        ({"people": [{"id": "p1", "scores": ["A"]}]}, "scores of person p1 must be an object with keys."),
        ({"people": [{"id": "p1", "scores": {"A": True}}]}, "scores of person p1 in A must be a whole number."),
        ({"people": [{"id": "p1", "scores": {"A": 101}}]}, "Person p1 scores A 101, which is not 0 to 100."),
        ({"people": [{"id": "p1", "scores": {"A": -1}}]}, "Person p1 scores A -1, which is not 0 to 100."),
        ({"people": [{"id": "p1", "scores": {"Z": 1}}]}, "Person p1 scores the unknown breakout Z."),
        ({"people": [{"id": "p1", "scores": {}, "ranking": []}]}, "Person p1 has a ranking and scores."),
        (
            {"people": [{"id": "p1", "scores": {}}, {"id": "p2", "ranking": ["A"]}]},
            "Person p2 has a ranking where others have scores.",
        ),
        (
            {"people": [{"id": "p1", "scores": {"A": 3}}], "mix_budget": 1},
            "mix_budget must be 0 where people have scores.",
        ),
        ({"people": [{"id": "{p}", "ranking": ["Z"]}]}, "Person {p} ranks the unknown breakout Z."),
        ({"people": [{"id": "p1", "ranking": ["A", "A"]}]}, "Person p1 ranks A twice."),
        ({"people": [{"id": "p1", "ranking": None}]}, "ranking of person p1 must be a list."),
        ({"people": [{"id": "p1", "perspective": 3}]}, "perspective of person p1 must be a text."),
        ({"people": [{"id": "p1", "absent": ["r9"]}]}, "Person p1 is absent in the unknown round r9."),
        ({"people": [{"id": "p1", "absent": ["r1", "r1"]}]}, "Person p1 is absent in r1 twice."),
        ({"people": [{"id": "p1", "fixed": {"r9": "A"}}]}, "Person p1 is fixed in the unknown round r9."),
        ({"people": [{"id": "p1", "fixed": {"r1": "Z"}}]}, "Person p1 is fixed in the unknown breakout Z."),
        (
            {"people": [{"id": "p1", "fixed": {"r1": "A"}, "absent": ["r1"]}]},
            "Person p1 is fixed in A in r1 while absent.",
        ),
        (
            {
                "breakouts": [{"id": "A", "max": 1, "rounds": ["r2"]}],
                "people": [{"id": "p1", "fixed": {"r1": "A"}}],
            },
            "Person p1 is fixed in A in r1, where it does not run.",
        ),
        ({"apart": [["p1"]]}, "apart[0] must name two people."),
        ({"apart": [["p1", "p9"]]}, "apart names the unknown person p9."),
        ({"apart": [["p1", "p1"]]}, "apart pairs p1 with themselves."),
        ({"together": [["p1", "p2"], ["p2", "p1"]]}, "together holds the pair p1 and p2 twice."),
        ({"apart": [["p1", "p2"]], "together": [["p2", "p1"]]}, "p1 and p2 must be both apart and together."),
        ({"published": {"p1": ["A"]}}, "published of p1 must be an object with keys."),
    ],
)
def test_what_contradicts_itself_is_refused_by_name(changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadProblem) as refusal:
        parse(problem({"id": "p1"}, {"id": "p2"}) | changed)
    assert str(refusal.value) == sentence


@settings(max_examples=50, deadline=None, derandomize=True)
@given(problems() | scored_problems())
def test_what_is_written_out_is_read_back_as_the_same_problem(data: dict[str, Any]) -> None:
    assert parse(parse(data).to_dict()) == parse(data)


@pytest.mark.parametrize("missing", ["rounds", "breakouts", "people", "seed"])
def test_what_is_needed_must_be_there(missing: str) -> None:
    data = problem()
    del data[missing]
    with pytest.raises(BadProblem, match=f"The problem lacks {missing}."):
        parse(data)


@pytest.mark.parametrize("data", [None, [], "rounds", 3, json.loads("[[[]]]")])
def test_what_is_no_problem_at_all_is_refused(data: object) -> None:
    with pytest.raises(BadProblem, match="The problem must be an object with keys."):
        parse(data)
