"""The day as the timetable shows it: rows of several features, composed into plain words of one language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from flask import url_for
from flask_babel import ngettext

from werkplaats import clock
from werkplaats.editions.models import Edition
from werkplaats.people import queries as people
from werkplaats.people import words
from werkplaats.people.models import AppearanceRole, Person
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot
from werkplaats.web.dates import timespan
from werkplaats.web.language import text_in


@dataclass(frozen=True)
class ShownBreakout:
    """A breakout as cards and timetable show it; `times` names its rounds in order."""

    title: str
    abstract: str
    href: str
    conditions: list[str]
    people: list[str] = field(default_factory=list)
    times: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class TimetablePart:
    """One row of the timetable: an item, or a round with its breakouts. An empty round is a break. `href` is the page
    about it, for what has one."""

    starts_at: datetime
    ends_at: datetime
    title: str
    anchor: str = ""
    href: str = ""
    text: str = ""
    kind: str = ""
    people: list[str] = field(default_factory=list)
    breakouts: list[ShownBreakout] = field(default_factory=list)

    @property
    def is_now(self) -> bool:
        return self.starts_at <= clock.now() < self.ends_at


@dataclass(frozen=True)
class AtThisMoment:
    """What is on, and what comes after it: at the same time there may be more than one."""

    now: list[TimetablePart]
    next: list[TimetablePart]


@dataclass(frozen=True)
class OnStage:
    """A person with everything they do that day."""

    person: Person
    roles: list[AppearanceRole]

    @property
    def speaks(self) -> bool:
        return any(role in (AppearanceRole.SPEAKER, AppearanceRole.CHAIR) for role in self.roles)


@dataclass(frozen=True)
class Day:
    """Everything that the public pages of one edition show of its programme, read with one query a table."""

    edition: Edition
    rounds: list[Round]
    items: list[ProgrammeItem]
    breakouts: list[Breakout]
    slots: list[Slot]
    parts: list[people.Part]

    def timetable(self) -> list[TimetablePart]:
        rows = [row for round in self.rounds for row in self._rows_of(round)]
        return sorted(rows, key=lambda row: row.starts_at)

    def glance(self) -> list[TimetablePart]:
        """The timetable in few words, for a page that shows the breakouts elsewhere."""
        return [replace(row, anchor="", text=_choice(len(row.breakouts)), breakouts=[]) for row in self.timetable()]

    def at_this_moment(self) -> AtThisMoment:
        """Between two parts nothing is on, and the next one is all there is to say."""
        rows, moment = self.glance(), clock.now()
        ahead = [row for row in rows if row.starts_at > moment]
        return AtThisMoment(
            [row for row in rows if row.is_now], [row for row in ahead if row.starts_at == ahead[0].starts_at]
        )

    def shown_breakouts(self) -> list[ShownBreakout]:
        slots = _grouped((slot.breakout_id, slot) for slot in self.slots)
        return [self._shown(breakout, slots[breakout.id]) for breakout in self.breakouts]

    def on_stage(self) -> list[OnStage]:
        """Everyone once, in the order in which the day meets them."""
        roles: dict[int, dict[AppearanceRole, None]] = defaultdict(dict)
        persons = {}
        for part in self.parts:
            persons[part.person.id] = part.person
            roles[part.person.id][part.role] = None
        return [OnStage(person, list(roles[id])) for id, person in persons.items()]

    def _rows_of(self, round: Round) -> list[TimetablePart]:
        items = [item for item in self.items if item.round_id == round.id]
        slots = [slot for slot in self.slots if slot.round_id == round.id]
        if round.kind == RoundKind.ITEMS and items:
            return [self._row_of_item(item) for item in items]
        breakouts = [self._shown(slot.breakout, [slot]) for slot in slots]
        kind = "" if breakouts else "break"
        return [TimetablePart(round.starts_at, round.ends_at, text_in(round.title), kind=kind, breakouts=breakouts)]

    def _row_of_item(self, item: ProgrammeItem) -> TimetablePart:
        names = [_name_with_role(part) for part in self.parts if part.item and part.item.id == item.id]
        anchor, title, text = f"onderdeel-{item.id}", text_in(item.title), text_in(item.text)
        href = url_for("public.item", edition=self.edition.slug, slug=item.slug)
        return TimetablePart(item.starts_at, item.ends_at, title, anchor, href, text, people=names)

    def _shown(self, breakout: Breakout, slots: list[Slot]) -> ShownBreakout:
        ids = {slot.id for slot in slots}
        return ShownBreakout(
            title=text_in(breakout.title),
            abstract=text_in(breakout.abstract),
            href=url_for("public.breakout", edition=self.edition.slug, slug=breakout.slug),
            conditions=list(breakout.conditions),
            people=list(dict.fromkeys(part.person.name for part in self.parts if part.slot and part.slot.id in ids)),
            times=[
                f"{text_in(slot.round.title)}: {timespan(slot.round.starts_at, slot.round.ends_at)}" for slot in slots
            ],
        )


def of(edition: Edition) -> Day:
    return Day(
        edition,
        programme.rounds(edition.id),
        programme.items(edition.id),
        programme.breakouts(edition.id),
        programme.slots(edition.id),
        people.parts(edition.id),
    )


def _choice(breakouts: int) -> str:
    if not breakouts:
        return ""
    return str(
        ngettext(
            "There is %(num)s breakout.",
            "There are %(num)s breakouts. Everyone takes part in one of them.",
            breakouts,
        )
    )


def _name_with_role(part: people.Part) -> str:
    """Who is who on a stage; that a speaker speaks goes without saying."""
    aside = [words.role(part.role).lower()] if part.role != AppearanceRole.SPEAKER else []
    aside += [part.person.organisation] if part.person.organisation else []
    return f"{part.person.name} ({', '.join(aside)})" if aside else part.person.name


def _grouped(pairs: Iterable[tuple[int, Slot]]) -> dict[int, list[Slot]]:
    groups: dict[int, list[Slot]] = defaultdict(list)
    for key, value in pairs:
        groups[key].append(value)
    return groups
