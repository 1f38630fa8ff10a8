"""What does not fit in a day, or is still missing: each a sentence with the page where it is mended. Nothing blocks.

Pure: a day goes in, warnings come out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import combinations

from werkplaats.db import Texts
from werkplaats.organise.timetable import Place, Timetable
from werkplaats.people.models import Appearance
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, Slot

SOON = timedelta(weeks=4)
"""From then on what is missing is no longer a matter of later."""


class Kind(StrEnum):
    """What may be wrong, the most pressing first; from NO_HOST on it is only not done yet."""

    OVER_CAPACITY = "over_capacity"
    TWO_PLACES = "two_places"
    OVERLAP = "overlap"
    OUTSIDE_DAY = "outside_day"
    TOO_FEW_PLACES = "too_few_places"
    MORE_ROUNDS = "more_rounds"
    MINIMUM_ALONE = "minimum_alone"
    MINIMA_TOGETHER = "minima_together"
    NO_ROUND = "no_round"
    EMPTY_ROUND = "empty_round"
    NO_HOST = "no_host"
    NO_LINK = "no_link"


TO_DO = (Kind.NO_HOST, Kind.NO_LINK)

Where = Round | ProgrammeItem | Breakout | Slot


@dataclass(frozen=True)
class Warning:
    """`titles` and `numbers` fill the sentence of its kind; `where` is what its page is about."""

    kind: Kind
    where: Where
    titles: tuple[Texts | str, ...] = ()
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """Something that takes time on the day."""

    place: ProgrammeItem | Round
    title: Texts
    starts_at: datetime
    ends_at: datetime


def warnings_of(day: Timetable, now: datetime) -> list[Warning]:
    """Everything that is not right with a day, the most pressing first; nothing about a day that is over."""
    if day.edition.ends_at <= now:
        return []
    found = [
        *_over_capacity(day),
        *_two_places(day),
        *_overlaps(day),
        *_outside(day),
        *_too_few_places(day),
        *_more_rounds(day),
        *(_minima(day) if now >= day.edition.ranking_closes_at else ()),
        *_in_no_round(day),
        *_empty_rounds(day),
        *_no_host(day),
        *_no_link(day),
    ]
    return sorted(found, key=lambda warning: list(Kind).index(warning.kind))


def pressing(warnings: list[Warning], day: Timetable, now: datetime) -> list[Warning]:
    """Those that need someone today. What is only missing is not yet among them long before the day; meeting links
    have a line of their own."""
    soon = day.edition.starts_at - now < SOON
    return [w for w in warnings if w.kind not in TO_DO or (soon and w.kind == Kind.NO_HOST)]


def _over_capacity(day: Timetable) -> Iterator[Warning]:
    for slot in day.running:
        placed = day.placed[slot.id]
        if placed > slot.breakout.capacity:
            titles = (slot.breakout.title, slot.round.title)
            yield Warning(Kind.OVER_CAPACITY, slot.breakout, titles, (placed, slot.breakout.capacity))


def _two_places(day: Timetable) -> Iterator[Warning]:
    """Each pair of things at the same time, once for each person who is in both."""
    places: list[tuple[Place, Texts, datetime, datetime]] = [
        *((item, item.title, item.starts_at, item.ends_at) for item in day.items),
        *((slot, slot.breakout.title, slot.round.starts_at, slot.round.ends_at) for slot in day.running),
    ]
    tasks: dict[int, list[tuple[Appearance, Place, Texts, datetime, datetime]]] = defaultdict(list)
    for place, title, starts_at, ends_at in places:
        for person_id, part in {part.person_id: part for part in day.at(place)}.items():
            tasks[person_id].append((part, place, title, starts_at, ends_at))
    for mine in tasks.values():
        for (part, _, title, starts, ends), (_part, place, other, starts_too, ends_too) in combinations(mine, 2):
            if starts < ends_too and starts_too < ends:
                yield Warning(Kind.TWO_PLACES, place, (part.person.name, title, other))


def _stretches(day: Timetable) -> list[Stretch]:
    """What takes everyone's time: items, rounds of breakouts, and rounds in which nothing is planned yet."""
    items = [Stretch(item, item.title, item.starts_at, item.ends_at) for item in day.items]
    filled = {item.round_id for item in day.items}
    rounds = [Stretch(r, r.title, r.starts_at, r.ends_at) for r in day.rounds if r.id not in filled]
    return sorted([*items, *rounds], key=lambda stretch: (stretch.starts_at, stretch.ends_at))


def _overlaps(day: Timetable) -> Iterator[Warning]:
    """Each stretch that begins before an earlier one is over, with the one that lasts longest until then."""
    longest: Stretch | None = None
    for stretch in _stretches(day):
        if longest is not None and stretch.starts_at < longest.ends_at:
            yield Warning(Kind.OVERLAP, stretch.place, (longest.title, stretch.title))
        if longest is None or stretch.ends_at > longest.ends_at:
            longest = stretch


def _outside(day: Timetable) -> Iterator[Warning]:
    for stretch in _stretches(day):
        if stretch.starts_at < day.edition.starts_at or stretch.ends_at > day.edition.ends_at:
            yield Warning(Kind.OUTSIDE_DAY, stretch.place, (stretch.title,))


def _too_few_places(day: Timetable) -> Iterator[Warning]:
    for round in day.breakout_rounds:
        places = sum(slot.breakout.capacity for slot in day.running if slot.round_id == round.id)
        if 0 < places < day.coming[round.id]:
            yield Warning(Kind.TOO_FEW_PLACES, round, (round.title,), (places, day.coming[round.id]))


def _more_rounds(day: Timetable) -> Iterator[Warning]:
    """Nobody takes part in one breakout twice."""
    breakouts = {slot.breakout_id for slot in day.running}
    rounds = day.breakout_rounds
    if 0 < len(breakouts) < len(rounds):
        yield Warning(Kind.MORE_ROUNDS, rounds[-1], (), (len(rounds), len(breakouts)))


def _minima(day: Timetable) -> Iterator[Warning]:
    """Once everyone has chosen, it is known how many come: more than those can nobody gather."""
    for round in day.breakout_rounds:
        needing = [slot for slot in day.running if slot.round_id == round.id and not slot.breakout.may_cancel]
        coming, alone = day.coming[round.id], False
        for slot in needing:
            if slot.breakout.minimum > coming:
                alone = True
                titles, numbers = (slot.breakout.title, round.title), (slot.breakout.minimum, coming)
                yield Warning(Kind.MINIMUM_ALONE, slot.breakout, titles, numbers)
        together = sum(slot.breakout.minimum for slot in needing)
        if together > coming and not alone:
            yield Warning(Kind.MINIMA_TOGETHER, round, (round.title,), (together, coming))


def _in_no_round(day: Timetable) -> Iterator[Warning]:
    running = {slot.breakout_id for slot in day.running}
    yield from (Warning(Kind.NO_ROUND, b, (b.title,)) for b in day.breakouts if b.id not in running)


def _empty_rounds(day: Timetable) -> Iterator[Warning]:
    running = {slot.round_id for slot in day.running}
    yield from (Warning(Kind.EMPTY_ROUND, r, (r.title,)) for r in day.breakout_rounds if r.id not in running)


def _no_host(day: Timetable) -> Iterator[Warning]:
    """One for each breakout, which leads to the first round that lacks someone."""
    lacking: dict[int, Slot] = {}
    for slot in day.running:
        if not day.has_host(slot):
            lacking.setdefault(slot.breakout_id, slot)
    yield from (Warning(Kind.NO_HOST, slot, (slot.breakout.title, slot.round.title)) for slot in lacking.values())


def _no_link(day: Timetable) -> Iterator[Warning]:
    """The same, of meeting links."""
    for item in day.items:
        if not item.meeting_url:
            yield Warning(Kind.NO_LINK, item, (item.title,))
    lacking: dict[int, Slot] = {}
    for slot in day.running:
        if not slot.meeting_url:
            lacking.setdefault(slot.breakout_id, slot)
    yield from (Warning(Kind.NO_LINK, slot, (slot.breakout.title,)) for slot in lacking.values())
