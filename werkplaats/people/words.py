"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import N_
from werkplaats.mail.wording import Wording
from werkplaats.people.models import AppearanceRole, PersonState
from werkplaats.people.queries import Missing, OwnPart
from werkplaats.web.dates import timespan
from werkplaats.web.language import text_in

ROLES = {
    AppearanceRole.SPEAKER: N_("Speaker"),
    AppearanceRole.HOST: N_("Host"),
    AppearanceRole.NOTE_TAKER: N_("Note taker"),
    AppearanceRole.CHAIR: N_("Chair of the day"),
}

TASKS = {
    AppearanceRole.SPEAKER: N_("you are the speaker"),
    AppearanceRole.HOST: N_("you are the host"),
    AppearanceRole.NOTE_TAKER: N_("you take the notes"),
    AppearanceRole.CHAIR: N_("you are the chair of the day"),
}

TASK_LINK = Wording(
    "task_link",
    name=N_("Link to one's tasks"),
    when=N_("To a speaker, host, note taker or chair who asks for their link, or when you send it."),
    subject=N_("Your link for what you do: {editie}"),
    opening=N_("Hello {naam},\n\nYou help to make {editie}. This link opens the page with everything you do."),
    placeholders=PLACEHOLDERS,
)


PROFILE_PLACEHOLDERS = PLACEHOLDERS | {"tot": N_("Until when they can write about themselves")}
NAMED = PLACEHOLDERS | {
    "onderdeel": N_("The part of the programme that it is about"),
    "wie": N_("Who does it now"),
    "voor": N_("Who did it until now"),
}

TASK_ASKED = Wording(
    "task_asked",
    name=N_("Would you do this?"),
    when=N_("To someone whom you still ask whether they want a task. On their page they say yes or no."),
    subject=N_("Would you help to make {editie}?"),
    opening=N_("Hello {naam},\n\nWe would like you to help to make {editie}, on {dag}. We ask you for this:"),
    placeholders=PROFILE_PLACEHOLDERS,
)
PROFILE_WANTED = Wording(
    "profile_wanted",
    name=N_("Write who you are"),
    when=N_("To someone with a task, when you ask them to write about themselves for the site."),
    subject=N_("Tell people who you are: {editie}"),
    opening=N_(
        "Hello {naam},\n\nHow nice that you help to make {editie}. Before they come, people like to know whom they "
        "will meet. Would you write a few lines about yourself before {tot}?"
    ),
    placeholders=PROFILE_PLACEHOLDERS,
)
PROFILE_REMINDER = Wording(
    "profile_reminder",
    name=N_("Something is missing still"),
    when=N_(
        "A week before the last day for it, to whom you asked, as long as something is missing. Or when you send it."
    ),
    subject=N_("Something is missing still: {editie}"),
    opening=N_(
        "Hello {naam},\n\nYou help to make {editie}. We still miss something from you. Can you do it before {tot}?"
    ),
    placeholders=PROFILE_PLACEHOLDERS,
)
BRIEFING = Wording(
    "briefing",
    name=N_("Before the day, to who has a task"),
    when=N_("When you send it, to everyone with a task: their times, the sound test, and the page with their links."),
    subject=N_("Good to know before {datum}: {editie}"),
    opening=N_("Hello {naam},\n\nIt is almost time for {editie}. This is what you do, and how you prepare."),
    placeholders=PLACEHOLDERS,
)
STAND_IN = Wording(
    "stand_in",
    name=N_("You stand in for somebody"),
    when=N_("When somebody takes over a task, to the one who does it from now on."),
    subject=N_("You stand in for {voor}: {editie}"),
    opening=N_("Hello {naam},\n\nHow nice that you stand in for {voor} at {editie}, on {dag}. This is what you do:"),
    placeholders=NAMED,
)
REPLACED = Wording(
    "replaced",
    name=N_("Somebody stands in for you"),
    when=N_("When somebody takes over a task, to who did it until now and was not told of it in a calendar."),
    subject=N_("{wie} stands in for you: {editie}"),
    opening=N_(
        "Hello {naam},\n\nAt {editie}, on {dag}, {wie} takes over “{onderdeel}” from you. You need to do nothing more "
        "for it. Thank you!"
    ),
    placeholders=NAMED,
)
TEAM_CHANGED = Wording(
    "team_changed",
    name=N_("Somebody else works with you"),
    when=N_("When somebody takes over a task, to the others with a task at the same part."),
    subject=N_("{wie} is there instead of {voor}: {editie}"),
    opening=N_(
        "Hello {naam},\n\nAt “{onderdeel}”, on {dag}, {wie} is there from now on. {voor} is not. What you do stays the "
        "same."
    ),
    placeholders=NAMED,
)

WORDINGS = (TASK_ASKED, PROFILE_WANTED, PROFILE_REMINDER, STAND_IN, REPLACED, TEAM_CHANGED, BRIEFING)
"""In the order in which who has a task meets them."""

PUBLISH_VERSION = "publish-1"
PUBLISH_WORDS = N_("My name and what I wrote may stand on the site for what I tick here.")
SLIDES_VERSION = "slides-1"
SLIDES_WORDS = N_("Everyone may open my slides on the site after the day.")
PICTURE_VERSION = "picture-1"
PICTURE_WORDS = N_("I may use this picture, and it may stand on the site with my name.")

MISSING = {
    Missing.ADDRESS: N_("a mail address"),
    Missing.ANSWER: N_("an answer: yes or no"),
    Missing.ROLE: N_("what they do in daily life"),
    Missing.BIO: N_("a few lines about themselves"),
    Missing.CONSENT: N_("their consent"),
}
"""What is missing, to organisers."""
STILL_TO_DO = {
    Missing.ANSWER: N_("say whether you do it: yes or no"),
    Missing.ROLE: N_("write what you do in daily life"),
    Missing.BIO: N_("write a few lines about yourself"),
    Missing.CONSENT: N_("say whether your name may stand on the site"),
}
"""The same to the person."""

PROFILE_STATES = {
    PersonState.INVITED: N_("Asked, nothing written yet"),
    PersonState.DRAFT: N_("Not public yet"),
    PersonState.PUBLISHED: N_("Public"),
    PersonState.WITHDRAWN: N_("Taken off the site"),
}
PROFILE_TAGS = {PersonState.PUBLISHED: "success", PersonState.WITHDRAWN: "warning"}


def missing(values: Iterable[Missing]) -> str:
    return ", ".join(str(_(MISSING[value])) for value in values)


def still_to_do(values: Iterable[Missing]) -> list[str]:
    """What somebody can do about it themselves, as the ends of sentences."""
    return [str(_(STILL_TO_DO[value])) for value in values if value in STILL_TO_DO]


def profile_state(value: PersonState) -> str:
    return str(_(PROFILE_STATES[value]))


def profile_tag(value: PersonState) -> str:
    """How the tag with this state looks."""
    return PROFILE_TAGS.get(value, "neutral")


def line(part: OwnPart) -> str:
    """One task in words: when, what, and what they do there."""
    return f"{timespan(part.starts_at, part.ends_at)} {text_in(part.title)} ({tasks([part.role])})"


def tasks(values: Iterable[AppearanceRole]) -> str:
    """What these roles say to the one who has them."""
    return ", ".join(str(_(TASKS[value])) for value in values)


def role(value: AppearanceRole) -> str:
    return str(_(ROLES[value]))
