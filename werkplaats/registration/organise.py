"""People whom organisers bring in: one who calls, or many from a list in a file."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.db import LARGEST_ID
from werkplaats.editions.models import Edition
from werkplaats.errors import Refused
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING, Job
from werkplaats.programme import queries as programme
from werkplaats.registration import desk, dossier, intake, queries, seats, words
from werkplaats.registration.desk_forms import AddForm, ImportForm, UploadForm
from werkplaats.registration.models import Perspective
from werkplaats.registration.reading import MOST_ROWS
from werkplaats.registration.steps import Above, refuse_unless_possible
from werkplaats.web import sheets
from werkplaats.web.language import sentence
from werkplaats.web.paging import cut

bp = Blueprint("intake_organise", __name__, url_prefix="/organisatie/<edition>/aanmeldingen")

LARGEST_UPLOAD = 60 * 1024 * 1024
"""So much is taken in, to the disk, that also a large file gets a sentence about itself."""

SHOWN = 10
"""So many of the people in whose row nothing is wrong are shown, to see that we read the columns well."""


@bp.get("/nieuw")
def add(edition: str) -> Response:
    shown = organised_edition(edition)
    return _add_page(shown, _new_person_form(shown))


@bp.post("/nieuw")
def register(edition: str) -> Response:
    """Register someone who called; the number of places is no limit to who says so."""
    shown = organised_edition(edition)
    form = _new_person_form(shown)
    if not form.validate():
        return _add_page(shown, form)
    try:
        registration_id = desk.add_by_hand(shown.id, form.answers(), bool(form.above.data), actor())
    except desk.AlreadyThere as refused:
        form.email.errors = [sentence(refused)]
        return _add_page(shown, form, refused.public_id, 409)
    except Above as refused:
        form.above.errors = [sentence(refused)]
        return _add_page(shown, form, status=409)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _add_page(shown, form, status=409)
    flash(_("%(name)s is registered, and gets the confirmation by mail.", name=form.name.data))
    public_id = dossier.public_id_of(registration_id)
    return redirect(url_for("person_organise.overview", edition=edition, public_id=public_id), 303)


@bp.get("/importeren")
def upload(edition: str) -> Response:
    return _upload_page(organised_edition(edition), UploadForm())


@bp.post("/importeren")
def bring(edition: str) -> Response:
    """Keep the file and let it be read; nobody is registered by this."""
    request.max_content_length = LARGEST_UPLOAD
    shown = organised_edition(edition)
    form = UploadForm()
    if not form.validate():
        return _upload_page(shown, form)
    try:
        job_id = intake.ask_to_read(shown.id, *_chosen(form), actor())
    except Refused as refused:
        form.file.errors = [sentence(refused)]
        return _upload_page(shown, form)
    return redirect(url_for(".imported", edition=edition, job_id=job_id), 303)


@bp.get("/importeren/voorbeeld.csv")
def example(edition: str) -> Response:
    """A list to fill in, with the columns that we look for and one made-up person."""
    organised_edition(edition)
    headings = (_("Name"), _("E-mail address"), _("Perspective"), _("Organisation"), _("Language"))
    someone = (_("Fatima Example"), "fatima@example.org", words.perspective(Perspective.VOLUNTEER), "", "nl")
    response = make_response(sheets.csv_of([headings, someone]))
    response.headers["Content-Type"] = "text/csv; charset=utf-8"
    response.headers.set("Content-Disposition", "attachment", filename=f"{_('example')}.csv")
    return response


@bp.get("/importeren/<int:job_id>")
def imported(edition: str, job_id: int) -> Response:
    """What a list holds, or what became of it; while the worker is busy the page looks again by itself."""
    shown = organised_edition(edition)
    return _import_page(shown, _job(shown, job_id), ImportForm())


@bp.post("/importeren/<int:job_id>")
def confirm(edition: str, job_id: int) -> Response:
    """Register the people who were shown."""
    shown = organised_edition(edition)
    job, form = _job(shown, job_id), ImportForm()
    if not form.validate():
        return _import_page(shown, job, form)
    try:
        register_id = intake.ask_to_register(shown.id, job, bool(form.above.data), actor())
    except Above as refused:
        form.above.errors = [sentence(refused)]
        return _import_page(shown, job, form, 409)
    except Refused as refused:
        form.form_errors.append(sentence(refused))
        return _import_page(shown, job, form, 409)
    return redirect(url_for(".imported", edition=edition, job_id=register_id), 303)


def _chosen(form: UploadForm) -> tuple[bytes, str]:
    """What was chosen, and its name; of a file that is too large no more than shows that."""
    file = form.file.data
    return (file.read(intake.LARGEST_FILE + 1), file.filename or "") if file else (b"", "")


def _job(edition: Edition, job_id: int) -> Job:
    return (intake.job_of(edition.id, job_id) if job_id <= LARGEST_ID else None) or abort(404)


def _upload_page(edition: Edition, form: UploadForm) -> Response:
    body = render_template(
        "registration/organise/upload.html",
        form=form,
        perspectives=[words.perspective(perspective) for perspective in Perspective],
        most=MOST_ROWS,
        impossible=_impossible(edition),
        may_change=may_change(),
    )
    return make_response(body)


def _import_page(edition: Edition, job: Job, form: ImportForm, status: int = 200) -> Response:
    waiting, result = job.state in WAITING, job.result or {}
    body = render_template(
        "registration/organise/import.html",
        job=job,
        form=form,
        waiting=waiting,
        refused=sentence(Refused(result["refused"], **result["values"])) if "refused" in result else None,
        result=result,
        room=dossier.room(edition),
        may_change=may_change(),
        words=words,
        **_rows(edition, job),
    )
    response = make_response(body, status)
    if waiting:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response


def _rows(edition: Edition, job: Job) -> dict[str, Any]:
    """What was understood of a list, as long as it is kept: some of the people, and everyone with whom something is
    wrong."""
    if job.name != intake.READ or "file" not in (job.result or {}):
        return {"kept": None}
    try:
        rows = intake.rows_kept(edition.id, (job.result or {})["file"])
    except Refused:
        return {"kept": False}
    good = [row for row in rows if not row.troubles]
    return {
        "kept": True,
        "good": good[:SHOWN],
        "number": len(good),
        "wrong": cut([row for row in rows if row.troubles]),
    }


def _new_person_form(edition: Edition) -> AddForm:
    return AddForm(programme.breakouts(edition.id), programme.breakout_rounds(edition.id))


def _add_page(edition: Edition, form: AddForm, known: str | None = None, status: int = 200) -> Response:
    body = render_template(
        "registration/organise/add.html",
        form=form,
        known=known,
        room=dossier.room(edition),
        registered=queries.number_registered(edition.id),
        waiting=seats.number_waiting(edition.id),
        breakouts=programme.breakouts(edition.id),
        impossible=_impossible(edition),
        may_change=may_change(),
    )
    return make_response(body, status)


def _impossible(edition: Edition) -> str | None:
    """Why nobody can be registered now, if so."""
    try:
        refuse_unless_possible(edition)
    except Refused as refused:
        return sentence(refused)
    return None
