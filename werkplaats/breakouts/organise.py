"""The division over breakouts, for organisers: ask for a draft, look at it, publish it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.breakouts import actions, queries, words
from werkplaats.breakouts.models import Plan
from werkplaats.breakouts.picture import picture_of
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.jobs.models import Job, JobState
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Round, Slot
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("breakouts_organise", __name__, url_prefix="/organisatie/<edition>/indeling")

WAITING = (JobState.QUEUED, JobState.RUNNING)
RELOAD_SECONDS = 2
SHOWN_AT_ONCE = 20
PER_PAGE = 100


@bp.get("/")
def overview(edition: str) -> Response:
    shown = organised_edition(edition)
    job = queries.latest_job(shown.id)
    if request.args.get("job", type=int) == (job.id if job else None) and job and "plan" in (job.result or {}):
        return redirect(_plan_url(edition, (job.result or {})["plan"]))
    return _overview(shown, job)


@bp.post("/concept")
def draft(edition: str) -> Response:
    check_token()
    shown = organised_edition(edition)
    try:
        job_id = actions.draft_plan(shown.id, actor())
    except Refused as refused:
        return _overview(shown, queries.latest_job(shown.id), sentence(refused), 409)
    return redirect(url_for(".overview", edition=edition, job=job_id), 303)


@bp.get("/<int:number>")
def plan(edition: str, number: int) -> Response:
    return _plan(_shown_plan(edition, number))


@bp.post("/<int:number>/publiceren")
def publish(edition: str, number: int) -> Response:
    check_token()
    shown = _shown_plan(edition, number)
    try:
        told = actions.publish_plan(shown.id, actor())
    except Refused as refused:
        return _plan(shown, sentence(refused), 409)
    flash(_said(told.changed))
    return redirect(_plan_url(edition, number), 303)


@bp.get("/<int:number>/zonder-plek")
def left_out(edition: str, number: int) -> str:
    """Everyone without a place in some round."""
    return _listed("left_out", _shown_plan(edition, number))


@bp.get("/<int:number>/verschuivingen")
def moves(edition: str, number: int) -> str:
    """Everyone who gets another place than was published before."""
    return _listed("moves", _shown_plan(edition, number))


@bp.get("/<int:number>/deelsessie/<int:slot_id>")
def people(edition: str, number: int, slot_id: int) -> str:
    """The people of one slot, to print."""
    shown = _shown_plan(edition, number)
    picture = picture_of(shown)
    slot = next((slot for slot in picture.slots if slot.id == slot_id), None) or abort(404)
    seats = [seat for seat in picture.seats if seat.slot_id == slot_id]
    return render_template("breakouts/organise/people.html", plan=shown, slot=slot, seats=seats, words=words)


def _overview(edition: Edition, job: Job | None, refused: str | None = None, status: int = 200) -> Response:
    rounds, slots = programme.breakout_rounds(edition.id), programme.slots(edition.id)
    published, basis = queries.published_plan(edition.id), queries.basis(edition.id)
    size = queries.size(edition.id)
    body = render_template(
        "breakouts/organise/overview.html",
        size=size,
        ranked=queries.number_ranked(edition.id),
        too_few=_too_few(rounds, slots, size.people),
        plans=queries.plans(edition.id),
        stale=lambda plan: queries.is_stale(plan, basis),
        left_out=queries.left_out_by_plan(edition.id),
        published=published,
        since=queries.since(published) if published else None,
        job=job,
        waiting=job is not None and job.state in WAITING,
        conflicts=_conflicts(job, words.names(rounds, slots)),
        refused=refused,
        may_change=may_change(),
        words=words,
    )
    response = make_response(body, status)
    if job is not None and job.state in WAITING:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response


def _plan(plan: Plan, refused: str | None = None, status: int = 200) -> Response:
    body = render_template(
        "breakouts/organise/plan.html",
        plan=plan,
        picture=picture_of(plan),
        stale=queries.is_stale(plan, queries.basis(plan.edition_id)),
        since=queries.since(plan),
        refused=refused,
        at_once=SHOWN_AT_ONCE,
        may_change=may_change(),
        words=words,
    )
    return make_response(body, status)


def _listed(what: str, plan: Plan) -> str:
    picture = picture_of(plan)
    rows: Sequence[object] = getattr(picture, what)
    page = request.args.get("page", 1, type=int)
    pages = max(1, -(-len(rows) // PER_PAGE))
    if not 1 <= page <= pages:
        abort(404)
    return render_template(
        f"breakouts/organise/{what}.html",
        plan=plan,
        picture=picture,
        rows=rows[PER_PAGE * (page - 1) : PER_PAGE * page],
        page=page,
        pages=pages,
        words=words,
    )


def _said(changed: int) -> str:
    if not changed:
        return str(_("This plan is published. Nobody's places changed, so nobody gets a mail."))
    return str(
        ngettext(
            "This plan is published. %(num)s person gets a mail about their places.",
            "This plan is published. %(num)s people get a mail about their places.",
            changed,
        )
    )


def _shown_plan(edition: str, number: int) -> Plan:
    return queries.plan(organised_edition(edition).id, number) or abort(404)


def _plan_url(edition: str, number: int) -> str:
    return url_for(".plan", edition=edition, number=number)


def _too_few(rounds: Sequence[Round], slots: Sequence[Slot], people: int) -> list[tuple[Round, int]]:
    """The rounds with fewer places than people, with their places."""
    places = Counter[int]()
    for slot in slots:
        places[slot.round_id] += slot.breakout.capacity
    return [(round_, places[round_.id]) for round_ in rounds if places[round_.id] < people]


def _conflicts(job: Job | None, names: words.Names) -> list[str]:
    return [words.conflict(rule, names) for rule in ((job.result or {}) if job else {}).get("because", [])]
