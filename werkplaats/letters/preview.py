"""Mails on the page of whoever writes them, exactly as they will leave."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Sequence
from typing import NamedTuple

from flask import Response, make_response

from werkplaats.mail.render import Rendered
from werkplaats.web.headers import CONTENT_SECURITY_POLICY

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


class Preview(NamedTuple):
    """A mail as somebody would get it. `to` says who, `note` what is particular about it."""

    mail: Rendered
    locale: str
    to: str = ""
    note: str = ""


def framed(page: str, mails: Sequence[Rendered]) -> Response:
    """A page that shows such mails in frames of their own. What a frame holds obeys the rules of the page around it, so
    this page allows exactly the style that our mails carry, by its fingerprint, and nothing else that is inline."""
    response = make_response(page)
    styles = dict.fromkeys(_fingerprint(style) for mail in mails for style in _STYLE.findall(mail.html)[:1])
    allowed = " ".join(("style-src 'self'", *styles))
    response.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace("style-src 'self'", allowed)
    return response


def _fingerprint(style: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
