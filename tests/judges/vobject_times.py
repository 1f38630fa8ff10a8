"""Prints uid, start and end of every event in a calendar on stdin, as vobject understands them, in UTC.

A program of its own, started once per file: vobject keeps every TZID it has seen for the rest of the
process, and would read a second file with the time zone of the first.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime

import vobject


def times(ics: bytes) -> dict[str, tuple[datetime, datetime]]:
    """UID -> start and end, read by a fresh process."""
    done = subprocess.run([sys.executable, __file__], input=ics, capture_output=True, check=True, timeout=60)
    return {
        uid: (datetime.fromisoformat(start), datetime.fromisoformat(end)) for uid, start, end in json.loads(done.stdout)
    }


def _main() -> None:
    calendar = vobject.readOne(sys.stdin.buffer.read().decode())
    events = [
        (event.uid.value, *(time.value.astimezone(UTC).isoformat() for time in (event.dtstart, event.dtend)))
        for event in calendar.vevent_list
    ]
    print(json.dumps(events))


if __name__ == "__main__":
    _main()
