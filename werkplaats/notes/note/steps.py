"""Pieces of a write to notes that actions of writing, of review and of erasure share, inside an open transaction."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select

from werkplaats import clock
from werkplaats.db import session
from werkplaats.editions.steps import refuse_in_archive
from werkplaats.errors import N_, Refused
from werkplaats.notes.note import queries
from werkplaats.notes.note.models import Note, NoteVersion, Remark


def locked(*which: ColumnElement[bool]) -> Note | None:
    """A note under the lock of its row: whoever saves it meanwhile waits."""
    statement = select(Note).where(*which).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).first()


def refuse_unless_writer(person_id: int, slot_id: int) -> None:
    if not queries.may_write(person_id, slot_id):
        raise Refused(N_("You are not the note taker or the host of this breakout any more. Ask the organisers."))


def refuse_unless_open(note: Note) -> None:
    refuse_in_archive(note.edition_id)
    if note.state not in queries.OPEN_TO_CHANGE:
        raise Refused(N_("This note is published or hidden, so its text does not change now. Ask the organisers."))


def add_version(
    note: Note,
    text: str,
    author_id: int | None,
    *,
    aside: bool = False,
    by_itself: bool = False,
    taken_from: Remark | None = None,
) -> NoteVersion:
    """Keep a text as the newest version; it counts unless it is `aside`."""
    last, now = queries.last_version(note.id), queries.current(note.id)
    version = NoteVersion(
        note_id=note.id,
        number=last.number + 1 if last else 1,
        author_id=author_id,
        text=text,
        based_on=now.number if now else None,
        aside=aside,
        by_itself=by_itself,
        taken_from=taken_from,
        created_at=clock.now(),
        saved_at=clock.now(),
        saves=1,
    )
    session.add(version)
    session.flush()
    return version


def forget_remarks(registration_ids: Collection[int]) -> None:
    """Let go what these people said of notes, and their names with it. One by one, so that public pages hear of it."""
    for remark in session.scalars(select(Remark).where(Remark.registration_id.in_(registration_ids))):
        session.delete(remark)
    session.flush()
