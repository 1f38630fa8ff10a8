"""The words of one kind of mail: as we wrote them, and as the organisers of an edition may write them instead.

The facts of a mail (the day, the places, links, the foot) stand in its templates and stay ours. What may be changed is
the subject, the words above the facts and those below them. Ours and theirs are the same sort of text, so there is one
way from words to a mail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import force_locale
from flask_babel import gettext as _

from werkplaats.mail import queries


@dataclass(frozen=True)
class Words:
    """What organisers can say in one language; `opening` stands above the facts, `closing` below them."""

    subject: str
    opening: str
    closing: str = ""


@dataclass(frozen=True)
class Wording:
    """Our own words for one kind of mail, as msgids. `name` is what the kind is called, `when` says when it goes.
    `placeholders` is the closed list of names that its words may hold, each with what it stands for."""

    kind: str
    name: str
    when: str
    subject: str
    opening: str
    placeholders: Mapping[str, str] = field(repr=False)

    def standard(self, locale: str) -> Words:
        """Our own words in this language, which the organisers of an edition begin with."""
        with force_locale(locale):
            return Words(str(_(self.subject)), str(_(self.opening)))


def words_of(wording: Wording, edition_id: int, locale: str) -> Words:
    """The words that count in an edition: its own in this language, or the standard ones."""
    own = queries.own_text(edition_id, wording.kind, locale)
    return wording.standard(locale) if own is None else Words(own.subject, own.opening, own.closing)
