"""Changing the day: its rounds, the items and breakouts in them, the addresses of meetings.

Nobody is told by itself; see `invitations`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TypeVar

from werkplaats import audit, links
from werkplaats.db import Texts, session, transaction
from werkplaats.editions import queries as editions
from werkplaats.errors import N_, Refused, Stale
from werkplaats.programme import queries, steps
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot, SlotState
from werkplaats.programme.values import (
    BreakoutValues,
    ItemValues,
    RoundValues,
    SlotValues,
    values_of_breakout,
    values_of_item,
    values_of_round,
    values_of_slot,
)
from werkplaats.web.slugs import free_slug
from werkplaats.web.stale import refuse_when_changed

Part = TypeVar("Part", Round, ProgrammeItem, Breakout, Slot)

COPIED = {"nl": "%s (kopie)", "en": "%s (copy)"}


class Gone(Refused):
    """What should be changed is no longer there."""


# Rounds


def add_round(edition_id: int, kind: RoundKind, wanted: RoundValues, actor: str) -> int:
    """A round, empty as yet, where its time puts it; returns its id."""
    with transaction(), steps.recorded(edition_id, actor, "round.add"):
        round = Round(edition_id=edition_id, kind=kind, position=queries.number_of_rounds(edition_id))
        _fill_round(round, wanted)
        session.add(round)
        steps.place_rounds(edition_id)
        return round.id


def change_round(round_id: int, wanted: RoundValues, seen: str, actor: str) -> None:
    """Save a round's page; Stale when the round no longer is what the page was filled with."""
    with _changing(Round, round_id, actor, "round.change") as round:
        refuse_when_changed(values_of_round(round), seen)
        _fill_round(round, wanted)
        _stretch(round)
        steps.place_rounds(round.edition_id)


def move_round(round_id: int, to: int, actor: str) -> None:
    """Bring a round to a place in the order of the day, from 0 on. It and those that it passes exchange their times."""
    with _changing(Round, round_id, actor, "round.move") as round:
        rounds = queries.rounds(round.edition_id)
        at, to = rounds.index(round), max(0, min(to, len(rounds) - 1))
        while at != to:
            step = 1 if to > at else -1
            _exchange(*sorted((round, rounds[at + step]), key=rounds.index))
            rounds[at], rounds[at + step] = rounds[at + step], rounds[at]
            at += step
        steps.place_rounds(round.edition_id)


def remove_round(round_id: int, seen: str, actor: str) -> None:
    """A round with all that is in it; InUse when people have a place there."""
    with _changing(Round, round_id, actor, "round.remove") as round:
        refuse_when_changed(values_of_round(round), seen)
        edition_id = round.edition_id
        steps.remove(edition_id, ("round", round_id))
        steps.place_rounds(edition_id)


# Items


def add_item(round_id: int, wanted: ItemValues, actor: str) -> int:
    """A plenary part of a round of items; returns its id."""
    with _changing(Round, round_id, actor, "item.add") as round:
        if round.kind != RoundKind.ITEMS:
            raise Refused(N_("This is a round of breakouts. Plenary parts stand in another round."))
        taken = {item.slug for item in queries.items(round.edition_id)}
        item = ProgrammeItem(round=round, uid=links.new_public_id())
        item.slug = free_slug(_texts(wanted.title_nl, wanted.title_en), taken, "onderdeel")
        _fill_item(item, wanted)
        session.add(item)
        _stretch(round)
        steps.place_rounds(round.edition_id)
        return item.id


def change_item(item_id: int, wanted: ItemValues, seen: str, actor: str) -> None:
    """Save an item's page; Stale when the item no longer is what the page was filled with."""
    with _changing(ProgrammeItem, item_id, actor, "item.change") as item:
        refuse_when_changed(values_of_item(item), seen)
        _fill_item(item, wanted)
        _stretch(item.round)
        steps.place_rounds(item.round.edition_id)


def remove_item(item_id: int, seen: str, actor: str) -> None:
    with _changing(ProgrammeItem, item_id, actor, "item.remove") as item:
        refuse_when_changed(values_of_item(item), seen)
        round = item.round
        steps.remove(round.edition_id, ("programme_item", item_id))
        _stretch(round)
        steps.place_rounds(round.edition_id)


# Breakouts


def add_breakout(edition_id: int, wanted: BreakoutValues, actor: str) -> str:
    """A breakout, the last of its edition, that runs in every round of breakouts; returns its slug."""
    with transaction(), steps.recorded(edition_id, actor, "breakout.add"):
        breakout = _new_breakout(edition_id, wanted)
        session.add_all(_new_slot(breakout, round) for round in queries.breakout_rounds(edition_id))
        return breakout.slug


def copy_breakout(breakout_id: int, actor: str) -> str:
    """A breakout like another one, in the same rounds, without its people and links; returns its slug."""
    with _changing(Breakout, breakout_id, actor, "breakout.copy") as source:
        titles = {language: COPIED[language] % text for language, text in source.title.items()}
        like = replace(values_of_breakout(source), title_nl=titles.get("nl", ""), title_en=titles.get("en", ""))
        copy = _new_breakout(source.edition_id, like)
        for slot in queries.slots(source.edition_id):
            if slot.breakout_id == source.id:
                session.add(_new_slot(copy, slot.round))
        return copy.slug


def change_breakout(breakout_id: int, wanted: BreakoutValues, seen: str, actor: str) -> None:
    """Save a breakout's page. A change of what the assignment reads makes drafts of before stale; nobody moves."""
    with _changing(Breakout, breakout_id, actor, "breakout.change") as breakout:
        refuse_when_changed(values_of_breakout(breakout), seen)
        _fill_breakout(breakout, wanted)


def move_breakout(breakout_id: int, to: int, actor: str) -> None:
    """Bring a breakout to a place in the list, from 0 on."""
    with _changing(Breakout, breakout_id, actor, "breakout.move") as breakout:
        others = [other for other in queries.breakouts(breakout.edition_id) if other is not breakout]
        others.insert(max(0, min(to, len(others))), breakout)
        for position, other in enumerate(others):
            other.position = position


def remove_breakout(breakout_id: int, seen: str, actor: str) -> None:
    """A breakout that nobody has anything to do with yet; else InUse."""
    with _changing(Breakout, breakout_id, actor, "breakout.remove") as breakout:
        refuse_when_changed(values_of_breakout(breakout), seen)
        steps.remove(breakout.edition_id, ("breakout", breakout_id))


# Breakouts in rounds


def plan_slot(breakout_id: int, round_id: int, actor: str) -> None:
    """Let a breakout run in a round; what did so before gets its uid and its people back."""
    with _changing(Breakout, breakout_id, actor, "slot.plan") as breakout:
        round = session.get(Round, round_id)
        if round is None or round.edition_id != breakout.edition_id or round.kind != RoundKind.BREAKOUTS:
            raise Gone(N_("This round is no longer there. Look at the programme again."))
        slot = queries.slot_of(breakout_id, round_id)
        if slot is None:
            session.add(_new_slot(breakout, round))
        else:
            slot.state = SlotState.PLANNED


def cancel_slot(breakout_id: int, round_id: int, actor: str) -> None:
    """Take a breakout out of a round. The slot keeps its uid, so that calendars can be told."""
    with _changing(Breakout, breakout_id, actor, "slot.cancel"):
        slot = queries.slot_of(breakout_id, round_id)
        if slot is not None:
            slot.state = SlotState.CANCELLED


def change_meeting(slot_id: int, wanted: SlotValues, seen: str, actor: str) -> None:
    """Say where a breakout meets in one round. Nobody is told: the link is on everyone's own page."""
    with _changing(Slot, slot_id, actor, "slot.change") as slot:
        refuse_when_changed(values_of_slot(slot), seen)
        slot.meeting_url = wanted.meeting_url


# Undoing


def undo(edition_id: int, change_id: int, actor: str) -> None:
    """Take back the last change of the day; Stale when `change_id` no longer is the last one."""
    with transaction():
        editions.locked(edition_id)
        change = queries.last_change(edition_id)
        if change is None or change.id != change_id:
            raise Stale(N_("The programme was changed once more in the meantime. Look at what the last change is now."))
        steps.undo(change)
        audit.record(actor, "schedule.undo", edition_id, change=change_id)


@contextmanager
def _changing(kind: type[Part], id: int, actor: str, verb: str) -> Iterator[Part]:
    """A part of the day, read again under the lock of its edition; what happens to the day inside is recorded."""
    with transaction():
        part = session.get(kind, id)
        edition_id = part.public_edition_id() if part is not None else None
        if edition_id is None:
            raise Gone(N_("This is no longer there: somebody else removed it."))
        with steps.recorded(edition_id, actor, verb, (kind.__tablename__, id)):
            part = session.get(kind, id, populate_existing=True)
            if part is None:
                raise Gone(N_("This is no longer there: somebody else removed it."))
            yield part


def _fill_round(round: Round, wanted: RoundValues) -> None:
    round.title = _texts(wanted.title_nl, wanted.title_en)
    round.starts_at, round.ends_at = wanted.starts_at, wanted.ends_at


def _fill_item(item: ProgrammeItem, wanted: ItemValues) -> None:
    item.title, item.text = _texts(wanted.title_nl, wanted.title_en), _texts(wanted.text_nl, wanted.text_en)
    item.starts_at, item.ends_at, item.meeting_url = wanted.starts_at, wanted.ends_at, wanted.meeting_url
    item.counts_as_learning = wanted.counts_as_learning


def _new_breakout(edition_id: int, wanted: BreakoutValues) -> Breakout:
    others = queries.breakouts(edition_id)
    breakout = Breakout(edition_id=edition_id, uid=links.new_public_id())
    breakout.position = max((other.position for other in others), default=-1) + 1
    taken = {other.slug for other in others}
    breakout.slug = free_slug(_texts(wanted.title_nl, wanted.title_en), taken, "deelsessie")
    _fill_breakout(breakout, wanted)
    session.add(breakout)
    session.flush()
    return breakout


def _fill_breakout(breakout: Breakout, wanted: BreakoutValues) -> None:
    breakout.title = _texts(wanted.title_nl, wanted.title_en)
    breakout.abstract = _texts(wanted.abstract_nl, wanted.abstract_en)
    breakout.conditions = list(wanted.conditions)
    breakout.capacity, breakout.minimum, breakout.may_cancel = wanted.capacity, wanted.minimum, wanted.may_cancel


def _new_slot(breakout: Breakout, round: Round) -> Slot:
    return Slot(breakout=breakout, round=round, uid=links.new_public_id(), state=SlotState.PLANNED)


def _exchange(earlier: Round, later: Round) -> None:
    """The later round begins where the earlier one did, and the earlier one ends where the later one did."""
    if earlier.ends_at > later.starts_at:
        raise Refused(N_("These rounds overlap. Change their times first."))
    back, on = earlier.starts_at - later.starts_at, later.ends_at - earlier.ends_at
    _shift(later, back)
    _shift(earlier, on)


def _shift(round: Round, by: timedelta) -> None:
    rows: list[Round | ProgrammeItem] = [round, *queries.items_of(round.id)]
    for row in rows:
        row.starts_at, row.ends_at = row.starts_at + by, row.ends_at + by


def _stretch(round: Round) -> None:
    """A round with items in it lasts from the first to the last."""
    session.flush()
    items = queries.items_of(round.id)
    if items:
        round.starts_at, round.ends_at = min(i.starts_at for i in items), max(i.ends_at for i in items)


def _texts(dutch: str, english: str) -> Texts:
    """Only what was written: a language without words falls back to the other one."""
    return {language: text for language, text in (("nl", dutch), ("en", english)) if text}
