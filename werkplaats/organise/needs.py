"""What people need to take part, for organisers: as a list and by slot, and saying that it is arranged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.breakouts import queries as breakouts
from werkplaats.errors import Refused
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Slot
from werkplaats.registration import desk, dossier
from werkplaats.registration.models import Need
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.paging import cut

bp = Blueprint("needs_organise", __name__, url_prefix="/organisatie/<edition>/aanmeldingen/nodig")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    needs = dossier.needs(shown.id)
    return render_template(
        "organise/people/needs.html",
        needs=cut(needs),
        open=sum(need.arranged_at is None for need in needs),
        by_slot=_by_slot(shown.id, needs),
        may_change=may_change(),
    )


@bp.post("/<int:need_id>/geregeld")
def arrange(edition: str, need_id: int) -> Response:
    """It is arranged, and the person reads so."""
    need = _need(edition, need_id)
    check_token()
    try:
        desk.arrange(need.id, actor())
        flash(_("%(name)s gets a mail that it is arranged.", name=need.registration.name))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return _back(edition, need)


@bp.post("/<int:need_id>/niet-geregeld")
def take_back(edition: str, need_id: int) -> Response:
    need = _need(edition, need_id)
    check_token()
    name = need.registration.name
    if desk.take_back_arranged(need.id, actor()):
        flash(_("It is not arranged. The mail to %(name)s had not left yet, and does not leave.", name=name))
    else:
        flash(_("It is not arranged. But %(name)s has had the mail that it was: tell them.", name=name), "warning")
    return _back(edition, need)


def _need(edition: str, need_id: int) -> Need:
    return dossier.need_in(organised_edition(edition).id, need_id) or abort(404)


def _back(edition: str, need: Need) -> Response:
    if request.form.get("back") == "person":
        public_id = need.registration.public_id
        return redirect(url_for("person_organise.overview", edition=edition, public_id=public_id), 303)
    return redirect(url_for(".overview", edition=edition), 303)


def _by_slot(edition_id: int, needs: Sequence[Need]) -> list[tuple[Slot, list[Need]]]:
    """In the order of the day who needs something in which slot, as far as places are known."""
    places = breakouts.places_of_many([need.registration_id for need in needs])
    found: Mapping[int, list[Need]] = defaultdict(list)
    for need in needs:
        for place in places.get(need.registration_id, []):
            if place.slot is not None:
                found[place.slot.id].append(need)
    slots = sorted(programme.slots(edition_id), key=lambda slot: (slot.round.position, slot.breakout.position))
    return [(slot, found[slot.id]) for slot in slots if slot.id in found]
