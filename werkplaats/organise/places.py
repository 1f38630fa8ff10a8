"""Single places after publication, for organisers: what is free, what is offered to whom, and taking an offer back."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.breakouts import offers, queries, seats, steps
from werkplaats.db import row_id
from werkplaats.errors import Refused
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING, Job, JobState
from werkplaats.organise import words
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Slot
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.paging import slice_of

bp = Blueprint("places_organise", __name__, url_prefix="/organisatie/<edition>/indeling/plaatsen")


@bp.get("")
def overview(edition: str) -> Response:
    """While the worker looks for whom a place helps, the page looks again by itself."""
    shown = organised_edition(edition)
    waiting, job = seats.open_offers(shown.id), _asked(shown.id, request.args.get("job", type=row_id))
    body = render_template(
        "organise/places.html",
        published=queries.published_plan(shown.id),
        slots=programme.slots(shown.id),
        left={room.slot_id: room.left for room in seats.rooms(shown.id)},
        held=Counter(slot.id for _offer, slot in waiting),
        open_offers=waiting,
        unwanted=_unwanted(shown.id, job),
        answered=slice_of(seats.answered_offers(shown.id)),
        offer_state=words.offer_state,
        may_change=may_change(),
    )
    response = make_response(body)
    if job is not None and job.state in WAITING:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response


@bp.post("/<int:slot_id>/aanbieden")
def offer(edition: str, slot_id: int) -> Response:
    check_token()
    shown = organised_edition(edition)
    slot = seats.slot(shown.id, slot_id) or abort(404)
    try:
        job_id = offers.offer_to_whom_it_helps(shown.id, slot.id, actor())
    except Refused as refused:
        flash(sentence(refused), "warning")
        return redirect(url_for(".overview", edition=edition), 303)
    flash(_("We look for whom this place helps most. If there is someone, they get a mail and appear below."))
    return redirect(url_for(".overview", edition=edition, job=job_id), 303)


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


def _asked(edition_id: int, job_id: int | None) -> Job | None:
    """The request to offer a place of this edition with this id."""
    job = queries.job(job_id) if job_id is not None else None
    return job if job and job.name == steps.OFFER_SEAT and job.args.get("edition_id") == edition_id else None


def _unwanted(edition_id: int, job: Job | None) -> Slot | None:
    """The slot of which a place was to be offered, when there was nobody to offer it to."""
    if job is None or job.state != JobState.DONE or (job.result or {}).get("offer") is not None:
        return None
    return seats.slot(edition_id, job.args["slot_id"])
