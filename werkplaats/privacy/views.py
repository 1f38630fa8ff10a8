"""What a participant sees of everything that we hold of them, takes with them, and erases."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from werkplaats.people import queries as people
from werkplaats.people.access import leave, my_person
from werkplaats.privacy import actions, exports, queries, words
from werkplaats.privacy.forms import WHO, EraseForm
from werkplaats.registration.access import make_personal, my_registration, my_registrations
from werkplaats.registration.models import Registration
from werkplaats.web import context
from werkplaats.web.forms import check_token

bp = Blueprint("privacy", __name__)
make_personal(bp)

ERASED_HERE = "erased"


@bp.get("/mijn/gegevens")
def everything() -> str:
    registration = my_registration()
    return render_template(
        "privacy/everything.html",
        registration=registration,
        everything=queries.everything_of(registration),
        shown=words.shown,
        term=words.term,
    )


@bp.get("/mijn/gegevens/bestand")
def download() -> Response:
    registration = my_registration()
    response = make_response(exports.as_json(queries.everything_of(registration)))
    response.content_type = "application/json; charset=utf-8"
    name = f"werkplaats-{registration.edition.slug}.json"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


@bp.get("/mijn/gegevens/wissen")
def confirm_erase() -> str:
    registration = my_registration()
    stake = queries.at_stake(registration)
    return _page(registration, stake, EraseForm(stake, registration.public_id))


@bp.post("/mijn/gegevens/wissen")
def erase() -> BaseResponse | str:
    """From a second tab there is nobody left to erase, and it says so. Somebody else at this browser is never erased
    instead."""
    registration = _of_the_page()
    if registration is None:
        return redirect(url_for(".erased") if ERASED_HERE in session else url_for("registration.link_again"), 303)
    stake = queries.at_stake(registration)
    form = EraseForm(stake, registration.public_id)
    if not form.validate():
        return _page(registration, stake, form)
    actions.erase(registration.id, form.cards_stay)
    session[ERASED_HERE] = True
    return redirect(url_for(".erased"), 303)


@bp.get("/mijn/gegevens/gewist")
def erased() -> str:
    """Works when bookmarked: it names nobody."""
    return render_template("privacy/erased.html")


@bp.get("/mijn/taken/wissen")
def confirm_erase_person() -> str:
    person = my_person()
    parts = people.everything_of(person.id)
    if parts:
        context.show(parts[0].edition)
    return render_template("privacy/erase_person.html", person=person, parts=parts)


@bp.post("/mijn/taken/wissen")
def erase_person() -> BaseResponse:
    """The page says whom it is about: meanwhile somebody else may have come in at this browser."""
    person = my_person()
    check_token()
    if request.form.get(WHO) != person.public_id:
        return redirect(url_for(".confirm_erase_person"), 303)
    actions.erase_as_speaker(person.id)
    leave()
    session[ERASED_HERE] = True
    return redirect(url_for(".erased"), 303)


def _of_the_page() -> Registration | None:
    """For whom the page was made, if they are still at this browser."""
    who = request.form.get(WHO, "")
    registration = next((r for r in my_registrations() if r.public_id == who), None)
    if registration is not None:
        context.show(registration.edition)
    return registration


def _page(registration: Registration, stake: queries.AtStake, form: EraseForm) -> str:
    return render_template("privacy/erase.html", registration=registration, stake=stake, form=form)
