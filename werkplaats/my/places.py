"""A participant's own answers about places: an offer of one in the edition or in a breakout, and a free place to take.
Each is one button, so a POST."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.breakouts import offers, seats
from werkplaats.errors import Refused
from werkplaats.my.refusal import not_possible
from werkplaats.programme.models import Slot
from werkplaats.registration import offers as edition_offers
from werkplaats.registration import seats as edition_seats
from werkplaats.registration.access import make_personal, my_registration
from werkplaats.registration.models import Registration
from werkplaats.web.forms import check_token
from werkplaats.web.language import text_in

bp = Blueprint("my_places", __name__)
make_personal(bp)
bp.register_error_handler(Refused, not_possible)


@bp.post("/mijn/aanbod/<int:offer_id>/aannemen")
def accept(offer_id: int) -> Response:
    slot = _offered_slot(offer_id)
    return _answered(lambda: offers.accept_offer(my_registration().id, offer_id), _yours(slot))


@bp.post("/mijn/aanbod/<int:offer_id>/houden")
def keep(offer_id: int) -> Response:
    _offered_slot(offer_id)
    return _answered(
        lambda: offers.decline_offer(my_registration().id, offer_id),
        _("Your places stay as they are. Thank you for telling us: somebody else can have this one now."),
        _("Your places stay as they are."),
    )


@bp.post("/mijn/wachtlijst/<int:offer_id>/aannemen")
def come(offer_id: int) -> Response:
    """Take the place in the edition for which someone waited."""
    return _answered(
        lambda: edition_offers.accept_place(_offered_here(offer_id).id, offer_id),
        _("How nice: you take part! We send you a mail with an entry for your calendar."),
    )


@bp.post("/mijn/wachtlijst/<int:offer_id>/afslaan")
def stay_away(offer_id: int) -> Response:
    return _answered(
        lambda: edition_offers.decline_place(_offered_here(offer_id).id, offer_id),
        _("Thank you for telling us: somebody else can have this place now."),
    )


@bp.post("/mijn/plek/<int:slot_id>")
def take(slot_id: int) -> Response:
    check_token()
    registration = my_registration()
    slot = seats.slot(registration.edition_id, slot_id) or abort(404)
    return _answered(lambda: offers.take_place(registration.id, slot_id), _yours(slot))


def _offered_here(offer_id: int) -> Registration:
    """The person at this browser, to whom this place is offered; somebody else's offer does not exist here."""
    check_token()
    registration = my_registration()
    edition_seats.offer(registration.id, offer_id) or abort(404)
    return registration


def _offered_slot(offer_id: int) -> Slot:
    """The slot of an offer to the person at this browser; somebody else's offer does not exist here."""
    check_token()
    registration = my_registration()
    offer = seats.offer(registration.id, offer_id) or abort(404)
    return seats.slot(registration.edition_id, offer.slot_id or 0) or abort(404)


def _yours(slot: Slot) -> str:
    return str(
        _(
            "In %(round)s you now have a place in %(breakout)s. We send you a mail, and your calendar follows.",
            round=text_in(slot.round.title),
            breakout=text_in(slot.breakout.title),
        )
    )


def _answered(act: Callable[[], bool | None], said: str, otherwise: str = "") -> Response:
    """Back to the overview with what happened; with `otherwise` when the act says that nothing did."""
    flash(otherwise if act() is False else said)
    return redirect(url_for("my.overview"), 303)
