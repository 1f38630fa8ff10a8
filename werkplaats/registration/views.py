"""Registering, the thank-you page, and having one's link mailed again."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from werkplaats import clock, links
from werkplaats.editions.access import shown_edition
from werkplaats.editions.models import Edition
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout
from werkplaats.registration import actions, queries, seats
from werkplaats.registration.actions import Closed
from werkplaats.registration.forms import LinkAgainForm, RegisterForm
from werkplaats.registration.queries import Door
from werkplaats.web.limits import MAILING_LINKS, REGISTERING, limit

bp = Blueprint("registration", __name__)

JUST_REGISTERED = "registered"
REMEMBERED_FOR = timedelta(minutes=30)


@bp.get("/<edition>/aanmelden")
def register(edition: str) -> Response | str | tuple[str, int]:
    shown = shown_edition(edition)
    door = queries.door(shown)
    if door not in (Door.OPEN, Door.FULL):
        return door_page(shown, door)
    breakouts = programme.breakouts(shown.id)
    return _form_page(shown, RegisterForm(breakouts, programme.breakout_rounds(shown.id)), breakouts, door)


@bp.post("/<edition>/aanmelden")
@limit(REGISTERING)
def send(edition: str) -> Response | str | tuple[str, int]:
    shown = shown_edition(edition)
    breakouts = programme.breakouts(shown.id)
    form = RegisterForm(breakouts, programme.breakout_rounds(shown.id))
    if not form.validate():
        return _form_page(shown, form, breakouts, queries.door(shown))
    try:
        registered = actions.register(shown.id, form.answers())
    except Closed:
        return door_page(shown, queries.door(shown))
    session[JUST_REGISTERED] = [edition, form.email.data, clock.now().timestamp(), registered.was_full]
    return redirect(url_for(".registered", edition=edition), 303)


@bp.get("/<edition>/aanmelden/gelukt")
def registered(edition: str) -> str:
    """Works when bookmarked: without the address of this browser it still says what happens next."""
    shown = shown_edition(edition)
    slug, email, at, was_full = session.get(JUST_REGISTERED, ("", "", 0.0, False))
    fresh = slug == edition and clock.now().timestamp() - at < REMEMBERED_FOR.total_seconds()
    return render_template(
        "registration/registered.html",
        edition=shown,
        email=email if fresh else None,
        was_full=fresh and was_full,
        feed=links.absolute(url_for("public.calendar", edition=edition)),
    )


@bp.get("/mijn/link")
def link_again() -> str:
    return render_template("registration/link_again.html", form=LinkAgainForm(), sent_to=None)


@bp.post("/mijn/link")
@limit(MAILING_LINKS)
def send_link() -> str:
    """The same answer for a known and an unknown address."""
    form = LinkAgainForm()
    if not form.validate():
        return render_template("registration/link_again.html", form=form, sent_to=None)
    actions.send_link_again(form.email.data or "")
    return render_template("registration/link_again.html", form=None, sent_to=form.email.data)


def door_page(edition: Edition, door: Door) -> tuple[str, int]:
    """Too early, closed or cancelled: what now. None of these is an error of the person."""
    status = 409 if request.method == "POST" else 200
    return render_template("registration/door.html", edition=edition, door=door), status


def _form_page(edition: Edition, form: RegisterForm, breakouts: list[Breakout], door: Door) -> str:
    """The form; when all places are taken it is the way to the waiting list, and says so first."""
    number = seats.number_waiting(edition.id) if door == Door.FULL else None
    return render_template(
        "registration/register.html", edition=edition, form=form, breakouts=breakouts, number_waiting=number
    )
