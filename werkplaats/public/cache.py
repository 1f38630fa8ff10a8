"""Public pages, rendered once per process and change, and served from memory in front of Flask.

A public page is the same for everyone: while it is made there is no session at all, so that nothing personal
can slip in. Its ETag is a digest of its bytes, hence equal in every process. A kept page is only served under
the stamp with which it was made (see `stamp`), so a change shows in every process at once; browsers keep pages
too, but ask first.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask, Response, g, request
from flask.globals import request_ctx
from werkzeug.http import parse_etags

from werkplaats.config import Config
from werkplaats.public.stamp import Stamp, StampReader
from werkplaats.web import blank
from werkplaats.web.log import log

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

MOST_BYTES = 16 * 1024 * 1024
ASK_FIRST = "public, no-cache"
PUBLIC = ("public", "formats")
"""The blueprints whose pages are the same for everyone."""

Key = tuple[str, str]
"""Host and path. A page is kept under the host that was asked: one that Flask refuses never finds one."""


@dataclass(frozen=True)
class Page:
    """A finished answer. `headers` are all but the request id, `unchanged` those that go with a 304."""

    stamp: Stamp
    endpoint: str | None
    etag: str
    body: bytes
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]


class PageStore:
    """Stands in front of the application and answers for it when it holds a page that is still true."""

    def __init__(self, application: WSGIApplication, reader: StampReader) -> None:
        self.reader = reader
        self._application = application
        self._pages: dict[Key, Page] = {}
        self._bytes = 0
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        key = _key(environ)
        page = self._pages.get(key) if key else None
        if page is None or page.stamp != self.reader.read():
            return self._application(environ, start_response)
        return _answer(page, environ, start_response)

    def keep(self, key: Key, page: Page) -> None:
        """Keep a page for as long as its stamp holds; what does not fit any more makes room for all."""
        with self._lock:
            replaced = self._pages.pop(key, None)
            self._bytes += len(page.body) - (len(replaced.body) if replaced else 0)
            if self._bytes > MOST_BYTES:
                self._pages.clear()
                self._bytes = len(page.body)
            self._pages[key] = page

    def forget(self) -> None:
        """Start empty: for a database that was put in the place of another."""
        with self._lock:
            self._pages.clear()
            self._bytes = 0
        self.reader.forget()


def init_app(app: Flask, config: Config) -> None:
    """Call this right after the log: then its first hook runs before all that could open the session, and its
    last one after all that add headers."""
    store = PageStore(app.wsgi_app, StampReader(config.database_url))
    app.wsgi_app = store  # type: ignore[method-assign]
    app.extensions["pages"] = store
    blank.init_app(app, store.reader.read)

    @app.before_request
    def without_session() -> None:
        if request.blueprint in PUBLIC:
            request_ctx._session = app.session_interface.make_null_session(app)
            g.stamp = store.reader.read()

    @app.after_request
    def finish(response: Response) -> Response:
        if "stamp" not in g or response.status_code != 200:
            return response
        response.headers["Cache-Control"] = ASK_FIRST
        response.add_etag()
        key = _key(request.environ)
        if key and g.stamp and not app.debug:
            store.keep(key, _page(response, g.stamp))
        response.make_conditional(request)
        return response


def do_not_keep() -> None:
    """Make this page anew each time: something that the stamp does not see can change it."""
    g.stamp = None


def _key(environ: WSGIEnvironment) -> Key | None:
    """Where a page is kept; None for a request that is never answered from memory."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING") or environ.get("SCRIPT_NAME"):
        return None
    return environ.get("HTTP_HOST", ""), environ["PATH_INFO"]


def _page(response: Response, stamp: Stamp) -> Page:
    body = response.get_data()
    headers = [(name, value) for name, value in response.headers if name not in ("Content-Length", "X-Request-Id")]
    return Page(
        stamp=stamp,
        endpoint=request.endpoint,
        etag=response.headers["ETag"],
        body=body,
        headers=[*headers, ("Content-Length", str(len(body)))],
        unchanged=[(name, value) for name, value in headers if name != "Content-Type"],
    )


def _answer(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    started = time.perf_counter()
    known = _is_known(page.etag, environ.get("HTTP_IF_NONE_MATCH"))
    request_id = secrets.token_hex(6)
    headers = page.unchanged if known else page.headers
    start_response("304 NOT MODIFIED" if known else "200 OK", [*headers, ("X-Request-Id", request_id)])
    log.info(
        "request",
        id=request_id,
        method=environ["REQUEST_METHOD"],
        page=page.endpoint,
        status=304 if known else 200,
        ms=round((time.perf_counter() - started) * 1000, 1),
    )
    return [] if known or environ["REQUEST_METHOD"] == "HEAD" else [page.body]


def _is_known(etag: str, given: str | None) -> bool:
    """Whether the reader holds this page already; proxies that compress mark the tag as weak."""
    return given is not None and (given == etag or parse_etags(given).contains_weak(etag.strip('"')))
