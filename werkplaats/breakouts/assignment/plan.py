"""The answer: who goes where, how good that is at each level, and the proof."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from werkplaats.breakouts.assignment.changes import Relief
from werkplaats.breakouts.assignment.conflicts import Conflict

Number = int | tuple[int, ...]
Kind = TypeVar("Kind")
KEYS = {"placements", "unplaced", "levels", "status", "seed", "solver", "because", "relief"}
LEVEL_KEYS = {"name", "value", "bound"}
KINDS: dict[type, str] = {str: "a text", int: "a whole number", list: "a list", dict: "an object"}


class BadPlan(ValueError):
    """This is no plan at all, good or bad; the text is one whole sentence."""


class Status(StrEnum):
    """OPTIMAL: every level is proven. FEASIBLE: the time was up first. INFEASIBLE: hard rules collide."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"


@dataclass(frozen=True, slots=True)
class Level:
    """What the plan reaches (`value`) and what no plan can pass (`bound`).

    A level that is only counted, not decided, has no bound.
    """

    name: str
    value: Number
    bound: Number | None

    def to_dict(self) -> dict[str, Any]:
        return {"name": self.name, "value": _plain(self.value), "bound": _plain(self.bound)}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A rule or a relief of a plan.json, where only words are left of it."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Result:
    """`placements` has a breakout by person and round, `unplaced` person and round where there is none.

    Infeasible: no placements and no levels, but `conflicts`, the fewest rules that cannot hold together, and
    `relief`, small changes of which each alone makes a plan possible. `seconds` is the time inside the solver; it
    is the only part that differs from run to run.
    """

    status: Status
    placements: Mapping[str, Mapping[str, str]]
    unplaced: tuple[tuple[str, str], ...]
    levels: tuple[Level, ...]
    conflicts: tuple[Conflict | Sentence, ...]
    seed: str
    solver: str
    seconds: float
    relief: tuple[Relief | Sentence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The content of plan.json; the same problem gives the same content."""
        plan: dict[str, Any] = {
            "placements": {person: dict(places) for person, places in self.placements.items()},
            "unplaced": [list(entry) for entry in self.unplaced],
            "levels": [level.to_dict() for level in self.levels],
            "status": self.status.value,
            "seed": self.seed,
            "solver": self.solver,
        }
        if self.status == Status.INFEASIBLE:
            plan |= {"because": _sentences(self.conflicts), "relief": _sentences(self.relief)}
        return plan


def parse(data: object) -> Result:
    """Read the content of a plan.json: its shape is right after this, whatever it claims. Raises BadPlan."""
    plan = _object(data, "The plan", KEYS)
    return Result(
        status=_status(plan.get("status")),
        placements={
            person: {round_: _a(str, breakout, "placements") for round_, breakout in _object(places, person).items()}
            for person, places in _object(plan.get("placements"), "placements").items()
        },
        unplaced=tuple(_person_and_round(entry) for entry in _a(list, plan.get("unplaced", []), "unplaced")),
        levels=tuple(_level(level) for level in _a(list, plan.get("levels"), "levels")),
        conflicts=_as_written(plan.get("because", []), "because"),
        seed=_a(str, plan.get("seed"), "seed"),
        solver=_a(str, plan.get("solver", ""), "solver"),
        seconds=0.0,
        relief=_as_written(plan.get("relief", []), "relief"),
    )


def _status(data: object) -> Status:
    try:
        return Status(str(data))
    except ValueError:
        raise BadPlan(f"status must be one of {', '.join(Status)}.") from None


def _level(data: object) -> Level:
    level = _object(data, "levels", LEVEL_KEYS)
    name = _a(str, level.get("name"), "levels")
    bound = level.get("bound")
    return Level(name, _number(level.get("value"), name), None if bound is None else _number(bound, name))


def _number(data: object, where: str) -> Number:
    if isinstance(data, list):
        return tuple(_a(int, number, where) for number in data)
    return _a(int, data, where)


def _person_and_round(data: object) -> tuple[str, str]:
    entry = [_a(str, name, "unplaced") for name in _a(list, data, "unplaced")]
    if len(entry) != 2:
        raise BadPlan("unplaced must hold pairs of a person and a round.")
    return entry[0], entry[1]


def _as_written(data: object, where: str) -> tuple[Sentence, ...]:
    return tuple(Sentence(_a(str, sentence, where)) for sentence in _a(list, data, where))


def _object(data: object, where: str, keys: Collection[str] | None = None) -> dict[str, Any]:
    entries: dict[str, Any] = _a(dict, data, where)
    for key in entries:
        if keys is not None and key not in keys:
            raise BadPlan(f"{where} has the unknown key {key}.")
    return entries


def _a(kind: type[Kind], data: object, where: str) -> Kind:
    """This value, if it is of this kind. True is no number."""
    if type(data) is not kind:
        raise BadPlan(f"{where} holds {json.dumps(data)[:40]} where {KINDS[kind]} belongs.")
    return data


def _sentences(told: Iterable[object]) -> list[str]:
    return [str(one) for one in told]


def _plain(number: Number | None) -> int | list[int] | None:
    return list(number) if isinstance(number, tuple) else number
