"""Looking at an edition before everyone does: the same public pages, behind a secret link.

What comes after /voorbeeld/<token> is routed as if nothing stood before it, so every page of the edition, and every
link on it, stays inside. These pages alone can be read there, and nothing can be sent; for anything else people are led
outside. Nobody is to learn the link by chance: no address that leaves the page holds it (see `links.absolute`), no
cache keeps the page, no browser tells another site where it was, and the log knows pages by their name alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple

from flask import Blueprint, Flask, Response, abort, g, redirect, render_template, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response as BaseResponse

from werkplaats import links
from werkplaats.accounts.access import is_closed
from werkplaats.db import session
from werkplaats.editions import queries as editions
from werkplaats.editions.access import previewed
from werkplaats.editions.models import Edition, EditionState
from werkplaats.errors import N_, Refused
from werkplaats.public.change import PlaceToChange, place_to_change
from werkplaats.web import context

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

bp = Blueprint("preview", __name__)

PREVIEWED = "werkplaats.previewed"
"""Where the door notes the id of the edition that its link opens."""

READING = ("GET", "HEAD")
INSIDE = ("public", "formats", "photos")
"""The blueprints whose pages stand in a preview, as far as they are about its edition."""

SECRET = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}


class InPreview(NamedTuple):
    """What the strip above a page says: whether everyone can see the edition already, and where the page is changed."""

    is_public: bool
    change: PlaceToChange | None


class PreviewDoor:
    """Stands before the application and takes a link that is good off the address."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._application: WSGIApplication = app.wsgi_app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path.startswith(links.PREVIEWS):
            token, _, rest = path.removeprefix(links.PREVIEWS).partition("/")
            environ = self._let_in(environ, token, rest)
        return self._application(environ, start_response)

    def _let_in(self, environ: WSGIEnvironment, token: str, rest: str) -> WSGIEnvironment:
        edition_id = None
        with self._app.app_context(), suppress(SQLAlchemyError):  # the page that says no needs no database
            edition_id = editions.previewed_by(token)
        if edition_id is None:
            return environ
        return {**environ, "SCRIPT_NAME": f"{links.PREVIEWS}{token}", "PATH_INFO": f"/{rest}", PREVIEWED: edition_id}


def init_app(app: Flask) -> None:
    """Call this before the page cache: then nothing that it says of a page is the last word here."""
    app.wsgi_app = PreviewDoor(app)  # type: ignore[method-assign]
    app.before_request(_stay_inside)
    app.after_request(_keep_secret)
    app.context_processor(_strip)


@bp.get(f"{links.PREVIEWS}<path:link>")
def refused(link: str) -> tuple[str, int]:
    """A link that is good never comes here. One that was withdrawn is told as little as one that never was."""
    return render_template("public/no_preview.html"), 404


def _stay_inside() -> BaseResponse | None:
    if PREVIEWED not in request.environ:
        return None
    edition = session.get(Edition, request.environ[PREVIEWED]) or abort(404)
    g.preview = edition
    context.show(edition)
    if request.routing_exception is not None:
        return None
    if request.method not in READING:
        abort(405)
    if request.endpoint == "public.home":
        return redirect(url_for("public.landing", edition=edition.slug))
    return None if _is_inside(edition) else _lead_outside(edition)


def _is_inside(edition: Edition) -> bool:
    about = (request.view_args or {}).get("edition")
    return request.endpoint == "photos.photo" or (request.blueprint in INSIDE and about == edition.slug)


def _lead_outside(edition: Edition) -> BaseResponse:
    """To the same page, unless that is one which is only there once everyone can see the edition."""
    about, rule = (request.view_args or {}).get("edition"), request.url_rule
    if about == edition.slug and edition.state == EditionState.DRAFT and not (rule and is_closed(rule)):
        raise Refused(N_("You are looking at a preview. This works from the moment that the edition is public."))
    return redirect(request.full_path.removesuffix("?"))


def _keep_secret(response: Response) -> Response:
    if "preview" in g or request.blueprint == bp.name:
        response.headers.update(SECRET)
    return response


def _strip() -> dict[str, Any]:
    edition = previewed()
    if edition is None:
        return {}
    is_public = edition.state != EditionState.DRAFT
    return {"in_preview": InPreview(is_public, place_to_change(edition, request.endpoint, request.view_args or {}))}
