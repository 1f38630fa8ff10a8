"""What the host of a slot does with cards: show the code, and let in what people without a registration offer."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats import audit, links, qr
from werkplaats.errors import Refused
from werkplaats.notes import guests, queries
from werkplaats.people.access import my_person, my_slot
from werkplaats.people.models import AppearanceRole
from werkplaats.registration.access import make_personal
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("hosting", __name__)
make_personal(bp)


@bp.get("/mijn/taken/<int:slot_id>/kaarten")
def cards(slot_id: int) -> str:
    part = my_slot(slot_id, AppearanceRole.HOST)
    assert part.slot is not None
    address = links.absolute(url_for("code.write", code=queries.code_of(part.slot)))
    return render_template(
        "notes/hosting.html",
        edition=part.edition,
        slot=part.slot,
        address=address,
        code=qr.svg(address),
        offered=queries.offered_in(slot_id),
        let_in=queries.number_let_in(slot_id),
        shown_perspectives=queries.shown_perspectives(part.edition.id),
    )


@bp.post("/mijn/taken/<int:slot_id>/kaarten/<int:number>")
def decide(slot_id: int, number: int) -> Response:
    """`do` says which of the two buttons it was, `version` what the host has read."""
    part = my_slot(slot_id, AppearanceRole.HOST)
    check_token()
    card = queries.by_number(part.edition.id, number) or abort(404)
    actor = audit.by_person(my_person().id)
    try:
        if request.form.get("do") == "in":
            guests.let_in(card.id, slot_id, actor, request.form.get("version", 0, int))
            flash(_("Card %(number)s is with the organisers now.", number=number))
        else:
            guests.turn_down(card.id, slot_id, actor)
            flash(_("Card %(number)s goes no further. Its author can change it.", number=number))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".cards", slot_id=slot_id), 303)
