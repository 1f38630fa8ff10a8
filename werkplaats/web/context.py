"""What every template can count on."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from flask import Flask, current_app, g, url_for

from werkplaats import links
from werkplaats.web.language import current_language, other_language_url


class Shown(Protocol):
    """What the shells need to know of the edition that a page is about."""

    is_demo: Any
    helpdesk_email: Any
    helpdesk_phone: Any

    @property
    def phase(self) -> Any: ...


class Help(NamedTuple):
    """Where help is: the same place on every page."""

    email: str
    phone: str


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(asset=asset, absolute=links.absolute)
    app.context_processor(_for_every_page)


def asset(name: str) -> str:
    """The address of a static file, with its content in it, so that a browser may keep it for a year."""
    return links.outside(url_for("static", filename=name, v=_fingerprint(name)))


@cache
def _fingerprint(name: str) -> str:
    path = Path(current_app.static_folder or "") / name
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def show(edition: Shown) -> None:
    """Say which edition this page is about; the shells show its name, its help and its phase."""
    g.edition = edition


def _for_every_page() -> dict[str, Any]:
    edition: Shown | None = g.get("edition")
    return {
        "lang": current_language(),
        "other_lang_url": other_language_url(),
        "edition": edition,
        "phase": edition.phase if edition else None,
        "demo": edition.is_demo if edition else current_app.config["DEMO"],
        "help": _help_of(edition),
        "request_id": g.get("request_id"),
        "signed_in_user": None,
        "me": None,
        "person_here": None,
        "form": None,
    }


def _help_of(edition: Shown | None) -> Help:
    if edition is None:
        return Help(str(current_app.config["MAIL_FROM"]), "")
    return Help(edition.helpdesk_email, edition.helpdesk_phone)
