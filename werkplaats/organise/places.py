"""Single places after publication, for organisers: what is free, what is offered to whom, and taking an offer back."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.breakouts import offers, queries, seats
from werkplaats.errors import Refused
from werkplaats.organise import words
from werkplaats.programme import queries as programme
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.paging import slice_of

bp = Blueprint("places_organise", __name__, url_prefix="/organisatie/<edition>/indeling/plaatsen")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    waiting = seats.open_offers(shown.id)
    return render_template(
        "organise/places.html",
        published=queries.published_plan(shown.id),
        slots=programme.slots(shown.id),
        left={room.slot_id: room.left for room in seats.rooms(shown.id)},
        held=Counter(slot.id for _offer, slot in waiting),
        open_offers=waiting,
        answered=slice_of(seats.answered_offers(shown.id)),
        offer_state=words.offer_state,
        may_change=may_change(),
    )


@bp.post("/<int:slot_id>/aanbieden")
def offer(edition: str, slot_id: int) -> Response:
    check_token()
    shown = organised_edition(edition)
    slot = seats.slot(shown.id, slot_id) or abort(404)
    try:
        offers.offer_to_whom_it_helps(shown.id, slot.id, actor())
        flash(_("We look for whom this place helps most. If there is someone, they get a mail and appear below."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/aanbod/<int:offer_id>/intrekken")
def withdraw(edition: str, offer_id: int) -> Response:
    check_token()
    found = seats.offer_in(organised_edition(edition).id, offer_id) or abort(404)
    try:
        offers.withdraw_offer(found.id, actor())
        flash(_("The offer is taken back. Nobody's places have changed."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)
