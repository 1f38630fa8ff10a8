"""How a command of this package behaves at a terminal, in a pipe, and when somebody presses Ctrl-C."""

import argparse
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

CELLS = 24
LONGEST = 400


BAD_INPUT = 1


class Arguments(argparse.ArgumentParser):
    """Leaves with 1 when they make no sense, because 2 says that a plan is not proven."""

    def __init__(self, prog: str, description: str | None) -> None:
        super().__init__(prog, description=description, formatter_class=argparse.RawDescriptionHelpFormatter)

    def error(self, message: str) -> NoReturn:
        self.exit(BAD_INPUT, f"{message[0].upper()}{message[1:]}.\n")


class CannotWrite(Exception):
    """What was made has nowhere to go; the text is one whole sentence."""


class Progress:
    """Told the name of a level and the part that is done: a bar where it can move, plain lines where it cannot."""

    def __init__(self) -> None:
        self._is_bar = sys.stderr is not None and sys.stderr.isatty()

    def __call__(self, level: str, part: float) -> None:
        filled = int(part * CELLS)
        bar = f"\r[{'#' * filled}{'-' * (CELLS - filled)}] {part:4.0%} {level:<8}"
        _tell(bar if self._is_bar else f"{part:4.0%} {level}\n")

    def say(self, *lines: str) -> None:
        """Whole lines; the bar makes room for them."""
        room = "\r\x1b[K" if self._is_bar else ""
        _tell(room + "".join(f"{plain(line)}\n" for line in lines))


def write(content: bytes) -> None:
    """Hand this over on stdout. Raises CannotWrite when nobody takes it."""
    if sys.stdout is None:
        raise CannotWrite("There is no stdout to write to.")
    try:
        with open(sys.stdout.fileno(), "wb", closefd=False) as file:
            file.write(content)
    except OSError as error:
        raise CannotWrite(f"Writing to stdout failed: {error.strerror}.") from error


def die_of_interrupts() -> None:
    """Ctrl-C ends the process at once and without a word, also what was pressed while it started."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


@contextmanager
def patient() -> Iterator[Callable[[], bool]]:
    """Inside, the first Ctrl-C makes the answer of what is given True; the second ends the process at once."""
    is_over = False

    def hear(*_: object) -> None:
        nonlocal is_over
        is_over = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    signal.signal(signal.SIGINT, hear)
    yield lambda: is_over
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _tell(text: str) -> None:
    """Nobody may be there to read it; `print` would then write into the plan, or end what is being made."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(text)
            sys.stderr.flush()


def plain(line: str) -> str:
    """One line that moves no cursor, whatever names stand in it."""
    shown = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line[: LONGEST + 1])
    return shown if len(line) <= LONGEST else f"{shown[:LONGEST]}…"
