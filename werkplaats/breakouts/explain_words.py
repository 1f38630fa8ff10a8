"""Why someone has these places, in plain sentences for that person, from the codes kept with each place.

The draw is named only where it made the difference, among people with the same list and group: numbers of others
may not be compared. Numbers under five are not shown, because they could point at someone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from werkplaats.breakouts.assignment.explain import Why
from werkplaats.breakouts.queries import Place
from werkplaats.db import Texts
from werkplaats.errors import N_
from werkplaats.web.language import text_in

FEWEST_SHOWN = 5

ON_LIST = {
    1: N_("In %(round)s you have your first choice: %(breakout)s."),
    2: N_("In %(round)s you have your second choice: %(breakout)s."),
    3: N_("In %(round)s you have your third choice: %(breakout)s."),
    4: N_("In %(round)s you have your fourth choice: %(breakout)s."),
}
LOWER = N_("In %(round)s you have number %(rank)s of your list: %(breakout)s.")
OTHERWISE = {
    Why.LOCKED: N_("In %(round)s you are in %(breakout)s, because you have a task there."),
    Why.NOT_ON_LIST: N_("In %(round)s you are in %(breakout)s. It was not on your list."),
    Why.NO_LIST: N_("In %(round)s you are in %(breakout)s."),
    Why.NO_PLACE: N_("In %(round)s there was no place left for you."),
}
CANCELLED = N_("In %(round)s your breakout does not take place.")


def sentences(places: Sequence[Place], titles: Mapping[int, Texts], show_interest: bool) -> list[str]:
    """What someone may read about their places: one sentence per round, then why.

    `titles` are those of all breakouts by id; `show_interest` is False while others can still choose.
    """
    explained = [place for place in places if place.why]
    told = [_told(place) for place in explained]
    if any(place.why and place.why["why"] == Why.NO_LIST for place in explained):
        told.append(_("You made no choice, so we chose for you."))
    return [*told, *(_reasons(explained, titles) if show_interest else [])]


def _told(place: Place) -> str:
    rank, round_ = _rank(place), text_in(place.round.title)
    if place.slot is None:
        return str(_(OTHERWISE[Why.NO_PLACE] if _had_none(place) else CANCELLED, round=round_))
    msgid = ON_LIST.get(rank, LOWER) if rank else OTHERWISE[Why((place.why or {})["why"])]
    return str(_(msgid, round=round_, breakout=text_in(place.slot.breakout.title), rank=rank))


def _had_none(place: Place) -> bool:
    """Whether there was no place from the start; else the breakout was taken out of the round since."""
    return bool((place.why or {})["why"] == Why.NO_PLACE)


def _rank(place: Place) -> int | None:
    """Where the place stands on the person's list; a breakout that no longer runs is no place."""
    return None if place.slot is None else (place.why or {}).get("rank")


def _reasons(places: Sequence[Place], titles: Mapping[int, Texts]) -> Iterator[str]:
    """How wanted the first choice was when they do not have it, and what the draw had to do with it."""
    first = next((place.why["first"] for place in places if place.why and "first" in place.why), None)
    has_it = any(_rank(place) == 1 for place in places)
    if first and not has_it and int(first["breakout"]) in titles:
        yield _interest(text_in(titles[int(first["breakout"])]), first["first_choice_of"], first["places"])
    lot = next((place.why["lot"] for place in places if place.why and "lot" in place.why), None)
    if lot and lot["better"]:
        yield from _lot(lot)


def _interest(breakout: str, wanted: int, places: int) -> str:
    return str(
        _(
            "For %(breakout)s there were %(wanted)s first choices and %(places)s places.",
            breakout=breakout,
            wanted=_shown(wanted),
            places=_number(places),
        )
    )


def _lot(lot: Mapping[str, Any]) -> Iterator[str]:
    if lot["people"] < FEWEST_SHOWN:
        yield _("A few people have the same list and group as you. Not all of you could have a place higher up.")
    else:
        yield _(
            "Of the %(people)s people with your list and group, %(better)s got a place higher on their list.",
            people=_number(lot["people"]),
            better=_shown(lot["better"]),
        )
    yield _("The draw decided. Its starting number was fixed beforehand.")
    yield _(
        "The highest number among them was %(highest)s, and yours is %(ticket)s. A low number goes first.",
        highest=_number(lot["highest_better"]),
        ticket=_number(lot["ticket"]),
    )


def _shown(number: int) -> str:
    return str(_("fewer than %(number)s", number=FEWEST_SHOWN)) if number < FEWEST_SHOWN else _number(number)


def _number(number: int) -> str:
    return str(format_decimal(number))
