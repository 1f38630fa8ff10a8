"""The page of who does something on the day: speakers, hosts, note takers, chairs."""

from __future__ import annotations

from flask import Blueprint, render_template

from werkplaats.people import queries, words
from werkplaats.people.access import my_person
from werkplaats.people.queries import Profile
from werkplaats.registration.access import make_personal
from werkplaats.web import context

bp = Blueprint("my_tasks", __name__)
make_personal(bp)


@bp.get("/mijn/taken")
def overview() -> str:
    person = my_person()
    parts = queries.own_parts(person.id)
    if parts:
        context.show(parts[0].edition)
    own = queries.everything_of(person.id)
    return render_template(
        "my/tasks.html",
        person=person,
        parts=parts,
        what_you_do=words.tasks,
        asked=[part for part in own if part.is_asked],
        agreed=[part for part in own if part.agreed],
        to_do=words.still_to_do(Profile(person, [part for part in own if not part.is_asked]).missing) if own else [],
        sure=[part for part in own if not part.is_asked],
    )
