"""What organisers make of the harvest: links to publications and articles, and a document to go on writing with."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats import files
from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.db import row_id
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused, Stale
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING
from werkplaats.notes import filters, publications, queries, saving
from werkplaats.notes.models import Publication
from werkplaats.notes.publishing_forms import PublicationForm
from werkplaats.web.forms import check_token
from werkplaats.web.language import current_language, sentence
from werkplaats.web.stale import differences, mark

bp = Blueprint("harvest_organise", __name__, url_prefix="/organisatie/<edition>/oogst")


@bp.get("")
def overview(edition: str) -> Response:
    return _page(organised_edition(edition), PublicationForm())


@bp.post("")
def add(edition: str) -> Response:
    shown, form = organised_edition(edition), PublicationForm()
    if not form.validate():
        return _page(shown, form)
    publications.add_publication(shown.id, form.values(), actor())
    flash(_("“%(title)s” stands in the harvest.", title=form.title_nl.data))
    return redirect(url_for(".overview", edition=edition), 303)


@bp.get("/<int:number>")
def publication(edition: str, number: int) -> str:
    there = _there(edition, number)
    return _form_page(there, PublicationForm(publications.values_of(there)))


@bp.post("/<int:number>")
def change(edition: str, number: int) -> Response | str:
    there, form = _there(edition, number), PublicationForm()
    if not form.validate():
        return _form_page(there, form)
    try:
        publications.change_publication(there.edition_id, number, form.values(), form.seen.data or "", actor())
    except Stale as stale:
        now = publications.values_of(_there(edition, number))
        form.form_errors.append(sentence(stale))
        form.remark(now)
        return _form_page(there, form, differences(form, now))
    flash(_("Your changes are saved."))
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/<int:number>/weghalen")
def remove(edition: str, number: int) -> Response:
    there = _there(edition, number)
    check_token()
    try:
        publications.remove_publication(there.edition_id, number, request.form.get("seen", ""), actor())
        flash(_("The link does not stand in the harvest any more."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".overview", edition=edition), 303)


@bp.post("/bestand")
def save(edition: str) -> Response:
    """Ask for a document of what the address chooses."""
    shown = organised_edition(edition)
    check_token()
    asked: dict[str, Any] = filters.of_edition(shown, request.args).in_address
    job_id = saving.ask_for_document(shown.id, asked, current_language(), actor())
    return redirect(url_for(".overview", edition=edition, job=job_id, **asked), 303)


@bp.get("/bestand/<file_id>")
def download(edition: str, file_id: str) -> Response:
    file = files.kept(organised_edition(edition).id, file_id) or abort(404)
    response = make_response(file.bytes)
    response.headers["Content-Type"] = file.type
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def _page(edition: Edition, form: PublicationForm) -> Response:
    """While the worker makes a document the page looks again by itself."""
    job_id = request.args.get("job", type=row_id)
    job = saving.job_of(edition.id, job_id) if job_id is not None else None
    waiting = job is not None and job.state in WAITING
    chosen = filters.of_edition(edition, request.args)
    body = render_template(
        "notes/organise/harvest.html",
        edition=edition,
        form=form,
        publications=queries.publications(edition.id),
        filters=chosen,
        number=len(filters.found(chosen, [edition]).addresses),
        job=job,
        waiting=waiting,
        may_change=may_change(),
    )
    response = make_response(body)
    if waiting:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response


def _form_page(there: Publication, form: PublicationForm, theirs: object = ()) -> str:
    return render_template(
        "notes/organise/publication.html",
        publication=there,
        form=form,
        theirs=theirs,
        seen=mark(publications.values_of(there)),
        may_change=may_change(),
    )


def _there(edition: str, number: int) -> Publication:
    return queries.publication(organised_edition(edition).id, number) or abort(404)
