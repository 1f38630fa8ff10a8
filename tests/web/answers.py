"""What goes with every answer: rules for whoever walks through all pages there are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from werkzeug.test import TestResponse

from tests.architecture.world import ORGANISER, PARTICIPANT, Place
from werkplaats.web.headers import CONTENT_SECURITY_POLICY

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
FRAMED = "mail_organise.html"
OWN_POLICY = {FRAMED, "mail_organise.mail"}
"""A mail that organisers look at brings its own style, and so is shut in a sandbox: a frame on a page of ours."""

PREVIEWS = ("letters_organise", "texts_organise")
"""Their pages show mails in frames, and allow exactly the style of these, by its fingerprint."""

SECRET_ADDRESS = {"my.enter", "my.own_feed", "preview.refused"}
"""Who knows the address of these can read the page, so it is told to no other site."""

A_STYLE = re.compile(r" 'sha256-[\w+/]{43}='")

PUBLIC = ("public.", "formats.", "health.", "static")


def faults_of(place: Place, role: str, answer: TestResponse) -> Iterator[str]:
    """What is wrong with the headers of this answer, over plain http, as a whole sentence each."""
    name = f"{place.method} {place.path} to the {role}"
    if (found := _protection(place, answer)) != _wanted(place, answer):
        yield f"{name} does not protect its reader: {found}"
    if "Strict-Transport-Security" in answer.headers:
        yield f"{name} promises https over plain http"
    if not answer.headers.get("X-Request-Id"):
        yield f"{name} cannot be found in the log"
    if place.rule.endpoint.startswith(PUBLIC):
        if "Set-Cookie" in answer.headers or "Cookie" in answer.headers.get("Vary", ""):
            yield f"{name} is public, and knows a cookie"
    elif role in (PARTICIPANT, ORGANISER) and not _is_kept_by_nobody(place, role, answer.headers["Cache-Control"]):
        yield f"{name} may be kept: {answer.headers['Cache-Control']}"


def _protection(place: Place, answer: TestResponse) -> dict[str, str | None]:
    found = {name: answer.headers.get(name) for name in (*ALWAYS, "Referrer-Policy", "Content-Security-Policy")}
    if place.rule.endpoint in OWN_POLICY and answer.status_code == 200:
        del found["Content-Security-Policy"]
    elif place.rule.endpoint.split(".")[0] in PREVIEWS:
        found["Content-Security-Policy"] = A_STYLE.sub("", found["Content-Security-Policy"] or "")
    return found


def _wanted(place: Place, answer: TestResponse) -> dict[str, str | None]:
    endpoint, shown = place.rule.endpoint, answer.status_code == 200
    wanted: dict[str, str | None] = {
        **ALWAYS, "Referrer-Policy": "no-referrer" if endpoint in SECRET_ADDRESS else "same-origin",
    }  # fmt: skip
    if endpoint == FRAMED and shown:
        wanted["X-Frame-Options"] = "SAMEORIGIN"
    if endpoint not in OWN_POLICY or not shown:
        wanted["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    return wanted


def _is_kept_by_nobody(place: Place, role: str, kept: str) -> bool:
    """By nobody but its reader; a page of one edition's organisers by nobody at all."""
    if role == ORGANISER and place.rule.rule.startswith("/organisatie/<edition>"):
        return kept == "no-store"
    return ("no-store" in kept or "private" in kept) and "public" not in kept
