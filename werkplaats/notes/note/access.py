"""Load and guard in one call: a slot whose note one writes, and a note of where one was."""

from __future__ import annotations

from typing import NamedTuple

from flask import abort, redirect, url_for

from werkplaats.notes.note import queries
from werkplaats.notes.note.models import Note, NoteState
from werkplaats.people.access import my_person, my_slot
from werkplaats.people.models import Person
from werkplaats.programme.models import Slot
from werkplaats.registration.access import my_registrations
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web import context


class Desk(NamedTuple):
    """Who writes, where, and what there is by now."""

    person: Person
    slot: Slot
    note: Note | None


class Reading(NamedTuple):
    """Who reads which note; `was_there` is whether they were in its slot."""

    reader: Registration
    note: Note
    was_there: bool


def my_desk(slot_id: int) -> Desk:
    """The slot whose note the person at this browser writes; no other slot exists for them."""
    person = my_person()
    part = my_slot(slot_id, *queries.WRITERS)
    return Desk(person, part.slot or abort(404), queries.note_of(slot_id))


def my_note(slot_id: int) -> Note:
    """The note of that slot, once it was begun."""
    return my_desk(slot_id).note or abort(404)


def my_reading(slot_id: int, whose: str = "") -> Reading:
    """A note that somebody at this browser may read: in review whoever was there, published whoever takes part. For
    anybody else it does not exist. `whose` is the public id of whom a form was made for."""
    mine = my_registrations()
    if not mine:
        abort(redirect(url_for("registration.link_again")))
    note = queries.note_of(slot_id)
    of_day = [r for r in mine if note and r.edition_id == note.edition_id and (not whose or r.public_id == whose)]
    readers = [r for r in of_day if r.state == RegistrationState.REGISTERED]
    there = [r for r in readers if queries.was_there(r.id, slot_id)]
    may_read = there if note and note.state == NoteState.IN_REVIEW else readers
    if note is None or note.state not in (NoteState.IN_REVIEW, NoteState.PUBLISHED) or not may_read:
        abort(404)
    reader = (there or may_read)[0]
    context.show(reader.edition)
    return Reading(reader, note, reader in there)
