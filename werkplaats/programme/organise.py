"""The day as organisers see it, and the pages on which they change it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused, Stale
from werkplaats.programme import actions, queries
from werkplaats.programme.forms import BreakoutForm, ItemForm, MeetingForm, RoundForm
from werkplaats.programme.models import ProgrammeItem, Round, RoundKind, Slot
from werkplaats.web.language import sentence
from werkplaats.web.stale import differences, mark

InRound = TypeVar("InRound", ProgrammeItem, Slot)

bp = Blueprint("programme_organise", __name__, url_prefix="/organisatie/<edition>/programma")


@bp.get("")
def overview(edition: str) -> str:
    shown = organised_edition(edition)
    return render_template(
        "programme/organise/overview.html",
        rounds=queries.rounds(shown.id),
        breakout_rounds=queries.breakout_rounds(shown.id),
        items=queries.items(shown.id),
        breakouts=queries.breakouts(shown.id),
        slots=queries.slots(shown.id),
        may_change=may_change(),
    )


@bp.route("/onderdeel/<int:item_id>", methods=["GET", "POST"])
def item(edition: str, item_id: int) -> str | Response:
    row = _of_edition(session.get(ProgrammeItem, item_id), organised_edition(edition))
    return _edit(row, ItemForm, actions.values_of_item, actions.change_item, "programme/organise/item.html")


@bp.route("/ronde/<int:round_id>", methods=["GET", "POST"])
def round(edition: str, round_id: int) -> str | Response:
    shown = organised_edition(edition)
    row = session.get(Round, round_id)
    if row is None or row.edition_id != shown.id or row.kind != RoundKind.BREAKOUTS:
        abort(404)
    return _edit(row, RoundForm, actions.values_of_round, actions.change_round, "programme/organise/round.html")


@bp.route("/deelsessie/<slug>", methods=["GET", "POST"])
def breakout(edition: str, slug: str) -> str | Response:
    row = queries.breakout(organised_edition(edition).id, slug) or abort(404)
    return _edit(
        row, BreakoutForm, actions.values_of_breakout, actions.change_breakout, "programme/organise/breakout.html"
    )


@bp.route("/link/<int:slot_id>", methods=["GET", "POST"])
def meeting(edition: str, slot_id: int) -> str | Response:
    row = _of_edition(session.get(Slot, slot_id), organised_edition(edition))
    return _edit(row, MeetingForm, actions.values_of_slot, actions.change_meeting, "programme/organise/meeting.html")


def _of_edition(row: InRound | None, shown: Edition) -> InRound:
    """A row of this edition; those of other ones do not exist here."""
    if row is None or row.round.edition_id != shown.id:
        abort(404)
    return row


def _edit(
    row: Any, form_class: Any, values_of: Callable[[Any], Any], change: Callable[..., None], page: str
) -> str | Response:
    """One form about one row: shown, sent back with errors, or saved; a stale one shows what both people wrote."""
    if request.method != "POST":
        return _page(page, form_class.of(values_of(row)), row)
    form = form_class()
    if not form.validate():
        return _page(page, form, row)
    try:
        change(row.id, form.values(), form.seen.data or "", actor())
    except Stale as stale:
        now = values_of(row)
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(now)
        return _page(page, form, row, differences(form, now))
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _page(page, form, row)
    flash(_("Your changes are saved. Nobody gets a mail of it by itself."))
    return redirect(url_for("programme_organise.overview", edition=(request.view_args or {})["edition"]), 303)


def _page(template: str, form: Any, row: Any, theirs: Any = ()) -> str:
    return render_template(template, form=form, row=row, theirs=theirs, may_change=may_change())
