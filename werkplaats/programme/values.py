"""What the pages of the day show and save, as plain values; the names are those of the fields of their forms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from werkplaats.programme.models import Breakout, ProgrammeItem, Round, Slot


@dataclass(frozen=True)
class ItemValues:
    """A programme item: a part of the day that everyone has together."""

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
    """A breakout; `capacity` and `minimum` count people in each round."""

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
    """A stretch of the day."""

    title_nl: str
    title_en: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class SlotValues:
    """Where a breakout meets in one round; empty while that is not known."""

    meeting_url: str


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
