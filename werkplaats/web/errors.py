"""Error pages: a whole sentence about what to do, and the request id to quote."""

from __future__ import annotations

from flask import Flask, Response, g, make_response, render_template
from flask_babel import gettext as _
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, SecurityError

from werkplaats.errors import Refused
from werkplaats.web.language import sentence
from werkplaats.web.log import log

OWN_PAGES = (400, 403, 404, 405, 413, 429, 500)


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Exception, _crash)


def _http_error(error: HTTPException) -> Response:
    code = error.code or 500
    if isinstance(error, SecurityError):
        # Asked under a host that is not ours, no page has an address: a template could not link to anything.
        return make_response("This site does not answer under this address.\n", code, {"Content-Type": "text/plain"})
    if error.response is not None or code < 400:
        return make_response(error.get_response())
    response = _with_own_words(error, code) or _page(code)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _with_own_words(error: HTTPException, code: int) -> Response | None:
    """Who aborted may have said what to do, better than the page of this code can; a limit only names its number."""
    if error.description in (None, type(error).description) or isinstance(error, RateLimitExceeded):
        return None
    body = render_template("errors/page.html", title=_("This did not work"), message=error.description)
    return make_response(body, code)


def _page(code: int) -> Response:
    return make_response(render_template(f"errors/{code if code in OWN_PAGES else 500}.html"), code)


def _refused(refused: Refused) -> Response:
    body = render_template("errors/page.html", title=_("This is not possible now"), message=sentence(refused))
    return make_response(body, 409)


def _crash(error: Exception) -> Response:
    log.error("crash", id=g.get("request_id"), exc_info=error)
    return _page(500)
