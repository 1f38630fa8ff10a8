"""Everyone who registered, for organisers: looking for people, and what they look like in numbers."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats import files
from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.breakouts import queries as breakouts
from werkplaats.db import row_id, session
from werkplaats.editions.models import Edition
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING
from werkplaats.organise import queries, saving, selection, table
from werkplaats.organise import words as organise_words
from werkplaats.organise.forms import ExportForm
from werkplaats.organise.selection import Asked
from werkplaats.organise.table import Export
from werkplaats.programme import queries as programme
from werkplaats.registration import dossier, words
from werkplaats.registration.models import Perspective
from werkplaats.web import sheets
from werkplaats.web.language import current_language, text_in
from werkplaats.web.paging import slice_of

bp = Blueprint("registration_organise", __name__, url_prefix="/organisatie/<edition>/aanmeldingen")
bp.app_template_global("registration_state")(words.state)
bp.app_template_global("registration_state_tag")(words.state_tag)


@bp.get("")
def overview(edition: str) -> str:
    """However many people there are, it asks the database the same few questions."""
    shown = organised_edition(edition)
    asked = Asked.of(request.args)
    return render_template(
        "organise/people/list.html",
        people=slice_of(selection.people(shown.id, asked)),
        asked=asked.in_address(),
        filters=asked.filters,
        numbers=dossier.number_by_state(shown.id),
        states=selection.STATES,
        perspectives=[(p, words.perspective(p)) for p in Perspective],
        perspective_words=words.perspective,
        breakouts=programme.breakouts(shown.id),
        published=breakouts.published_plan(shown.id),
        may_change=may_change(),
    )


@bp.get("/cijfers")
def figures(edition: str) -> str:
    shown = organised_edition(edition)
    history = queries.history(shown.id)
    return render_template(
        "organise/people/figures.html",
        history=history,
        came=organise_words.pace(history),
        total=organise_words.growth(history),
        states=[words.state(state) for state in selection.STATES],
        perspectives=[
            (words.perspective(perspective) if perspective else _("Not told"), [numbers[s] for s in selection.STATES])
            for perspective, numbers in queries.perspectives_by_state(shown.id)
        ],
        firsts=[(text_in(title), number, None) for title, number in queries.first_choices(shown.id)],
    )


@bp.get("/bestand")
def export(edition: str) -> Response:
    """What goes into the file, before it is made; while the worker makes one the page looks again by itself."""
    return _export_page(organised_edition(edition), ExportForm())


@bp.post("/bestand")
def save(edition: str) -> Response:
    """The people of the address in a file: csv at once, a workbook by the worker."""
    shown, form = organised_edition(edition), ExportForm()
    if not form.validate():
        return _export_page(shown, form)
    asked = Asked.of(request.args)
    wanted = Export(asked, bool(form.needs.data), bool(form.remarks.data))
    if form.kind.data == "xlsx":
        job_id = saving.ask_for_workbook(shown.id, wanted, current_language(), actor())
        found: dict[str, Any] = asked.in_address()
        return redirect(url_for(".export", edition=edition, job=job_id, **found), 303)
    saving.record_saving(shown.id, wanted, actor())
    response = make_response("".join(sheets.csv_of(table.rows(shown, wanted))))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=table.file_name(shown, "csv"))
    return response


@bp.get("/bestand/<file_id>")
def download(edition: str, file_id: str) -> Response:
    file = files.kept(organised_edition(edition).id, file_id) or abort(404)
    response = make_response(file.bytes)
    response.headers["Content-Type"] = file.type
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def _export_page(edition: Edition, form: ExportForm) -> Response:
    asked, job_id = Asked.of(request.args), request.args.get("job", type=row_id)
    job = saving.job_of(edition.id, job_id) if job_id is not None else None
    waiting = job is not None and job.state in WAITING
    body = render_template(
        "organise/people/export.html",
        form=form,
        asked=asked.in_address(),
        number=session.scalar(selection.number(edition.id, asked)),
        job=job,
        waiting=waiting,
        may_change=may_change(),
    )
    response = make_response(body)
    if waiting:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response
