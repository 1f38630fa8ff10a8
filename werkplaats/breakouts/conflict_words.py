"""What collides when there is no plan, and what would help, in plain words for organisers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from werkplaats.programme.models import Round, Slot
from werkplaats.web.language import text_in


class Names(NamedTuple):
    """What breakouts, rounds and people of pairs are called, by the ids they have in a problem."""

    breakouts: Mapping[str, str]
    rounds: Mapping[str, str]
    people: Mapping[str, str]

    def person(self, id: str) -> str:
        """Who was erased meanwhile has no name any more."""
        return self.people.get(id) or _("somebody")


def names(rounds: Sequence[Round], slots: Sequence[Slot], people: Mapping[str, str]) -> Names:
    return Names(
        {str(slot.breakout_id): text_in(slot.breakout.title) for slot in slots},
        {str(round_.id): text_in(round_.title) for round_ in rounds},
        people,
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
        case "Fixed":
            return str(
                ngettext(
                    "%(num)s person must be in %(breakout)s in %(round)s.",
                    "%(num)s people must be in %(breakout)s in %(round)s.",
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
        case "Apart":
            return str(_("%(one)s and %(other)s are to be apart.", **_two(rule, names)))
        case "Together":
            return str(_("%(one)s and %(other)s are to be together.", **_two(rule, names)))
        case "FixedPerson":
            name = names.person(rule["person"])
            return str(_("%(name)s must be in %(breakout)s in %(round)s.", name=name, breakout=breakout, round=round_))
        case _:
            return str(_("Nobody goes to %(breakout)s twice.", breakout=breakout))


def _two(told: Mapping[str, Any], names: Names) -> dict[str, str]:
    return {"one": names.person(told["one"]), "other": names.person(told["two"])}


def relief(way: Sequence[Mapping[str, Any]], names: Names) -> str:
    """Changes that help when all of them are made, as one line."""
    return " ".join(change(one, names) for one in way)


def change(told: Mapping[str, Any], names: Names) -> str:
    """One change, as a sentence that asks for it."""
    breakout = names.breakouts.get(told.get("breakout", ""), "")
    round_ = names.rounds.get(told.get("round", ""), "")
    match told["change"]:
        case "GivePlaces":
            return str(
                ngettext(
                    "Give %(breakout)s %(num)s place more.",
                    "Give %(breakout)s %(num)s places more.",
                    told["places"],
                    breakout=breakout,
                )
            )
        case "LowerMinimum":
            return str(_("Lower the minimum of %(breakout)s to %(number)s.", breakout=breakout, number=told["to"]))
        case "Cancel":
            return str(_("Cancel %(breakout)s in %(round)s.", breakout=breakout, round=round_))
        case "Merge":
            return str(_("Hold %(breakout)s in %(round)s only.", breakout=breakout, round=round_))
        case "LetMeet":
            return str(_("Let %(one)s and %(other)s not be apart.", **_two(told, names)))
        case "LetPart":
            return str(_("Let %(one)s and %(other)s not be together.", **_two(told, names)))
        case "Move":
            other = names.rounds.get(told["to"], "")
            return str(
                _("Move %(breakout)s from %(round)s to %(other)s.", breakout=breakout, round=round_, other=other)
            )
        case _:
            return str(
                ngettext(
                    "Let %(num)s person go who must be in %(breakout)s in %(round)s.",
                    "Let %(num)s people go who must be in %(breakout)s in %(round)s.",
                    len(told["people"]),
                    breakout=breakout,
                    round=round_,
                )
            )


def proposal(told: Mapping[str, Any], names: Names) -> str:
    """What could be done with a breakout that stays too empty, and what people notice of it."""
    noticed = [change(told, names)]
    if not told["elsewhere"]:
        return " ".join([*noticed, _("Nobody's places change.")])
    noticed.append(
        ngettext("%(num)s person gets another place.", "%(num)s people get another place.", told["elsewhere"])
    )
    if told["lower"]:
        noticed.append(
            ngettext(
                "For %(num)s person it is lower on their list.",
                "For %(num)s people it is lower on their list.",
                told["lower"],
            )
        )
    if told["without"]:
        noticed.append(ngettext("%(num)s person misses a round.", "%(num)s people miss a round.", told["without"]))
    return " ".join(noticed)
