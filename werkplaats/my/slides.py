"""The slides of someone with a task, for afterwards."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from werkplaats import consent, files
from werkplaats.errors import N_, Refused
from werkplaats.people import profile as actions
from werkplaats.people import queries
from werkplaats.people.access import my_person
from werkplaats.people.forms import SlidesForm
from werkplaats.people.models import SLIDES
from werkplaats.people.queries import OwnPart
from werkplaats.registration.access import make_personal
from werkplaats.web import context
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence

bp = Blueprint("my_slides", __name__, url_prefix="/mijn/taken/<int:part_id>/dias")
make_personal(bp)

LARGEST_UPLOAD = files.MOST_BYTES + 100_000


@bp.get("")
def edit(part_id: int) -> str:
    return _page(_mine(part_id), _form(part_id))


@bp.post("")
def save(part_id: int) -> str | BaseResponse:
    """Keep a file, or only say whether everyone may open the one that is there."""
    request.max_content_length = LARGEST_UPLOAD
    part, form = _mine(part_id), SlidesForm()
    if not form.validate():
        return _page(part, form)
    file, public = form.file.data, bool(form.public.data)
    try:
        if file:
            content = file.read(files.MOST_BYTES + 1)
            actions.put_slides(part.person.id, part_id, content, public)
        elif part.slides is None:
            raise Refused(N_("Choose the file with your slides."))
        else:
            actions.show_slides(part.person.id, part_id, public)
    except Refused as refused:
        form.file.errors = [sentence(refused)]
        return _page(part, form)
    flash(_("Your changes are saved."))
    return redirect(url_for("my_tasks.overview"), 303)


@bp.post("/weg")
def remove(part_id: int) -> BaseResponse:
    part = _mine(part_id)
    check_token()
    actions.remove_slides(part.person.id, part_id)
    flash(_("Your slides are gone."))
    return redirect(url_for("my_tasks.overview"), 303)


@bp.get("/bestand")
def download(part_id: int) -> Response:
    part = _mine(part_id)
    file = part.slides.file if part.slides else abort(404)
    response = make_response(file.bytes)
    response.content_type = file.type
    response.headers.set("Content-Disposition", "attachment", filename=file.name)
    return response


def _mine(part_id: int) -> OwnPart:
    part = queries.own_part(my_person().id, part_id)
    if part is None or part.is_asked:
        abort(404)
    context.show(part.edition)
    return part


def _form(part_id: int) -> SlidesForm:
    return SlidesForm(data={"public": part_id in consent.standing_for_appearances([part_id], SLIDES)})


def _page(part: OwnPart, form: SlidesForm) -> str:
    return render_template("my/slides.html", part=part, form=form)
