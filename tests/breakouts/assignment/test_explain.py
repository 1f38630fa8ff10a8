"""What a person may be told about their places, and what an organiser sees of a plan."""

import json
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from tests.breakouts.assignment.problems import problem
from werkplaats.breakouts.assignment.explain import Ahead, Full, Interest, Lot, Place, Why, reasons, slots
from werkplaats.breakouts.assignment.problem import parse
from werkplaats.breakouts.assignment.solver import solve

NAMES = [f"p{i}" for i in range(5)]
CROWD = parse(
    problem(
        *({"id": name, "perspective": "resident", "ranking": ["A"]} for name in NAMES[1:]),
        {"id": NAMES[0], "perspective": "resident", "ranking": ["A", "B"]},
        {"id": "other", "perspective": "teacher", "ranking": ["B", "A"]},
        rounds=["r1"],
        breakouts=[{"id": "A", "max": 3}, {"id": "B", "max": 3}],
    )
)


def ticket(person: str) -> int:
    return int.from_bytes(sha256(f"2027-03-18\n{person}".encode()).digest()[:2], "big")


def test_people_of_one_kind_hear_whose_tickets_went_before_theirs() -> None:
    told = reasons(CROWD, solve(CROWD).placements)
    lucky = sorted(NAMES, key=ticket)
    assert told[lucky[0]].lot == Lot(5, 0, 2, ticket(lucky[0]), None, ticket(lucky[3]))
    assert told[lucky[4]].lot == Lot(5, 3, 0, ticket(lucky[4]), ticket(lucky[2]), None)
    assert told["other"].lot is None


def test_each_place_is_told_with_its_rank_on_the_own_list() -> None:
    told = reasons(CROWD, solve(CROWD).placements)
    lucky = sorted(NAMES, key=ticket)
    assert told[lucky[0]].places == (Place("r1", "A", Why.ON_LIST, 1),)
    assert told[lucky[4]].places[0].breakout == "B"
    assert told[lucky[4]].places[0].why == (Why.ON_LIST if lucky[4] == NAMES[0] else Why.NOT_ON_LIST)
    assert told[lucky[4]].interest == Interest("A", 5, 3)


def test_locks_missing_places_and_people_without_a_list_have_their_own_reason() -> None:
    question = parse(
        problem(
            {"id": "host", "fixed": {"r1": "A", "r2": "A"}},
            {"id": "guest", "absent": ["r2"]},
            {"id": "late", "ranking": ["B", "A"], "fixed": {"r2": "B"}},
        )
    )
    told = reasons(question, {"host": {"r1": "A", "r2": "A"}, "guest": {"r1": "B"}, "late": {"r2": "B"}})
    assert [place.why for place in told["host"].places] == [Why.LOCKED, Why.LOCKED]
    assert told["guest"].places == (Place("r1", "B", Why.NO_LIST, None),)
    full = Full(people=3, places=6, ahead=None)
    assert told["late"].places == (Place("r1", None, Why.NO_PLACE, None, full), Place("r2", "B", Why.LOCKED, None))
    assert told["late"].interest == Interest("A", 1, 6)


def test_who_has_no_place_hears_who_goes_before_them_only_where_that_is_so() -> None:
    people: list[dict[str, Any]] = [
        {"id": "first", "ranking": ["A"]},
        {"id": "second", "ranking": ["B", "A"]},
        {"id": "lower", "ranking": ["C", "A", "B"]},
        {"id": "equal", "ranking": ["A"]},
        {"id": "silent"},
    ]
    breakouts = [{"id": "A", "max": 1}, {"id": "B", "max": 1}]
    placements = {"first": {"r1": "A"}, "second": {"r1": "B"}}
    question = problem(*people, rounds=["r1"], breakouts=[*breakouts, {"id": "C", "max": 0}])
    told = reasons(parse(question), placements)
    full = {name: told[name].places[0].full for name in ("lower", "equal", "silent")}
    assert full["lower"] == Full(people=5, places=2, ahead=Ahead.HIGHER)
    assert full["equal"] == Full(people=5, places=2, ahead=None)
    assert full["silent"] == Full(people=5, places=2, ahead=Ahead.LISTED)
    half_empty = reasons(parse(question), {"first": {"r1": "A"}})
    assert half_empty["lower"].places[0].full == Full(people=5, places=2, ahead=None)
    people[0] = {"id": "first", "ranking": ["A"], "fixed": {"r1": "A"}}
    by_a_lock = reasons(
        parse(problem(*people, rounds=["r1"], breakouts=breakouts + [{"id": "C", "max": 0}])), placements
    )
    assert by_a_lock["silent"].places[0].full == Full(people=5, places=2, ahead=None)


def test_what_someone_holds_already_is_no_place_where_they_could_still_go() -> None:
    question = problem(
        {"id": "p1", "ranking": ["A", "B"]}, {"id": "p2", "ranking": ["B"]},
        breakouts=[{"id": "A", "max": 5}, {"id": "B", "max": 1}],
    )  # fmt: skip
    told = reasons(parse(question), {"p1": {"r1": "A"}, "p2": {"r1": "B", "r2": "B"}})
    assert told["p1"].places[1].full == Full(people=2, places=6, ahead=Ahead.HIGHER)


def test_the_first_choice_explains_nothing_where_it_does_not_run() -> None:
    question = problem(
        {"id": "p1", "ranking": ["A", "B"], "absent": ["r1"]}, {"id": "p2", "ranking": ["A"], "fixed": {"r1": "B"}},
        {"id": "p3", "ranking": ["A"]},
        breakouts=[{"id": "A", "max": 1, "rounds": ["r1"]}, {"id": "B", "max": 3}],
    )  # fmt: skip
    told = reasons(parse(question), {"p1": {"r2": "B"}, "p2": {"r1": "B"}, "p3": {"r1": "A"}})
    assert [told[name].interest for name in ("p1", "p2")] == [None, None]
    assert told["p3"].interest == Interest("A", 3, 1)


def test_slots_show_fill_choices_and_groups() -> None:
    first, second = slots(CROWD, solve(CROWD).placements)
    assert (first.people, first.most, first.choices) == (3, 3, {"1": 3})
    assert (second.people, second.choices) == (3, {"1": 1, "2": 1, "not_on_list": 1})
    assert [(voice.perspective, voice.people, voice.expected) for voice in second.voices] == [
        ("resident", 2, 2),
        ("teacher", 1, 0),
    ]


def test_everything_survives_json() -> None:
    placements = solve(CROWD).placements
    reason = json.loads(json.dumps(asdict(reasons(CROWD, placements)["other"])))
    assert reason == {
        "person": "other",
        "places": [{"round": "r1", "breakout": "B", "why": "on_list", "rank": 1, "full": None}],
        "interest": {"breakout": "B", "first_choice_of": 1, "places": 3},
        "lot": None,
    }
    assert json.loads(json.dumps(asdict(slots(CROWD, placements)[0])))["choices"] == {"1": 3}


def test_with_scores_the_highest_is_the_first_and_equal_scores_share_a_place() -> None:
    question = parse(
        problem(
            {"id": "p1", "scores": {"A": 40, "B": 90, "C": 40, "D": 0}},
            {"id": "p2", "scores": {}},
            breakouts=[{"id": name, "max": 2} for name in "ABCD"],
        )
    )
    told = reasons(question, {"p1": {"r1": "C", "r2": "D"}, "p2": {"r1": "A"}})
    assert told["p1"].places == (Place("r1", "C", Why.ON_LIST, 2), Place("r2", "D", Why.NOT_ON_LIST, None))
    assert told["p1"].interest == Interest("B", 1, 4)
    nowhere = Place("r2", None, Why.NO_PLACE, None, Full(people=2, places=8, ahead=None))
    assert told["p2"].places == (Place("r1", "A", Why.NO_LIST, None), nowhere)
    assert (told["p1"].lot, told["p2"].interest) == (None, None)
