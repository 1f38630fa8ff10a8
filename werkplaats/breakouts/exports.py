"""Lists of people for who hosts a breakout: names and organisations, no mail addresses and nothing else of anyone."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _

from werkplaats.breakouts.models import Plan
from werkplaats.breakouts.picture import Picture
from werkplaats.programme.models import Slot
from werkplaats.web.dates import timespan
from werkplaats.web.language import text_in


class Line(NamedTuple):
    """One person in one slot, or without a place in a round."""

    round: str
    time: str
    breakout: str
    name: str
    organisation: str


def headings() -> list[str]:
    return [_("Round"), _("Time"), _("Breakout"), _("Name"), _("Organisation")]


def lines(picture: Picture, slot_id: int | None = None) -> list[Line]:
    """Everyone of one slot, or of the whole plan in the order of the day; who has no place comes last in a round."""
    order = {slot.id: number for number, slot in enumerate(picture.slots)}
    seats = [seat for seat in picture.seats if slot_id is None or seat.slot_id == slot_id]
    rounds = {round_.id: number for number, round_ in enumerate(picture.rounds)}
    seats.sort(key=lambda seat: (rounds[seat.round_id], order.get(seat.slot_id or 0, len(order)), seat.name.casefold()))
    return [
        Line(
            text_in((round_ := picture.round_by_id[seat.round_id]).title),
            timespan(round_.starts_at, round_.ends_at),
            text_in(picture.slot_by_id[seat.slot_id].breakout.title) if seat.slot_id in order else _("No place"),
            seat.name,
            seat.organisation,
        )
        for seat in seats
    ]


def slot_name(slot: Slot) -> str:
    return f"{text_in(slot.round.title)} {text_in(slot.breakout.title)}"


def file_name(plan: Plan, slot: Slot | None, ending: str) -> str:
    """What a browser saves the list as: plain letters only, on every computer."""
    what = f"{slot.round.position}-{slot.breakout.slug}" if slot else _("everyone")
    return f"{plan.edition.slug}-plan-{plan.number}-{what}.{ending}"
