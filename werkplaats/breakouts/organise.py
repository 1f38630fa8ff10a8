"""The division over breakouts, for organisers: ask for drafts, look at them side by side, publish one, freeze it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.breakouts import actions, conflict_words, movers, queries, since, words
from werkplaats.breakouts.access import plan_shown
from werkplaats.breakouts.conflict_words import Names
from werkplaats.breakouts.forms import DraftForm, draft_form
from werkplaats.breakouts.models import Plan, PlanState
from werkplaats.breakouts.picture import Picture, levels_now, picture_of
from werkplaats.breakouts.queries import Settings
from werkplaats.db import row_id
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING, Job
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Round, Slot
from werkplaats.registration import dossier as registrations
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence, text_in
from werkplaats.web.paging import cut

bp = Blueprint("breakouts_organise", __name__, url_prefix="/organisatie/<edition>/indeling")

SHOWN_AT_ONCE = 20


@bp.get("/")
def overview(edition: str) -> Response:
    shown = organised_edition(edition)
    asked = request.args.get("job", type=row_id)
    job = queries.request_for_draft(shown.id, asked) if asked is not None else None
    if job and "plan" in (job.result or {}):
        return redirect(_plan_url(edition, (job.result or {})["plan"]))
    return _overview(shown, job or queries.latest_job(shown.id))


@bp.post("/concept")
def draft(edition: str) -> Response:
    shown = organised_edition(edition)
    form = _draft_form(shown)
    if not form.validate():
        return _overview(shown, queries.latest_job(shown.id), form=form)
    return _asked(shown, form.settings())


@bp.post("/<int:number>/opnieuw")
def again(edition: str, number: int) -> Response:
    """A new draft with the settings of this plan, around the places that are locked in it."""
    check_token()
    shown = plan_shown(edition, number)
    kept = Settings.from_dict(shown.settings)
    locks_of = shown.id if shown.id in queries.with_locks(shown.edition_id) else None
    return _asked(shown.edition, Settings(kept.mix_budget, kept.capacity, locks_of))


@bp.get("/vergelijk")
def compare(edition: str) -> str:
    """Two plans side by side; without a choice the newest two."""
    shown = organised_edition(edition)
    plans = queries.plans(shown.id)
    numbers = [request.args.get(name, type=int) for name in ("a", "b")]
    chosen = [next((plan for plan in plans if plan.number == number), None) for number in numbers]
    rest = [plan for plan in plans if plan not in chosen]
    pair = [plan or (rest.pop(0) if rest else None) for plan in chosen]
    return render_template(
        "breakouts/organise/compare.html",
        plans=plans,
        pictures=[picture_of(plan) for plan in pair if plan is not None],
        settings_of=_settings_of,
        words=words,
    )


@bp.get("/<int:number>")
def plan(edition: str, number: int) -> Response:
    return _plan(plan_shown(edition, number))


@bp.get("/<int:number>/publiceren")
def confirm(edition: str, number: int) -> Response:
    """Everyone who would move, with why, before the button that does it."""
    return _confirm(plan_shown(edition, number))


@bp.post("/<int:number>/publiceren")
def publish(edition: str, number: int) -> Response:
    check_token()
    shown = plan_shown(edition, number)
    try:
        told = actions.publish_plan(shown.id, actor(), request.form.get("seen", ""))
    except actions.OtherMovers as refused:
        return _confirm(shown, sentence(refused), 409)
    except Refused as refused:
        return _plan(shown, sentence(refused), 409)
    flash(_said(told.changed))
    return redirect(_plan_url(edition, number), 303)


@bp.post("/<int:number>/weg")
def remove(edition: str, number: int) -> Response:
    check_token()
    shown = plan_shown(edition, number)
    try:
        actions.remove_draft(shown.id, actor())
    except Refused as refused:
        return _plan(shown, sentence(refused), 409)
    flash(_("Plan %(number)s is removed.", number=number))
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/vastzetten")
def freeze(edition: str) -> Response:
    check_token()
    shown = organised_edition(edition)
    try:
        actions.freeze_places(shown.id, actor())
    except Refused as refused:
        return _overview(shown, queries.latest_job(shown.id), sentence(refused), 409)
    flash(_("The places are frozen. From now on only single places change."))
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/losmaken")
def unfreeze(edition: str) -> Response:
    check_token()
    actions.unfreeze_places(organised_edition(edition).id, actor())
    flash(_("The places are no longer frozen. Plans can be published again."))
    return redirect(url_for(".overview", edition=edition), 303)


@bp.get("/<int:number>/zonder-plek")
def left_out(edition: str, number: int) -> str:
    """Everyone without a place in some round."""
    picture = picture_of(plan_shown(edition, number))
    return _listed("left_out", picture, picture.left_out)


@bp.get("/<int:number>/verschuivingen")
def moves(edition: str, number: int) -> str:
    """Everyone who gets another place than was published before."""
    picture = picture_of(plan_shown(edition, number))
    return _listed("moves", picture, picture.named_moves)


def _asked(edition: Edition, settings: Settings) -> Response:
    try:
        job_id = actions.draft_plan(edition.id, actor(), settings)
    except Refused as refused:
        return _overview(edition, queries.latest_job(edition.id), sentence(refused), 409)
    return redirect(url_for(".overview", edition=edition.slug, job=job_id), 303)


def _draft_form(edition: Edition) -> DraftForm:
    people = queries.size(edition.id).people
    return draft_form(programme.breakouts(edition.id), people, queries.with_locks(edition.id))


def _overview(
    edition: Edition, job: Job | None, refused: str | None = None, status: int = 200, form: DraftForm | None = None
) -> Response:
    rounds, slots = programme.breakout_rounds(edition.id), programme.slots(edition.id)
    published, basis = queries.published_plan(edition.id), queries.basis(edition.id)
    size = queries.size(edition.id)
    body = render_template(
        "breakouts/organise/overview.html",
        size=size,
        ranked=queries.number_ranked(edition.id),
        too_few=_too_few(rounds, slots, queries.people_by_round(edition.id)),
        plans=queries.plans(edition.id),
        stale=lambda plan: queries.is_stale(plan, basis),
        left_out=queries.left_out_by_plan(edition.id),
        published=published,
        came=since.came(published) if published else 0,
        went=since.went(published) if published else 0,
        job=job,
        waiting=job is not None and job.state in WAITING,
        impossible=_impossible(
            job, edition.id, conflict_words.names(rounds, slots, registrations.names_of_pairs(edition.id))
        ),
        refused=refused,
        form=form or _draft_form(edition),
        may_change=may_change(),
        words=words,
    )
    response = make_response(body, status)
    if job is not None and job.state in WAITING:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response


def _plan(plan: Plan, refused: str | None = None, status: int = 200) -> Response:
    picture = picture_of(plan)
    changes = since.changes(plan) if plan.state == PlanState.DRAFT else since.NOTHING
    body = render_template(
        "breakouts/organise/plan.html",
        plan=plan,
        picture=picture,
        levels=words.levels(plan.levels),
        now=words.levels(levels_now(picture)) if picture.by_hand else [],
        seen=movers.mark(picture.moves),
        changes=changes,
        mails=picture.told + changes.came,
        settings=_settings_of(picture),
        came=since.came(plan),
        went=since.went(plan),
        refused=refused,
        at_once=SHOWN_AT_ONCE,
        may_change=may_change(),
        words=words,
    )
    return make_response(body, status)


def _confirm(plan: Plan, refused: str | None = None, status: int = 200) -> Response:
    if plan.state != PlanState.DRAFT:
        return _plan(plan, refused, status)
    picture, changes = picture_of(plan), since.changes(plan)
    body = render_template(
        "breakouts/organise/confirm.html",
        plan=plan,
        picture=picture,
        seen=movers.mark(picture.moves),
        changes=changes,
        mails=picture.told + changes.came,
        refused=refused,
        may_change=may_change(),
        words=words,
    )
    return make_response(body, status)


def _listed(what: str, picture: Picture, rows: Sequence[object]) -> str:
    here = cut(rows)
    return render_template(
        f"breakouts/organise/{what}.html",
        plan=picture.plan,
        picture=picture,
        rows=here.rows,
        page=here.page,
        pages=here.pages,
        words=words,
    )


def _settings_of(picture: Picture) -> list[str]:
    titles = {breakout.id: text_in(breakout.title) for breakout in words.breakouts_of(picture.every_slot)}
    return words.settings(picture.settings, titles, queries.number_of(picture.settings.locks_of))


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


def _plan_url(edition: str, number: int) -> str:
    return url_for(".plan", edition=edition, number=number)


def _too_few(rounds: Sequence[Round], slots: Sequence[Slot], people: Mapping[int, int]) -> list[tuple[Round, int, int]]:
    """The rounds with fewer places than people who take part in them, each with both."""
    places = Counter[int]()
    for slot in slots:
        places[slot.round_id] += slot.breakout.capacity
    return [(r, places[r.id], people[r.id]) for r in rounds if places[r.id] < people[r.id]]


@dataclass(frozen=True)
class Impossible:
    """What was asked and when, why there is no plan, what would help, and what could be done with breakouts that stay
    too empty. `of_programme` says that it was asked with the numbers of places of the programme."""

    asked: list[str]
    at: datetime
    of_programme: bool
    because: list[str]
    relief: list[str]
    proposals: list[str]


def _impossible(job: Job | None, edition_id: int, names: Names) -> Impossible | None:
    """What this request for a draft found, when it found none."""
    result = (job.result or {}) if job else {}
    if job is None or "because" not in result:
        return None
    asked, breakouts = Settings.from_dict(job.args["settings"]), programme.breakouts(edition_id)
    titles = {breakout.id: text_in(breakout.title) for breakout in breakouts}
    return Impossible(
        words.settings(asked, titles, queries.number_of(asked.locks_of)),
        job.created_at,
        all(asked.capacity.get(breakout.id, breakout.capacity) == breakout.capacity for breakout in breakouts),
        [conflict_words.conflict(rule, names) for rule in result["because"]],
        [conflict_words.relief(way, names) for way in result.get("relief", [])],
        [conflict_words.proposal(told, names) for told in result.get("minimum", [])],
    )
