"""The picture of an article: sent, made anew by the worker, described in words, taken away."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as BaseResponse

from werkplaats import files
from werkplaats.accounts.access import actor, may_change, organised_edition
from werkplaats.editions import pictures as actions
from werkplaats.editions import queries
from werkplaats.editions.models import Article
from werkplaats.errors import Refused, Stale
from werkplaats.jobs.models import RELOAD_SECONDS, WAITING
from werkplaats.organise.forms import PictureForm
from werkplaats.web.forms import check_token
from werkplaats.web.language import sentence
from werkplaats.web.stale import differences, mark

bp = Blueprint("pictures_organise", __name__, url_prefix="/organisatie/<edition>/nieuws/<slug>/foto")

LARGEST_UPLOAD = files.MOST_BYTES + 100_000


@bp.get("")
def edit(edition: str, slug: str) -> Response:
    row = _article(edition, slug)
    return _page(row, PictureForm.of(actions.shown(row)))


@bp.post("")
def save(edition: str, slug: str) -> BaseResponse:
    """Give a new picture to the worker, or say what the present one shows."""
    request.max_content_length = LARGEST_UPLOAD
    row, form = _article(edition, slug), PictureForm()
    form.needs_file = row.picture is None
    if not form.validate():
        return _page(row, form)
    try:
        _keep(row, form)
    except Stale as stale:
        now = actions.shown(row)
        form.form_errors.append(sentence(stale))
        form.seen.data = mark(now)
        return _page(row, form, differences(form, now))
    except Refused as refused:
        form.file.errors = [sentence(refused)]
        return _page(row, form)
    return redirect(url_for(".edit", edition=edition, slug=slug), 303)


@bp.post("/weg")
def remove(edition: str, slug: str) -> BaseResponse:
    row = _article(edition, slug)
    check_token()
    try:
        actions.remove_picture(row.id, request.form.get("seen", ""), actor())
        flash(_("The picture is gone."))
    except Refused as refused:
        flash(sentence(refused), "warning")
    return redirect(url_for(".edit", edition=edition, slug=slug), 303)


@bp.get("/nu.jpg")
def picture(edition: str, slug: str) -> Response:
    """As organisers see it, also while the article is not public."""
    shown = _article(edition, slug).picture or abort(404)
    response = make_response(shown.large.bytes)
    response.content_type = shown.large.type
    return response


def _article(edition: str, slug: str) -> Article:
    return queries.article(organised_edition(edition).id, slug) or abort(404)


def _keep(row: Article, form: PictureForm) -> None:
    seen = form.seen.data or ""
    if form.file.data:
        actions.send_picture(row.id, form.file.data.read(files.MOST_BYTES + 1), form.about(), seen, actor())
    else:
        actions.describe_picture(row.id, form.about(), seen, actor())
        flash(_("Your changes are saved."))


def _page(row: Article, form: PictureForm, theirs: object = ()) -> Response:
    job = queries.picture_job(row)
    waiting, result = job is not None and job.state in WAITING, (job.result if job else None) or {}
    body = render_template(
        "organise/picture.html",
        article=row,
        form=form,
        theirs=theirs,
        waiting=waiting,
        refused=sentence(Refused(result["refused"], **result["values"])) if "refused" in result else None,
        failed="error" in result,
        may_change=may_change(),
    )
    response = make_response(body)
    if waiting:
        response.headers["Refresh"] = str(RELOAD_SECONDS)
    return response
