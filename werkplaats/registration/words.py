"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import N_
from werkplaats.mail.wording import Wording
from werkplaats.registration.models import Perspective

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


def perspective(value: Perspective) -> str:
    return str(_(PERSPECTIVES[value]))
