"""Lists of people per breakout, for who hosts it: to look at, to print, and as csv and xlsx."""

from __future__ import annotations

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from werkplaats import files
from werkplaats.accounts.access import actor, may_change
from werkplaats.breakouts import actions, exports, queries, words
from werkplaats.breakouts.access import plan_shown
from werkplaats.breakouts.models import Plan
from werkplaats.breakouts.picture import Picture, picture_of
from werkplaats.db import row_id
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING, Job
from werkplaats.programme.models import Slot
from werkplaats.web import sheets
from werkplaats.web.forms import check_token
from werkplaats.web.language import current_language

bp = Blueprint("lists_organise", __name__, url_prefix="/organisatie/<edition>/indeling/<int:number>")


@bp.get("/lijsten")
def overview(edition: str, number: int) -> Response:
    """Every list, in every form; while a workbook is made the page looks again by itself."""
    plan = plan_shown(edition, number)
    job = _job(plan, request.args.get("job", type=row_id))
    waiting = job is not None and job.state in WAITING
    body = render_template(
        "breakouts/organise/lists.html",
        plan=plan,
        picture=picture_of(plan),
        job=job,
        waiting=waiting,
        may_change=may_change(),
        words=words,
    )
    response = make_response(body)
    if waiting:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response


@bp.get("/deelsessie/<int:slot_id>")
def people(edition: str, number: int, slot_id: int) -> str:
    """The people of one slot, to print."""
    picture, slot = _slot_shown(edition, number, slot_id)
    seats = [seat for seat in picture.seats if seat.slot_id == slot_id]
    mix = next(numbers for one, numbers in picture.mix if one.id == slot_id)
    return render_template(
        "breakouts/organise/people.html", plan=picture.plan, slot=slot, seats=seats, mix=mix, words=words
    )


@bp.get("/lijst.csv")
def everyone_csv(edition: str, number: int) -> Response:
    return _csv(picture_of(plan_shown(edition, number)), None)


@bp.get("/deelsessie/<int:slot_id>/lijst.csv")
def slot_csv(edition: str, number: int, slot_id: int) -> Response:
    return _csv(*_slot_shown(edition, number, slot_id))


@bp.post("/lijsten")
def workbook(edition: str, number: int) -> Response:
    """Ask for a workbook with every list, or with that of one slot."""
    check_token()
    plan = plan_shown(edition, number)
    slot_id = request.form.get("slot", type=row_id)
    if slot_id is not None:
        _slot_shown(edition, number, slot_id)
    job_id = actions.ask_for_lists(plan.id, slot_id, current_language(), actor())
    return redirect(url_for(".overview", edition=edition, number=number, job=job_id), 303)


@bp.get("/lijsten/<file_id>")
def download(edition: str, number: int, file_id: str) -> Response:
    plan = plan_shown(edition, number)
    file = files.kept(plan.edition_id, file_id) or abort(404)
    response = make_response(file.bytes)
    response.headers["Content-Type"] = file.type
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def _slot_shown(edition: str, number: int, slot_id: int) -> tuple[Picture, Slot]:
    picture = picture_of(plan_shown(edition, number))
    slot = next((slot for slot in picture.slots if slot.id == slot_id), None) or abort(404)
    return picture, slot


def _csv(picture: Picture, slot: Slot | None) -> Response:
    rows = exports.lines(picture, slot.id if slot else None)
    response = make_response(sheets.csv_of([exports.headings(), *rows]))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=exports.file_name(picture.plan, slot, "csv"))
    return response


def _job(plan: Plan, job_id: int | None) -> Job | None:
    """The request for lists of this plan with this id."""
    job = queries.job(job_id) if job_id is not None else None
    return job if job and job.name == actions.LISTS and job.args.get("plan_id") == plan.id else None
