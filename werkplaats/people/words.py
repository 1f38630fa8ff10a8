"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.errors import N_
from werkplaats.people.models import AppearanceRole

ROLES = {
    AppearanceRole.SPEAKER: N_("Speaker"),
    AppearanceRole.HOST: N_("Host"),
    AppearanceRole.NOTE_TAKER: N_("Note taker"),
    AppearanceRole.CHAIR: N_("Chair of the day"),
}


def role(value: AppearanceRole) -> str:
    return str(_(ROLES[value]))
