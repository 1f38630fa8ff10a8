"""What the levels ask of a search that counts people and finds the best; `solver.py` has one."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

Terms = Mapping[int, int]


class Found(NamedTuple):
    """The best value that was found, and what no plan can pass; proven when they are equal."""

    value: int
    bound: int


class Estimate(NamedTuple):
    """How many people per column, in parts; `bound` is what no plan can pass, if the time was enough for one."""

    amounts: Sequence[float]
    bound: int | None


class Impossible(Exception):
    """No plan holds all rules, or none reaches all bounds that were believed."""


class Search(Protocol):
    """Whole numbers of people per column, the rows they obey, and the best plan so far."""

    counts: list[int]

    def add_columns(self, most: Sequence[int], *, whole: bool = True) -> range:
        """New columns, each at least 0 and at most its number."""

    def hold(self, terms: Terms, at_least: int | None = None, at_most: int | None = None) -> None:
        """From now on the sum of count x factor stays within these limits."""

    def close(self, columns: Iterable[int]) -> None:
        """From now on nobody takes these columns; the best plan so far has nobody there."""

    def least(self, terms: Terms, floor: int = 0, give: int = 0) -> Found:
        """Find the smallest sum, never below `floor`, and hold it; after `spend()` it may be `give` more."""

    def most(self, terms: Terms, ceiling: int, give: int = 0) -> Found:
        """Find the largest sum, never above `ceiling`, and hold it; after `spend()` it may be `give` less."""

    def estimate(self, terms: Terms, likely: Iterable[int] | None = None) -> Estimate:
        """The smallest sum with parts of people, and nothing is held; faster when told which columns it may take."""

    def sketch(self) -> AbstractContextManager[None]:
        """What is added and held inside is forgotten after; the counts that were found there stay."""

    def spend(self) -> None:
        """From now on what levels gave may be used."""

    def must_be_whole(self) -> None:
        """From now on `counts` is a whole plan after every level; before, it may be unknown."""


def each(columns: Iterable[int], factor: int = 1) -> dict[int, int]:
    return dict.fromkeys(columns, factor)
