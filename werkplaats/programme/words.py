"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.errors import N_
from werkplaats.programme.models import Condition

CONDITIONS = {
    Condition.SECURITY: N_("Socioeconomic security"),
    Condition.INCLUSION: N_("Social inclusion"),
    Condition.COHESION: N_("Social cohesion"),
    Condition.EMPOWERMENT: N_("Social empowerment"),
}


def condition(value: Condition) -> str:
    return str(_(CONDITIONS[value]))
