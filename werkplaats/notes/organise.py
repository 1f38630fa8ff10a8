"""Reading what came in: publishing and hiding cards and what is said to them, and reports."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.errors import Refused
from werkplaats.notes import actions, personal_data, queries, responses, words
from werkplaats.notes.models import Card, CardState
from werkplaats.notes.queries import CARDS_IN, Pile
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("notes_organise", __name__, url_prefix="/organisatie/<edition>/kaarten")


@bp.get("")
def overview(edition: str) -> str:
    shown, pile = organised_edition(edition), _pile()
    found = queries.pile(shown.id, pile)
    return render_template(
        "notes/organise/overview.html",
        edition=shown,
        pile=pile,
        piles=words.piles(),
        sizes=queries.sizes(shown.id),
        found=found,
        of_cards=pile in CARDS_IN,
        said=queries.responses_at(found.rows if pile in CARDS_IN else [row.card for row in found.rows]),
        shown_perspectives=queries.shown_perspectives(shown.id),
        found_in=personal_data.found_in,
        may_change=may_change(),
    )


@bp.post("/<int:number>/publiceren")
def publish(edition: str, number: int) -> Response:
    """The page sends along which version of the card it showed: nobody publishes words they have not read."""
    card = _card(edition, number)
    version = request.form.get("version", 0, int)
    return _do(
        edition,
        lambda: actions.publish_card(card.id, actor(), version=version),
        _("Card %(number)s is published.", number=number),
    )


@bp.post("/<int:number>/verbergen")
def hide(edition: str, number: int) -> Response:
    card = _card(edition, number)
    said = _("Card %(number)s is not shown. Its author can change it and send it again.", number=number)
    return _do(edition, lambda: actions.hide_card(card.id, actor()), said)


@bp.post("/reacties/<int:response_id>/publiceren")
def publish_response(edition: str, response_id: int) -> Response:
    id = _response(edition, response_id)
    return _do(edition, lambda: responses.publish_response(id, actor()), _("The response stands below the card now."))


@bp.post("/reacties/<int:response_id>/verbergen")
def hide_response(edition: str, response_id: int) -> Response:
    id = _response(edition, response_id)
    return _do(edition, lambda: responses.hide_response(id, actor()), _("The response is not shown."))


@bp.post("/reacties/<int:response_id>/klaar")
def finish_report(edition: str, response_id: int) -> Response:
    id = _response(edition, response_id)
    return _do(edition, lambda: responses.finish_report(id, actor()), _("The report is done. The card stays as it is."))


def _do(edition: str, action: Callable[[], None], said: str) -> Response:
    """Press a button of a pile, and go back to that pile."""
    try:
        action()
        flash(said)
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition, pile=_pile()), 303)


def _pile() -> Pile:
    """The pile that the address or the button names; without one, what waits."""
    wanted = request.values.get("pile", "")
    return Pile(wanted) if wanted in set(Pile) else Pile.WAITING


def _card(edition: str, number: int) -> Card:
    """The card that a button is about, once the button has proved to be ours."""
    shown = organised_edition(edition)
    check_token()
    card = queries.by_number(shown.id, number)
    return card if card is not None and card.state != CardState.DRAFT else abort(404)


def _response(edition: str, id: int) -> int:
    """The same of a response; its id."""
    shown = organised_edition(edition)
    check_token()
    found = queries.response(shown.id, id) or abort(404)
    return found.id
