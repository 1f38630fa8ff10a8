"""Reading notes. Public pages and exports may call what begins with `published`, and nothing else here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, exists, func, literal, select, tuple_
from sqlalchemy.orm import joinedload

from werkplaats import clock, consent
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.consent import Consent
from werkplaats.db import Texts, session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.notes import index
from werkplaats.notes import queries as cards
from werkplaats.notes.index import Address, What
from werkplaats.notes.models import Card
from werkplaats.notes.note import markdown
from werkplaats.notes.note.markdown import Block
from werkplaats.notes.note.models import CONSENT, Note, NoteState, NoteVersion, Remark, RemarkKind, RemarkState
from werkplaats.notes.queries import HarvestCard
from werkplaats.notes.search.ranking import Use
from werkplaats.people.models import PUBLISH, Appearance, AppearanceRole, Person, PersonState
from werkplaats.people.queries import said_yes
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout, Round, Slot, SlotState
from werkplaats.registration.models import Registration, RegistrationState

WRITERS = (AppearanceRole.NOTE_TAKER, AppearanceRole.HOST)
TIME_TO_WRITE = timedelta(days=7)
OPEN_TO_CHANGE = (NoteState.DRAFT, NoteState.IN_REVIEW)

# What everyone reads.


@dataclass(frozen=True)
class Improvement:
    """What changed in review: the new words, and the name of who proposed them, if they want to be named."""

    words: str
    name: str


CardsOf = Callable[[int, Collection[int]], dict[int, HarvestCard]]
"""Of an edition the cards with these numbers, as far as somebody may read them."""


@dataclass(frozen=True)
class PublishedNote:
    """A note as its readers may see it: only the paragraphs and cards that are meant for them, and no name but of who
    is published or wants to be named. `words.as_html` and `words.as_markdown` write it down."""

    number: int
    breakout: Texts
    breakout_slug: str
    round: Texts
    starts_at: datetime
    conditions: tuple[str, ...]
    blocks: tuple[Block, ...]
    cards: dict[int, HarvestCard]
    writers: tuple[str, ...]
    helpers: tuple[str, ...]
    number_of_helpers: int
    improvements: tuple[Improvement, ...]
    published_at: datetime

    @property
    def plain(self) -> str:
        """Its own words, for who searches: a card is found by itself."""
        return "\n".join(block.plain for block in self.blocks if not block.card)


def published_note(edition_id: int, number: int) -> PublishedNote | None:
    """The note at this number as the whole world may read it."""
    note = session.scalars(_published().where(Note.edition_id == edition_id, Note.number == number)).first()
    return _for_readers(note, _cards_for_everyone, everything=False) if note else None


def _cards_for_everyone(edition_id: int, numbers: Collection[int]) -> dict[int, HarvestCard]:
    there = cards.published_cards_at([Address(edition_id, What.CARD, number) for number in numbers])
    return {address.number: card for address, card in there.items()}


@dataclass(frozen=True)
class NoteInBrief:
    """A note in a list, as everyone may see it: `text` is its own words, without what is for participants alone."""

    number: int
    breakout: Texts
    breakout_slug: str
    round: Texts
    starts_at: datetime
    conditions: tuple[str, ...]
    text: str
    published_at: datetime | None


def published_in(edition_ids: Collection[int], condition: str = "", breakout_slug: str = "") -> list[Address]:
    """Where the notes stand that the whole world may read, in the order of the day. Each filter given must match."""
    found = _addresses(edition_ids, condition, breakout_slug)
    rows = session.execute(found.order_by(Round.position, Breakout.position))
    return [Address(edition_id, What.NOTE, number) for edition_id, number in rows]


def published_saying(
    words: Collection[str], edition_ids: Collection[int], condition: str = "", breakout_slug: str = ""
) -> list[Use[Address]]:
    """Who of these says any of these words."""
    return index.saying(What.NOTE, _addresses(edition_ids, condition, breakout_slug), words)


def published_at(addresses: Collection[Address]) -> dict[Address, NoteInBrief]:
    """What stands at these addresses, as far as the whole world may read it. However many: one question."""
    wanted = [(address.edition_id, address.number) for address in addresses if address.what == What.NOTE]
    if not wanted:
        return {}
    newest = (
        select(func.max(NoteVersion.number))
        .where(NoteVersion.note_id == Note.id, ~NoteVersion.aside)
        .correlate(Note)
        .scalar_subquery()
    )
    statement = _published().join(NoteVersion, (NoteVersion.note_id == Note.id) & (NoteVersion.number == newest))
    statement = statement.where(tuple_(Note.edition_id, Note.number).in_(wanted))
    rows = session.execute(statement.add_columns(NoteVersion.text))
    return {note.search_address(): _in_brief(note, text) for note, text in rows}


def published_for_participants(note: Note) -> PublishedNote | None:
    """The same for who took part, with what is for them alone; nothing while it is not published."""
    if note.state != NoteState.PUBLISHED:
        return None
    return _for_readers(note, _cards_for_participants, everything=True)


def _cards_for_participants(edition_id: int, numbers: Collection[int]) -> dict[int, HarvestCard]:
    return {card.number: card for card in cards.for_all_participants(edition_id, Card.number.in_(numbers))}


def readable_cards(edition_id: int, text: str) -> dict[int, HarvestCard]:
    """By their number the cards in a text that participants may read."""
    return _cards_for_participants(edition_id, markdown.cards_in(markdown.blocks(text)))


def _published() -> Select[Note]:
    return (
        select(Note)
        .join(Note.slot)
        .join(Slot.round)
        .join(Slot.breakout)
        .where(Note.state == NoteState.PUBLISHED)
        .options(joinedload(Note.slot).joinedload(Slot.breakout), joinedload(Note.slot).joinedload(Slot.round))
    )


def _addresses(edition_ids: Collection[int], condition: str, breakout_slug: str) -> Select[int, int]:
    found = _published().with_only_columns(Note.edition_id, Note.number)
    found = found.where(Note.edition_id.in_(edition_ids))
    if condition:
        found = found.where(cards.is_about(Breakout.conditions, condition))
    return found.where(Breakout.slug == breakout_slug) if breakout_slug else found


def _in_brief(note: Note, text: str) -> NoteInBrief:
    breakout = note.slot.breakout
    return NoteInBrief(
        number=note.number,
        breakout=breakout.title,
        breakout_slug=breakout.slug,
        round=note.slot.round.title,
        starts_at=note.slot.round.starts_at,
        conditions=tuple(breakout.conditions),
        text=markdown.plain_for_everyone(text),
        published_at=note.published_at,
    )


def _for_readers(note: Note, cards_of: CardsOf, *, everything: bool) -> PublishedNote:
    now = current(note.id)
    text = now.text if now else ""
    shown = markdown.blocks(text) if everything else markdown.for_everyone(text)
    slot, names = note.slot, _names_of_helpers(note.id)
    return PublishedNote(
        number=note.number,
        breakout=slot.breakout.title,
        breakout_slug=slot.breakout.slug,
        round=slot.round.title,
        starts_at=slot.round.starts_at,
        conditions=tuple(slot.breakout.conditions),
        blocks=tuple(shown),
        cards=cards_of(note.edition_id, markdown.cards_in(shown)),
        writers=tuple(person.name for person in writers(slot.id, Person.state == PersonState.PUBLISHED, _is_named())),
        helpers=tuple(dict.fromkeys(names.values())),
        number_of_helpers=_number_of_helpers(note.id),
        improvements=_improvements(note.id, shown, names),
        published_at=note.published_at or note.created_at,
    )


def _names_of_helpers(note_id: int) -> dict[int, str]:
    """By registration who said something and wants to be named, and has not taken that back."""
    stands = exists().where(
        Consent.registration_id == Remark.registration_id,
        Consent.purpose == literal(f"{CONSENT}{note_id}"),
        Consent.withdrawn_at.is_(None),
    )
    statement = (
        select(Registration.id, Registration.name)
        .join(Remark, Remark.registration_id == Registration.id)
        .where(Remark.note_id == note_id, Remark.named, stands, Registration.name != "")
        .order_by(Remark.id)
    )
    return dict(session.execute(statement).all())


def _number_of_helpers(note_id: int) -> int:
    said = Remark.note_id == note_id, Remark.kind != RemarkKind.AGREE
    return session.scalar(select(func.count(Remark.registration_id.distinct())).where(*said)) or 0


def _improvements(note_id: int, shown: Collection[Block], names: dict[int, str]) -> tuple[Improvement, ...]:
    """Proposals that were taken over and still stand among these paragraphs as they were proposed."""
    stand = {block.source.strip() for block in shown}
    taken = select(Remark).where(Remark.note_id == note_id, Remark.state == RemarkState.TAKEN_OVER).order_by(Remark.id)
    return tuple(
        Improvement(remark.proposal.strip(), names.get(remark.registration_id, ""))
        for remark in session.scalars(taken)
        if remark.proposal.strip() in stand
    )


# Who writes, and who was there.


def writers(slot_id: int, *conditions: ColumnElement[bool]) -> list[Person]:
    """Who may write the note of a slot, as far as these conditions hold: its note takers first, then its hosts."""
    statement = _writing().where(Appearance.slot_id == slot_id, *conditions)
    rank = {AppearanceRole.NOTE_TAKER: 0, AppearanceRole.HOST: 1}
    found = sorted(session.execute(statement), key=lambda row: rank[row[1]])
    return list(dict.fromkeys(person for person, _ in found))


def slots_to_write(person_id: int, edition_id: int) -> list[tuple[Slot, Note | None]]:
    """Of which slots of this day somebody writes the note, with what there is of it."""
    theirs = set(session.scalars(_writing().with_only_columns(Appearance.slot_id).where(Person.id == person_id)))
    slots = [slot for slot in programme.slots(edition_id) if slot.id in theirs]
    return [(slot, note_of(slot.id)) for slot in slots]


def may_write(person_id: int, slot_id: int) -> bool:
    return any(person.id == person_id for person in writers(slot_id))


def _is_named() -> ColumnElement[bool]:
    """The condition that somebody agreed to be named for what they do there."""
    return consent.stands_for(Appearance.__table__.c.id, PUBLISH)


def _writing() -> Select[Person, AppearanceRole]:
    return (
        select(Person, Appearance.role)
        .join(Appearance, Appearance.person_id == Person.id)
        .where(said_yes(), Appearance.role.in_(WRITERS))
        .order_by(Appearance.position, Appearance.id)
    )


def who_was_there(slot_id: int) -> Select[int]:
    """The registrations that had a place there in the plan that counted."""
    return (
        select(Placement.registration_id)
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(
            Plan.state == PlanState.PUBLISHED,
            Placement.slot_id == slot_id,
            Registration.state == RegistrationState.REGISTERED,
        )
    )


def was_there(registration_id: int, slot_id: int) -> bool:
    mine = who_was_there(slot_id).where(Placement.registration_id == registration_id)
    return session.scalars(mine).first() is not None


def number_who_were_there(slot_id: int) -> int:
    return session.scalar(select(func.count()).select_from(who_was_there(slot_id).subquery())) or 0


def notes_to_read(registration_id: int) -> list[Note]:
    """Notes of the slots in which somebody was, as far as they may read them: in review or published."""
    theirs = (
        select(Placement.slot_id)
        .join(Plan, Plan.id == Placement.plan_id)
        .where(Plan.state == PlanState.PUBLISHED, Placement.registration_id == registration_id)
    )
    found = select(Note).join(Note.slot).join(Slot.round).where(Note.slot_id.in_(theirs))
    found = found.where(Note.state.in_((NoteState.IN_REVIEW, NoteState.PUBLISHED))).order_by(Round.position)
    return list(session.scalars(found.options(joinedload(Note.slot).joinedload(Slot.breakout))))


# The text and its versions.


def note_of(slot_id: int) -> Note | None:
    return session.scalars(select(Note).where(Note.slot_id == slot_id)).first()


def by_number(edition_id: int, number: int) -> Note | None:
    return session.scalars(select(Note).where(Note.edition_id == edition_id, Note.number == number)).first()


def current(note_id: int) -> NoteVersion | None:
    """The text that counts."""
    mine = select(NoteVersion).where(NoteVersion.note_id == note_id, ~NoteVersion.aside)
    return session.scalars(mine.order_by(NoteVersion.number.desc()).limit(1)).first()


def last_version(note_id: int) -> NoteVersion | None:
    """What was saved last, kept aside or not."""
    mine = select(NoteVersion).where(NoteVersion.note_id == note_id)
    return session.scalars(mine.order_by(NoteVersion.number.desc()).limit(1)).first()


def versions(note_id: int) -> list[NoteVersion]:
    """Everything that was saved, the newest first."""
    mine = select(NoteVersion).where(NoteVersion.note_id == note_id).options(joinedload(NoteVersion.author))
    return list(session.scalars(mine.order_by(NoteVersion.number.desc())))


def version(note_id: int, number: int) -> NoteVersion | None:
    mine = select(NoteVersion).where(NoteVersion.note_id == note_id, NoteVersion.number == number)
    return session.scalars(mine).first()


def read_version(note: Note, number: int) -> NoteVersion | None:
    """A version that those who were there could read: the one that was sent to them, or one that counted since."""
    mine = NoteVersion.note_id == note.id, ~NoteVersion.aside
    sent = select(func.max(NoteVersion.number)).where(*mine, NoteVersion.saved_at <= note.sent_at)
    found = select(NoteVersion).where(*mine, NoteVersion.number == number)
    return session.scalars(found.where(NoteVersion.number >= sent.scalar_subquery())).first()


def before(saved: NoteVersion) -> NoteVersion | None:
    """What a version is compared with: the text that its author had before them."""
    return None if saved.based_on is None else version(saved.note_id, saved.based_on)


def kept_aside(note_id: int, person_id: int) -> NoteVersion | None:
    """What this person saved aside and nobody looked at since: nothing that counts was saved after it."""
    last = last_version(note_id)
    return last if last is not None and last.aside and last.author_id == person_id else None


def cards_to_quote(slot: Slot) -> list[HarvestCard]:
    """The cards of a slot that its note may show, in the order in which they came."""
    return cards.for_all_participants(slot.round.edition_id, Card.slot_id == slot.id)[::-1]


# Review.


def remarks(note_id: int) -> list[Remark]:
    """What those who were there say, in the order in which they said it; agreeing too."""
    mine = select(Remark).where(Remark.note_id == note_id).options(joinedload(Remark.registration))
    return list(session.scalars(mine.order_by(Remark.id)))


def remark(note_id: int, id: int) -> Remark | None:
    return session.scalars(select(Remark).where(Remark.note_id == note_id, Remark.id == id)).first()


def is_unanswered() -> ColumnElement[bool]:
    """The condition that a remark waits for the note taker."""
    return (Remark.kind != RemarkKind.AGREE) & (Remark.state == RemarkState.OPEN)


def number_unanswered(note_id: int) -> int:
    waits = select(func.count()).select_from(Remark).where(Remark.note_id == note_id, is_unanswered())
    return session.scalar(waits) or 0


# For organisers.


@dataclass(frozen=True)
class Line:
    """How it stands with the note of one slot. `late` is past the deadline and not with those who were there yet."""

    slot: Slot
    note: Note | None
    writers: list[Person]
    saved_at: datetime | None
    unanswered: int
    late: bool


def job_prefix(edition_id: int) -> str:
    """How the keys of the jobs that mail those who were there begin."""
    return f"note:{edition_id}:"


def due_at(edition: Edition) -> datetime:
    """Until when notes are written: as organisers chose, or a week after the day."""
    return edition.notes_due_at or edition.ends_at + TIME_TO_WRITE


def lines(edition: Edition) -> list[Line]:
    """The note of every slot that takes place, begun or not, in the order of the day."""
    notes = {note.slot_id: note for note in session.scalars(select(Note).where(Note.edition_id == edition.id))}
    open_remarks = Counter(session.scalars(select(Remark.note_id).where(is_unanswered()).join(Remark.note)))
    saved = _last_saves(edition.id)
    over = clock.now() >= due_at(edition)
    return [
        Line(
            slot,
            note := notes.get(slot.id),
            writers(slot.id),
            saved.get(note.id) if note else None,
            open_remarks[note.id] if note else 0,
            over and (note is None or note.state == NoteState.DRAFT),
        )
        for slot in programme.slots(edition.id)
    ]


def number_late(editions: Iterable[Edition]) -> dict[int, int]:
    """By edition, of how many slots the note is past its deadline and not with those who were there yet. Only where
    somebody writes notes: an edition that chose no note takers and hosts is late with nothing."""
    ids = [edition.id for edition in editions if clock.now() >= due_at(edition)]
    written = exists().where(Appearance.slot_id == Slot.id, Appearance.role.in_(WRITERS), said_yes())
    written = written.where(Appearance.person_id == Person.id)
    statement = (
        select(Round.edition_id, func.count())
        .select_from(Slot)
        .join(Slot.round)
        .outerjoin(Note, Note.slot_id == Slot.id)
        .where(Round.edition_id.in_(ids), Slot.state == SlotState.PLANNED, written)
        .where((Note.id.is_(None)) | (Note.state == NoteState.DRAFT))
        .group_by(Round.edition_id)
    )
    return dict(session.execute(statement).all())


def _last_saves(edition_id: int) -> dict[int, datetime]:
    last = select(NoteVersion.note_id, NoteVersion.saved_at).join(Note, Note.id == NoteVersion.note_id)
    last = last.where(Note.edition_id == edition_id, ~NoteVersion.aside).order_by(NoteVersion.number)
    return dict(session.execute(last).all())


def editions_to_remind(before: timedelta) -> list[Edition]:
    """Public editions whose day is over, and whose notes are due within this time but not yet."""
    over = select(Edition).where(Edition.ends_at <= clock.now(), Edition.state == EditionState.PUBLISHED)
    return [e for e in session.scalars(over) if due_at(e) - before <= clock.now() < due_at(e)]
