"""Who has a task on the day, and came in at this browser by their personal link.

The session keeps the public id with the version of the link, so that raising the version signs out everywhere. One
browser knows one such person at a time: a task is done at one's own machine.
"""

from __future__ import annotations

from flask import abort, g, redirect, session, url_for

from werkplaats import links
from werkplaats.people import queries
from werkplaats.people.models import AppearanceRole, Person
from werkplaats.people.queries import Part
from werkplaats.web import context

AT_WORK = "at_work"


def enter(token: str) -> Person | None:
    """Let in the person of a personal link; None when the link is no longer good."""
    claimed = links.subject(token)
    person = queries.by_public_id(claimed.public_id) if claimed else None
    if person is None or not links.matches(token, links.TASK, person.public_id, person.link_version):
        return None
    session[AT_WORK] = (person.public_id, person.link_version)
    g.pop("person", None)
    return person


def person_here() -> Person | None:
    """Who came in at this browser, as long as their link is still good."""
    if "person" not in g:
        public_id, version = session.get(AT_WORK, ("", 0))
        found = queries.by_public_id(public_id) if public_id else None
        good = found is not None and found.link_version == version
        g.person = found if good else None
    person: Person | None = g.person
    return person


def my_person() -> Person:
    """Who came in at this browser; anyone else is brought to the page that mails the link again."""
    person = person_here()
    if person is None:
        abort(redirect(url_for("registration.link_again")))
    return person


def my_slot(slot_id: int, *roles: AppearanceRole) -> Part:
    """A slot in which the person at this browser has one of these tasks; no other slot exists for them."""
    part = queries.own_slot(my_person().id, slot_id, roles) or abort(404)
    context.show(part.edition)
    return part


def leave() -> None:
    """Forget who came in at this browser."""
    session.pop(AT_WORK, None)
    g.pop("person", None)
