"""A plan in plain words, for organisers: what it reaches, what collides, and the names in its charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from werkplaats.breakouts.models import PlanState
from werkplaats.breakouts.picture import Choice
from werkplaats.errors import N_
from werkplaats.programme.models import Round, Slot
from werkplaats.registration.models import Perspective
from werkplaats.registration.words import perspective as perspective_word
from werkplaats.web.language import text_in

STATES = {
    PlanState.DRAFT: N_("Draft"),
    PlanState.PUBLISHED: N_("Published"),
    PlanState.SUPERSEDED: N_("Replaced"),
}
CHOICES = {
    Choice.FIRST: N_("First choice"),
    Choice.SECOND: N_("Second choice"),
    Choice.THIRD: N_("Third choice"),
    Choice.LOWER: N_("Lower or not on the list"),
    Choice.NO_PREFERENCE: N_("Gave no preference"),
    Choice.NO_PLACE: N_("No place"),
}
AIMS = {
    "placed": N_("As many people as possible get a place in every round."),
    "regret": N_("As few people as possible get a choice that is low on their list."),
    "first": N_("As many people as possible get their first choice."),
    "moves": N_("Whoever already has a place keeps it as much as possible."),
    "mix": N_("Every group has a voice in every breakout."),
    "lot": N_("If plans are still equal, the lot decides."),
}


class LevelWords(NamedTuple):
    """One line of the proof; `best` is None when this plan is proven to be the best at this level."""

    aim: str
    reached: str
    best: str | None


def state(value: PlanState) -> str:
    return str(_(STATES[value]))


def choices() -> list[str]:
    """The legend of a chart of choices."""
    return [_(CHOICES[choice]) for choice in Choice]


def choice(value: Choice) -> str:
    return str(_(CHOICES[value]))


def perspectives() -> list[str]:
    """The legend of a chart of the mix: every perspective, and those who gave none."""
    return [perspective(value) for value in (*Perspective, None)]


def perspective(value: Perspective | None) -> str:
    return _("Not given") if value is None else perspective_word(value)


def slot(value: Slot) -> str:
    return f"{text_in(value.breakout.title)} · {text_in(value.round.title)}"


def place(value: Slot | None) -> str:
    return _("No place") if value is None else text_in(value.breakout.title)


def by_round(rows: Iterable[tuple[Round, list[int]]]) -> list[tuple[str, list[int]]]:
    return [(text_in(round_.title), numbers) for round_, numbers in rows]


def by_perspective(rows: Iterable[tuple[Perspective | None, list[int]]]) -> list[tuple[str, list[int]]]:
    return [(perspective(value), numbers) for value, numbers in rows]


def mix(rows: Iterable[tuple[Slot, list[int]]]) -> list[tuple[str, list[int]]]:
    return [(slot(value), numbers) for value, numbers in rows]


def fill(rows: Iterable[tuple[Slot, int]]) -> list[tuple[str, int, int]]:
    """Per slot the people and the places."""
    return [(slot(value), number, value.breakout.capacity) for value, number in rows]


def interest(kept: Iterable[Mapping[str, Any]], slots: Iterable[Slot]) -> list[tuple[str, int, int]]:
    """Per breakout whose first choice it is and its places, as they were when the plan was made."""
    titles = {str(value.breakout_id): text_in(value.breakout.title) for value in slots}
    return [
        (titles[one["breakout"]], one["first_choice_of"], one["places"]) for one in kept if one["breakout"] in titles
    ]


def levels(kept: Sequence[Mapping[str, Any]]) -> list[LevelWords]:
    """The levels of a plan as they were settled, each with what no plan can pass where that is not reached."""
    return [_level(level["name"], level["value"], level["bound"]) for level in kept]


def _level(name: str, value: Any, bound: Any) -> LevelWords:
    return LevelWords(_(AIMS[name]), _reached(name, value), None if value == bound else _bound(name, bound))


def _bound(name: str, bound: Any) -> str:
    return str(_("unknown")) if bound is None else _reached(name, bound)


def _reached(name: str, value: Any) -> str:
    match name:
        case "placed":
            return str(ngettext("%(num)s place is given.", "%(num)s places are given.", value[0]))
        case "regret":
            return _regret(value)
        case "first":
            return str(ngettext("%(num)s person gets it.", "%(num)s people get it.", value))
        case "moves":
            return str(ngettext("%(num)s place changes.", "%(num)s places change.", value))
        case "mix":
            return _mix(value[0])
        case _:
            return str(_("The draw is done."))


def _mix(silent: int) -> str:
    if not silent:
        return str(_("Every group is in each breakout where it could be."))
    return str(ngettext("%(num)s time a group is missing.", "%(num)s times a group is missing.", silent))


def _regret(steps: Sequence[int]) -> str:
    """`steps` counts people from the worst down: the last number is everyone who could have had it better."""
    if not steps or not steps[-1]:
        return str(_("Everyone gets the best choices of their list."))
    words = ngettext(
        "%(num)s person does not get their best choices.",
        "%(num)s people do not get their best choices.",
        steps[-1],
    )
    lower_still = steps[-2] if len(steps) > 1 else 0
    how_far = _("For %(number)s of them it is two steps lower or more.", number=lower_still)
    return f"{words} {how_far}" if lower_still else f"{words} {_one_step()}"


def _one_step() -> str:
    return str(_("It is one step lower for each of them."))


# What collides when there is no plan.


class Names(NamedTuple):
    """What breakouts and rounds are called, by the ids they have in a problem."""

    breakouts: Mapping[str, str]
    rounds: Mapping[str, str]


def names(rounds: Sequence[Round], slots: Sequence[Slot]) -> Names:
    return Names(
        {str(slot.breakout_id): text_in(slot.breakout.title) for slot in slots},
        {str(round_.id): text_in(round_.title) for round_ in rounds},
    )


def conflict(rule: Mapping[str, Any], names: Names) -> str:
    """One of the rules or facts that cannot hold together, as a sentence."""
    breakout = names.breakouts.get(rule.get("breakout", ""), "")
    round_ = names.rounds.get(rule.get("round", ""), "")
    match rule["rule"]:
        case "AtMost":
            return str(
                ngettext(
                    "%(breakout)s has %(num)s place in %(round)s.",
                    "%(breakout)s has %(num)s places in %(round)s.",
                    rule["places"],
                    breakout=breakout,
                    round=round_,
                )
            )
        case "AtLeast":
            return str(
                ngettext(
                    "%(breakout)s needs at least %(num)s person in %(round)s.",
                    "%(breakout)s needs at least %(num)s people in %(round)s.",
                    rule["people"],
                    breakout=breakout,
                    round=round_,
                )
            )
        case "Attending":
            return str(
                ngettext(
                    "%(num)s person takes part in %(round)s.",
                    "%(num)s people take part in %(round)s.",
                    rule["people"],
                    round=round_,
                )
            )
        case _:
            return str(_("Nobody goes to %(breakout)s twice.", breakout=breakout))
