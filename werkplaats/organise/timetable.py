"""The whole day of one or more editions as plain rows, for the page of the programme and for what it warns of."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload

from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.people.models import Appearance, AppearanceRole, AppearanceState
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot, SlotState
from werkplaats.registration.models import Registration, RegistrationState, RoundAbsence

Place = ProgrammeItem | Slot


@dataclass
class Timetable:
    """One day. `slots` holds the cancelled ones too; `parts` who does something where, by ("item" or "slot", id);
    `placed` how many people the published plan puts in a slot, `coming` how many take part in a round."""

    edition: Edition
    rounds: list[Round] = field(default_factory=list)
    items: list[ProgrammeItem] = field(default_factory=list)
    breakouts: list[Breakout] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    parts: dict[tuple[str, int], list[Appearance]] = field(default_factory=lambda: defaultdict(list))
    placed: Counter[int] = field(default_factory=Counter)
    coming: dict[int, int] = field(default_factory=dict)

    @property
    def breakout_rounds(self) -> list[Round]:
        return [round for round in self.rounds if round.kind == RoundKind.BREAKOUTS]

    @property
    def running(self) -> list[Slot]:
        """The slots that take place."""
        return [slot for slot in self.slots if slot.state == SlotState.PLANNED]

    def slot(self, breakout: Breakout, round: Round) -> Slot | None:
        """The slot of a breakout in a round, if it takes place."""
        return self._running_by_place.get((breakout.id, round.id))

    def items_in(self, round: Round) -> list[ProgrammeItem]:
        return [item for item in self.items if item.round_id == round.id]

    def at(self, place: Place) -> list[Appearance]:
        """Who does something here, in their order."""
        return self.parts.get(("item" if isinstance(place, ProgrammeItem) else "slot", place.id), [])

    def has_host(self, slot: Slot) -> bool:
        return any(part.role in (AppearanceRole.HOST, AppearanceRole.CHAIR) for part in self.at(slot))

    @cached_property
    def _running_by_place(self) -> dict[tuple[int, int], Slot]:
        return {(slot.breakout_id, slot.round_id): slot for slot in self.running}


def timetable(edition: Edition) -> Timetable:
    return timetables([edition])[edition.id]


def timetables(editions: Iterable[Edition]) -> dict[int, Timetable]:
    """By edition its day. The number of queries depends neither on the number of editions nor on what is in them."""
    found = {edition.id: Timetable(edition) for edition in editions}
    if not found:
        return {}
    rounds = select(Round).where(Round.edition_id.in_(found)).order_by(Round.position)
    for round in session.scalars(rounds):
        found[round.edition_id].rounds.append(round)
    for item in session.scalars(_items(found)):
        found[item.round.edition_id].items.append(item)
    for breakout in session.scalars(_breakouts(found)):
        found[breakout.edition_id].breakouts.append(breakout)
    for slot in session.scalars(_slots(found)):
        found[slot.round.edition_id].slots.append(slot)
    _add_people(found)
    return found


def _items(ids: Collection[int]) -> Select[ProgrammeItem]:
    statement = select(ProgrammeItem).join(ProgrammeItem.round).where(Round.edition_id.in_(ids))
    statement = statement.options(contains_eager(ProgrammeItem.round))
    return statement.order_by(ProgrammeItem.starts_at, ProgrammeItem.id)


def _breakouts(ids: Collection[int]) -> Select[Breakout]:
    return select(Breakout).where(Breakout.edition_id.in_(ids)).order_by(Breakout.position, Breakout.id)


def _slots(ids: Collection[int]) -> Select[Slot]:
    statement = select(Slot).join(Slot.round).join(Slot.breakout).where(Round.edition_id.in_(ids))
    statement = statement.options(contains_eager(Slot.round), contains_eager(Slot.breakout))
    return statement.order_by(Round.position, Breakout.position, Slot.id)


def _add_people(days: dict[int, Timetable]) -> None:
    """Who has a task where, and how many people come."""
    at = {("item", item.id): day for day in days.values() for item in day.items}
    at |= {("slot", slot.id): day for day in days.values() for slot in day.slots}
    for part in session.scalars(_parts(days)):
        place = ("item", part.item_id) if part.item_id is not None else ("slot", part.slot_id or 0)
        at[place].parts[place].append(part)
    for edition_id, slot_id, number in session.execute(_placed(days)):
        days[edition_id].placed[slot_id or 0] = number
    absent: Counter[int] = Counter(dict(session.execute(_absent(days)).all()))
    registered: dict[int, int] = dict(session.execute(_registered(days)).all())
    for id, day in days.items():
        day.coming = {round.id: registered.get(id, 0) - absent[round.id] for round in day.rounds}


def _parts(ids: Collection[int]) -> Select[Appearance]:
    rounds = select(Round.id).where(Round.edition_id.in_(ids))
    items = select(ProgrammeItem.id).where(ProgrammeItem.round_id.in_(rounds))
    slots = select(Slot.id).where(Slot.round_id.in_(rounds))
    return (
        select(Appearance)
        .where(Appearance.item_id.in_(items) | Appearance.slot_id.in_(slots))
        .where(Appearance.state != AppearanceState.WITHDRAWN)
        .order_by(Appearance.position, Appearance.id)
        .options(joinedload(Appearance.person))
    )


def _placed(ids: Collection[int]) -> Select[int, int | None, int]:
    return (
        select(Plan.edition_id, Placement.slot_id, func.count())
        .select_from(Placement)
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(Plan.edition_id.in_(ids), Plan.state == PlanState.PUBLISHED, Placement.slot_id.is_not(None))
        .where(Registration.state == RegistrationState.REGISTERED)
        .group_by(Plan.edition_id, Placement.slot_id)
    )


def _registered(ids: Collection[int]) -> Select[int, int]:
    statement = select(Registration.edition_id, func.count()).where(Registration.edition_id.in_(ids))
    return statement.where(Registration.state == RegistrationState.REGISTERED).group_by(Registration.edition_id)


def _absent(ids: Collection[int]) -> Select[int, int]:
    statement = select(RoundAbsence.round_id, func.count()).join(RoundAbsence.registration)
    statement = statement.where(Registration.edition_id.in_(ids), Registration.state == RegistrationState.REGISTERED)
    return statement.group_by(RoundAbsence.round_id)
