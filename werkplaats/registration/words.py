"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import N_
from werkplaats.mail.wording import Wording
from werkplaats.registration.models import Perspective, RegistrationState
from werkplaats.registration.reading import Trouble

PERSPECTIVES = {
    Perspective.RESIDENT: N_("Resident or person with lived experience"),
    Perspective.VOLUNTEER: N_("Volunteer"),
    Perspective.PROFESSIONAL: N_("Social professional"),
    Perspective.POLICY_MAKER: N_("Policy maker"),
    Perspective.ADMINISTRATOR: N_("Administrator"),
    Perspective.EDUCATION: N_("Teacher or student"),
    Perspective.RESEARCHER: N_("Researcher"),
    Perspective.OTHER: N_("Someone else"),
}

ALREADY_REGISTERED = Wording(
    "already_registered",
    name=N_("Already registered"),
    when=N_("When someone registers with an address that we know already. We never change what they filled in before."),
    subject=N_("You are already registered: {editie}"),
    opening=N_("Hello {naam},"),
    placeholders=PLACEHOLDERS,
)
LINK_AGAIN = Wording(
    "link_again",
    name=N_("Personal link again"),
    when=N_("When someone asks for their personal link."),
    subject=N_("Your personal link: {editie}"),
    opening=N_("Hello {naam},\n\nYou asked for your personal link to {editie}. Here it is:"),
    placeholders=PLACEHOLDERS,
)
WAITING = Wording(
    "waiting",
    name=N_("Waiting list"),
    when=N_("When someone comes on the waiting list, because all places are taken."),
    subject=N_("You are on the waiting list: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nAll places for {editie} are taken."),
    placeholders=PLACEHOLDERS,
)
PLACE_FREE = Wording(
    "place_free",
    name=N_("Place for who waits"),
    when=N_("When a place comes free for someone on the waiting list."),
    subject=N_("There is a place for you: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nYou are on the waiting list for {editie}. A place has come free, and it is for you."),
    placeholders=PLACEHOLDERS,
)
PLACE_MISSED = Wording(
    "place_missed",
    name=N_("Place went on"),
    when=N_("When someone on the waiting list did not answer in time."),
    subject=N_("The place went to somebody else: {editie}"),
    opening=N_(
        "Hello {naam},\n\nWe held a place in {editie} for you. The time to answer has passed, so it went to the next "
        "one on the list."
    ),
    placeholders=PLACEHOLDERS,
)
NEED_ARRANGED = Wording(
    "need_arranged",
    name=N_("What they need is arranged"),
    when=N_("When you arranged what someone needs to take part. It does not say what."),
    subject=N_("It is arranged: {editie}"),
    opening=N_("Hello {naam},\n\nYou told us what you need to take part in {editie}. It is arranged."),
    placeholders=PLACEHOLDERS,
)
CALLED_OFF = Wording(
    "called_off",
    name=N_("Edition called off, to who waits"),
    when=N_("When you call off the whole edition, to everyone on the waiting list."),
    subject=N_("Does not take place: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nWe are sorry: {editie} does not take place."),
    placeholders=PLACEHOLDERS,
)

STATES = {
    RegistrationState.REGISTERED: N_("Registered"),
    RegistrationState.WAITING: N_("On the waiting list"),
    RegistrationState.CANCELLED: N_("Cancelled"),
    RegistrationState.ERASED: N_("Erased"),
}
STATE_TAGS = {RegistrationState.REGISTERED: "success", RegistrationState.WAITING: "warning"}

TROUBLES = {
    Trouble.NO_NAME: N_("There is no name in this row."),
    Trouble.LONG_NAME: N_("The name is longer than 100 characters."),
    Trouble.NO_ADDRESS: N_("There is no mail address in this row."),
    Trouble.BAD_ADDRESS: N_("“%(value)s” is no mail address."),
    Trouble.TWICE: N_("The same mail address stands in row %(value)s too. We take that row."),
    Trouble.KNOWN: N_("This mail address is registered already."),
    Trouble.CANCELLED: N_("This person has cancelled. Take them in again on their own page."),
    Trouble.PERSPECTIVE: N_("We do not know the perspective “%(value)s”."),
    Trouble.LONG_ORGANISATION: N_("The organisation is longer than 150 characters."),
    Trouble.LANGUAGE: N_("We do not know the language “%(value)s”. Write nl or en."),
    Trouble.FORMULA: N_("A cell holds a formula. Write what it gives as plain text."),
}
"""What is wrong with a row of a list that somebody brought."""


def perspective(value: Perspective) -> str:
    return str(_(PERSPECTIVES[value]))


def perspectives_by_word() -> dict[str, Perspective]:
    """By what people may write in a list, in small letters: our own words in each language, and the keys."""
    found = {str(value): value for value in Perspective}
    for language in ("nl", "en"):
        with force_locale(language):
            found |= {perspective(value).casefold(): value for value in Perspective}
    return found


def trouble(code: str, value: str) -> str:
    return str(_(TROUBLES[Trouble(code)], value=value))


def state(value: RegistrationState) -> str:
    return str(_(STATES[value]))


def state_tag(value: RegistrationState) -> str:
    """How the tag with this state looks."""
    return STATE_TAGS.get(value, "neutral")
