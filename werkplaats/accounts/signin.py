"""Staff sign-in: Flask-Security, told to keep to our addresses, words, mails, database and public pages."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_login import LoginManager
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.signals import password_reset, user_authenticated

from werkplaats import audit
from werkplaats.accounts import access, actions, mails
from werkplaats.accounts.forms import ForgottenForm, NewPasswordForm, SignInForm
from werkplaats.accounts.models import User
from werkplaats.db import db, transaction
from werkplaats.errors import N_
from werkplaats.web.language import TRANSLATIONS, sentence

SETTINGS: dict[str, Any] = {
    "LOGIN_URL": "/organisatie/inloggen",
    "LOGOUT_URL": "/organisatie/uitloggen",
    "RESET_URL": "/organisatie/wachtwoord",
    "POST_LOGIN_VIEW": "organise.home",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_RESET_VIEW": "security.login",
    "LOGIN_USER_TEMPLATE": "accounts/sign_in.html",
    "LOGOUT_USER_TEMPLATE": "accounts/sign_out.html",
    "FORGOT_PASSWORD_TEMPLATE": "accounts/forgotten.html",
    "RESET_PASSWORD_TEMPLATE": "accounts/new_password.html",
    "EMAIL_TEMPLATE_PASSWORD_RESET": mails.RESET,
    "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": mails.CHANGED,
    "EMAIL_PLAINTEXT": False,
    "EMAIL_HTML": False,
    "RECOVERABLE": True,
    "LOGOUT_CSRF": True,
    "STATIC_FOLDER": None,
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "FRESHNESS": timedelta(seconds=-1),
    "PASSWORD_HASH": "argon2",
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": ["argon2"],
    # The token holds a hash of the password's hash; what it hashes is strong already, and the page stays fast.
    "HASHING_SCHEMES": ["hex_sha256"],
    "I18N_DOMAIN": "messages",
    "I18N_DIRNAME": str(TRANSLATIONS),
    "MSG_PASSWORD_RESET_REQUEST": (N_("If this address has an account, a mail with a link is on its way."), "success"),
    "MSG_PASSWORD_RESET_EXPIRED": (N_("This link is too old. Ask for a new one here."), "warning"),
    "MSG_INVALID_RESET_PASSWORD_TOKEN": (N_("This link does not work any more. Ask for a new one here."), "warning"),
    "MSG_PASSWORD_RESET_NO_LOGIN": (N_("Your new password is set. Sign in with it."), "success"),
}
"""What the library is told; everything that is not named here is switched off by its own default."""

COUNTED = {"security.login": "sign-in", "security.forgot_password": "mail"}


def init_app(app: Flask) -> None:
    app.config.update({f"SECURITY_{name}": value for name, value in SETTINGS.items()})
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, User, None),  # type: ignore[arg-type]
        login_form=SignInForm,
        forgot_password_form=ForgottenForm,
        reset_password_form=NewPasswordForm,
        mail_util_cls=mails.OutboxMail,
        render_template=_render,
    )
    security.want_json(lambda _request: False)
    _leave_other_pages_alone(app, security)
    _adapt_views(app)
    user_authenticated.connect(_signed_in, app)
    password_reset.connect(_password_set, app)
    app.before_request(_count_attempt)
    access.guard_organiser_pages(app)


def _render(template: str, **values: Any) -> str:
    """Our pages know their form by one name."""
    form = next((value for name, value in values.items() if name.endswith("_form")), None)
    return render_template(template, form=form, **values)


def _leave_other_pages_alone(app: Flask, security: Security) -> None:
    """The libraries look up the user on every page, which touches the session: then no page could be kept by a cache.
    Here only the guard of the organiser pages asks. There is no cookie that remembers anyone either."""
    security.principal.identity_loaders.clear()
    manager: LoginManager = security.login_manager
    app.after_request_funcs[None].remove(manager._update_remember_cookie)
    processors = app.template_context_processors[None]
    processors[:] = [f for f in processors if not f.__module__.startswith("flask_login")]


def _adapt_views(app: Flask) -> None:
    """The form itself checks the token, and shows what was typed again with a fresh one. What writes begins with the
    write lock: the library reads first, and another writer in between would make its commit fail at once."""
    views = app.view_functions
    views["security.login"] = _with_safe_next(inspect.unwrap(views["security.login"]))
    for name in ("security.forgot_password", "security.reset_password"):
        views[name] = _in_transaction(inspect.unwrap(views[name]))


def _in_transaction(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def wrapped(**values: Any) -> Any:
        if request.method != "POST":
            return view(**values)
        with transaction():
            return view(**values)

    return wrapped


def _with_safe_next(view: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(view)
    def wrapped(**values: Any) -> Any:
        target = request.form.get("next") or request.args.get("next")
        return redirect(url_for("security.login")) if target and not is_own_path(target) else view(**values)

    return wrapped


def is_own_path(target: str) -> bool:
    """Whether a redirect stays here: a path from the root, that no browser takes for another site."""
    return target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()


def _count_attempt() -> Response | None:
    what = COUNTED.get(request.endpoint or "")
    if what is None or request.method != "POST":
        return None
    try:
        g.attempt = actions.count_attempt(what, request.form.get("email", ""), request.remote_addr)
    except actions.TooManyAttempts as refused:
        response = make_response(render_template("accounts/too_many.html", message=sentence(refused)), 429)
        response.headers["Retry-After"] = str(int(actions.WINDOW.total_seconds()))
        return response
    return None


def _signed_in(_app: Flask, user: User, **_values: Any) -> None:
    actions.signed_in(user.id, user.email, g.get("attempt", []))


def _password_set(_app: Flask, user: User, **_values: Any) -> None:
    """Inside the transaction of the page. The library has already ended every login session of this user."""
    audit.record(audit.by_user(user.id), "account.password", user=user.id)
