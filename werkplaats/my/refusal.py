"""What participants read when something of theirs cannot be done."""

from __future__ import annotations

from flask import render_template

from werkplaats.errors import Refused
from werkplaats.registration.access import my_registration
from werkplaats.web.language import sentence


def not_possible(refused: Refused) -> tuple[str, int]:
    """Why it could not be done, and what now."""
    registration = my_registration()
    return render_template(
        "my/not_possible.html",
        edition=registration.edition,
        registration=registration,
        refused=sentence(refused),
    ), 409
