"""Puts notes of breakouts where tests need them, in the words of users."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.notes.note.models import Note, NoteState, NoteVersion, Remark, RemarkKind
from werkplaats.programme.models import Slot


def note(app: Flask, slot_id: int, text: str = "Wat we leerden.", state: NoteState = NoteState.PUBLISHED) -> int:
    """A note with one version, in this state; returns its number within the edition."""
    with app.app_context(), transaction():
        edition_id = session.get_one(Slot, slot_id).round.edition_id
        last = session.scalar(select(func.max(Note.number)).where(Note.edition_id == edition_id)) or 0
        now = clock.now()
        made = Note(edition_id=edition_id, number=last + 1, slot_id=slot_id, created_at=now)
        made.sent_at = None if state == NoteState.DRAFT else now
        made.published_at = now if state == NoteState.PUBLISHED else None
        session.add(made)
        session.flush()
        session.add(NoteVersion(note_id=made.id, number=1, text=text, created_at=now, saved_at=now))
        session.flush()
        made.state = state
        return made.number


def remark(
    app: Flask, slot_id: int, registration_id: int, text: str, paragraph: str = "Wat we leerden.", proposal: str = ""
) -> int:
    """What somebody said of a paragraph of that note, or how they would write it; returns its id."""
    with app.app_context(), transaction():
        about = session.scalars(select(Note).where(Note.slot_id == slot_id)).one()
        kind = RemarkKind.PROPOSAL if proposal else RemarkKind.COMMENT
        said = Remark(note=about, registration_id=registration_id, kind=kind, version=1, paragraph=paragraph,
                      text=text, proposal=proposal, created_at=clock.now())  # fmt: skip
        session.add(said)
        session.flush()
        return said.id
