"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.errors import N_
from werkplaats.mail.models import MailState

STATES = {
    MailState.QUEUED: N_("Is about to leave"),
    MailState.SENDING: N_("Is leaving now"),
    MailState.SENT: N_("Sent"),
    MailState.WAITING: N_("We try again"),
    MailState.FAILED: N_("Not delivered"),
    MailState.HELD: N_("Held back"),
    MailState.CANCELLED: N_("Called off"),
}

STATE_TAGS = {MailState.SENT: "success", MailState.WAITING: "warning", MailState.FAILED: "danger"}


def state(value: MailState) -> str:
    return str(_(STATES[value]))


def state_tag(value: MailState) -> str:
    """How the tag with this state looks."""
    return STATE_TAGS.get(value, "neutral")
