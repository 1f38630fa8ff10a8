"""The calendar in a mail, read back for people: what a calendar program will make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import icalendar


@dataclass(frozen=True)
class Enclosed:
    """The one event that a mail carries. Who gets it a second time sees by `sequence` which one is the newest."""

    method: str
    uid: str
    sequence: int
    summary: str
    starts_at: datetime
    ends_at: datetime
    location: str
    description: str


def enclosed(ics: str) -> Enclosed:
    calendar: Any = icalendar.Calendar.from_ical(ics)
    event: Any = calendar.walk("VEVENT")[0]
    return Enclosed(
        method=str(calendar.get("METHOD", "")),
        uid=str(event["UID"]),
        sequence=int(event.get("SEQUENCE", 0)),
        summary=str(event.get("SUMMARY", "")),
        starts_at=event["DTSTART"].dt,
        ends_at=event["DTEND"].dt,
        location=str(event.get("LOCATION", "")),
        description=str(event.get("DESCRIPTION", "")),
    )
