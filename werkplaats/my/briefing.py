"""What who has a task wants to know before the day: their links and times, the sound test, and how many people come.

Of people they see numbers by perspective and nothing else: who runs a breakout needs no addresses, and a small number
could point at someone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, render_template
from flask_babel import gettext as _

from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.explain_words import FEWEST_SHOWN, shown
from werkplaats.editions.models import Phase
from werkplaats.people import queries, words
from werkplaats.people.access import my_person
from werkplaats.people.queries import OwnPart
from werkplaats.registration import words as registration
from werkplaats.registration.access import make_personal
from werkplaats.registration.models import Perspective
from werkplaats.web import context

bp = Blueprint("my_briefing", __name__)
make_personal(bp)


@dataclass(frozen=True)
class Coming:
    """How many people come to one part. `number` is not exact where it would give a small group away."""

    number: str
    perspectives: list[tuple[str, str]]


@bp.get("/mijn/taken/voorbereiden")
def overview() -> str:
    person = my_person()
    parts = [
        part for part in queries.everything_of(person.id) if not part.is_asked and part.edition.phase != Phase.PAST
    ]
    if parts:
        context.show(parts[0].edition)
    return render_template(
        "my/briefing.html",
        parts=parts,
        coming={part.appearance.id: _coming(part) for part in parts},
        what_you_do=words.tasks,
    )


def _coming(part: OwnPart) -> Coming | None:
    """None while nobody has been divided over the breakouts."""
    plan = breakouts.published_plan(part.edition.id)
    if part.slot is not None and plan is None:
        return None
    found = breakouts.perspectives_at(part.edition.id, part.slot.id if part.slot else None)
    return Coming(_in_all(found), [(_named(key), shown(number)) for key, number in found.items()])


def _in_all(found: Counter[Perspective | None]) -> str:
    """If one group alone is small, the sum would tell how small: then it is rounded to fives."""
    total, small = sum(found.values()), sum(number < FEWEST_SHOWN for number in found.values())
    return shown(total if small != 1 or total < FEWEST_SHOWN else FEWEST_SHOWN * round(total / FEWEST_SHOWN))


def _named(perspective: Perspective | None) -> str:
    return registration.perspective(perspective) if perspective else str(_("Not told"))
