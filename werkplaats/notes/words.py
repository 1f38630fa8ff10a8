"""The words on the page for what this feature keeps as keys, and how an author is named."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.clock import AMSTERDAM
from werkplaats.editions.models import Edition
from werkplaats.errors import N_
from werkplaats.notes.harvest import Find
from werkplaats.notes.index import What
from werkplaats.notes.models import CardKind, CardShow, CardState, ResponseKind, ResponseState
from werkplaats.notes.note.queries import NoteInBrief
from werkplaats.notes.queries import HarvestCard, HarvestPublication, Pile
from werkplaats.registration import words as registration
from werkplaats.registration.models import Perspective
from werkplaats.web.language import text_in

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
    CardState.DRAFT: N_("Note to yourself"),
    CardState.OFFERED: N_("Waiting for the host"),
    CardState.WAITING: N_("Waiting to be read"),
    CardState.PUBLISHED: N_("Published"),
    CardState.HIDDEN: N_("Not shown"),
    CardState.WITHDRAWN: N_("Taken back"),
}

STATE_TAGS: dict[str, str] = {
    CardState.OFFERED: "info",
    CardState.WAITING: "info",
    CardState.PUBLISHED: "success",
    CardState.HIDDEN: "warning",
}
"""By state of a card or of a response: they are called the same."""

RESPONSES = {
    ResponseKind.RECOGNITION: N_("I recognise this"),
    ResponseKind.ANSWER: N_("Answer"),
    ResponseKind.BUT: N_("Yes, but"),
    ResponseKind.REPORT: N_("Report"),
}

RESPONSE_CHOICES = {
    ResponseKind.ANSWER: N_("I have an answer to this question"),
    ResponseKind.BUT: N_("Yes, but: I see this in another way"),
}

RESPONSE_STATES = {
    ResponseState.WAITING: N_("Waiting to be read"),
    ResponseState.PUBLISHED: N_("Published"),
    ResponseState.HIDDEN: N_("Not shown"),
    ResponseState.WITHDRAWN: N_("Taken back"),
    ResponseState.DONE: N_("Done"),
}

PILES = {
    Pile.WAITING: N_("Waiting for you"),
    Pile.REPORTS: N_("Reports"),
    Pile.RESPONSES: N_("Responses"),
    Pile.OFFERED: N_("At the host"),
    Pile.PUBLISHED: N_("Published"),
    Pile.HIDDEN: N_("Not shown"),
}


def piles() -> dict[Pile, str]:
    """What lies before an organiser, in this order."""
    return {pile: str(_(words)) for pile, words in PILES.items()}


def kind(value: CardKind) -> str:
    return str(_(KINDS[value]))


def kind_hints() -> dict[str, str]:
    return {value: str(_(hint)) for value, hint in KIND_HINTS.items()}


def show(value: CardShow) -> str:
    return str(_(SHOWS[value]))


def state(value: CardState) -> str:
    return str(_(STATES[value]))


def state_tag(value: CardState | ResponseState) -> str:
    """How the tag with this state looks."""
    return STATE_TAGS.get(value, "neutral")


def response(value: ResponseKind) -> str:
    return str(_(RESPONSES[value]))


def response_choice(value: ResponseKind) -> str:
    return str(_(RESPONSE_CHOICES[value]))


def response_state(value: ResponseState) -> str:
    return str(_(RESPONSE_STATES[value]))


def author(name: str, perspective: Perspective | None) -> str:
    """Who says this: a name, where they look from, both, or else just someone who took part."""
    parts = [name, registration.perspective(perspective) if perspective else ""]
    return ", ".join(part for part in parts if part) or str(_("Participant"))


OTHER_KINDS = {What.NOTE: N_("Note"), What.PUBLICATION: N_("Publication or article")}
"""What can be found beside cards."""

LICENCE_PAGES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/deed.nl",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/deed.nl",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/deed.nl",
    "CC0 1.0": "https://creativecommons.org/publicdomain/zero/1.0/deed.nl",
}


def all_kinds() -> list[tuple[str, str]]:
    """Every kind of thing in the harvest, with its word."""
    return [(key.value, str(_(name))) for key, name in [*KINDS.items(), *OTHER_KINDS.items()]]


def licence_page(licence: str) -> str | None:
    """Where anybody can read what a licence allows."""
    return LICENCE_PAGES.get(licence)


def year_of(edition: Edition) -> int:
    return edition.starts_at.astimezone(AMSTERDAM).year


def found_kind(find: Find) -> str:
    """What sort of thing this is."""
    content = find.content
    return kind(content.kind) if isinstance(content, HarvestCard) else str(_(OTHER_KINDS[find.address.what]))


def citation(find: Find, address: str) -> str:
    """How to name this as a source: who, when, what, where."""
    content, day = find.content, f"{text_in(find.edition.title)} ({year_of(find.edition)})"
    if isinstance(content, HarvestPublication):
        return f"{text_in(content.title)} ({content.year}). {content.url}"
    if isinstance(content, NoteInBrief):
        return f"{day}. {found_kind(find)} {content.number}: {text_in(content.breakout)}. {address}"
    who, number = author(content.name, content.perspective), _("card %(number)s", number=content.number)
    return f"{who} ({year_of(find.edition)}). {found_kind(find)}, {number}. {text_in(find.edition.title)}. {address}"
