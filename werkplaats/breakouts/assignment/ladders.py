"""What luck costs: having n people of a kind with at least some regret costs its n cheapest weights."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isqrt

SMALL = 32


@dataclass(slots=True)
class Ladder:
    """One step per person, each as dear as the last or dearer.

    `unlucky` are the columns of people who stand on it. In a large kind only the steps between `low` and
    `high` are taken one by one; below and above them the nearest of these repeats, which never asks more than
    the truth. So what is best on this ladder and ends between `low` and `high` is best on the true one.
    """

    unlucky: list[int]
    weights: list[int]
    low: int
    high: int

    @classmethod
    def of(cls, unlucky: list[int], weights: Sequence[int]) -> "Ladder":
        return cls(unlucky, sorted(weights), 0, len(weights))

    @property
    def is_small(self) -> bool:
        return len(self.weights) <= SMALL

    def cost(self, people: int) -> int:
        return sum(self.weights[:people])

    def steps(self) -> list[tuple[int, int]]:
        """How many people a step holds at most, and what each of them costs."""
        below = [(self.low, self.weights[self.low])] if self.low else []
        above = [(len(self.weights) - self.high, self.weights[self.high - 1])]
        return [*below, *((1, weight) for weight in self.weights[self.low : self.high]), *above]

    def discount(self) -> int:
        """What the repeated steps below `low` ask too much, whenever people stand higher."""
        return self.low * self.weights[self.low] - self.cost(self.low) if self.low else 0

    def rough_steps(self) -> list[tuple[int, int]]:
        """Few long steps at their average cost: good for a guess."""
        stride = max(1, isqrt(len(self.weights)))
        parts = [self.weights[i : i + stride] for i in range(0, len(self.weights), stride)]
        return [(len(part), sum(part) // len(part)) for part in parts]

    def look_around(self, people: float, strides: int) -> None:
        """Take steps one by one around this number of people; in a small kind all."""
        reach = len(self.weights) if self.is_small else strides * isqrt(len(self.weights))
        self.low = max(0, int(people) - reach)
        self.high = min(len(self.weights), int(people) + reach)

    def sees(self, people: int) -> bool:
        return self.low <= people <= self.high
