"""One person's day, derived: what their calendar should say at this moment."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import force_locale

from werkplaats.breakouts.explain_words import sentences
from werkplaats.breakouts.queries import Place
from werkplaats.db import Texts
from werkplaats.editions.models import Edition, EditionState
from werkplaats.ical import Method
from werkplaats.invitations.models import CalendarObject
from werkplaats.people import queries as people
from werkplaats.people.models import AppearanceRole, Person
from werkplaats.programme import queries as programme
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.registration.queries import tasks_of

GOES_ON = (EditionState.PUBLISHED, EditionState.ARCHIVED)
"""Nobody is told that a day is off because it was put in the archive."""


class PartKind(StrEnum):
    ITEM = "item"
    PLACE = "place"
    NO_PLACE = "no place"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Part:
    """One line of the day; `title` is the item's or the breakout's, or the round's while there is no breakout yet.

    `key` names the part within its edition, and stays the same when its breakout is another one. `roles` is what the
    reader does there, if anything.
    """

    key: str
    kind: PartKind
    starts_at: datetime
    ends_at: datetime
    title: Texts
    roles: tuple[AppearanceRole, ...] = ()


@dataclass(frozen=True)
class Frame:
    """What a calendar was told of the edition itself: whoever hears that this is another one now should see both."""

    title: Texts
    starts_at: datetime
    ends_at: datetime

    def kept(self) -> dict[str, Any]:
        return {"title": self.title, "starts_at": self.starts_at.isoformat(), "ends_at": self.ends_at.isoformat()}

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> Frame:
        moments = (datetime.fromisoformat(kept[name]) for name in ("starts_at", "ends_at"))
        return cls(kept["title"], *moments)


@dataclass(frozen=True)
class Day:
    """What to tell, from the first part to the last."""

    method: Method
    title: Texts
    starts_at: datetime
    ends_at: datetime
    parts: tuple[Part, ...]

    @property
    def placed(self) -> bool:
        """Whether people were divided over the breakouts; who has a task knew before."""
        placed = (PartKind.PLACE, PartKind.NO_PLACE)
        return any(part.kind in placed and not part.roles for part in self.parts)

    @property
    def frame(self) -> Frame:
        return Frame(self.title, self.starts_at, self.ends_at)

    @property
    def digest(self) -> str:
        """A fingerprint of everything a reader would notice. It holds no address: moving the site tells nobody."""
        told = [
            self.method, self.title, self.starts_at.isoformat(), self.ends_at.isoformat(),
            [(p.kind, p.starts_at.isoformat(), p.ends_at.isoformat(), p.title, *p.roles) for p in self.parts],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()

    def is_news_to(self, told: CalendarObject | None) -> bool:
        """Nobody hears twice that they do not come, nor at all when they were never invited."""
        if told is None or told.method != Method.REQUEST:
            return self.method == Method.REQUEST
        return self.method == Method.CANCEL or told.digest != self.digest


@dataclass(frozen=True)
class Choices:
    """What someone answered: titles of their list, the first choice first, and of the rounds that they leave out. A
    breakout in which they have a task is no choice of theirs."""

    ranked: list[Texts]
    indifferent: bool
    left_out: list[Texts]
    plenary_only: bool


class Programme:
    """The programme of one edition as plain values, read once for everyone who is told in one go."""

    def __init__(self, edition_id: int) -> None:
        self.titles = {b.id: b.title for b in programme.breakouts(edition_id)}
        self._items = {
            item.id: Part(item.uid, PartKind.ITEM, item.starts_at, item.ends_at, item.title)
            for item in programme.items(edition_id)
        }
        self._rounds = {
            round.id: Part(f"round-{round.id}", PartKind.UNDECIDED, round.starts_at, round.ends_at, round.title)
            for round in programme.breakout_rounds(edition_id)
        }
        self._tasks: dict[str, list[Part]] = defaultdict(list)
        for task in people.tasks(edition_id):
            if task.person.email_key:
                _add(self._tasks[task.person.email_key], self._part_of(task), task.role)

    def day_of(self, registration: Registration, places: list[Place]) -> Day:
        """The day of someone who takes part. What they do on it themselves stands in the place of everything else."""
        edition = registration.edition
        absent = frozenset(registration.absent_rounds)
        titles = {place.round.id: place.slot.breakout.title if place.slot else None for place in places}
        method = Method.REQUEST if takes_part(registration, edition) else Method.CANCEL
        tasks = () if registration.guest_number else self.tasks_by(registration.email_key)
        return self.day_in(edition, titles, absent, tasks, method)

    def day_in(
        self,
        edition: Edition,
        titles: Mapping[int, Texts | None],
        absent: frozenset[int] = frozenset(),
        tasks: Sequence[Part] = (),
        method: Method = Method.REQUEST,
    ) -> Day:
        """The day of everyone whose breakouts are these, by round; None is a round without a place. A round that they
        leave out is part of it only when they have a place or a task in it after all."""
        # Of two tasks at the same time the first counts: that is where they have their place.
        mine = {task.key: task for task in reversed(tasks)}
        attended = {
            id: part for id, part in self._rounds.items() if titles.get(id) or part.key in mine or id not in absent
        }
        parts = (*self._items.values(), *(_part(undecided, id, titles) for id, undecided in attended.items()))
        return Day(
            method=method,
            title=edition.title,
            starts_at=edition.starts_at,
            ends_at=edition.ends_at,
            parts=_in_order(mine.get(part.key, part) for part in parts),
        )

    def tasks_by(self, email_key: str | None) -> Sequence[Part]:
        """What whoever has this address does on the day."""
        return self._tasks.get(email_key or "", ())

    def tasks_of(self, person: Person, edition: Edition, *, takes_part: bool) -> Day:
        """What a person does in this edition, from their first task to their last. Who takes part as well reads it in
        the day of their registration, and so has nothing here."""
        parts = _in_order(self.tasks_by(person.email_key))
        does_something = bool(parts) and edition.state in GOES_ON and not takes_part
        return Day(
            method=Method.REQUEST if does_something else Method.CANCEL,
            title=edition.title,
            starts_at=parts[0].starts_at if parts else edition.starts_at,
            ends_at=max((part.ends_at for part in parts), default=edition.ends_at),
            parts=parts,
        )

    def why(self, registration: Registration, places: list[Place]) -> list[str]:
        """Why this person has these places, in their own language."""
        with force_locale(registration.locale):
            return sentences(places, self.titles, show_interest=not registration.edition.ranking_open)

    def choices(self, registration: Registration) -> Choices:
        """What this person answered, to be repeated to them."""
        absent, held = registration.absent_rounds, {task.slot.breakout_id for task in tasks_of(registration)}
        return Choices(
            ranked=[self.titles[id] for id in registration.ranking if id in self.titles and id not in held],
            indifferent=registration.is_indifferent,
            left_out=[part.title for id, part in self._rounds.items() if id in absent],
            plenary_only=bool(self._rounds) and absent >= self._rounds.keys(),
        )

    def _part_of(self, task: people.Part) -> Part:
        if task.slot is not None:
            return replace(self._rounds[task.slot.round_id], kind=PartKind.PLACE, title=task.slot.breakout.title)
        assert task.item is not None
        return self._items[task.item.id]


def takes_part(registration: Registration, edition: Edition) -> bool:
    """A cancelled person, and everyone of an edition that is not (any longer) on, is never invited."""
    return registration.state == RegistrationState.REGISTERED and edition.state in GOES_ON


def _part(undecided: Part, round_id: int, titles: Mapping[int, Texts | None]) -> Part:
    """The line of a breakout round: the place, that there is none, or that it is not decided yet."""
    if round_id not in titles:
        return undecided
    title = titles[round_id]
    if title is None:
        return replace(undecided, kind=PartKind.NO_PLACE)
    return replace(undecided, kind=PartKind.PLACE, title=title)


def _add(tasks: list[Part], part: Part, role: AppearanceRole) -> None:
    """One more role of one person; several at the same part are one line."""
    known = next((task for task in tasks if (task.key, task.title) == (part.key, part.title)), None)
    if known is None:
        tasks.append(replace(part, roles=(role,)))
    else:
        tasks[tasks.index(known)] = replace(known, roles=(*known.roles, role))


def _in_order(parts: Iterable[Part]) -> tuple[Part, ...]:
    return tuple(sorted(parts, key=lambda part: (part.starts_at, part.ends_at)))
