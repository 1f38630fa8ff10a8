"""The mails about notes: to those who were there, and to those who write."""

from __future__ import annotations

from werkplaats import links
from werkplaats.editions.words import named
from werkplaats.letters.words import NOTE_DUE, NOTE_REVIEW
from werkplaats.mail import outbox
from werkplaats.mail.outbox import Recipient
from werkplaats.mail.render import called, compose
from werkplaats.notes.note import queries
from werkplaats.notes.note.models import Note
from werkplaats.people.models import Person
from werkplaats.programme.models import Slot
from werkplaats.registration.mails import recipient, sender
from werkplaats.registration.models import Registration
from werkplaats.web.language import text_in


def review(note: Note, registration: Registration) -> None:
    """That they may read what was written of where they were. Each of them gets it once for each note."""
    edition, slot = registration.edition, note.slot
    rendered = compose(
        NOTE_REVIEW,
        edition.id,
        registration.locale,
        lambda: {**named(edition, registration.name), "deelsessie": text_in(slot.breakout.title)},
        edition=edition,
        slot=slot,
    )
    key = f"note_review:{note.id}:{registration.public_id}"
    outbox.queue(key, NOTE_REVIEW.kind, rendered, recipient(registration), sender(edition), edition_id=edition.id)


def due(slot: Slot, person: Person, reason: str) -> bool:
    """That we wait for the note of a slot; `reason` makes it one mail for each. False when they have it already."""
    edition = slot.round.edition
    rendered = compose(
        NOTE_DUE,
        edition.id,
        person.locale,
        lambda: {**named(edition, person.name), "deelsessie": text_in(slot.breakout.title)},
        edition=edition,
        slot=slot,
        until=queries.due_at(edition),
    )
    link = (links.TASK, person.public_id, person.link_version)
    to = Recipient(called(person.name), person.email or "", person.locale, link=link)
    key = f"note_due:{slot.id}:{person.public_id}:{reason}"
    return outbox.queue(key, NOTE_DUE.kind, rendered, to, sender(edition), edition_id=edition.id) is not None
