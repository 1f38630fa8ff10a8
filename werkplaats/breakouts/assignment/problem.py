"""The question: rounds, breakouts with their places, and people with their wishes and locks.

A `Problem` that exists is one that can be asked: everything that one entry contradicts by itself is refused
when it is made, from rows of the database as well as from problem.json. What collides only with other entries
(two people locked in the only place) is for the solver to find: then the plan says which rules collide.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

Pair = tuple[str, str]
Item = TypeVar("Item", bound=Hashable)
HIGHEST_SCORE = 100


class BadProblem(ValueError):
    """The problem contradicts itself; the text is one whole sentence that names the entry."""


@dataclass(frozen=True, slots=True)
class Breakout:
    """`max` and `min` count people in each round; with `may_cancel` a slot may also stay empty.

    `rounds` is None when the breakout runs in every round.
    """

    id: str
    max: int
    min: int = 0
    rounds: tuple[str, ...] | None = None
    may_cancel: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """`ranking` holds breakouts, most wanted first; `fixed` a breakout by round; `absent` rounds.

    `scores` may stand instead of a ranking: 0 to 100 by breakout, 0 for what is missing. Then everyone in the
    problem scores, and who gives none says so with None.
    """

    id: str
    perspective: str | None = None
    ranking: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    absent: tuple[str, ...] = ()
    scores: Mapping[str, int] | None = None

    @property
    def has_preferences(self) -> bool:
        return bool(self.ranking or self.scores)


@dataclass(frozen=True)
class Problem:
    """All that decides the plan: the same problem gives the same plan.

    `published` holds the places people were told before, breakout by person and round; people, rounds and
    breakouts in it may be gone. `mix_budget` is a number of people.
    """

    rounds: tuple[str, ...]
    breakouts: tuple[Breakout, ...]
    people: tuple[Person, ...]
    seed: str
    apart: tuple[Pair, ...] = ()
    together: tuple[Pair, ...] = ()
    published: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    mix_budget: int = 0

    def __post_init__(self) -> None:
        for complaint in _complaints(self):
            raise BadProblem(complaint)

    @cached_property
    def breakout_by_id(self) -> dict[str, Breakout]:
        return {breakout.id: breakout for breakout in self.breakouts}

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def has_scores(self) -> bool:
        """People gave scores, not rankings."""
        return any(person.scores is not None for person in self.people)

    def rounds_of(self, breakout: Breakout) -> tuple[str, ...]:
        """The rounds this breakout runs in, in the order of the day."""
        return self.rounds if breakout.rounds is None else tuple(r for r in self.rounds if r in breakout.rounds)

    def attended(self, person: Person) -> tuple[str, ...]:
        """The rounds this person takes part in, in the order of the day."""
        return tuple(r for r in self.rounds if r not in person.absent) if person.absent else self.rounds

    def to_dict(self) -> dict[str, Any]:
        """The content of problem.json, which `parse()` reads."""
        return {
            "rounds": list(self.rounds),
            "breakouts": [
                {"id": b.id, "min": b.min, "max": b.max, "rounds": list(self.rounds_of(b)), "may_cancel": b.may_cancel}
                for b in self.breakouts
            ],
            "people": [_person_entry(person) for person in self.people],
            "apart": [list(pair) for pair in self.apart],
            "together": [list(pair) for pair in self.together],
            "published": {person: dict(places) for person, places in self.published.items()},
            "mix_budget": self.mix_budget,
            "seed": self.seed,
        }


def _person_entry(person: Person) -> dict[str, Any]:
    wishes = {"ranking": list(person.ranking)} if person.scores is None else {"scores": dict(person.scores)}
    locks = {"fixed": dict(person.fixed), "absent": list(person.absent)}
    return {"id": person.id, "perspective": person.perspective} | wishes | locks


def parse(data: object) -> Problem:
    """Read the content of a problem.json. Raises BadProblem with a sentence that names the entry."""
    entries = _entries(
        data,
        "The problem",
        needed={"rounds", "breakouts", "people", "seed"},
        optional={"apart", "together", "published", "mix_budget"},
    )
    return Problem(
        rounds=_texts(entries["rounds"], "rounds"),
        breakouts=tuple(
            _breakout(b, f"breakouts[{i}]") for i, b in enumerate(_list(entries["breakouts"], "breakouts"))
        ),
        people=tuple(_person(p, f"people[{i}]") for i, p in enumerate(_list(entries["people"], "people"))),
        seed=_text(entries["seed"], "seed"),
        apart=_pairs(entries.get("apart", []), "apart"),
        together=_pairs(entries.get("together", []), "together"),
        published={
            person: _text_by_text(places, f"published of {person}")
            for person, places in _mapping(entries.get("published", {}), "published").items()
        },
        mix_budget=_whole(entries.get("mix_budget", 0), "mix_budget"),
    )


def _breakout(data: object, where: str) -> Breakout:
    entries = _entries(data, where, needed={"id", "max"}, optional={"min", "rounds", "may_cancel"})
    name = f"breakout {_text(entries['id'], f'{where}.id')}"
    return Breakout(
        id=entries["id"],
        max=_whole(entries["max"], f"max of {name}"),
        min=_whole(entries.get("min", 0), f"min of {name}"),
        rounds=_texts(entries["rounds"], f"rounds of {name}") if "rounds" in entries else None,
        may_cancel=_yes_or_no(entries.get("may_cancel", False), f"may_cancel of {name}"),
    )


def _person(data: object, where: str) -> Person:
    entries = _entries(data, where, needed={"id"}, optional={"perspective", "ranking", "scores", "fixed", "absent"})
    name = f"person {_text(entries['id'], f'{where}.id')}"
    if "ranking" in entries and "scores" in entries:
        raise BadProblem(f"{_start(name)} has a ranking and scores.")
    perspective = entries.get("perspective")
    return Person(
        id=entries["id"],
        perspective=None if perspective is None else _text(perspective, f"perspective of {name}"),
        ranking=_texts(entries.get("ranking", []), f"ranking of {name}"),
        fixed=_text_by_text(entries.get("fixed", {}), f"fixed of {name}"),
        absent=_texts(entries.get("absent", []), f"absent of {name}"),
        scores=_scores(entries["scores"], f"scores of {name}") if "scores" in entries else None,
    )


def _scores(data: object, where: str) -> dict[str, int]:
    return {breakout: _whole(score, f"{where} in {breakout}") for breakout, score in _mapping(data, where).items()}


# The shapes that JSON leaves open. Each function gives the value back or refuses it by name.


def _entries(data: object, where: str, needed: Collection[str], optional: Collection[str]) -> dict[str, Any]:
    entries = _mapping(data, where)
    for key in entries:
        if key not in needed and key not in optional:
            raise BadProblem(f"{_start(where)} has the unknown key {key}.")
    for key in sorted(needed):
        if key not in entries:
            raise BadProblem(f"{_start(where)} lacks {key}.")
    return entries


def _mapping(data: object, where: str) -> dict[str, Any]:
    if not isinstance(data, dict):
        raise BadProblem(f"{_start(where)} must be an object with keys.")
    for key in data:
        _text(key, f"a key of {where}")
    return data


def _list(data: object, where: str) -> list[object]:
    if not isinstance(data, list):
        raise BadProblem(f"{_start(where)} must be a list.")
    return data


def _text(data: object, where: str) -> str:
    if not isinstance(data, str):
        raise BadProblem(f"{_start(where)} must be a text.")
    try:
        data.encode()
    except UnicodeEncodeError:
        raise BadProblem(f"{_start(where)} holds half a character.") from None
    return data


def _whole(data: object, where: str) -> int:
    if not isinstance(data, int) or isinstance(data, bool):
        raise BadProblem(f"{_start(where)} must be a whole number.")
    return data


def _yes_or_no(data: object, where: str) -> bool:
    if not isinstance(data, bool):
        raise BadProblem(f"{_start(where)} must be true or false.")
    return data


def _texts(data: object, where: str) -> tuple[str, ...]:
    return tuple(_text(item, f"{where}, item {i + 1},") for i, item in enumerate(_list(data, where)))


def _text_by_text(data: object, where: str) -> dict[str, str]:
    return {key: _text(value, f"{where} in {key}") for key, value in _mapping(data, where).items()}


def _pairs(data: object, where: str) -> tuple[Pair, ...]:
    pairs = [_texts(pair, f"{where}[{i}]") for i, pair in enumerate(_list(data, where))]
    for i, pair in enumerate(pairs):
        if len(pair) != 2:
            raise BadProblem(f"{_start(where)}[{i}] must name two people.")
    return tuple((pair[0], pair[1]) for pair in pairs)


def _start(sentence: str) -> str:
    """The sentence with a capital, unless it starts with a key of the file."""
    return sentence[0].upper() + sentence[1:] if sentence.startswith(("person", "breakout ", "a key")) else sentence


# What one entry or one pair contradicts by itself, as whole sentences.


def _complaints(problem: Problem) -> Iterator[str]:
    yield from (f"rounds names {round_} twice." for round_ in _doubles(problem.rounds))
    yield from (f"breakouts holds {breakout} twice." for breakout in _doubles(b.id for b in problem.breakouts))
    yield from (f"people holds {person} twice." for person in _doubles(p.id for p in problem.people))
    for breakout in problem.breakouts:
        yield from _breakout_complaints(problem, breakout)
    for person in problem.people:
        yield from _person_complaints(problem, person)
    yield from _pair_complaints(problem)
    if problem.mix_budget < 0:
        yield "mix_budget is below 0."
    if problem.has_scores:
        yield from (f"Person {p.id} has a ranking where others have scores." for p in problem.people if p.ranking)
        if problem.mix_budget:
            yield "mix_budget must be 0 where people have scores."


def _breakout_complaints(problem: Problem, breakout: Breakout) -> Iterator[str]:
    name, rounds = f"Breakout {breakout.id}", breakout.rounds or ()
    if breakout.min < 0 or breakout.max < 0:
        yield f"{name} has a number of places below 0."
    if breakout.min > breakout.max:
        yield f"{name} has min {breakout.min} above max {breakout.max}."
    yield from (f"{name} names round {round_} twice." for round_ in _doubles(rounds))
    yield from (f"{name} names the unknown round {round_}." for round_ in rounds if round_ not in problem.rounds)


def _person_complaints(problem: Problem, person: Person) -> Iterator[str]:
    name, known = f"Person {person.id}", problem.breakout_by_id
    yield from (f"{name} ranks {breakout} twice." for breakout in _doubles(person.ranking))
    yield from (
        f"{name} ranks the unknown breakout {breakout}." for breakout in person.ranking if breakout not in known
    )
    for breakout, score in (person.scores or {}).items():
        if breakout not in known:
            yield f"{name} scores the unknown breakout {breakout}."
        if not 0 <= score <= HIGHEST_SCORE:
            yield f"{name} scores {breakout} {score}, which is not 0 to {HIGHEST_SCORE}."
    yield from (f"{name} is absent in {round_} twice." for round_ in _doubles(person.absent))
    yield from (f"{name} is absent in the unknown round {r}." for r in person.absent if r not in problem.rounds)
    for round_, breakout in person.fixed.items():
        yield from _lock_complaints(problem, person, round_, breakout)


def _lock_complaints(problem: Problem, person: Person, round_: str, breakout: str) -> Iterator[str]:
    name = f"Person {person.id}"
    if round_ not in problem.rounds:
        yield f"{name} is fixed in the unknown round {round_}."
    elif breakout not in problem.breakout_by_id:
        yield f"{name} is fixed in the unknown breakout {breakout}."
    elif round_ in person.absent:
        yield f"{name} is fixed in {breakout} in {round_} while absent."
    elif round_ not in problem.rounds_of(problem.breakout_by_id[breakout]):
        yield f"{name} is fixed in {breakout} in {round_}, where it does not run."


def _pair_complaints(problem: Problem) -> Iterator[str]:
    for name, pairs in (("apart", problem.apart), ("together", problem.together)):
        unknown = (person for person in chain.from_iterable(pairs) if person not in problem.person_by_id)
        yield from (f"{name} names the unknown person {person}." for person in unknown)
        yield from (f"{name} pairs {one} with themselves." for one, two in pairs if one == two)
        yield from (f"{name} holds the pair {one} and {two} twice." for one, two in _doubles(map(_sorted, pairs)))
    apart = set(map(_sorted, problem.apart))
    both = (pair for pair in map(_sorted, problem.together) if pair in apart)
    yield from (f"{one} and {two} must be both apart and together." for one, two in both)


def _sorted(pair: Pair) -> Pair:
    return min(pair), max(pair)


def _doubles(items: Iterable[Item]) -> Iterator[Item]:
    seen: set[Item] = set()
    for item in items:
        if item in seen:
            yield item
        seen.add(item)
