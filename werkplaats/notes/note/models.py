"""Note: what was said and learned in a slot. Its versions, and the remarks of those who were there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Model, State, UtcDateTime
from werkplaats.editions.models import OnPublicPages
from werkplaats.notes.index import Address, Searchable, What
from werkplaats.notes.note import markdown
from werkplaats.people.models import Person
from werkplaats.programme.models import Slot
from werkplaats.registration.models import Registration

CONSENT = "note."
"""The purpose of the consent to be named as one who helped with a note: this, followed by the note's id."""


class NoteState(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in_review"
    PUBLISHED = "published"
    HIDDEN = "hidden"


class RemarkKind(StrEnum):
    """AGREE says no more than that somebody recognises what stands there."""

    AGREE = "agree"
    COMMENT = "comment"
    PROPOSAL = "proposal"


class RemarkState(StrEnum):
    OPEN = "open"
    TAKEN_OVER = "taken_over"
    ANSWERED = "answered"


class Note(Model, OnPublicPages, Searchable):
    """`number` counts within the edition and makes the stable address. Who holds the pen alone changes the text;
    nobody does while `pen_id` is empty. `sent_at` is when it first went to those who were there."""

    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    number: Mapped[int]
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), unique=True)
    state: Mapped[NoteState] = mapped_column(State(NoteState), default=NoteState.DRAFT)
    pen_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    slot: Mapped[Slot] = relationship()
    pen: Mapped[Person | None] = relationship()
    versions: Mapped[list[NoteVersion]] = relationship(viewonly=True, order_by="NoteVersion.number")

    def public_edition_id(self) -> int | None:
        return self.edition_id

    def search_address(self) -> Address:
        return Address(self.edition_id, What.NOTE, self.number)

    def search_parts(self) -> list[tuple[int, str]]:
        """As it was published: from then on its text stays the same."""
        if self.state != NoteState.PUBLISHED:
            return []
        texts = [version.text for version in self.versions if not version.aside]
        titles = [(4, title) for title in self.slot.breakout.title.values()]
        return [*titles, *((1, markdown.plain_for_everyone(text)) for text in texts[-1:])]


class NoteVersion(Model):
    """One text of a note. The newest that is not `aside` counts. `based_on` is the number of the one that its author
    had before them. `saves` rises when a quick save by the same author goes into the version that is there
    (`by_itself`). `taken_from` is the proposal that it took over."""

    __table_args__ = (UniqueConstraint("note_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    text: Mapped[str]
    based_on: Mapped[int | None]
    aside: Mapped[bool] = mapped_column(default=False)
    by_itself: Mapped[bool] = mapped_column(default=False)
    saves: Mapped[int] = mapped_column(default=1)
    taken_from_id: Mapped[int | None] = mapped_column(ForeignKey("remark.id", ondelete="SET NULL"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    author: Mapped[Person | None] = relationship()
    taken_from: Mapped[Remark | None] = relationship()

    @property
    def stamp(self) -> str:
        """Which text somebody has before them: it is another one with every save."""
        return f"{self.number}.{self.saves}"


class Remark(Model, OnPublicPages):
    """What somebody who was there says of one paragraph. `paragraph` is how that stood in version number `version`: so
    it is found back, or seen to have changed. `named` is whether they want to be named as one who helped."""

    __table_args__ = (Index("ix_remark_note_id_state", "note_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    note_id: Mapped[int] = mapped_column(ForeignKey("note.id", ondelete="CASCADE"))
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    kind: Mapped[RemarkKind] = mapped_column(State(RemarkKind))
    version: Mapped[int]
    paragraph: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    proposal: Mapped[str] = mapped_column(default="")
    named: Mapped[bool] = mapped_column(default=False)
    state: Mapped[RemarkState] = mapped_column(State(RemarkState), default=RemarkState.OPEN)
    answer: Mapped[str] = mapped_column(default="")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    registration: Mapped[Registration] = relationship()

    note: Mapped[Note] = relationship()

    def public_edition_id(self) -> int | None:
        return self.note.edition_id
