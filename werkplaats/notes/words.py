"""The words on the page for what this feature keeps as keys, and how an author is named."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.errors import N_
from werkplaats.notes.models import CardKind, CardShow, CardState
from werkplaats.registration import words as registration
from werkplaats.registration.models import Perspective

KINDS = {
    CardKind.INSIGHT: N_("Insight"),
    CardKind.PRACTICE: N_("Practice example"),
    CardKind.TOOL: N_("Tool"),
    CardKind.QUESTION: N_("Question"),
    CardKind.RECOMMENDATION: N_("Recommendation"),
}

KIND_HINTS = {
    CardKind.INSIGHT: N_("Something that you now see in another way."),
    CardKind.PRACTICE: N_("Something that works where you live or work."),
    CardKind.TOOL: N_("A method, a list or a way to talk that others can use."),
    CardKind.QUESTION: N_("Something that you still want to know."),
    CardKind.RECOMMENDATION: N_("Something that your municipality or organisation should do."),
}

SHOWS = {
    CardShow.NAME: N_("With my name"),
    CardShow.PERSPECTIVE: N_("Only with my perspective"),
    CardShow.PARTICIPANTS: N_("Only for participants"),
}

STATES = {
    CardState.WAITING: N_("Waiting to be read"),
    CardState.PUBLISHED: N_("Published"),
    CardState.HIDDEN: N_("Not shown"),
    CardState.WITHDRAWN: N_("Taken back"),
}


def kind(value: CardKind) -> str:
    return str(_(KINDS[value]))


def kind_hints() -> dict[str, str]:
    return {value: str(_(hint)) for value, hint in KIND_HINTS.items()}


def show(value: CardShow) -> str:
    return str(_(SHOWS[value]))


def state(value: CardState) -> str:
    return str(_(STATES[value]))


def author(name: str, perspective: Perspective | None) -> str:
    """Who says this: a name, where they look from, both, or else just someone who took part."""
    parts = [name, registration.perspective(perspective) if perspective else ""]
    return ", ".join(part for part in parts if part) or str(_("Participant"))
