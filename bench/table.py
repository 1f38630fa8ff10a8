"""Rows of figures with what they must reach, and the table made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

HEAD = ("Job", "Werkplaats", "Beside it", "Ratio", "Must be", "")
NARROW = "\N{NARROW NO-BREAK SPACE}"


@dataclass(frozen=True)
class Figure:
    """`of` says whose it is, where that is not plain."""

    value: float
    unit: str
    of: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.of, f"{short(self.value)} {self.unit}") if part)


@dataclass(frozen=True)
class Limit:
    """In "×" it is about the ratio, otherwise about the value."""

    value: float
    unit: str = "×"
    at_least: bool = False

    def holds(self, value: float) -> bool:
        return value >= self.value if self.at_least else value <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {short(self.value)} {self.unit}"


@dataclass(frozen=True)
class Row:
    """One job. Without a ratio of its own (the median of runs side by side) it is that of the two figures."""

    job: str
    ours: Figure
    beside: Figure | None = None
    limit: Limit | None = None
    given_ratio: float | None = None

    @property
    def ratio(self) -> float | None:
        """None where there is nothing to compare with; of nothing there is no multiple."""
        if self.given_ratio is not None or self.beside is None or self.beside.value == 0:
            return self.given_ratio
        return self.ours.value / self.beside.value

    @property
    def holds(self) -> bool | None:
        """None when nothing is asked."""
        if self.limit is None:
            return None
        judged = self.ratio if self.limit.unit == "×" else self.ours.value
        return judged is not None and self.limit.holds(judged)

    def cells(self) -> tuple[str, ...]:
        ratio = "" if self.ratio is None else f"{short(self.ratio)} ×"
        verdict = {None: "", True: "✓", False: "**missed**"}[self.holds]
        return self.job, str(self.ours), str(self.beside or ""), ratio, str(self.limit or ""), verdict


def pairs(ours: Sequence[float], beside: Sequence[float]) -> float:
    """The median of the ratios of runs that alternated: what the machine did meanwhile, it did to both."""
    return median(one / other for one, other in zip(ours, beside, strict=True))


def as_text(rows: Sequence[Row]) -> str:
    """A table that reads well in a terminal and in Markdown."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    head, *body = (_line(line, widths) for line in lines)
    return "\n".join([head, f"|{'|'.join('-' * (width + 2) for width in widths)}|", *body])


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return f"| {' | '.join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))} |"


def short(value: float) -> str:
    """Three digits that say something: 0.412, 3.14, 27, 1 480."""
    digits = 0 if abs(value) >= 20 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", NARROW)
