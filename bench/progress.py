"""How far the bench is: one line on stderr that is written again and again."""

from __future__ import annotations

import sys

WIDTH = 24
LINE = 78


class Progress:
    """Counts the measurements; within one, `at` says which part is done."""

    def __init__(self, measurements: int) -> None:
        self._measurements = measurements
        self._begun = 0
        self._shown = -1

    def begin(self, name: str) -> None:
        self._begun += 1
        self.at(0, name)

    def at(self, part: float, doing: str) -> None:
        done = (self._begun - 1 + min(part, 1)) / self._measurements
        self._show(done, doing)

    def end(self) -> None:
        if sys.stderr.isatty():
            print(f"\r{'':{LINE}}\r", end="", file=sys.stderr, flush=True)

    def _show(self, done: float, doing: str) -> None:
        bar = "#" * round(done * WIDTH)
        line = f"[{bar:<{WIDTH}}] {done:4.0%} {doing}"
        if sys.stderr.isatty():
            print(f"\r{line[:LINE]:<{LINE}}", end="", file=sys.stderr, flush=True)
        elif (tenths := int(done * 10)) != self._shown:
            self._shown = tenths
            print(line, file=sys.stderr, flush=True)
