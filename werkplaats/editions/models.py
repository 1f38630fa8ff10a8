"""Edition: one yearly symposium, with everything that is true of all of it."""

from __future__ import annotations

import hashlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, event, update
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.orm import Session as OrmSession

from werkplaats import clock
from werkplaats.db import Json, Model, State, Texts, UtcDateTime
from werkplaats.files import InTwoSizes


class EditionState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CANCELLED = "cancelled"
    ARCHIVED = "archived"


class Phase(StrEnum):
    """Where the clock stands: before the day, during it, after it."""

    EARLY = "early"
    LIVE = "live"
    PAST = "past"


class ArticleKind(StrEnum):
    NEWS = "news"
    ANNOUNCEMENT = "announcement"
    INTERVIEW = "interview"
    PUBLICATION = "publication"


class ArticleState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Edition(Model):
    """`version` rises with every change that the public can see, at `changed_at`; `input_stamp` with every change of
    what the assignment reads. `lot_seed` is secret until ranking closes; its hash is public from the start. Until
    `needs_until` we can arrange what someone needs to take part. `moved_from` is when it was first going to begin, once
    it has moved to another day. From `places_frozen_at` on no plan is published any
    more: only single places change. `notes_due_at` is until when note takers have time, where organisers chose that.
    Until `profiles_until` speakers are asked to write about themselves. `sound_test_url`, `dial_in` (by phone) and
    `recording` tell how it works online. `preview_id` is what a link to look at it first is made of, while there is
    one. It stands in the archive since `archived_at`."""

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity IS NULL OR capacity >= 0", name="capacity_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    title: Mapped[Texts] = mapped_column(Json)
    theme: Mapped[Texts] = mapped_column(Json)
    lead: Mapped[Texts] = mapped_column(Json)
    about: Mapped[Texts] = mapped_column(Json)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[EditionState] = mapped_column(State(EditionState), default=EditionState.DRAFT)
    registration_opens_at: Mapped[datetime] = mapped_column(UtcDateTime)
    registration_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ranking_closes_at: Mapped[datetime] = mapped_column(UtcDateTime)
    needs_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    moved_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None]
    helpdesk_email: Mapped[str]
    helpdesk_phone: Mapped[str] = mapped_column(default="")
    sender_name: Mapped[str]
    lot_seed: Mapped[str]
    cards_open: Mapped[bool] = mapped_column(default=False)
    licence: Mapped[str] = mapped_column(default="CC BY 4.0")
    is_demo: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    input_stamp: Mapped[int] = mapped_column(default=1)
    places_frozen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    notes_due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    profiles_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sound_test_url: Mapped[str] = mapped_column(default="")
    dial_in: Mapped[Texts] = mapped_column(Json, default=dict)
    recording: Mapped[Texts] = mapped_column(Json, default=dict)
    preview_id: Mapped[str | None] = mapped_column(unique=True)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    @property
    def phase(self) -> Phase:
        moment = clock.now()
        if moment < self.starts_at:
            return Phase.EARLY
        return Phase.LIVE if moment < self.ends_at else Phase.PAST

    @property
    def lot_fingerprint(self) -> str:
        """What everyone may see of the seed from the start: it fits this seed and no other."""
        return hashlib.sha256(self.lot_seed.encode()).hexdigest()

    @property
    def needs_in_time(self) -> bool:
        """Whether what somebody needs can still be arranged."""
        return self.needs_until is None or clock.now() < self.needs_until

    @property
    def takes_cards(self) -> bool:
        """Whether organisers have the cards open; in the archive nothing is added."""
        return self.cards_open and self.state != EditionState.ARCHIVED

    @property
    def ranking_open(self) -> bool:
        return clock.now() < self.ranking_closes_at


class OnPublicPages:
    """Marks a table whose rows public pages show: a change raises the version of the edition it names.

    None means every edition (a person may appear in any of them).
    """

    def public_edition_id(self) -> int | None:
        raise NotImplementedError


class Article(Model, OnPublicPages):
    """News of an edition, or a story behind it. `text` is Markdown; `link` leads to what was published elsewhere.

    `published_at` is when it first became public, `changed_at` when its words last changed.
    """

    __table_args__ = (UniqueConstraint("edition_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    slug: Mapped[str]
    kind: Mapped[ArticleKind] = mapped_column(State(ArticleKind))
    state: Mapped[ArticleState] = mapped_column(State(ArticleState), default=ArticleState.DRAFT)
    title: Mapped[Texts] = mapped_column(Json)
    text: Mapped[Texts] = mapped_column(Json)
    link: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    picture: Mapped[Picture | None] = relationship(back_populates="article", lazy="joined", passive_deletes="all")

    def public_edition_id(self) -> int | None:
        return self.edition_id


class Picture(InTwoSizes, Model, OnPublicPages):
    """The picture of an article, in its own proportions. `credit` says who made it; `width` and `height` are those of
    the large size, so that a page knows its room before it comes."""

    id: Mapped[int] = mapped_column(primary_key=True)
    article_id: Mapped[int] = mapped_column(ForeignKey("article.id", ondelete="CASCADE"), unique=True)
    credit: Mapped[str] = mapped_column(default="")
    width: Mapped[int]
    height: Mapped[int]
    article: Mapped[Article] = relationship(back_populates="picture")

    def public_edition_id(self) -> int | None:
        return self.article.edition_id


@event.listens_for(OrmSession, "before_flush")
def _raise_version(session: Session, _context: Any, _instances: Any) -> None:
    """One listener, so that no action can forget that a cached page is out of date."""
    touched = {
        row.id if isinstance(row, Edition) else row.public_edition_id()
        for row in (*session.new, *session.dirty, *session.deleted)
        if isinstance(row, Edition | OnPublicPages)
        and (row in session.new or row in session.deleted or session.is_modified(row))
    }
    if not touched:
        return
    changed = {"version": Edition.version + 1, "changed_at": clock.now()}
    statement = update(Edition).values(changed).execution_options(synchronize_session=False)
    ids = [id for id in touched if id is not None]
    session.connection().execute(statement if None in touched else statement.where(Edition.id.in_(ids)))
