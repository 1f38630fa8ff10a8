"""Why someone has these places, in plain sentences for that person, from the codes kept with each place.

The draw is named only where it made the difference, among people with the same list and group: numbers of others
may not be compared. Numbers under five are not shown, because they could point at someone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from werkplaats.breakouts.assignment.explain import Ahead, Why
from werkplaats.breakouts.models import PlacementSource
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
TASK = N_("In %(round)s you are in %(breakout)s, because you have a task there.")
NOT_ON_LIST = N_("In %(round)s you are in %(breakout)s. It was not on your list.")
THERE = N_("In %(round)s you are in %(breakout)s.")
NO_PLACE = N_("In %(round)s there was no place left for you.")

GONE = N_("In %(round)s your breakout does not take place any longer.")
NONE_NOW = N_("In %(round)s you have no place now.")

AHEAD = {
    Ahead.HIGHER: N_("All places where you could still go are for people who had them higher on their list."),
    Ahead.LISTED: N_("All places where you could still go are for people who made a list. They go first."),
}
GIVEN = {
    PlacementSource.HAND: N_("The organisers gave you this place."),
    PlacementSource.OFFER: N_("You said yes to this place yourself."),
    PlacementSource.TAKEN: N_("You chose this place yourself."),
}


def sentences(places: Sequence[Place], titles: Mapping[int, Texts], show_interest: bool) -> list[str]:
    """What someone may read about their places: for each round where they are, then why.

    `titles` are those of all breakouts by id; `show_interest` is False while others can still choose.
    """
    explained = [place for place in places if place.why or place.source != PlacementSource.SOLVER]
    told = [sentence for place in explained for sentence in _told(place)]
    late = sum(bool(place.slot) and place.source == PlacementSource.LATE and not place.has_task for place in explained)
    if late:
        told.append(_late(late))
    if any(place.slot and _code(place) == Why.NO_LIST for place in _solved(explained)):
        told.append(_("You made no list. So we chose a place for you where there was room."))
    return [*told, *(_reasons(explained, titles) if show_interest else [])]


def _told(place: Place) -> Iterator[str]:
    """Where someone is in a round, and who put them there when it was not the plan."""
    rank, round_ = _rank(place), text_in(place.round.title)
    if place.slot is None:
        yield _(_missing(place), round=round_)
        return
    yield _(_where(place, rank), round=round_, breakout=text_in(place.slot.breakout.title), rank=rank)
    if place.source in GIVEN and not place.has_task:
        yield _(GIVEN[place.source])
    elif place.source == PlacementSource.SOLVER and _code(place) == Why.LOCKED and not place.has_task:
        yield _(GIVEN[PlacementSource.HAND])


def _late(number: int) -> str:
    """Said once: how they came to places when the plan was there already, whatever brought them then."""
    return str(
        ngettext(
            "You got this place after the others had been divided.",
            "You got these places after the others had been divided.",
            number,
        )
    )


def _missing(place: Place) -> str:
    if place.source != PlacementSource.SOLVER:
        return NONE_NOW
    return NO_PLACE if _code(place) == Why.NO_PLACE else GONE


def _where(place: Place, rank: int | None) -> str:
    if place.has_task:
        return TASK
    if rank:
        return ON_LIST.get(rank, LOWER)
    return NOT_ON_LIST if _code(place) == Why.NOT_ON_LIST else THERE


def _code(place: Place) -> str | None:
    """What the place is to the person's list, as it was kept with it."""
    return (place.why or {}).get("why")


def _rank(place: Place) -> int | None:
    """Where the place stands on the person's list; a breakout that no longer runs is no place."""
    return None if place.slot is None else (place.why or {}).get("rank")


def _solved(places: Sequence[Place]) -> list[Place]:
    """The places that are as the plan was calculated: only for those its numbers are the reason."""
    return [place for place in places if place.source == PlacementSource.SOLVER and place.why]


def _reasons(places: Sequence[Place], titles: Mapping[int, Texts]) -> Iterator[str]:
    """How full a round was, how wanted the first choice was when they do not have it, and what the draw decided."""
    solved = _solved(places)
    for place in solved:
        yield from _full(place)
    first = _kept("first", solved)
    has_it = any((place.why or {}).get("rank") == 1 or _is_in(place, first) for place in places)
    if first and not has_it and int(first["breakout"]) in titles:
        yield _interest(text_in(titles[int(first["breakout"])]), first["first_choice_of"], first["places"])
    lot = _kept("lot", solved)
    if lot and lot["better"] and len(solved) == len(places):
        yield from _lot(lot, rounds=sum(_code(place) != Why.LOCKED for place in places))


def _kept(key: str, places: Sequence[Place]) -> dict[str, Any] | None:
    """What is the same in all rounds of one person, and kept with each."""
    return next((place.why[key] for place in places if place.why and key in place.why), None)


def _is_in(place: Place, first: Mapping[str, Any] | None) -> bool:
    return bool(first and place.slot and place.slot.breakout_id == int(first["breakout"]))


def _full(place: Place) -> Iterator[str]:
    """Numbers where there were too few places, and who has them where that was the reason."""
    full = (place.why or {}).get("full")
    if place.slot or not full:
        return
    if full["places"] < full["people"]:
        yield _(
            "%(people)s people take part in %(round)s, and it has %(places)s places.",
            people=shown(full["people"]),
            round=text_in(place.round.title),
            places=_number(full["places"]),
        )
    ahead = full["ahead"]
    if ahead:
        yield _(AHEAD[ahead])


def _interest(breakout: str, wanted: int, places: int) -> str:
    return str(
        _(
            "For %(breakout)s there were %(wanted)s first choices and %(places)s places.",
            breakout=breakout,
            wanted=shown(wanted),
            places=_number(places),
        )
    )


def _lot(lot: Mapping[str, Any], rounds: int) -> Iterator[str]:
    """Only people who are equal in everything else are compared; with more rounds their places count together."""
    if lot["people"] < FEWEST_SHOWN:
        yield _(
            "A few people were equal to you, with the same list and group. Not all of you could have a place higher up."
        )
    else:
        yield _(
            "For the draw %(people)s people were equal, you too: with the same list and the same group.",
            people=_number(lot["people"]),
        )
        yield (
            _("Of them %(better)s got a place higher on their list.", better=shown(lot["better"]))
            if rounds == 1
            else _(
                "Of them %(better)s got places that together stand higher on their list.", better=shown(lot["better"])
            )
        )
    yield _("The draw decided. Its starting number was fixed beforehand.")
    yield _(
        "The highest number among them was %(highest)s, and yours is %(ticket)s. A low number goes first.",
        highest=_number(lot["highest_better"]),
        ticket=_number(lot["ticket"]),
    )


def shown(number: int) -> str:
    """A number of people as others may read it: a small one could point at someone."""
    return str(_("fewer than %(number)s", number=FEWEST_SHOWN)) if number < FEWEST_SHOWN else _number(number)


def _number(number: int) -> str:
    return str(format_decimal(number))
