"""How vobject understands the times in a calendar."""

import json
import sys
from functools import cache

import vobject
import vobject.icalendar

from tests.judges.program import Program, Times


def times(ics: bytes) -> Times:
    return _program().times(ics)


@cache
def _program() -> Program:
    return Program((sys.executable, "-m", "tests.judges.vobject_times"))


def _read(ics: str) -> list[tuple[str, float, float]] | str:
    """vobject keeps every TZID that it has seen, and would read a calendar with the time zone of an earlier one."""
    getattr(vobject.icalendar, "__tzidMap").clear()
    try:
        events = vobject.readOne(ics).contents.get("vevent", [])
        return [(e.uid.value, e.dtstart.value.timestamp(), e.dtend.value.timestamp()) for e in events]
    except Exception as error:
        return f"{type(error).__name__}: {error}"


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(_read(json.loads(line))), flush=True)
