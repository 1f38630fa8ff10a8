"""The mails that go by the clock, and the letters that organisers write. None of them carries a calendar."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkplaats.breakouts import queries as breakouts
from werkplaats.editions.models import Edition
from werkplaats.editions.words import named
from werkplaats.invitations.day import Day, Programme
from werkplaats.invitations.mails import line
from werkplaats.letters import queries
from werkplaats.letters.models import Letter, MomentKind
from werkplaats.letters.moments import Moment
from werkplaats.letters.words import LETTER, OF_MOMENTS
from werkplaats.mail import outbox
from werkplaats.mail.prose import Values
from werkplaats.mail.render import Rendered, compose, say
from werkplaats.mail.wording import Words
from werkplaats.registration.mails import recipient, sender
from werkplaats.registration.models import Registration
from werkplaats.web.dates import moment as in_words
from werkplaats.web.language import DUTCH, absolute_in


def by_the_clock(registration: Registration, moment: Moment, programme: Programme) -> bool:
    """Queue the mail of this moment for one person; False when they have it already."""
    edition, wording = registration.edition, OF_MOMENTS[moment.kind]
    day = programme.day_of(registration, breakouts.places_of(registration.id))
    rendered = compose(
        wording,
        edition.id,
        registration.locale,
        values_of(edition, registration.name),
        **facts_of(moment.kind, edition, registration.locale, day),
    )
    key = moment.key(registration.public_id)
    to, by = recipient(registration), sender(edition)
    return outbox.queue(key, wording.kind, rendered, to, by, edition_id=edition.id) is not None


def facts_of(kind: MomentKind, edition: Edition, locale: str, day: Day) -> dict[str, Any]:
    """What the template of this mail shows."""
    if kind == MomentKind.THANKS:
        return {"edition": edition, "harvest": absolute_in(f"/{edition.slug}/oogst", locale)}
    if kind == MomentKind.RANKING_CLOSES:
        return {"edition": edition, "breakouts": queries.titles_to_choose_from(edition.id)}
    return {"edition": edition, "day": day, "line": line}


def values_of(edition: Edition, name: str) -> Callable[[], Values]:
    """The values of every placeholder that a mail by the clock may hold, for one reader."""
    return lambda: {**named(edition, name), "kiezen_tot": in_words(edition.ranking_closes_at)}


def letter(letter: Letter, registration: Registration) -> None:
    """Queue a letter for one person of those whom it goes to."""
    outbox.queue(
        key=f"{queries.key_prefix(letter.id)}{registration.public_id}",
        kind=LETTER,
        rendered=letter_to(letter, registration),
        to=recipient(registration),
        sender=sender(letter.edition),
        edition_id=letter.edition_id,
        held=letter.held,
    )


def letter_to(letter: Letter, registration: Registration) -> Rendered:
    """A letter as this person reads it: in their language, and in Dutch when it was not written in theirs."""
    locale = registration.locale if letter.text.get(registration.locale) else DUTCH
    words = Words(letter.subject[locale], letter.text[locale])
    return say(LETTER, words, locale, lambda: named(letter.edition, registration.name), edition=letter.edition)
