"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from werkplaats.errors import N_
from werkplaats.people.models import AppearanceRole

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


def tasks(values: Iterable[AppearanceRole]) -> str:
    """What these roles say to the one who has them."""
    return ", ".join(str(_(TASKS[value])) for value in values)


def role(value: AppearanceRole) -> str:
    return str(_(ROLES[value]))
