"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.errors import N_
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


def perspective(value: Perspective) -> str:
    return str(_(PERSPECTIVES[value]))
