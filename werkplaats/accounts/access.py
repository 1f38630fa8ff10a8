"""One guard for all organiser pages: closed unless it says otherwise, so that a new page is closed by default."""

from __future__ import annotations

from typing import Any

import flask_login
from flask import Flask, abort, g, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from werkplaats import audit
from werkplaats.accounts import queries
from werkplaats.accounts.models import MemberRole, User
from werkplaats.db import session
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.web import context

CLOSED = ("/organisatie", "/<any(en):lang>/organisatie")
OPEN_TO_ALL = ("security.login", "security.logout", "security.forgot_password", "security.reset_password")
READING = ("GET", "HEAD", "OPTIONS")


def guard_organiser_pages(app: Flask) -> None:
    app.before_request(_guard)
    app.after_request(_keep_private)
    app.context_processor(_who_is_signed_in)


def is_closed(rule: Rule) -> bool:
    """Whether only staff may open the pages of this rule."""
    return rule.rule.startswith(CLOSED) and rule.endpoint not in OPEN_TO_ALL


def current_user() -> User:
    """Who is signed in, on an organiser page."""
    user: User = g.organiser
    return user


def actor() -> str:
    """Who does this, for the audit log."""
    return audit.by_user(current_user().id)


def may_change() -> bool:
    """Whether the one who looks at this edition may also change it."""
    return bool(g.role == MemberRole.ORGANISER)


def organised_edition(slug: str) -> Edition:
    """The edition of an organiser page, which from now on is about it; the guard has seen that it may be."""
    edition: Edition | None = g.organised if g.organised.slug == slug else None
    if edition is None:
        abort(404)
    context.show(edition)
    return edition


def admins_only() -> None:
    """Close a page to everyone but admins."""
    if not current_user().is_admin:
        abort(403)


def _guard() -> Response | None:
    if request.url_rule is None or not is_closed(request.url_rule):
        return None
    user = flask_login.current_user
    if not user.is_authenticated:
        return redirect(url_for("security.login", next=_way_back()))
    g.organiser = session.get_one(User, user.id)
    slug = (request.view_args or {}).get("edition")
    if slug is not None:
        _guard_edition(str(slug))
    return None


def _keep_private(response: Response) -> Response:
    """Lists of people stay on no disk of a shared computer."""
    if "organiser" in g:
        response.headers["Cache-Control"] = "no-store"
    return response


def _guard_edition(slug: str) -> None:
    """Other people's editions do not exist; who may only read may only read."""
    edition = editions.by_slug(slug)
    role = queries.role_in(g.organiser, edition.id) if edition else None
    if edition is None or role is None:
        abort(404)
    g.organised, g.role = edition, role
    if request.method not in READING and role != MemberRole.ORGANISER:
        sentence = _("You may look at this edition, but not change it. Ask one of its organisers to do it.")
        abort(403, description=sentence)


def _way_back() -> str:
    """Where signing in leads to: the page that was asked for, when it can be opened with a plain request."""
    rule = request.url_rule
    if rule is None or "GET" not in (rule.methods or ()):
        return url_for("organise.home")
    return request.full_path.removesuffix("?") if request.method in READING else request.path


def _who_is_signed_in() -> dict[str, Any]:
    """Only organiser pages ask: whoever asks touches the session, and a page that did so cannot be kept by others."""
    return {"signed_in_user": g.organiser} if "organiser" in g else {}
