"""Registration: one person's place in one edition, and what they prefer."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from werkplaats.db import Json, Model, State, UtcDateTime
from werkplaats.editions.models import Edition


class RegistrationState(StrEnum):
    """waiting → registered, by an offer that is accepted; either → cancelled, and back; any → erased, for good."""

    WAITING = "waiting"
    REGISTERED = "registered"
    CANCELLED = "cancelled"
    ERASED = "erased"


class Perspective(StrEnum):
    """From where someone looks at the theme: chosen by themselves, optional, never a score."""

    RESIDENT = "resident"
    VOLUNTEER = "volunteer"
    PROFESSIONAL = "professional"
    POLICY_MAKER = "policy_maker"
    ADMINISTRATOR = "administrator"
    EDUCATION = "education"
    RESEARCHER = "researcher"
    OTHER = "other"


class OfferKind(StrEnum):
    EDITION = "edition"
    SLOT = "slot"


class OfferState(StrEnum):
    """open → accepted | declined by the person | expired, when they did not answer | withdrawn: there is no such place
    any longer, by whatever others did."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class PairKind(StrEnum):
    TOGETHER = "together"
    APART = "apart"


class Registration(Model):
    """`email_key` is the address as compared (trimmed, lower case); guest 0 owns it. Raising `link_version` revokes
    every personal link given out before, raising `feed_version` the address of their calendar feed. `ranked_at`
    without preferences means that every breakout is fine, which is an answer; without `ranked_at` there was none.
    `waiting_since` orders the waiting list: who let an offer pass stands in no line and has none, and of those who
    cancelled it tells who waited from who had a place. `remark` is for organisers alone. Of who was erased there is
    nothing left but one in a count; who took part and was erased afterwards was never cancelled, and so still counts as
    someone who came.
    """

    __table_args__ = (
        UniqueConstraint("edition_id", "email_key", "guest_number"),
        Index("ix_registration_edition_state", "edition_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    email_key: Mapped[str]
    guest_number: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    email: Mapped[str]
    perspective: Mapped[Perspective | None] = mapped_column(State(Perspective))
    organisation: Mapped[str] = mapped_column(default="")
    locale: Mapped[str] = mapped_column(default="nl")
    state: Mapped[RegistrationState] = mapped_column(State(RegistrationState), default=RegistrationState.REGISTERED)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    waiting_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ranked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    link_version: Mapped[int] = mapped_column(default=1)
    feed_version: Mapped[int] = mapped_column(default=1)
    remark: Mapped[str] = mapped_column(default="")
    edition: Mapped[Edition] = relationship()
    preferences: Mapped[list[Preference]] = relationship(
        back_populates="registration", order_by="Preference.rank", cascade="all, delete-orphan"
    )
    absences: Mapped[list[RoundAbsence]] = relationship(back_populates="registration", cascade="all, delete-orphan")

    @property
    def ranking(self) -> tuple[int, ...]:
        """The ids of the breakouts on their list, the first choice first."""
        return tuple(preference.breakout_id for preference in self.preferences)

    @property
    def is_indifferent(self) -> bool:
        return self.ranked_at is not None and not self.preferences

    @property
    def absent_rounds(self) -> set[int]:
        """The ids of the rounds that they leave out."""
        return {absence.round_id for absence in self.absences}


class RoundAbsence(Model):
    """A round that someone does not take part in."""

    __table_args__ = (UniqueConstraint("registration_id", "round_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id", ondelete="CASCADE"), index=True)
    registration: Mapped[Registration] = relationship(back_populates="absences")


class Need(Model):
    """What someone needs to take part, in their own words; it may say something about their health. `arranged_at` is
    when an organiser arranged it, and from `delete_after` on nobody needs to know any more."""

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), unique=True)
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    arranged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    delete_after: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    registration: Mapped[Registration] = relationship()


class SentForm(Model):
    """What a browser sent with one form, kept for half an hour: the same form sent twice does nothing more, and an
    address can be mended. `registration_id` is what it made, as long as nobody has done anything with that; None also
    when the address was known, so that nobody can mend what is somebody else's."""

    __table_args__ = (UniqueConstraint("edition_id", "token"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    token: Mapped[str]
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="SET NULL"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(Json)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    registration: Mapped[Registration | None] = relationship()


class Pair(Model):
    """Two people who are to be together (a buddy, an interpreter) or apart. The lower id comes first, so that a pair
    exists once."""

    __table_args__ = (
        UniqueConstraint("first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="lower_first"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    kind: Mapped[PairKind] = mapped_column(State(PairKind))


class Erasure(Model):
    """That somebody was erased, so that a backup that is brought back erases them again, with what became of their
    cards. It tells nobody who."""

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id_hash: Mapped[str] = mapped_column(unique=True)
    cards_kept: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Offer(Model):
    """A place that someone may take until `expires_at`; while it is open nobody else can have it."""

    __table_args__ = (Index("ix_offer_state_expires_at", "state", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    kind: Mapped[OfferKind] = mapped_column(State(OfferKind))
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), index=True)
    state: Mapped[OfferState] = mapped_column(State(OfferState), default=OfferState.OPEN)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registration: Mapped[Registration] = relationship()


class Preference(Model):
    """`rank` 1 is the first choice."""

    __table_args__ = (
        UniqueConstraint("registration_id", "breakout_id"),
        UniqueConstraint("registration_id", "rank"),
        CheckConstraint("rank >= 1", name="rank_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"))
    breakout_id: Mapped[int] = mapped_column(ForeignKey("breakout.id", ondelete="CASCADE"), index=True)
    rank: Mapped[int]
    registration: Mapped[Registration] = relationship(back_populates="preferences")
