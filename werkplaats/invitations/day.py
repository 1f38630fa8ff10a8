"""One person's day, derived: what their calendar should say at this moment."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from flask_babel import force_locale

from werkplaats.breakouts.explain_words import sentences
from werkplaats.breakouts.queries import Place
from werkplaats.db import Texts
from werkplaats.editions.models import Edition, EditionState
from werkplaats.ical import Method
from werkplaats.programme import queries as programme
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.registration.queries import tasks_of


class PartKind(StrEnum):
    ITEM = "item"
    PLACE = "place"
    NO_PLACE = "no place"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class Part:
    """One line of the day; `title` is the item's or the breakout's, or the round's while there is no breakout yet."""

    kind: PartKind
    starts_at: datetime
    ends_at: datetime
    title: Texts


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
        """Whether the breakouts are known for at least one round."""
        return any(part.kind in (PartKind.PLACE, PartKind.NO_PLACE) for part in self.parts)

    @property
    def digest(self) -> str:
        """A fingerprint of everything a reader would notice. It holds no address: moving the site tells nobody."""
        told = [
            self.method, self.title, self.starts_at.isoformat(), self.ends_at.isoformat(),
            [(p.kind, p.starts_at.isoformat(), p.ends_at.isoformat(), p.title) for p in self.parts],
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


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
        self.items = [Part(PartKind.ITEM, i.starts_at, i.ends_at, i.title) for i in programme.items(edition_id)]
        self.titles = {b.id: b.title for b in programme.breakouts(edition_id)}
        self.rounds = {
            r.id: Part(PartKind.UNDECIDED, r.starts_at, r.ends_at, r.title)
            for r in programme.breakout_rounds(edition_id)
        }

    def day_of(self, registration: Registration, places: list[Place]) -> Day:
        edition = registration.edition
        absent = frozenset(registration.absent_rounds)
        titles = {place.round.id: place.slot.breakout.title if place.slot else None for place in places}
        method = Method.REQUEST if takes_part(registration, edition) else Method.CANCEL
        return self.day_in(edition, titles, absent, method)

    def day_in(
        self,
        edition: Edition,
        titles: Mapping[int, Texts | None],
        absent: frozenset[int] = frozenset(),
        method: Method = Method.REQUEST,
    ) -> Day:
        """The day of everyone whose breakouts are these, by round; None is a round without a place. Of the rounds that
        they leave out only those in which they have a place after all, by a task, are part of it."""
        attended = {id: part for id, part in self.rounds.items() if titles.get(id) or id not in absent}
        parts = (*self.items, *(_part(undecided, id, titles) for id, undecided in attended.items()))
        return Day(
            method=method,
            title=edition.title,
            starts_at=edition.starts_at,
            ends_at=edition.ends_at,
            parts=tuple(sorted(parts, key=lambda part: (part.starts_at, part.ends_at))),
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
            left_out=[part.title for id, part in self.rounds.items() if id in absent],
            plenary_only=bool(self.rounds) and absent >= self.rounds.keys(),
        )


def takes_part(registration: Registration, edition: Edition) -> bool:
    """A cancelled person, and everyone of an edition that is not (any longer) on, is never invited."""
    return registration.state == RegistrationState.REGISTERED and edition.state == EditionState.PUBLISHED


def _part(undecided: Part, round_id: int, titles: Mapping[int, Texts | None]) -> Part:
    """The line of a breakout round: the place, that there is none, or that it is not decided yet."""
    if round_id not in titles:
        return undecided
    title = titles[round_id]
    return (
        replace(undecided, kind=PartKind.NO_PLACE)
        if title is None
        else replace(undecided, kind=PartKind.PLACE, title=title)
    )
