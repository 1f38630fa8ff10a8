"""A plan in plain words, for organisers: what it reaches, what collides, and the names in its charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from werkplaats.breakouts.explain_words import FEWEST_SHOWN
from werkplaats.breakouts.models import Plan, PlanState
from werkplaats.breakouts.movers import Cause
from werkplaats.breakouts.picture import Choice, NoPlace, Picture
from werkplaats.breakouts.queries import Settings
from werkplaats.breakouts.since import Changes
from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import N_
from werkplaats.mail.wording import Wording
from werkplaats.programme.models import Breakout, Round, Slot
from werkplaats.registration.models import Perspective
from werkplaats.registration.words import perspective as perspective_word
from werkplaats.web.language import text_in

PLACE_OFFERED = Wording(
    "place_offered",
    name=N_("Place offered"),
    when=N_("When a place in a breakout came free, and we ask someone whether they want it."),
    subject=N_("A place for you in {deelsessie}: {editie}"),
    opening=N_("Hello {naam},\n\nA place has come free. We ask you whether you want it."),
    placeholders=PLACEHOLDERS | {"deelsessie": N_("The title of the breakout")},
)

STATES = {
    PlanState.DRAFT: N_("Draft"),
    PlanState.PUBLISHED: N_("Published"),
    PlanState.SUPERSEDED: N_("Replaced"),
    PlanState.REMOVED: N_("Removed"),
}
CAUSES = {
    Cause.BY_HAND: N_("An organiser chose this place by hand."),
    Cause.TASK: N_("This person has a task there."),
    Cause.LOCKED: N_("An organiser locked this place."),
    Cause.ABSENT: N_("This person does not take part in this round any more."),
    Cause.GONE: N_("The breakout from before does not take place in this round any more."),
    Cause.NEW: N_("This person had no place in this round. Now there is one."),
    Cause.FEWER: N_("The breakout from before has fewer places than it had people."),
    Cause.OWN_LIST: N_("This person changed their list."),
    Cause.BETTER: N_("This breakout is higher on their own list."),
    Cause.COMPANY: N_("This person is to be together with somebody, or apart from somebody."),
    Cause.FOR_OTHERS: N_("This makes room: all together, more people get a better place."),
}
NO_PLACES = {
    NoPlace.FULL: N_("Every breakout in %(round)s is full."),
    NoPlace.ONLY_OWN: N_("In %(round)s only breakouts are free that this person does in another round."),
    NoPlace.BY_HAND: N_("In %(round)s there is room: somebody can put this person there by hand."),
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


def too_quiet(value: Slot, people: int) -> str:
    """That fewer people go to a slot than its breakout needs."""
    return str(
        ngettext(
            "%(breakout)s has %(num)s person and needs %(minimum)s.",
            "%(breakout)s has %(num)s people and needs %(minimum)s.",
            people,
            breakout=slot(value),
            minimum=value.breakout.minimum,
        )
    )


def place(value: Slot | None) -> str:
    return _("No place") if value is None else text_in(value.breakout.title)


def by_round(rows: Iterable[tuple[Round, list[int]]]) -> list[tuple[str, list[int]]]:
    return [(text_in(round_.title), numbers) for round_, numbers in rows]


def by_perspective(rows: Iterable[tuple[Perspective | None, list[int]]]) -> list[tuple[str, list[int]]]:
    return [(perspective(value), numbers) for value, numbers in rows]


def mix(rows: Iterable[tuple[Slot, list[int]]]) -> list[tuple[str, list[int]]]:
    return [(slot(value), numbers) for value, numbers in rows]


def mix_of(numbers: Sequence[int]) -> list[tuple[str, str]]:
    """The perspectives that are there; of a few people no number is given, because it could point at someone."""
    return [(label, shown(number)) for label, number in zip(perspectives(), numbers, strict=True) if number]


def shown(number: int) -> str:
    few = _("fewer than %(number)s", number=FEWEST_SHOWN)
    return str(few if number < FEWEST_SHOWN else format_decimal(number))


def shortage(plan: Plan) -> str:
    """How many people groups are short of, all breakouts together, as the plan was calculated."""
    found = next((level["value"][1] for level in plan.levels if level["name"] == "mix"), None)
    return "–" if found is None else str(format_decimal(found))


def worst(plan: Plan) -> str:
    """How many steps lower than the best of their list the worst day is, as the plan was calculated."""
    steps = next((level["value"] for level in plan.levels if level["name"] == "regret"), None)
    if steps is None:
        return "–"
    return str(next((len(steps) - at for at, people in enumerate(steps) if people), 0))


def counted_choices() -> list[tuple[str, Choice]]:
    return [(choice(value), value) for value in Choice]


def level_rows(pictures: Sequence[Picture]) -> list[tuple[str, list[str]]]:
    """What each plan reaches, level by level; a level that a plan does not have says so."""
    reached = [{level.aim: level.reached for level in levels(picture.plan.levels)} for picture in pictures]
    aims = dict.fromkeys(aim for plan in reached for aim in plan)
    return [(aim, [plan.get(aim, "–") for plan in reached]) for aim in aims]


def fill(rows: Iterable[tuple[Slot, int, int]]) -> list[tuple[str, int, int]]:
    """Per slot the people and the places."""
    return [(slot(value), number, places) for value, number, places in rows]


def interest(picture: Picture) -> list[tuple[str, int, int, int, str]]:
    """Per breakout whose first choice it is, its places when the plan was made, who got it, and that in a sentence."""
    titles = {str(value.breakout_id): text_in(value.breakout.title) for value in picture.slots}
    return [
        (titles[id], wanted, places, got, _why_so(wanted, places, got))
        for one in picture.plan.explanation["interest"]
        if (id := one["breakout"]) in titles
        for wanted, places, got in [(one["first_choice_of"], one["places"], picture.got_it_first[int(id)])]
    ]


def _why_so(wanted: int, places: int, got: int) -> str:
    if not wanted:
        return str(_("Nobody has this as their first choice."))
    if wanted > places:
        numbers = {"wanted": format_decimal(wanted), "places": format_decimal(places)}
        return str(_("There were %(wanted)s first choices for %(places)s places.", **numbers))
    if got < wanted:
        return str(_("There was room. For some people another plan of their day was better, or a lock decided."))
    return str(_("Everyone who has this as their first choice got it."))


# How a draft was asked for, and what another answer would give.


def settings(asked: Settings, titles: Mapping[int, str], locks_of: int | None) -> list[str]:
    """What was asked differently for a draft; `titles` are by breakout, `locks_of` is the number of that plan."""
    said = [mix_budget(asked.mix_budget)]
    for id, places in sorted(asked.capacity.items()):
        words = ngettext(
            "%(breakout)s: %(num)s place.", "%(breakout)s: %(num)s places.", places, breakout=titles.get(id, "–")
        )
        said.append(str(words))
    if locks_of is not None:
        said.append(str(_("The locked places of plan %(number)s stay.", number=locks_of)))
    return said


def mix_budget(people: int) -> str:
    if not people:
        return str(_("Nobody gets a lower choice for the mix."))
    return str(
        ngettext(
            "For a better mix, %(num)s person may get a lower choice.",
            "For a better mix, %(num)s people may get a lower choice.",
            people,
        )
    )


def other_places(picture: Picture) -> list[str]:
    """The breakouts that get another number of places when this draft is published."""
    own, breakouts = picture.settings.capacity, breakouts_of(picture.slots)
    return [
        str(
            _(
                "%(breakout)s: %(new)s places, now %(old)s.",
                breakout=text_in(one.title),
                new=own[one.id],
                old=one.capacity,
            )
        )
        for one in breakouts
        if own.get(one.id, one.capacity) != one.capacity
    ]


def breakouts_of(slots: Iterable[Slot]) -> list[Breakout]:
    """Each breakout once, in the order of the day."""
    return list({value.breakout_id: value.breakout for value in slots}.values())


class Step(NamedTuple):
    """One step of the mix dial: who pays beside the first step, and what breakouts still lack."""

    label: str
    is_here: bool
    lower: int
    first_lost: int
    silent: int
    shortage: int


def dial(picture: Picture) -> list[Step]:
    kept = picture.plan.explanation.get("dial") or []
    return [
        Step(
            str(_("Nobody") if not one["budget"] else _("At most %(number)s", number=format_decimal(one["budget"]))),
            one["budget"] == picture.settings.mix_budget,
            max(0, one["lower"] - kept[0]["lower"]),
            max(0, kept[0]["first"] - one["first"]),
            one["silent"],
            one["shortage"],
        )
        for one in kept
    ]


# What changed since a draft was made.


def changes(found: Changes) -> list[str]:
    """Each kind of change as a sentence."""
    counted = [
        (found.came, _came(found.came)),
        (found.came_placed, _came_placed(found.came_placed)),
        (found.went, _went(found.went)),
        (found.ranked, _ranked(found.ranked)),
        (found.tasks, _tasks(found.tasks)),
        (found.programme, _("The rounds, the breakouts or their places changed.")),
        (found.places, _("Single places of the published plan changed.")),
        (found.plan, _("Another plan was published.")),
        (found.pairs, _("Other people are to be together or apart.")),
        (found.other, _("Something else changed that counts for the division.")),
    ]
    return [str(sentence) for happened, sentence in counted if happened]


def _came(number: int) -> str:
    return str(
        ngettext(
            "%(num)s person came later and is not in this plan.",
            "%(num)s people came later and are not in this plan.",
            number,
        )
    )


def _came_placed(number: int) -> str:
    return str(
        ngettext(
            "%(num)s of them has a place in the published plan already.",
            "%(num)s of them have a place in the published plan already.",
            number,
        )
    )


def _went(number: int) -> str:
    return str(
        ngettext("%(num)s person of this plan cancelled.", "%(num)s people of this plan cancelled.", number),
    )


def _ranked(number: int) -> str:
    return str(
        ngettext(
            "%(num)s person changed their list or their rounds.",
            "%(num)s people changed their lists or their rounds.",
            number,
        )
    )


def _tasks(number: int) -> str:
    return str(
        ngettext(
            "%(num)s person has a task now in another breakout.",
            "%(num)s people have a task now in another breakout.",
            number,
        )
    )


def cause(value: Cause) -> str:
    return str(_(CAUSES[value]))


def no_place(value: NoPlace, round_: Round) -> str:
    return str(_(NO_PLACES[value], round=text_in(round_.title)))


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
