"""Small changes to a problem: what an organiser could allow when rules collide or a breakout stays too empty.

Each is a small dataclass, so that a page can say it in its own language; `str()` says it in English, and `change()`
gives the problem as it would be.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from werkplaats.breakouts.assignment.problem import Breakout, Pair, Person, Problem


@dataclass(frozen=True, slots=True)
class GivePlaces:
    """More places, in every round of the breakout."""

    breakout: str
    places: int

    def __str__(self) -> str:
        return f"Give {self.breakout} {self.places} {'place' if self.places == 1 else 'places'} more."

    def change(self, problem: Problem) -> Problem:
        breakout = problem.breakout_by_id[self.breakout]
        return _with_breakout(problem, replace(breakout, max=breakout.max + self.places))


@dataclass(frozen=True, slots=True)
class LowerMinimum:
    breakout: str
    to: int

    def __str__(self) -> str:
        return f"Lower the minimum of {self.breakout} to {self.to}."

    def change(self, problem: Problem) -> Problem:
        return _with_breakout(problem, replace(problem.breakout_by_id[self.breakout], min=self.to))


@dataclass(frozen=True, slots=True)
class Cancel:
    breakout: str
    round: str

    def __str__(self) -> str:
        return f"Let {self.breakout} be cancelled in {self.round}."

    def change(self, problem: Problem) -> Problem:
        breakout = problem.breakout_by_id[self.breakout]
        rounds = tuple(round_ for round_ in problem.rounds_of(breakout) if round_ != self.round)
        return _with_breakout(problem, replace(breakout, rounds=rounds))


@dataclass(frozen=True, slots=True)
class Move:
    """Let a breakout run in another round instead."""

    breakout: str
    round: str
    to: str

    def __str__(self) -> str:
        return f"Let {self.breakout} run in {self.to} instead of {self.round}."

    def change(self, problem: Problem) -> Problem:
        breakout = problem.breakout_by_id[self.breakout]
        running = {*problem.rounds_of(breakout), self.to} - {self.round}
        return _with_breakout(problem, replace(breakout, rounds=tuple(r for r in problem.rounds if r in running)))


@dataclass(frozen=True, slots=True)
class Merge:
    """Let a breakout run in one of its rounds only, so that all who want it meet there."""

    breakout: str
    round: str

    def __str__(self) -> str:
        return f"Let {self.breakout} run in {self.round} only."

    def change(self, problem: Problem) -> Problem:
        return _with_breakout(problem, replace(problem.breakout_by_id[self.breakout], rounds=(self.round,)))


@dataclass(frozen=True, slots=True)
class Unlock:
    """Let people go who are locked in a slot; others who are locked there in the same way would do as well."""

    breakout: str
    round: str
    people: tuple[str, ...]

    def __str__(self) -> str:
        number = f"{len(self.people)} {'person' if len(self.people) == 1 else 'people'}"
        return f"Unlock {number} of {self.breakout} in {self.round}: {', '.join(self.people)}."

    def change(self, problem: Problem) -> Problem:
        return replace(problem, people=tuple(self._let_go(person) for person in problem.people))

    def _let_go(self, person: Person) -> Person:
        if person.id not in self.people:
            return person
        return replace(person, fixed={r: b for r, b in person.fixed.items() if r != self.round})


@dataclass(frozen=True, slots=True)
class LetMeet:
    """Two people need not be apart."""

    one: str
    two: str

    def __str__(self) -> str:
        return f"Let {self.one} and {self.two} not be apart."

    def change(self, problem: Problem) -> Problem:
        return replace(problem, apart=_without(problem.apart, (self.one, self.two)))


@dataclass(frozen=True, slots=True)
class LetPart:
    """Two people need not be together."""

    one: str
    two: str

    def __str__(self) -> str:
        return f"Let {self.one} and {self.two} not be together."

    def change(self, problem: Problem) -> Problem:
        return replace(problem, together=_without(problem.together, (self.one, self.two)))


Change = GivePlaces | LowerMinimum | Cancel | Move | Merge | Unlock | LetMeet | LetPart


@dataclass(frozen=True, slots=True)
class Relief:
    """Changes that make a plan possible when all of them are made, and not with one unit less."""

    changes: tuple[Change, ...]

    def __str__(self) -> str:
        return " ".join(map(str, self.changes))

    def change(self, problem: Problem) -> Problem:
        for change in self.changes:
            problem = change.change(problem)
        return problem


def _with_breakout(problem: Problem, changed: Breakout) -> Problem:
    return replace(problem, breakouts=tuple(changed if b.id == changed.id else b for b in problem.breakouts))


def _without(pairs: tuple[Pair, ...], gone: Pair) -> tuple[Pair, ...]:
    return tuple(pair for pair in pairs if pair != gone)
