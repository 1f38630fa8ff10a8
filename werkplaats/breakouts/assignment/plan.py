"""The answer: who goes where, how good that is at each level, and the proof."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from werkplaats.breakouts.assignment.conflicts import Conflict

Number = int | tuple[int, ...]


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
class Result:
    """`placements` has a breakout by person and round, `unplaced` person and round where there is none.

    Infeasible: no placements and no levels, but `conflicts`, the fewest rules that cannot hold together.
    `seconds` is the time inside the solver; it is the only part that differs from run to run.
    """

    status: Status
    placements: Mapping[str, Mapping[str, str]]
    unplaced: tuple[tuple[str, str], ...]
    levels: tuple[Level, ...]
    conflicts: tuple[Conflict, ...]
    seed: str
    solver: str
    seconds: float

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
        return plan | {"because": [str(conflict) for conflict in self.conflicts]} if self.conflicts else plan


def _plain(number: Number | None) -> int | list[int] | None:
    return list(number) if isinstance(number, tuple) else number
