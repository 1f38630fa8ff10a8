"""The pages on which organisers change the day. The day as a whole is composed in `organise.schedule`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused, Stale
from werkplaats.programme import actions, queries, values
from werkplaats.programme.forms import BreakoutForm, ItemForm, MeetingForm, NewRoundForm, RoundForm
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import differences, mark

InRound = TypeVar("InRound", ProgrammeItem, Slot)

PLACES = 25
"""How many places a new breakout has until somebody says otherwise."""

bp = Blueprint("programme_organise", __name__, url_prefix="/organisatie/<edition>/programma")


# Rounds


@bp.route("/ronde/nieuw", methods=["GET", "POST"])
def new_round(edition: str) -> str | Response:
    shown = organised_edition(edition)
    start = max((round.ends_at for round in queries.rounds(shown.id)), default=shown.starts_at)
    form = NewRoundForm(data={"starts_at": start, "ends_at": start + timedelta(minutes=40), "kind": "breakouts"})
    return _add(
        form,
        lambda: actions.add_round(shown.id, RoundKind(form.kind.data), form.values(), actor()),
        "programme/organise/new_round.html",
    )


@bp.route("/ronde/<int:round_id>", methods=["GET", "POST"])
def round(edition: str, round_id: int) -> str | Response:
    row = _round(edition, round_id)
    now = values.values_of_round(row)
    form = RoundForm() if request.method == "POST" else RoundForm.of(now)
    parts = queries.items_of(row.id)
    if parts:
        form.keep_times(now)
    return _edit(
        row, form, values.values_of_round, actions.change_round, "programme/organise/round.html", parts=len(parts)
    )


@bp.post("/ronde/<int:round_id>/plaats")
def move_round(edition: str, round_id: int) -> Response:
    row = _round(edition, round_id)
    return _press(lambda: actions.move_round(row.id, _to(row.position), actor()), f"ronde-{round_id}")


@bp.post("/ronde/<int:round_id>/verwijderen")
def remove_round(edition: str, round_id: int) -> Response:
    row = _round(edition, round_id)
    return _press(lambda: actions.remove_round(row.id, _seen(), actor()))


# Items


@bp.route("/ronde/<int:round_id>/onderdeel", methods=["GET", "POST"])
def new_item(edition: str, round_id: int) -> str | Response:
    row = _round(edition, round_id)
    if row.kind != RoundKind.ITEMS:
        abort(404)
    start = max((item.ends_at for item in queries.items_of(row.id)), default=row.starts_at)
    form = ItemForm(data={"starts_at": start, "ends_at": start + timedelta(minutes=15), "counts_as_learning": True})
    return _add(form, lambda: actions.add_item(row.id, form.values(), actor()), "programme/organise/new_item.html", row)


@bp.route("/onderdeel/<int:item_id>", methods=["GET", "POST"])
def item(edition: str, item_id: int) -> str | Response:
    row = _of_edition(session.get(ProgrammeItem, item_id), organised_edition(edition))
    form = ItemForm() if request.method == "POST" else ItemForm.of(values.values_of_item(row))
    return _edit(row, form, values.values_of_item, actions.change_item, "programme/organise/item.html")


@bp.post("/onderdeel/<int:item_id>/verwijderen")
def remove_item(edition: str, item_id: int) -> Response:
    row = _of_edition(session.get(ProgrammeItem, item_id), organised_edition(edition))
    return _press(lambda: actions.remove_item(row.id, _seen(), actor()))


# Breakouts


@bp.route("/deelsessie/nieuw", methods=["GET", "POST"])
def new_breakout(edition: str) -> str | Response:
    shown = organised_edition(edition)
    form = BreakoutForm(data={"capacity": PLACES})
    return _add(
        form,
        lambda: actions.add_breakout(shown.id, form.values(), actor()),
        "programme/organise/new_breakout.html",
    )


@bp.route("/deelsessie/<slug>", methods=["GET", "POST"])
def breakout(edition: str, slug: str) -> str | Response:
    row = _breakout(edition, slug)
    form = BreakoutForm() if request.method == "POST" else BreakoutForm.of(values.values_of_breakout(row))
    return _edit(row, form, values.values_of_breakout, actions.change_breakout, "programme/organise/breakout.html")


@bp.post("/deelsessie/<slug>/kopie")
def copy_breakout(edition: str, slug: str) -> Response:
    row = _breakout(edition, slug)
    return _press(lambda: actions.copy_breakout(row.id, actor()))


@bp.post("/deelsessie/<slug>/plaats")
def move_breakout(edition: str, slug: str) -> Response:
    row = _breakout(edition, slug)
    return _press(lambda: actions.move_breakout(row.id, _to(row.position), actor()), f"deelsessie-{slug}")


@bp.post("/deelsessie/<slug>/verwijderen")
def remove_breakout(edition: str, slug: str) -> Response:
    row = _breakout(edition, slug)
    return _press(lambda: actions.remove_breakout(row.id, _seen(), actor()))


@bp.post("/deelsessie/<slug>/ronde/<int:round_id>")
def slot(edition: str, slug: str, round_id: int) -> Response:
    """The button that puts a breakout in a round, or takes it out."""
    row, wanted = _breakout(edition, slug), request.form.get("run")
    _round(edition, round_id)
    act = {"yes": actions.plan_slot, "no": actions.cancel_slot}.get(wanted or "")
    return _press((lambda: act(row.id, round_id, actor())) if act else None, f"deelsessie-{slug}")


@bp.route("/link/<int:slot_id>", methods=["GET", "POST"])
def meeting(edition: str, slot_id: int) -> str | Response:
    row = _of_edition(session.get(Slot, slot_id), organised_edition(edition))
    form = MeetingForm() if request.method == "POST" else MeetingForm.of(values.values_of_slot(row))
    return _edit(row, form, values.values_of_slot, actions.change_meeting, "programme/organise/meeting.html")


@bp.post("/ongedaan")
def undo(edition: str) -> Response:
    shown = organised_edition(edition)
    return _press(lambda: actions.undo(shown.id, request.form.get("change", 0, int), actor()))


# What all of them do


def _round(edition: str, round_id: int) -> Round:
    row = session.get(Round, round_id)
    if row is None or row.edition_id != organised_edition(edition).id:
        abort(404)
    return row


def _breakout(edition: str, slug: str) -> Breakout:
    return queries.breakout(organised_edition(edition).id, slug) or abort(404)


def _of_edition(row: InRound | None, shown: Edition) -> InRound:
    """A row of this edition; those of other ones do not exist here."""
    if row is None or row.round.edition_id != shown.id:
        abort(404)
    return row


def _to(otherwise: int) -> int:
    """Where a button or a drag wants something to stand."""
    return request.form.get("to", otherwise, int)


def _seen() -> str:
    return request.form.get("seen", "")


def _edit(
    row: Any,
    form: Any,
    values_of: Callable[[Any], Any],
    change: Callable[..., None],
    page: str,
    **shown: Any,
) -> str | Response:
    """One form about one row: shown, sent back with errors, or saved; a stale one shows what both people wrote."""
    if request.method != "POST" or not form.validate():
        return _page(page, form, row, mark(values_of(row)), **shown)
    try:
        change(row.id, form.values(), form.seen.data or "", actor())
    except Stale as stale:
        now = values_of(row)
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(now)
        return _page(page, form, row, mark(now), theirs=differences(form, now), **shown)
    except actions.Gone as gone:
        flash(sentence(gone), "warning")
        return _back()
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _page(page, form, row, mark(values_of(row)), **shown)
    flash(_("Your changes are saved. Nobody gets a mail of it by itself."))
    return _back()


def _add(form: Any, add: Callable[[], object], page: str, row: Any = None) -> str | Response:
    """A form about something new: shown, sent back with errors, or made."""
    if request.method != "POST" or not form.validate():
        return _page(page, form, row)
    try:
        add()
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _page(page, form, row)
    flash(_("It is in the programme now. Nobody gets a mail of it by itself."))
    return _back()


def _press(act: Callable[[], object] | None, anchor: str | None = None) -> Response:
    """A button without a form: done, or refused in a sentence; back at the place where it stood."""
    check_token()
    try:
        if act is not None:
            act()
            flash(_("Done. Nobody gets a mail of it by itself."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return _back(anchor)


def _back(anchor: str | None = None) -> Response:
    slug = (request.view_args or {})["edition"]
    return redirect(url_for("schedule_organise.overview", edition=slug, _anchor=anchor), 303)


def _page(template: str, form: Any, row: Any, seen: str = "", theirs: Any = (), **shown: Any) -> str:
    return render_template(template, form=form, row=row, seen=seen, theirs=theirs, may_change=may_change(), **shown)
