"""The page of who does something on the day: speakers, hosts, note takers, chairs."""

from __future__ import annotations

from flask import Blueprint, render_template

from werkplaats.people import queries, words
from werkplaats.people.access import my_person
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
    return render_template("my/tasks.html", person=person, parts=parts, what_you_do=words.tasks)
