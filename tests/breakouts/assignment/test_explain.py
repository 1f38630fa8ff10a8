"""What a person may be told about their places, and what an organiser sees of a plan."""

import json
from dataclasses import asdict
from hashlib import sha256

from tests.breakouts.assignment.problems import problem
from werkplaats.breakouts.assignment.explain import Full, Interest, Lot, Place, Why, reasons, slots
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
