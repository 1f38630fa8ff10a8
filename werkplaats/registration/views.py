"""Registering, the thank-you page, and having one's link mailed again."""

from __future__ import annotations

from typing import NamedTuple

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_wtf.csrf import generate_csrf
from markupsafe import escape
from werkzeug.wrappers import Response

from werkplaats import clock, links
from werkplaats.editions import queries as editions
from werkplaats.editions.access import shown_edition
from werkplaats.editions.models import Edition
from werkplaats.mail.addresses import email_key
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout
from werkplaats.registration import actions, queries, seats
from werkplaats.registration.actions import Closed, SentBefore
from werkplaats.registration.forms import LinkAgainForm, MendForm, RegisterForm
from werkplaats.registration.queries import Door
from werkplaats.web.blank import Tokens, blank_forms
from werkplaats.web.language import sentence
from werkplaats.web.limits import MAILING_LINKS, REGISTERING, limit

bp = Blueprint("registration", __name__)

JUST_REGISTERED = "registered"


class JustSent(NamedTuple):
    """What this browser sent last, as its own session remembers it: never whether we knew the address."""

    edition: str = ""
    email: str = ""
    at: float = 0
    was_full: bool = False
    token: str = ""


@bp.get("/<edition>/aanmelden")
def register(edition: str) -> Response | str | tuple[str, int]:
    """The page that everyone opens on the same morning. How many wait, which a full edition tells, is counted anew."""
    return blank_forms().page(lambda: (generate_csrf(), links.new_public_id())) or _register(shown_edition(edition))


def _register(edition: Edition) -> Response | str | tuple[str, int]:
    door = queries.door(edition)
    if door not in (Door.OPEN, Door.FULL):
        return door_page(edition, door)
    breakouts = programme.breakouts(edition.id)
    form = RegisterForm(breakouts, programme.breakout_rounds(edition.id))
    page = _form_page(edition, form, breakouts, door)
    tokens = generate_csrf(), form.once.data or ""
    return blank_forms().keep(page, tokens, tokens) if door == Door.OPEN else page


@bp.post("/<edition>/aanmelden")
@limit(REGISTERING)
def send(edition: str) -> Response | str | tuple[str, int]:
    shown = shown_edition(edition)
    breakouts = programme.breakouts(shown.id)
    form, before = RegisterForm(breakouts, programme.breakout_rounds(shown.id)), _just_sent(edition)
    if not form.validate():
        return _form_page(shown, form, breakouts, queries.door(shown))
    try:
        registered = actions.register(
            shown.id, form.answers(form.email.data or ""), form.once.data or "", before.token if before else ""
        )
    except Closed:
        return door_page(shown, queries.door(shown))
    except SentBefore as refused:
        form.once.errors = [sentence(refused)]
        form.renew()
        return _form_page(shown, form, breakouts, queries.door(shown))
    if before is None or email_key(before.email) != email_key(form.email.data or ""):
        session[JUST_REGISTERED] = JustSent(
            edition, form.email.data or "", clock.now().timestamp(), registered.was_full, form.once.data or ""
        )
    return redirect(url_for(".registered", edition=edition), 303)


@bp.get("/<edition>/aanmelden/gelukt")
def registered(edition: str) -> str:
    """Works when bookmarked: without the address of this browser it still says what happens next."""
    sent = _just_sent(edition)
    if sent is None or sent.was_full:
        return _thank_you_page(shown_edition(edition), sent, MendForm(formdata=None))
    tokens = generate_csrf(), str(escape(sent.email))
    return blank_forms().page(lambda: tokens) or _thanks(shown_edition(edition), sent, tokens)


def _thanks(edition: Edition, sent: JustSent, tokens: Tokens) -> str:
    anyone = links.new_public_id()
    page = _thank_you_page(edition, sent._replace(email=anyone), MendForm(formdata=None))
    return blank_forms().keep(page, (generate_csrf(), anyone), tokens)


@bp.post("/<edition>/aanmelden/adres")
@limit(REGISTERING)
def mend(edition: str) -> Response | str:
    """Another address for what this browser has just sent."""
    shown = shown_edition(edition)
    sent = _just_sent(edition)
    form = MendForm(sent.email if sent else "")
    if not form.validate():
        return _thank_you_page(shown, sent, form)
    actions.mend_address(shown.id, sent.token if sent else "", form.email.data or "")
    session[JUST_REGISTERED] = (sent or JustSent())._replace(email=form.email.data or "")
    return redirect(url_for(".registered", edition=edition), 303)


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
    other = editions.next_besides(edition)
    return render_template("registration/door.html", edition=edition, door=door, other=other), status


def _just_sent(edition: str) -> JustSent | None:
    """What this browser sent in the last half hour, for this edition."""
    kept = session.get(JUST_REGISTERED, ())
    sent = JustSent(*kept) if len(kept) == len(JustSent._fields) else JustSent()
    fresh = clock.now().timestamp() - sent.at < queries.REMEMBERED_FOR.total_seconds()
    return sent if fresh and sent.edition == edition else None


def _thank_you_page(edition: Edition, sent: JustSent | None, form: MendForm) -> str:
    return render_template(
        "registration/registered.html",
        edition=edition,
        sent=sent,
        form=form,
        feed=links.absolute(url_for("formats.calendar", edition=edition.slug)),
    )


def _form_page(edition: Edition, form: RegisterForm, breakouts: list[Breakout], door: Door) -> str:
    """The form; when all places are taken it is the way to the waiting list, and says so first."""
    number = seats.number_waiting(edition.id) if door == Door.FULL else None
    return render_template(
        "registration/register.html", edition=edition, form=form, breakouts=breakouts, number_waiting=number
    )
