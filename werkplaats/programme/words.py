"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.errors import N_
from werkplaats.programme.models import Condition, RoundKind

CONDITIONS = {
    Condition.SECURITY: N_("Socioeconomic security"),
    Condition.INCLUSION: N_("Social inclusion"),
    Condition.COHESION: N_("Social cohesion"),
    Condition.EMPOWERMENT: N_("Social empowerment"),
}

KINDS = {
    RoundKind.ITEMS: N_("Plenary: everyone together"),
    RoundKind.BREAKOUTS: N_("Breakouts: several at the same time"),
}

CHANGES = {
    "round.add": N_("a new round"),
    "round.change": N_("a change of a round"),
    "round.move": N_("a round that moved"),
    "round.remove": N_("a round that was removed"),
    "item.add": N_("a new part"),
    "item.change": N_("a change of a part"),
    "item.remove": N_("a part that was removed"),
    "breakout.add": N_("a new breakout"),
    "breakout.copy": N_("a copy of a breakout"),
    "breakout.change": N_("a change of a breakout"),
    "breakout.move": N_("a breakout that moved in the list"),
    "breakout.remove": N_("a breakout that was removed"),
    "slot.plan": N_("a breakout that was put in a round"),
    "slot.cancel": N_("a breakout that was taken out of a round"),
    "slot.change": N_("a meeting link"),
    "part.add": N_("someone who was added"),
    "part.change": N_("another task for someone"),
    "part.move": N_("the order of people"),
    "part.remove": N_("someone who was taken away"),
    "part.pass_on": N_("someone who stands in"),
    "part.answer": N_("an answer of someone who was asked"),
}
"""What a change was, by its verb: the end of the sentence “Undo: …”."""


def condition(value: Condition) -> str:
    return str(_(CONDITIONS[value]))


def kind(value: RoundKind) -> str:
    return str(_(KINDS[value]))


def change(verb: str) -> str:
    return str(_(CHANGES[verb]))
