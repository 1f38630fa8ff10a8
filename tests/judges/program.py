"""A reader of calendars as a process of its own: one calendar on each line in, the times of its events on a line out.

It stays, because starting it for each of some hundred calendars would take longer than all the reading. It ends when
its input does, so at the latest with the tests.
"""

import json
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

TOP = Path(__file__).parents[2]
Times = dict[str, tuple[datetime, datetime]]
"""UID -> start and end."""


class CannotRead(Exception):
    """The reader found something in a calendar that it does not take; the message is its own."""


class Program:
    def __init__(self, command: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            command, cwd=TOP, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def times(self, ics: bytes) -> Times:
        """Start and end of every event, as this reader understands them."""
        assert self._process.stdin is not None and self._process.stdout is not None
        self._process.stdin.write(json.dumps(ics.decode(errors="replace")) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        if isinstance(answer, str):
            raise CannotRead(answer)
        return {uid: (_moment(start), _moment(end)) for uid, start, end in answer}


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
