"""The rules that c3voc's XML Schema sets for a schedule.xml, asked of the document as lxml reads it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from lxml import etree

CONFERENCE = ("acronym", "title", "start", "end", "days", "timeslot_duration", "base_url", "time_zone_name")
EVENT = (
    "room",
    "title",
    "subtitle",
    "type",
    "date",
    "start",
    "duration",
    "abstract",
    "slug",
    "track",
    "url",
    "persons",
)
SHAPES = {
    "start": r"[0-2]\d:[0-5]\d",
    "duration": r"\d{1,2}:\d{2}",
    "slug": r"[a-z0-9_-]+[a-z0-9]",
    "url": r"https?://.+",
}
GUID = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NUMBER = r"[1-9]\d*"


def complaints(xml: bytes) -> list[str]:
    root = etree.fromstring(xml)
    return list(_of_the_whole(root)) + [fault for event in root.iter("event") for fault in _of_an_event(event)]


def _of_the_whole(root: etree._Element) -> Iterator[str]:
    if [child.tag for child in root][:3] != ["generator", "version", "conference"]:
        yield "the order at the top"
    conference = root.find("conference")
    if conference is None or [child.tag for child in conference] != list(CONFERENCE):
        yield "what the conference says"
    days = root.findall("day")
    if not days:
        yield "no day"
    for day in days:
        if not re.fullmatch(NUMBER, day.get("index", "")):
            yield f"a day with the index {day.get('index')}"
        date.fromisoformat(day.get("date", ""))
        yield from (f"{name} of a day without an offset" for name in ("start", "end") if not _has_offset(day.get(name)))
    yield from _twice("index of a day", [day.get("index") for day in days])
    for name in ("id", "guid", "code"):
        yield from _twice(name, [event.get(name) for event in root.iter("event")])
    yield from _twice("slug", [slug.text for slug in root.iter("slug")])


def _of_an_event(event: etree._Element) -> Iterator[str]:
    said = {child.tag: child.text or "" for child in event}
    yield from (f"an event without {name}" for name in EVENT if name not in said)
    yield from (f"{name}: {said[name]}" for name, shape in SHAPES.items() if not re.fullmatch(shape, said[name]))
    if not _has_offset(said["date"]):
        yield f"a date without an offset: {said['date']}"
    if not re.fullmatch(GUID, event.get("guid", "")) or not event.get("code"):
        yield "an event without guid or code"
    numbers = [event.get("id", ""), *(person.get("id", "") for person in event.iter("person"))]
    yield from (f"the number {number}" for number in numbers if not re.fullmatch(NUMBER, number))
    room = event.getparent()
    if room is None or room.get("name") != said["room"]:
        yield "an event in another room than it says"


def _twice(name: str, values: list[str | None]) -> Iterator[str]:
    return (f"the {name} {value} stands {times} times" for value, times in Counter(values).items() if times > 1)


def _has_offset(moment: str | None) -> bool:
    return moment is not None and datetime.fromisoformat(moment).utcoffset() is not None
