"""The picture of someone with a task: sent, made anew by the worker, described in words, taken away."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from werkplaats import files
from werkplaats.errors import Refused
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING
from werkplaats.people import profile as actions
from werkplaats.people import queries
from werkplaats.people.access import my_person
from werkplaats.people.forms import PhotoForm
from werkplaats.people.models import Person
from werkplaats.registration.access import make_personal
from werkplaats.web import context
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("my_photo", __name__, url_prefix="/mijn/taken/foto")
make_personal(bp)

LARGEST_UPLOAD = files.MOST_BYTES + 100_000


@bp.get("")
def edit() -> Response:
    person = _mine()
    return _page(person, PhotoForm.of(person))


@bp.post("")
def save() -> BaseResponse:
    """Give a new picture to the worker, or say what the present one shows."""
    request.max_content_length = LARGEST_UPLOAD
    person, form = _mine(), PhotoForm()
    form.needs_file = person.photo is None and person.new_photo is None
    if not form.validate():
        return _page(person, form)
    try:
        if form.file.data:
            actions.send_picture(person.id, form.file.data.read(files.MOST_BYTES + 1), form.alt())
        else:
            actions.describe_photo(person.id, form.alt())
            flash(_("Your changes are saved."))
    except Refused as refused:
        form.file.errors = [sentence(refused)]
        return _page(person, form)
    return redirect(url_for(".edit"), 303)


@bp.post("/weg")
def remove() -> BaseResponse:
    person = _mine()
    check_token()
    actions.remove_photo(person.id)
    flash(_("Your picture is gone."))
    return redirect(url_for(".edit"), 303)


@bp.get("/<any(nieuw,nu):which>.jpg")
def picture(which: str) -> Response:
    """One's own picture: the one that counts, or the one that waits for an organiser."""
    person = _mine()
    photo = (person.new_photo if which == "nieuw" else person.photo) or abort(404)
    response = make_response(photo.large.bytes)
    response.content_type = photo.large.type
    return response


def _mine() -> Person:
    person = my_person()
    parts = queries.everything_of(person.id)
    if parts:
        context.show(parts[0].edition)
    return person


def _page(person: Person, form: PhotoForm) -> Response:
    job = queries.photo_job(person)
    waiting, result = job is not None and job.state in WAITING, (job.result if job else None) or {}
    refused = sentence(Refused(result["refused"], **result["values"])) if "refused" in result else None
    body = render_template(
        "my/photo.html", person=person, form=form, waiting=waiting, refused=refused, failed="error" in result
    )
    response = make_response(body)
    if waiting:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response
