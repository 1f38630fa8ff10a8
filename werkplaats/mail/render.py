"""From a kind of mail and its values to subject, text and HTML, in the language of its reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import current_app
from flask_babel import force_locale

from werkplaats.links import PLACEHOLDER
from werkplaats.mail.prose import Prose, Values, filled
from werkplaats.mail.wording import Wording, Words, words_of

_MAKES_LINKS = re.compile(r"[/\\:@\[\]()<>]|\.(?=\w{2})")


@dataclass(frozen=True)
class Rendered:
    subject: str
    text: str
    html: str


def render(kind: str, locale: str, **values: Any) -> Rendered:
    """Fill `templates/mail/<kind>/`. The subject becomes one line, whatever the values hold."""
    values = {**values, "personal_link": PLACEHOLDER, "locale": locale, "called": called}
    with force_locale(locale):
        subject, text, html = (
            current_app.jinja_env.get_template(f"mail/{kind}/{part}").render(values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    return Rendered(" ".join(subject.split()), _without_gaps(text), html)


def say(kind: str, words: Words, locale: str, named: Callable[[], Values], **facts: Any) -> Rendered:
    """A mail with these words around its facts. `named` gives the values of the placeholders in the language that is
    spoken at that moment."""
    with force_locale(locale):
        values = named()
        opening, closing = Prose(words.opening, values), Prose(words.closing, values)
        subject = filled(words.subject, values)
    return render(kind, locale, subject=subject, opening=opening, closing=closing, **facts)


def compose(wording: Wording, edition_id: int, locale: str, named: Callable[[], Values], **facts: Any) -> Rendered:
    """A mail in the words of its edition."""
    return say(wording.kind, words_of(wording, edition_id, locale), locale, named, **facts)


def called(name: str) -> str:
    """A person's name as a mail may greet them: nothing in it that a mail program would turn into a link.

    Anyone may register anyone's address under any name, and our mail must not carry their advertisement.
    """
    return " ".join(_MAKES_LINKS.sub(" ", name).split())


def _without_gaps(text: str) -> str:
    """Template lines that print nothing leave holes; never more than one empty line in a row."""
    lines: list[str] = []
    for line in (line.rstrip() for line in text.strip().splitlines()):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"
