"""Erasing somebody who asks for it, by phone for example."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.privacy import actions, queries
from werkplaats.privacy.forms import WHO, EraseForm
from werkplaats.registration import queries as registrations
from werkplaats.registration.models import Registration, RegistrationState

bp = Blueprint("privacy_organise", __name__, url_prefix="/organisatie/<edition>/aanmeldingen")


@bp.get("/<public_id>/wissen")
def confirm(edition: str, public_id: str) -> str:
    registration = _registration(edition, public_id)
    stake = queries.at_stake(registration)
    return _page(registration, stake, EraseForm(stake, public_id))


@bp.post("/<public_id>/wissen")
def erase(edition: str, public_id: str) -> Response | str:
    registration = _registration(edition, public_id)
    stake = queries.at_stake(registration)
    form = EraseForm(stake, public_id)
    if request.form.get(WHO) != public_id or not form.validate():
        return _page(registration, stake, form)
    if actions.erase(registration.id, form.cards_stay, actor()):
        flash(_("This person is erased. They get one last mail about it."))
    else:
        flash(_("This person was erased already."))
    return redirect(url_for("registration_organise.overview", edition=edition), 303)


def _registration(slug: str, public_id: str) -> Registration:
    """Someone of this edition; who was erased has another code, and so does not exist any more."""
    edition = organised_edition(slug)
    found = registrations.by_public_id(public_id)
    if found is None or found.edition_id != edition.id or found.state == RegistrationState.ERASED:
        abort(404)
    return found


def _page(registration: Registration, stake: queries.AtStake, form: EraseForm) -> str:
    return render_template(
        "privacy/organise/erase.html", registration=registration, stake=stake, form=form, may_change=may_change()
    )
