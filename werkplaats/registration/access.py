"""Who is at this browser: the registrations that personal links have added to it.

The session keeps each public id with the version of its link, so that raising the version signs out everywhere.
Registering adds nobody: only the link from the mail does.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, g, redirect, session, url_for

from werkplaats import links
from werkplaats.people.access import person_here
from werkplaats.registration import queries
from werkplaats.registration.models import Registration
from werkplaats.web import context

PEOPLE = "people"
CHOSEN = "chosen"
MOST_PEOPLE = 12


def enter(token: str) -> Registration | None:
    """Add the person of a personal link to this browser and choose them; None when the link is no longer good."""
    claimed = links.subject(token)
    registration = queries.by_public_id(claimed.public_id) if claimed else None
    if registration is None or not links.matches(
        token, links.REGISTRATION, registration.public_id, registration.link_version
    ):
        return None
    let_in(registration)
    return registration


def let_in(registration: Registration) -> None:
    """Add a person to this browser and choose them; whoever calls this knows that they may be here."""
    others = {k: v for k, v in session.get(PEOPLE, {}).items() if k != registration.public_id}
    newest = dict(list(others.items())[-(MOST_PEOPLE - 1) :])
    session[PEOPLE] = {**newest, registration.public_id: registration.link_version}
    session[CHOSEN] = registration.public_id
    g.pop("me", None)


def was_here(registration: Registration) -> bool:
    """Whether this person was let in at this browser, if perhaps with an older link."""
    return registration.public_id in session.get(PEOPLE, {})


def feed_token(registration: Registration) -> str:
    """What opens someone's calendar feed and nothing else."""
    return links.token(links.FEED, registration.public_id, registration.feed_version)


def of_feed(token: str) -> Registration | None:
    """Whose calendar feed this is; None when its address is no longer good. It signs nobody in."""
    claimed = links.subject(token)
    registration = queries.by_public_id(claimed.public_id) if claimed else None
    if registration is None or not links.matches(token, links.FEED, registration.public_id, registration.feed_version):
        return None
    return registration


def my_registrations() -> list[Registration]:
    """Everyone at this browser whose link is still good; the coming edition first."""
    if "me" not in g:
        kept: dict[str, int] = session.get(PEOPLE, {})
        found = queries.by_public_ids(list(kept)) if kept else []
        g.me = [r for r in found if r.link_version == kept[r.public_id]]
    mine: list[Registration] = g.me
    return mine


def my_registration() -> Registration:
    """The person chosen at this browser; who has none yet is brought to the page that mails the link again."""
    mine = my_registrations()
    if not mine:
        abort(redirect(url_for("registration.link_again")))
    registration = next((r for r in mine if r.public_id == session.get(CHOSEN)), mine[0])
    context.show(registration.edition)
    return registration


def whose(public_id: str | None) -> Registration:
    """The person for whom a form was made: meanwhile another one may have been chosen at this browser."""
    mine = my_registration()
    registration = next((r for r in my_registrations() if r.public_id == public_id), None)
    if public_id and registration is None:
        abort(404)
    registration = registration or mine
    context.show(registration.edition)
    return registration


def choose(public_id: str) -> None:
    """Turn to another of the people at this browser; somebody else's registration does not exist here."""
    if not any(r.public_id == public_id for r in my_registrations()):
        abort(404)
    session[CHOSEN] = public_id


def leave() -> None:
    """Forget everyone at this browser."""
    session.pop(PEOPLE, None)
    session.pop(CHOSEN, None)
    g.pop("me", None)


def make_personal(blueprint: Blueprint) -> None:
    """Make every page of a blueprint somebody's own: no cache keeps it unless it says so itself, and its shell knows
    who is here."""

    @blueprint.after_request
    def keep_private(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @blueprint.context_processor
    def people_here() -> dict[str, Any]:
        return {"me": my_registrations(), "person_here": person_here()}
