"""Writing a note and passing its pen; sending it to those who were there; publishing and hiding it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from werkplaats import audit, clock
from werkplaats.db import session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition
from werkplaats.errors import N_, Refused, Stale
from werkplaats.jobs.steps import ask
from werkplaats.notes.note import mails, queries
from werkplaats.notes.note.differences import only_adds
from werkplaats.notes.note.models import Note, NoteState, NoteVersion
from werkplaats.notes.note.steps import add_version, locked, refuse_unless_open, refuse_unless_writer
from werkplaats.people.models import Person
from werkplaats.programme.models import Slot
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web.stale import refuse_when_changed

QUICK = timedelta(minutes=5)
"""So long quick saves of one writer go into the version that is there."""

INVITE = "note.invite"
"""The job that mails those who were there."""

REMIND_BEFORE = timedelta(days=2)


@dataclass(frozen=True)
class Saved:
    """What was saved, and which text somebody has before them now. `aside` is whether another one counts."""

    number: int
    stamp: str
    aside: bool


# Writing.


def save(
    slot_id: int, person_id: int, text: str, seen: str, *, by_itself: bool = False, with_pen: bool = False
) -> Saved:
    """Save the text of a note; the first time there is a note from then on. `seen` is the stamp of the text that the
    writer began from, empty when there was none. Once another text counts by then, or somebody else holds the pen, this
    one is kept aside: nothing is overwritten and nothing is lost. `with_pen` takes the pen first."""
    with transaction():
        note = _note_of(slot_id)
        refuse_unless_writer(person_id, slot_id)
        refuse_unless_open(note)
        now = queries.current(note.id)
        if with_pen or note.pen_id is None:
            note.pen_id = person_id
        if now is not None and now.text == text:
            return _keep(now, by_itself)
        if note.pen_id != person_id or (now.stamp if now else "") != seen:
            return _put_aside(note, text, person_id, by_itself)
        if now is not None and by_itself and _goes_into(now, text, person_id):
            return _put_into(now, text)
        version = add_version(note, text, person_id, by_itself=by_itself)
        audit.record(audit.PARTICIPANT, "note saved", note.edition_id, note=note.id, version=version.number)
        return Saved(version.number, version.stamp, aside=False)


def take_pen(slot_id: int, person_id: int) -> None:
    """Be the one who writes from now on. Who did so until now can take it back in the same way."""
    with transaction():
        note = _note_of(slot_id)
        refuse_unless_writer(person_id, slot_id)
        refuse_unless_open(note)
        if note.pen_id != person_id:
            note.pen_id = person_id
            audit.record(audit.PARTICIPANT, "note pen taken", note.edition_id, note=note.id)


def send_for_review(slot_id: int, person_id: int, seen: str) -> None:
    """Let those who were there read it; each of them gets one mail, also when it goes to them once more. Nobody holds
    the pen then."""
    with transaction():
        note = _note_of(slot_id)
        refuse_unless_writer(person_id, slot_id)
        now = queries.current(note.id)
        if now is None or not now.text.strip():
            raise Refused(N_("There is no text yet. Write something first."))
        if note.state == NoteState.IN_REVIEW:
            return
        refuse_unless_open(note)
        if now.stamp != seen:
            raise Stale(N_("Somebody has just changed the text. Read it once more before you send it."))
        note.state, note.sent_at, note.pen_id = NoteState.IN_REVIEW, note.sent_at or clock.now(), None
        ask(f"{queries.job_prefix(note.edition_id)}{note.id}:{clock.now():%Y%m%dT%H%M%S}", INVITE, note_id=note.id)
        audit.record(audit.PARTICIPANT, "note sent for review", note.edition_id, note=note.id)


def invite_to_review(note_id: int) -> Iterator[float]:
    """Mail those who were there, each in a short transaction of its own; yields how far it is, from 0 to 1."""
    note = session.get_one(Note, note_id)
    ids = list(session.scalars(queries.who_was_there(note.slot_id).order_by(Registration.id)))
    for number, registration_id in enumerate(ids, start=1):
        with transaction():
            registration = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
            note = session.get_one(Note, note_id, populate_existing=True)
            takes_part = registration is not None and registration.state == RegistrationState.REGISTERED
            if registration is not None and takes_part and note.state == NoteState.IN_REVIEW:
                mails.review(note, registration)
        yield number / len(ids)


# What organisers do.


def publish_note(note_id: int, seen: str, actor: str) -> None:
    """Let everyone read it. `seen` is the stamp of the text that the organiser has read."""
    with transaction():
        note = _known(note_id)
        if note.state == NoteState.PUBLISHED:
            return
        if note.state != NoteState.IN_REVIEW:
            raise Refused(N_("Let those who were there read it first."))
        now = queries.current(note.id)
        if now is None or now.stamp != seen:
            raise Stale(N_("The text has just changed. Read it once more before you publish it."))
        note.state, note.published_at, note.pen_id = NoteState.PUBLISHED, clock.now(), None
        audit.record(actor, "note published", note.edition_id, note=note.id, version=now.number)


def reopen_note(note_id: int, actor: str) -> None:
    """Back to those who were there: nobody else reads it until it is published again. Nobody is mailed."""
    with transaction():
        note = _known(note_id)
        if note.state in queries.OPEN_TO_CHANGE:
            return
        note.state, note.sent_at = NoteState.IN_REVIEW, note.sent_at or clock.now()
        audit.record(actor, "note reopened", note.edition_id, note=note.id)


def hide_note(note_id: int, actor: str) -> None:
    """Let nobody read or change it but the organisers, at once."""
    with transaction():
        note = _known(note_id)
        if note.state == NoteState.HIDDEN:
            return
        note.state, note.pen_id = NoteState.HIDDEN, None
        audit.record(actor, "note hidden", note.edition_id, note=note.id)


@dataclass(frozen=True)
class Deadline:
    """Until when notes are written, as organisers set it; None is as we propose."""

    at: datetime | None


def deadline_of(edition: Edition) -> Deadline:
    return Deadline(edition.notes_due_at)


def set_deadline(edition_id: int, wanted: Deadline, seen: str, actor: str) -> None:
    with transaction():
        edition = editions.locked(edition_id)
        refuse_when_changed(deadline_of(edition), seen)
        if wanted.at is not None and wanted.at <= edition.ends_at:
            raise Refused(N_("The day is not over by then. Choose a later moment."))
        edition.notes_due_at = wanted.at
        audit.record(actor, "note deadline", edition_id)


def remind(slot_id: int, actor: str) -> int:
    """Mail those who write the note of a slot that we wait for it, at most once a day; returns how many mails."""
    with transaction():
        slot = session.get_one(Slot, slot_id)
        note = queries.note_of(slot_id)
        if note is not None and note.state != NoteState.DRAFT:
            raise Refused(N_("This note is written: there is nothing to remind of."))
        to = [person for person in queries.writers(slot_id) if person.email]
        if not to:
            raise Refused(N_("Nobody with an e-mail address writes this note. Choose a note taker in the programme."))
        day = f"{clock.now().astimezone(clock.AMSTERDAM):%Y-%m-%d}"
        made = sum(mails.due(slot, person, f"asked:{day}") for person in to)
        audit.record(actor, "note reminded", slot.round.edition_id, slot=slot_id)
        return made


def remind_before_deadline() -> int:
    """By the clock, once for each deadline: mail those whose note is not with the readers yet. Returns how many."""
    found = [
        (line.slot.id, person.id, f"due:{queries.due_at(edition):%Y-%m-%dT%H:%M}")
        for edition in queries.editions_to_remind(REMIND_BEFORE)
        for line in queries.lines(edition)
        if line.note is None or line.note.state == NoteState.DRAFT
        for person in line.writers
        if person.email
    ]
    session.rollback()
    return sum(_remind_one(*one) for one in found)


def _remind_one(slot_id: int, person_id: int, reason: str) -> bool:
    with transaction():
        return mails.due(session.get_one(Slot, slot_id), session.get_one(Person, person_id), reason)


# Shared.


def _note_of(slot_id: int) -> Note:
    """The note of a slot, locked; a new one if there is none, with the next number of its edition."""
    note = locked(Note.slot_id == slot_id)
    if note is not None:
        return note
    edition = editions.locked(session.get_one(Slot, slot_id).round.edition_id)
    note = locked(Note.slot_id == slot_id)
    if note is not None:
        return note
    last = session.scalar(select(func.max(Note.number)).where(Note.edition_id == edition.id)) or 0
    note = Note(edition_id=edition.id, number=last + 1, slot_id=slot_id, state=NoteState.DRAFT, created_at=clock.now())
    session.add(note)
    session.flush()
    return note


def _known(note_id: int) -> Note:
    note = locked(Note.id == note_id)
    if note is None:
        raise Refused(N_("This note is gone, with its breakout. Look at the list again."))
    return note


def _keep(now: NoteVersion, by_itself: bool) -> Saved:
    """The text is there already. Whoever presses the button makes it a version of its own."""
    now.by_itself = now.by_itself and by_itself
    return Saved(now.number, now.stamp, aside=False)


def _put_aside(note: Note, text: str, person_id: int, by_itself: bool) -> Saved:
    last, now = queries.last_version(note.id), queries.current(note.id)
    stamp = now.stamp if now else ""
    if last is not None and last.aside and last.author_id == person_id:
        if last.text == text:
            return Saved(last.number, stamp, aside=True)
        if by_itself and _goes_into(last, text, person_id):
            _put_into(last, text)
            return Saved(last.number, stamp, aside=True)
    version = add_version(note, text, person_id, aside=True, by_itself=by_itself)
    audit.record(audit.PARTICIPANT, "note kept aside", note.edition_id, note=note.id, version=version.number)
    return Saved(version.number, stamp, aside=True)


def _goes_into(version: NoteVersion, text: str, person_id: int) -> bool:
    """Whether a quick save can be part of a version without losing a letter of it."""
    young = clock.now() < version.created_at + QUICK
    return version.by_itself and version.author_id == person_id and young and only_adds(version.text, text)


def _put_into(version: NoteVersion, text: str) -> Saved:
    version.text, version.saves, version.saved_at = text, version.saves + 1, clock.now()
    return Saved(version.number, version.stamp, aside=version.aside)
