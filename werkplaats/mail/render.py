"""From a kind of mail and its values to subject, text and HTML, in the language of its reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale

from werkplaats.links import PLACEHOLDER


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(kind: str, locale: str, **values: Any) -> Rendered:
    """Fill `templates/mail/<kind>/`. The subject becomes one line, whatever the values hold."""
    values = {**values, "personal_link": PLACEHOLDER, "locale": locale}
    with force_locale(locale):
        subject, text, html = (
            current_app.jinja_env.get_template(f"mail/{kind}/{part}").render(values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Rendered(" ".join(subject.split()), _without_gaps(text), html)


def _without_gaps(text: str) -> str:
    """Template lines that print nothing leave holes; never more than one empty line in a row."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
