"""What those who were there say of a note, and what the note taker does with it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from werkplaats import audit, clock, consent
from werkplaats.db import session, transaction
from werkplaats.editions.steps import refuse_in_archive
from werkplaats.errors import N_, Refused, Stale
from werkplaats.notes.note import markdown, queries
from werkplaats.notes.note.models import CONSENT, Note, NoteState, Remark, RemarkKind, RemarkState
from werkplaats.notes.note.steps import add_version, locked, refuse_unless_open, refuse_unless_writer
from werkplaats.registration.models import Registration, RegistrationState

NAMED_BY = "note-1"
"""Names the sentence beside which somebody chose to be named as one who helped."""

MOST_REMARKS = 100
"""Of one person on one note: more is not reading but flooding."""


@dataclass(frozen=True)
class Said:
    """What a form says of one paragraph of a version. A proposal is that paragraph in better words."""

    kind: RemarkKind
    version: int
    paragraph: str
    text: str = ""
    proposal: str = ""


def say(slot_id: int, registration_id: int, said: Said, *, named: bool) -> int:
    """Put something with the note taker; returns its id. The same thing said twice is said once. `named` is whether
    they want to be named as one who helped with this note."""
    with transaction():
        note = _in_review(slot_id)
        refuse_in_archive(note.edition_id)
        _refuse_unless_there(registration_id, slot_id)
        version = queries.version(note.id, said.version)
        if version is None or not any(b.source == said.paragraph for b in markdown.blocks(version.text)):
            raise Stale(N_("This paragraph is not in the note any more. Look at what stands there now."))
        mine = _mine(note.id, registration_id)
        for remark in mine:
            if _same(remark, said):
                return remark.id
        if len(mine) >= MOST_REMARKS:
            raise Refused(N_("You have said a lot about this note already. Wait for the answers of the note taker."))
        if said.kind == RemarkKind.PROPOSAL and said.proposal.strip() == said.paragraph.strip():
            raise Refused(N_("You have not changed anything in the paragraph yet."))
        remark = Remark(
            note=note,
            registration_id=registration_id,
            kind=said.kind,
            version=said.version,
            paragraph=said.paragraph,
            text=said.text,
            proposal=said.proposal,
            state=RemarkState.OPEN,
            created_at=clock.now(),
        )
        session.add(remark)
        session.flush()
        if said.kind != RemarkKind.AGREE:
            _name(note, registration_id, [*mine, remark], named)
        audit.record(audit.PARTICIPANT, "note remark", note.edition_id, note=note.id, remark=remark.id)
        return remark.id


def take_back(slot_id: int, registration_id: int, remark_id: int) -> None:
    """Unsay something to which there is no answer yet; what was unsaid already stays so."""
    with transaction():
        note = _in_review(slot_id)
        remark = session.get(Remark, remark_id, populate_existing=True)
        if remark is None or remark.registration_id != registration_id or remark.note_id != note.id:
            return
        if remark.state != RemarkState.OPEN:
            raise Refused(
                N_("There is an answer to this already, so it stays. You choose whether your name stands there.")
            )
        session.delete(remark)
        audit.record(audit.PARTICIPANT, "note remark taken back", note.edition_id, note=note.id, remark=remark_id)


def be_named(slot_id: int, registration_id: int, named: bool) -> None:
    """Choose whether one's name stands with the note as one who helped, also after it was published."""
    with transaction():
        note = locked(Note.slot_id == slot_id)
        if note is None:
            raise Refused(N_("This note is gone."))
        _name(note, registration_id, _mine(note.id, registration_id), named)
        audit.record(audit.PARTICIPANT, "note name", note.edition_id, note=note.id)


# What the note taker does with it.


def take_over(slot_id: int, person_id: int, remark_id: int) -> int:
    """Put the proposal where the paragraph stands that it is about; returns the number of the new version."""
    with transaction():
        note, remark = _to_answer(slot_id, person_id, remark_id)
        now = queries.current(note.id)
        if note.pen_id not in (None, person_id):
            raise Refused(N_("Somebody else is writing now. Take over the pen first."))
        if remark.kind != RemarkKind.PROPOSAL or now is None:
            raise Refused(N_("There is no proposal in this. Write an answer."))
        stands = next((b for b in markdown.blocks(now.text) if b.source == remark.paragraph), None)
        if stands is None:
            raise Stale(N_("The paragraph has changed since. Use what you need of the proposal, and write an answer."))
        text = markdown.replaced(now.text, stands, remark.proposal)
        version = add_version(note, text, person_id, taken_from=remark)
        _close(remark, RemarkState.TAKEN_OVER, person_id)
        audit.record(audit.PARTICIPANT, "note proposal taken over", note.edition_id, note=note.id, remark=remark.id)
        return version.number


def answer(slot_id: int, person_id: int, remark_id: int, words: str) -> None:
    """Say what is done with it, or why not."""
    with transaction():
        note, remark = _to_answer(slot_id, person_id, remark_id)
        _close(remark, RemarkState.ANSWERED, person_id, words)
        audit.record(audit.PARTICIPANT, "note remark answered", note.edition_id, note=note.id, remark=remark.id)


def _to_answer(slot_id: int, person_id: int, remark_id: int) -> tuple[Note, Remark]:
    note = locked(Note.slot_id == slot_id)
    remark = session.get(Remark, remark_id, populate_existing=True)
    refuse_unless_writer(person_id, slot_id)
    if note is None or remark is None or remark.note_id != note.id:
        raise Refused(N_("This was taken back meanwhile: there is nothing to answer any more."))
    refuse_unless_open(note)
    if remark.state != RemarkState.OPEN:
        raise Refused(N_("There is an answer to this already."))
    return note, remark


def _close(remark: Remark, state: RemarkState, person_id: int, words: str = "") -> None:
    remark.state, remark.answer = state, words
    remark.answered_by_id, remark.answered_at = person_id, clock.now()


def _in_review(slot_id: int) -> Note:
    note = locked(Note.slot_id == slot_id)
    if note is None or note.state != NoteState.IN_REVIEW:
        raise Refused(N_("You can no longer say something about this note: reading it first is over."))
    return note


def _refuse_unless_there(registration_id: int, slot_id: int) -> None:
    registration = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
    takes_part = registration is not None and registration.state == RegistrationState.REGISTERED
    if not takes_part or not queries.was_there(registration_id, slot_id):
        raise Refused(N_("Only who was in this breakout can say something about the note."))


def _mine(note_id: int, registration_id: int) -> list[Remark]:
    mine = select(Remark).where(Remark.note_id == note_id, Remark.registration_id == registration_id)
    return list(session.scalars(mine.execution_options(populate_existing=True)))


def _same(remark: Remark, said: Said) -> bool:
    return (remark.kind, remark.paragraph, remark.text, remark.proposal) == (
        said.kind, said.paragraph, said.text, said.proposal,
    )  # fmt: skip


def _name(note: Note, registration_id: int, mine: list[Remark], named: bool) -> None:
    """Keep the consent, or its withdrawal, and change the remarks along, so that public pages hear of it."""
    purpose = f"{CONSENT}{note.id}"
    stands = purpose in consent.standing_for_registration(registration_id)
    if named and not stands:
        consent.give_for_registration(registration_id, purpose, NAMED_BY)
    elif stands and not named:
        consent.withdraw_for_registration(registration_id, purpose)
    for remark in mine:
        remark.named = named
