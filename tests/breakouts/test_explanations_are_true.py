"""Over random plans: whatever a person reads about their places can be counted from the problem, and is so."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from hypothesis import HealthCheck, assume, given, settings

from tests.breakouts.assignment.problems import problems
from werkplaats.breakouts import explain_words
from werkplaats.breakouts.actions import _why
from werkplaats.breakouts.assignment import explain
from werkplaats.breakouts.assignment.check import Regrets
from werkplaats.breakouts.assignment.problem import Person, Problem, parse
from werkplaats.breakouts.assignment.solver import solve
from werkplaats.breakouts.queries import Place
from werkplaats.programme.models import Breakout, Round, Slot

NUMBERS = {'"A"': '"1"', '"B"': '"2"', '"C"': '"3"', '"r1"': '"11"', '"r2"': '"12"'}
"""In the database breakouts and rounds go by numbers."""
RANKS = {"first": 1, "second": 2, "third": 3}


@pytest.fixture(scope="module", autouse=True)
def english() -> Iterator[None]:
    """Sentences as they stand in the code; no number is too small, so that each is counted."""
    app, fewest = Flask(__name__), explain_words.FEWEST_SHOWN
    Babel(app, default_locale="en")
    explain_words.FEWEST_SHOWN = 1
    with app.test_request_context("/en/"):
        yield
    explain_words.FEWEST_SHOWN = fewest


@dataclass(frozen=True)
class Told:
    """One person with their plan, and everything that can be counted of it without the code that explains."""

    problem: Problem
    placements: dict[str, dict[str, str]]
    person: Person

    @property
    def places(self) -> dict[str, str]:
        return self.placements.get(self.person.id, {})

    def struck(self, person: Person) -> list[str]:
        return [b for b in person.ranking if b not in person.fixed.values()]

    def attending(self, round_: str) -> list[Person]:
        return [p for p in self.problem.people if round_ not in p.absent]

    def inside(self, round_: str, breakout: str) -> list[Person]:
        return [p for p in self.problem.people if self.placements.get(p.id, {}).get(round_) == breakout]

    def offered(self, round_: str) -> list[Any]:
        """The breakouts that have places in this round; one that was cancelled for lack of people has none."""
        running = [b for b in self.problem.breakouts if b.rounds is None or round_ in b.rounds]
        return [b for b in running if b.max and (self.inside(round_, b.id) or not b.may_cancel)]

    def equals(self) -> list[Person]:
        """Who has the same chances: the same list, group, rounds, locks and earlier places, and nobody to be with."""
        paired = {id for pair in (*self.problem.apart, *self.problem.together) for id in pair}
        if self.person.id in paired:
            return [self.person]
        return [p for p in self.problem.people if p.id not in paired and self.likeness(p) == self.likeness(self.person)]

    def likeness(self, person: Person) -> object:
        struck = self.struck(person)
        if 1 < len(struck) == len(self.problem.breakouts) - len(set(person.fixed.values())):
            struck = struck[:-1]
        attends = [r for r in self.problem.rounds if r not in person.absent]
        before = self.problem.published.get(person.id, {})
        return (
            tuple(struck), bool(person.ranking), person.perspective, tuple(sorted(person.fixed.items())),
            tuple(attends), tuple((r, before.get(r)) for r in attends),
        )  # fmt: skip

    def ticket(self, person: Person) -> int:
        return int.from_bytes(sha256(f"{self.problem.seed}\n{person.id}".encode()).digest()[:2], "big")

    def better(self) -> list[Person]:
        regret = Regrets(self.problem)
        mine = regret(self.person, self.places)
        return [p for p in self.equals() if regret(p, self.placements.get(p.id, {})) < mine]


def has_choice(told: Told, round_: str, which: str, breakout: str) -> bool:
    struck = told.struck(told.person)
    return told.places[round_] == breakout and struck.index(breakout) + 1 == RANKS[which]


def is_there(told: Told, round_: str, breakout: str) -> bool:
    return told.places[round_] == breakout


def is_wanted(told: Told, breakout: str, wanted: str, places: str) -> bool:
    [one] = [b for b in told.problem.breakouts if b.id == breakout]
    firsts = sum(told.struck(p)[:1] == [breakout] for p in told.problem.people)
    seats = one.max * len([r for r in told.problem.rounds if one.rounds is None or r in one.rounds])
    could = [r for r in told.problem.rounds if r not in told.person.absent and r not in told.person.fixed]
    runs = any(one.rounds is None or r in one.rounds for r in could)
    return (firsts, seats) == (int(wanted), int(places)) and breakout not in told.places.values() and runs


def is_full(told: Told, people: str, round_: str, places: str) -> bool:
    seats = sum(b.max for b in told.offered(round_))
    return (len(told.attending(round_)), seats) == (int(people), int(places)) and seats < int(people)


def others_ahead(told: Told, goes_before: Callable[[Person, str], bool]) -> bool:
    """In some round without a place, everyone inside what this person does not hold already goes before them."""
    own = {*told.places.values(), *told.person.fixed.values()}
    for round_ in told.problem.rounds:
        if round_ in told.person.absent or round_ in told.places:
            continue
        left = [b for b in told.offered(round_) if b.id not in own]
        inside = [(p, b.id) for b in left for p in told.inside(round_, b.id)]
        full = all(len(told.inside(round_, b.id)) == b.max for b in left)
        if left and full and all(round_ not in p.fixed and goes_before(p, b) for p, b in inside):
            return True
    return False


def had_it_higher(told: Told) -> bool:
    mine = told.person.ranking

    def goes_before(other: Person, breakout: str) -> bool:
        theirs = other.ranking
        return breakout in theirs and (breakout not in mine or theirs.index(breakout) < mine.index(breakout))

    return bool(mine) and others_ahead(told, goes_before)


CHECKS: dict[str, Callable[..., bool]] = {
    r"In (\d+) you have your (first|second|third) choice: (\d)\.": has_choice,
    r"In (\d+) you are in (\d)\.": is_there,
    r"In (\d+) you are in (\d), because you have a task there\.": lambda t, r, b: t.person.fixed[r] == b,
    r"In (\d+) you are in (\d)\. It was not on your list\.": lambda t, r, b: (
        is_there(t, r, b) and bool(t.person.ranking) and b not in t.person.ranking
    ),
    r"In (\d+) there was no place left for you\.": lambda t, r: r not in t.places and r not in t.person.absent,
    r"The organisers gave you this place\.": lambda t: bool(t.person.fixed),
    r"You made no list\. So we chose .*": lambda t: not t.person.ranking,
    r"For (\d) there were (\d+) first choices and (\d+) places\.": is_wanted,
    r"(\d+) people take part in (\d+), and it has (\d+) places\.": is_full,
    r"All places where you could still go are for people who had them higher on their list\.": had_it_higher,
    r"All places where you could still go are for people who made a list\. They go first\.": lambda t: (
        not t.person.ranking and others_ahead(t, lambda other, _: bool(other.ranking))
    ),
    r"For the draw (\d+) people were equal, .*": lambda t, n: len(t.equals()) == int(n),
    r"Of them (\d+) got .* higher on their list\.": lambda t, n: len(t.better()) == int(n) > 0,
    r"The draw decided\. Its starting number was fixed beforehand\.": lambda t: bool(t.better()),
    r"The highest number among them was (\d+), and yours is (\d+)\. .*": lambda t, high, own: (
        (int(high), int(own)) == (max(map(t.ticket, t.better())), t.ticket(t.person)) and int(high) <= int(own)
    ),
}


def sentences(told: Told, by_task: bool) -> list[str]:
    """What this person reads; numbers lose the commas of thousands."""
    titles = {int(b.id): {"en": b.id} for b in told.problem.breakouts}
    reason = explain.reasons(told.problem, told.placements)[told.person.id]
    places = [
        Place(
            Round(id=int(place.round), title={"en": place.round}),
            Slot(breakout_id=int(place.breakout), breakout=Breakout(title=titles[int(place.breakout)]))
            if place.breakout
            else None,
            json.loads(json.dumps(_why(place, asdict(reason.interest) if reason.interest else None, reason.lot))),
            has_task=by_task and place.round in told.person.fixed,
        )
        for place in reason.places
    ]
    read = explain_words.sentences(places, titles, show_interest=True)
    return [re.sub(r"(?<=\d),(?=\d{3})", "", sentence) for sentence in read]


@given(problems(most_people=8))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_sentence_can_be_counted_from_the_problem(data: dict[str, Any]) -> None:
    text = json.dumps(data)
    for letter, digits in NUMBERS.items():
        text = text.replace(letter, digits)
    problem = parse(json.loads(text))
    placements = {person: dict(places) for person, places in solve(problem).placements.items()}
    assume(placements)
    for number, person in enumerate(problem.people):
        told = Told(problem, placements, person)
        for sentence in sentences(told, by_task=bool(number % 2)):
            [(values, check)] = [
                (found.groups(), check) for shape, check in CHECKS.items() if (found := re.fullmatch(shape, sentence))
            ]
            assert check(told, *values), f"{person.id} reads: {sentence}"


def test_the_check_sees_a_false_number() -> None:
    problem = parse(
        {
            "rounds": ["11"],
            "breakouts": [{"id": "1", "max": 1}],
            "people": [{"id": "p1", "ranking": ["1"]}, {"id": "p2", "ranking": ["1"]}],
            "seed": "s",
        }
    )
    placements = {person: dict(places) for person, places in solve(problem).placements.items()}
    [loser] = [person for person in problem.people if not placements[person.id]]
    told = Told(problem, placements, loser)
    assert "For 1 there were 2 first choices and 1 places." in sentences(told, by_task=False)
    assert is_wanted(told, "1", "2", "1") and not is_wanted(told, "1", "3", "1")
    assert not had_it_higher(told)
