"""Small random problems in which every rule matters, and all plans a small problem has."""

import itertools
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from werkplaats.breakouts.assignment import check
from werkplaats.breakouts.assignment.problem import Person, Problem

Places = dict[str, str]
Plan = dict[str, Places]


def problem(*people: dict[str, Any], **changed: Any) -> dict[str, Any]:
    """A problem.json: two rounds, two breakouts with three places each, and whatever a test wants otherwise."""
    return {
        "rounds": ["r1", "r2"],
        "breakouts": [{"id": "A", "max": 3}, {"id": "B", "max": 3}],
        "people": list(people),
        "seed": "2027-03-18",
    } | changed


@st.composite
def problems(draw: st.DrawFn, most_people: int = 4) -> dict[str, Any]:
    """A problem.json of at most two rounds, three breakouts and a few people, with locks, pairs and earlier places."""
    rounds = ["r1", "r2"][: draw(st.sampled_from([2, 1]))]
    breakouts = [draw(_breakouts(name, rounds)) for name in "ABC"[: draw(st.sampled_from([3, 2, 1]))]]
    names = [b["id"] for b in breakouts]
    common = draw(st.permutations(names))
    people = [draw(_people(f"p{i}", rounds, breakouts, common)) for i in range(draw(st.integers(2, most_people)))]
    pairs = list(itertools.combinations([person["id"] for person in people], 2))
    kinds_of_pair = [draw(st.sampled_from(["", "", "", "", "", "apart", "together"])) for _ in pairs]
    places = st.dictionaries(st.sampled_from([*rounds, "gone"]), st.sampled_from([*names, "gone"]), max_size=2)
    return {
        "rounds": rounds,
        "breakouts": breakouts,
        "people": people,
        "seed": str(draw(st.integers(0, 999))),
        "apart": [list(pair) for pair, kind in zip(pairs, kinds_of_pair, strict=True) if kind == "apart"],
        "together": [list(pair) for pair, kind in zip(pairs, kinds_of_pair, strict=True) if kind == "together"],
        "published": draw(st.dictionaries(st.sampled_from([p["id"] for p in people] or ["gone"]), places)),
        "mix_budget": draw(st.sampled_from([0, 1, 0, 2])),
    }


@st.composite
def scored_problems(draw: st.DrawFn, most_people: int = 4) -> dict[str, Any]:
    """The same with scores instead of rankings; often the same scores, and often few different ones."""
    data = draw(problems(most_people))
    names = [b["id"] for b in data["breakouts"]]
    scores = st.dictionaries(st.sampled_from(names), st.sampled_from([100, 0, 50, 1]) | st.integers(0, 100))
    common = draw(scores)
    for person in data["people"]:
        del person["ranking"]
        person["scores"] = draw(st.sampled_from([common, draw(scores), draw(scores)]))
    return data | {"mix_budget": 0}


@st.composite
def _breakouts(draw: st.DrawFn, name: str, rounds: list[str]) -> dict[str, Any]:
    most = draw(st.sampled_from([1, 2, 1, 2, 3, 10**12, 0]))
    return {
        "id": name,
        "max": most,
        "min": min(most, draw(st.sampled_from([0, 0, 0, 1, 2]))),
        "may_cancel": draw(st.booleans()),
        "rounds": draw(st.sampled_from([rounds, rounds, rounds, rounds[:1], rounds[1:]])),
    }


@st.composite
def _people(
    draw: st.DrawFn, name: str, rounds: list[str], breakouts: list[dict[str, Any]], common: list[str]
) -> dict[str, Any]:
    absent = draw(st.sampled_from([[], [], [], rounds[:1]]))
    offers = [(r, b["id"]) for r in rounds if r not in absent for b in breakouts if r in b["rounds"]]
    locks = dict(draw(st.lists(st.sampled_from(offers), max_size=2))) if offers else {}
    own = draw(st.permutations(common))[: draw(st.integers(0, len(common)))]
    return {
        "id": name,
        "perspective": draw(st.sampled_from(["resident", "teacher", "resident", None])),
        "ranking": draw(st.sampled_from([common, own, common])),
        "fixed": draw(st.sampled_from([{}, {}, locks])),
        "absent": absent,
    }


def plans(problem: Problem) -> list[Plan]:
    """Every plan that breaks no rule."""
    days = [list(_days(problem, person)) for person in problem.people]
    names = [person.id for person in problem.people]
    everything = (dict(zip(names, chosen, strict=True)) for chosen in itertools.product(*days))
    return [plan for plan in everything if not any(check.broken_rules(problem, plan))]


def _days(problem: Problem, person: Person) -> Iterator[Places]:
    """All days of one person that break none of their own rules."""
    for chosen in itertools.product([None, *problem.breakout_by_id], repeat=len(problem.rounds)):
        places = {r: b for r, b in zip(problem.rounds, chosen, strict=True) if b is not None}
        if not any(check.broken_by_person(problem, person, places)):
            yield places
