"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats.errors import N_
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
