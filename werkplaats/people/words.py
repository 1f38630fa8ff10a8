"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import N_
from werkplaats.mail.wording import Wording
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

TASK_LINK = Wording(
    "task_link",
    name=N_("Link to one's tasks"),
    when=N_("To a speaker, host, note taker or chair who asks for their link, or when you send it."),
    subject=N_("Your link for what you do: {editie}"),
    opening=N_("Hello {naam},\n\nYou help to make {editie}. This link opens the page with everything you do."),
    placeholders=PLACEHOLDERS,
)


def tasks(values: Iterable[AppearanceRole]) -> str:
    """What these roles say to the one who has them."""
    return ", ".join(str(_(TASKS[value])) for value in values)


def role(value: AppearanceRole) -> str:
    return str(_(ROLES[value]))
