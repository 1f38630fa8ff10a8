"""Telling the organisers that something is wrong with a public card: for everyone, without saying who they are."""

from __future__ import annotations

from flask import Blueprint, abort, render_template

from werkplaats.editions.access import shown_edition
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.notes import queries, responses
from werkplaats.notes.forms import ReportForm
from werkplaats.notes.queries import HarvestCard
from werkplaats.web.language import sentence
from werkplaats.web.limits import REGISTERING, limit

bp = Blueprint("report", __name__)


@bp.get("/<edition>/oogst/<int:number>/melden")
def card(edition: str, number: int) -> str:
    shown = shown_edition(edition)
    return _page(shown, _public(shown, number)[1], ReportForm())


@bp.post("/<edition>/oogst/<int:number>/melden")
@limit(REGISTERING)
def send(edition: str, number: int) -> str | tuple[str, int]:
    shown = shown_edition(edition)
    card_id, public = _public(shown, number)
    form = ReportForm()
    if not form.validate():
        return _page(shown, public, form)
    try:
        responses.report(card_id, form.reason.data or "")
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _page(shown, public, form), 409
    return _page(shown, public, form, sent=True)


def _public(edition: Edition, number: int) -> tuple[int, HarvestCard]:
    """A card that the whole world may read, with its id; any other is not there."""
    row, public = queries.for_participant(edition.id, number, takes_part=False) or abort(404)
    return row.id, public


def _page(edition: Edition, public: HarvestCard, form: ReportForm, sent: bool = False) -> str:
    return render_template(
        "notes/report.html", shell="public.html", edition=edition, card=public, form=form, sent=sent
    )  # fmt: skip
