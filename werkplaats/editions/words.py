"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.editions.models import EditionState
from werkplaats.errors import N_

STATES = {
    EditionState.DRAFT: N_("Not public yet"),
    EditionState.PUBLISHED: N_("Public"),
    EditionState.CANCELLED: N_("Cancelled"),
    EditionState.ARCHIVED: N_("In the archive"),
}

STATE_TAGS = {
    EditionState.DRAFT: "warning",
    EditionState.PUBLISHED: "success",
    EditionState.CANCELLED: "danger",
    EditionState.ARCHIVED: "neutral",
}


def state(value: EditionState) -> str:
    return str(_(STATES[value]))


def state_tag(value: EditionState) -> str:
    """How the tag with this state looks."""
    return STATE_TAGS[value]
