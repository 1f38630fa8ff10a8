"""Card: one thing that somebody learned, and wants others to know. Response: what another one says to it. Publication:
what became of it elsewhere."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, State, Texts, UtcDateTime
from werkplaats.editions.models import OnPublicPages
from werkplaats.notes.index import Address, Searchable, What
from werkplaats.programme.models import Slot
from werkplaats.registration.models import Perspective

CONSENT = "card."
"""The purpose of a card's consent: this, followed by how its author wants to appear."""
RESPONSE_CONSENT = "response."
"""The same of a response in words."""


class CardKind(StrEnum):
    INSIGHT = "insight"
    PRACTICE = "practice"
    TOOL = "tool"
    QUESTION = "question"
    RECOMMENDATION = "recommendation"


class CardShow(StrEnum):
    """How the author wants to appear: by name, only by perspective, or only among participants."""

    NAME = "name"
    PERSPECTIVE = "perspective"
    PARTICIPANTS = "participants"


PUBLIC = (CardShow.NAME, CardShow.PERSPECTIVE)
"""How an author appears whose card is for everyone."""


class CardState(StrEnum):
    """A draft is a note to oneself; what somebody without a registration offers waits for the host."""

    DRAFT = "draft"
    OFFERED = "offered"
    WAITING = "waiting"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"


class Card(Model, OnPublicPages, Searchable):
    """`number` counts within the edition and makes the stable address; `author_name` is the name as the
    author wants it shown, empty unless they chose to appear by name. `how` is how it was done, apart from
    what it was. `version` rises with every change by the author: an organiser publishes what they have read.
    `link_version` is that of the personal link of an author without a registration: raising it revokes the link."""

    __table_args__ = (
        UniqueConstraint("edition_id", "number"),
        Index("ix_card_edition_state", "edition_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    number: Mapped[int]
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="SET NULL"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    author_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[CardKind] = mapped_column(State(CardKind))
    text: Mapped[str]
    how: Mapped[str] = mapped_column(default="")
    link: Mapped[str] = mapped_column(default="")
    conditions: Mapped[list[str]] = mapped_column(Json)
    perspective: Mapped[Perspective | None] = mapped_column(State(Perspective))
    show: Mapped[CardShow] = mapped_column(State(CardShow))
    state: Mapped[CardState] = mapped_column(State(CardState), default=CardState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    link_version: Mapped[int] = mapped_column(default=1)
    slot: Mapped[Slot | None] = relationship()

    def public_edition_id(self) -> int | None:
        return self.edition_id

    def search_address(self) -> Address:
        return Address(self.edition_id, What.CARD, self.number)

    def search_parts(self) -> list[tuple[int, str]]:
        """A name can be found by whoever may read it."""
        if self.state != CardState.PUBLISHED or self.show not in PUBLIC:
            return []
        name = self.author_name if self.show == CardShow.NAME else ""
        return [(3, self.text), (2, name), (1, self.how or "")]


class ResponseKind(StrEnum):
    """That one knows this too, an answer to a question, what speaks against it, and that something is wrong with it."""

    RECOGNITION = "recognition"
    ANSWER = "answer"
    BUT = "but"
    REPORT = "report"


class ResponseState(StrEnum):
    """Words wait to be read, as a card does. A recognition is there at once; a report waits until it is done."""

    WAITING = "waiting"
    PUBLISHED = "published"
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    DONE = "done"


class Response(Model, OnPublicPages):
    """What one person says to a card, shown as they chose for it; a report is for the organisers alone, and may come
    from somebody whom we do not know."""

    __table_args__ = (Index("ix_response_card_id_kind_state", "card_id", "kind", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    card_id: Mapped[int] = mapped_column(ForeignKey("card.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    author_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[ResponseKind] = mapped_column(State(ResponseKind))
    text: Mapped[str] = mapped_column(default="")
    perspective: Mapped[Perspective | None] = mapped_column(State(Perspective))
    show: Mapped[CardShow] = mapped_column(State(CardShow), default=CardShow.PARTICIPANTS)
    state: Mapped[ResponseState] = mapped_column(State(ResponseState), default=ResponseState.WAITING)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    card: Mapped[Card] = relationship()

    def public_edition_id(self) -> int | None:
        return self.card.edition_id


class Publication(Model, OnPublicPages, Searchable):
    """A publication or an article elsewhere that grew from the symposium: a link, with what it is about. Organisers
    write it, so it is for everyone at once. `number` counts within the edition."""

    __table_args__ = (UniqueConstraint("edition_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    number: Mapped[int]
    title: Mapped[Texts] = mapped_column(Json)
    text: Mapped[Texts] = mapped_column(Json)
    url: Mapped[str]
    year: Mapped[int]
    conditions: Mapped[list[str]] = mapped_column(Json)

    def public_edition_id(self) -> int | None:
        return self.edition_id

    def search_address(self) -> Address:
        return Address(self.edition_id, What.PUBLICATION, self.number)

    def search_parts(self) -> list[tuple[int, str]]:
        return [*((4, title) for title in self.title.values()), *((1, text) for text in self.text.values())]
