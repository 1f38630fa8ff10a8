"""Changing the day: an item, a breakout, the address of a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from werkplaats import audit
from werkplaats.db import Texts, session, transaction
from werkplaats.editions.models import Edition
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, Slot
from werkplaats.web.stale import refuse_when_changed


@dataclass(frozen=True)
class ItemValues:
    """A programme item as its page shows it; the names are those of the form's fields."""

    title_nl: str
    title_en: str
    text_nl: str
    text_en: str
    starts_at: datetime
    ends_at: datetime
    meeting_url: str
    counts_as_learning: bool


@dataclass(frozen=True)
class BreakoutValues:
    """A breakout as its page shows it; `capacity` and `minimum` count people in each round."""

    title_nl: str
    title_en: str
    abstract_nl: str
    abstract_en: str
    conditions: tuple[str, ...]
    capacity: int
    minimum: int
    may_cancel: bool


@dataclass(frozen=True)
class RoundValues:
    """A round of breakouts as its page shows it."""

    title_nl: str
    title_en: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class SlotValues:
    """Where a breakout meets in one round; empty while that is not known."""

    meeting_url: str


class OutsideTheDay(Refused):
    """Something does not fit in its edition's day."""


def values_of_item(item: ProgrammeItem) -> ItemValues:
    return ItemValues(
        title_nl=item.title.get("nl", ""), title_en=item.title.get("en", ""),
        text_nl=item.text.get("nl", ""), text_en=item.text.get("en", ""),
        starts_at=item.starts_at, ends_at=item.ends_at, meeting_url=item.meeting_url,
        counts_as_learning=item.counts_as_learning,
    )  # fmt: skip


def values_of_breakout(breakout: Breakout) -> BreakoutValues:
    return BreakoutValues(
        title_nl=breakout.title.get("nl", ""), title_en=breakout.title.get("en", ""),
        abstract_nl=breakout.abstract.get("nl", ""), abstract_en=breakout.abstract.get("en", ""),
        conditions=tuple(breakout.conditions), capacity=breakout.capacity, minimum=breakout.minimum,
        may_cancel=breakout.may_cancel,
    )  # fmt: skip


def values_of_round(round: Round) -> RoundValues:
    title = round.title
    return RoundValues(title.get("nl", ""), title.get("en", ""), round.starts_at, round.ends_at)


def values_of_slot(slot: Slot) -> SlotValues:
    return SlotValues(slot.meeting_url)


def change_item(item_id: int, wanted: ItemValues, seen: str, actor: str) -> None:
    """Save an item's page; Stale when the item no longer is what the page was filled with. Nobody is told."""
    with transaction():
        item = session.get_one(ProgrammeItem, item_id, with_for_update=True)
        refuse_when_changed(values_of_item(item), seen)
        edition = item.round.edition
        _refuse_outside(edition, wanted.starts_at, wanted.ends_at)
        item.title, item.text = _texts(wanted.title_nl, wanted.title_en), _texts(wanted.text_nl, wanted.text_en)
        item.starts_at, item.ends_at, item.meeting_url = wanted.starts_at, wanted.ends_at, wanted.meeting_url
        item.counts_as_learning = wanted.counts_as_learning
        _stretch(item.round)
        audit.record(actor, "item.change", edition.id, item=item_id)


def change_breakout(breakout_id: int, wanted: BreakoutValues, seen: str, actor: str) -> None:
    """Save a breakout's page. A change of what the assignment reads makes drafts of before stale; nobody moves."""
    with transaction():
        breakout = session.get_one(Breakout, breakout_id, with_for_update=True)
        before = values_of_breakout(breakout)
        refuse_when_changed(before, seen)
        breakout.title = _texts(wanted.title_nl, wanted.title_en)
        breakout.abstract = _texts(wanted.abstract_nl, wanted.abstract_en)
        breakout.conditions = list(wanted.conditions)
        breakout.capacity, breakout.minimum, breakout.may_cancel = wanted.capacity, wanted.minimum, wanted.may_cancel
        if _input(wanted) != _input(before):
            input_changed(breakout.edition_id)
        audit.record(actor, "breakout.change", breakout.edition_id, breakout=breakout_id)


def change_round(round_id: int, wanted: RoundValues, seen: str, actor: str) -> None:
    """Save the page of a round of breakouts. Nobody is told."""
    with transaction():
        round = session.get_one(Round, round_id, with_for_update=True)
        refuse_when_changed(values_of_round(round), seen)
        _refuse_outside(round.edition, wanted.starts_at, wanted.ends_at)
        round.title = _texts(wanted.title_nl, wanted.title_en)
        round.starts_at, round.ends_at = wanted.starts_at, wanted.ends_at
        audit.record(actor, "round.change", round.edition_id, round=round_id)


def change_meeting(slot_id: int, wanted: SlotValues, seen: str, actor: str) -> None:
    """Say where a breakout meets in one round. Nobody is told: the link is on everyone's own page."""
    with transaction():
        slot = session.get_one(Slot, slot_id, with_for_update=True)
        refuse_when_changed(values_of_slot(slot), seen)
        slot.meeting_url = wanted.meeting_url
        audit.record(actor, "slot.change", slot.round.edition_id, slot=slot_id)


def _input(values: BreakoutValues) -> tuple[int, int, bool]:
    """What of a breakout the assignment reads."""
    return values.capacity, values.minimum, values.may_cancel


def _refuse_outside(edition: Edition, starts_at: datetime, ends_at: datetime) -> None:
    if not edition.starts_at <= starts_at < ends_at <= edition.ends_at:
        raise OutsideTheDay(N_("Choose times that lie within the day of this edition."))


def _stretch(round: Round) -> None:
    """A round of items lasts from its first item to its last."""
    session.flush()
    items = session.scalars(select(ProgrammeItem).where(ProgrammeItem.round_id == round.id)).all()
    round.starts_at, round.ends_at = min(i.starts_at for i in items), max(i.ends_at for i in items)


def _texts(dutch: str, english: str) -> Texts:
    """Only what was written: a language without words falls back to the other one."""
    return {language: text for language, text in (("nl", dutch), ("en", english)) if text}
