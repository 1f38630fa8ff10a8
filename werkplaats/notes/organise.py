"""Reading the cards that came in: publishing and hiding them."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.errors import Refused
from werkplaats.notes import actions, personal_data, queries
from werkplaats.notes.models import Card, CardState
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("notes_organise", __name__, url_prefix="/organisatie/<edition>/kaarten")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    return render_template(
        "notes/organise/overview.html",
        edition=shown,
        waiting=queries.waiting(shown.id),
        published=queries.reviewed(shown.id, CardState.PUBLISHED),
        hidden=queries.reviewed(shown.id, CardState.HIDDEN),
        shown_perspectives=queries.shown_perspectives(shown.id),
        found_in=personal_data.found_in,
        may_change=may_change(),
    )


@bp.post("/<int:number>/publiceren")
def publish(edition: str, number: int) -> Response:
    """The page sends along which version of the card it showed: nobody publishes words they have not read."""
    card = _card(edition, number)
    try:
        actions.publish_card(card.id, actor(), version=request.form.get("version", 0, int))
        flash(_("Card %(number)s is published.", number=number))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/<int:number>/verbergen")
def hide(edition: str, number: int) -> Response:
    card = _card(edition, number)
    try:
        actions.hide_card(card.id, actor())
        flash(_("Card %(number)s is not shown. Its author can change it and send it again.", number=number))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


def _card(edition: str, number: int) -> Card:
    """The card that a button is about, once the button has proved to be ours."""
    shown = organised_edition(edition)
    check_token()
    return queries.by_number(shown.id, number) or abort(404)
