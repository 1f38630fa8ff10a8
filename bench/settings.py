"""What every measurement gets: how long, how often, where, and whom to tell how far it is."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ParamSpec, TypeVar

from bench.progress import Progress

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Settings:
    """`full` is what a figure to be quoted needs; without it all is shorter and noisier."""

    full: bool
    progress: Progress

    @property
    def runs(self) -> int:
        return 5 if self.full else 3

    @property
    def seconds(self) -> float:
        """Of load in each run."""
        return 3.0 if self.full else 0.7


@contextmanager
def folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="werkplaats-bench-") as name:
        yield Path(name)


def in_own_process(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call it where nothing else was imported or remembered before; its memory is its own."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_be_silent) as pool:
        return pool.submit(function, *args, **kwargs).result()


def _be_silent() -> None:
    """The product logs every mail; what goes wrong is raised, and told by the process that asked."""
    sys.stderr = open(os.devnull, "w")  # noqa: SIM115
