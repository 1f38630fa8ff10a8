"""Files that people show: their picture and their slides, for as long as they agree to that; and pictures of articles.

They are served apart from the pages: no cache of ours keeps them, so that they are gone the moment that somebody takes
them back. A browser may keep a picture, but asks each time whether it may still show it.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, request, url_for

from werkplaats.editions import queries as editions
from werkplaats.editions.access import previewed, shown_edition
from werkplaats.editions.models import Phase
from werkplaats.files import File, InTwoSizes
from werkplaats.people import queries
from werkplaats.people.models import Person

bp = Blueprint("photos", __name__)

ASK_FIRST = "no-cache"
"""What a browser shows without asking we cannot take back."""


def photo_of(person: Person, *, small: bool = False) -> str | None:
    """The address of someone's picture, or None when they show none."""
    return None if person.photo is None else photo_address(person.photo, small=small)


def photo_address(picture: InTwoSizes, *, small: bool = False) -> str:
    return url_for("photos.photo", sha=picture.sha, size="klein" if small else "groot")


bp.add_app_template_global(photo_of)
bp.add_app_template_global(photo_address)


@bp.get("/foto/<sha>-<any(klein,groot):size>.jpg")
def photo(sha: str, size: str) -> Response:
    preview, small = previewed(), size == "klein"
    here = preview.id if preview else None
    found = queries.published_photo(sha, small, here) or editions.published_picture(sha, small, here)
    response = _sent(found or abort(404))
    response.set_etag(f"{sha}-{size}")
    response.make_conditional(request)
    return response


@bp.get("/<edition>/sprekers/<slug>/dias/<int:part_id>.pdf")
def slides(edition: str, slug: str, part_id: int) -> Response:
    """After the day, what someone showed."""
    shown = shown_edition(edition)
    person = queries.published(slug)
    if person is None or shown.phase != Phase.PAST:
        abort(404)
    found = {one.appearance_id: one for one in queries.published_slides(person.id, shown.id)}
    response = _sent(found[part_id].file if part_id in found else abort(404))
    response.headers.set("Content-Disposition", "attachment", filename=f"{shown.slug}-{person.slug}.pdf")
    return response


def _sent(file: File) -> Response:
    response = make_response(file.bytes)
    response.content_type = file.type
    response.headers["Cache-Control"] = ASK_FIRST
    return response
