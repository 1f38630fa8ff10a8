"""Who agreed to what, in which words, when, and when they took it back. Rows are never changed but to withdraw."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, delete, exists, select, update
from sqlalchemy.orm import Mapped, mapped_column

from werkplaats import clock
from werkplaats.db import Model, UtcDateTime, session

ABOUT = ("card_id", "registration_id", "response_id", "person_id", "appearance_id")


class Consent(Model):
    """`text_version` names the sentence that stood beside the tick box: `PURPOSE` sentences live with their form. It is
    about exactly one thing."""

    __table_args__ = (
        CheckConstraint(
            " + ".join(f"CASE WHEN {column} IS NULL THEN 0 ELSE 1 END" for column in ABOUT) + " = 1",
            name="about_one_thing",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_id: Mapped[int | None] = mapped_column(ForeignKey("card.id", ondelete="CASCADE"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registration.id", ondelete="CASCADE"), index=True)
    response_id: Mapped[int | None] = mapped_column(ForeignKey("response.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    appearance_id: Mapped[int | None] = mapped_column(ForeignKey("appearance.id", ondelete="CASCADE"), index=True)
    purpose: Mapped[str]
    text_version: Mapped[str]
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


def give_for_card(card_id: int, purpose: str, text_version: str) -> None:
    session.add(Consent(card_id=card_id, purpose=purpose, text_version=text_version, given_at=clock.now()))


def give_for_registration(registration_id: int, purpose: str, text_version: str) -> None:
    given = Consent(registration_id=registration_id, purpose=purpose, text_version=text_version, given_at=clock.now())
    session.add(given)


def standing_for_registration(registration_id: int) -> set[str]:
    """The purposes to which they agree now."""
    standing = (Consent.registration_id == registration_id) & Consent.withdrawn_at.is_(None)
    return set(session.scalars(select(Consent.purpose).where(standing)))


def withdraw_for_registration(registration_id: int, purpose: str) -> None:
    """Take back every consent that still stands for this purpose."""
    standing = (Consent.registration_id == registration_id) & Consent.withdrawn_at.is_(None)
    statement = update(Consent).where(standing, Consent.purpose == purpose)
    session.execute(statement.values(withdrawn_at=clock.now()))


def withdraw_for_card(card_id: int) -> None:
    """Take back every consent that still stands for this card."""
    standing = (Consent.card_id == card_id) & Consent.withdrawn_at.is_(None)
    session.execute(update(Consent).where(standing).values(withdrawn_at=clock.now()))


def forget_for_card(card_id: int) -> None:
    """Leave nothing of what was agreed to for this card: nobody is there any more who agreed."""
    session.execute(delete(Consent).where(Consent.card_id == card_id))


def give_for_response(response_id: int, purpose: str, text_version: str) -> None:
    session.add(Consent(response_id=response_id, purpose=purpose, text_version=text_version, given_at=clock.now()))


def withdraw_for_response(response_id: int) -> None:
    """Take back every consent that still stands for this response."""
    standing = (Consent.response_id == response_id) & Consent.withdrawn_at.is_(None)
    session.execute(update(Consent).where(standing).values(withdrawn_at=clock.now()))


def forget_for_response(response_id: int) -> None:
    """Leave nothing of what was agreed to for this response: nobody is there any more who agreed."""
    session.execute(delete(Consent).where(Consent.response_id == response_id))


def give_for_person(person_id: int, purpose: str, text_version: str) -> None:
    """Unless this very agreement stands already."""
    mine = (Consent.person_id == person_id) & (Consent.purpose == purpose) & Consent.withdrawn_at.is_(None)
    if session.scalar(select(Consent.id).where(mine, Consent.text_version == text_version)) is None:
        given = Consent(person_id=person_id, purpose=purpose, text_version=text_version, given_at=clock.now())
        session.add(given)


def stands_for_person(person_id: int, purpose: str) -> bool:
    standing = (Consent.person_id == person_id) & (Consent.purpose == purpose) & Consent.withdrawn_at.is_(None)
    return session.scalar(select(Consent.id).where(standing).limit(1)) is not None


def withdraw_for_person(person_id: int, purpose: str) -> None:
    standing = (Consent.person_id == person_id) & Consent.withdrawn_at.is_(None)
    session.execute(update(Consent).where(standing, Consent.purpose == purpose).values(withdrawn_at=clock.now()))


def give_for_appearance(appearance_id: int, purpose: str, text_version: str) -> None:
    """Unless they agree to it already."""
    if appearance_id not in standing_for_appearances([appearance_id], purpose):
        given = Consent(appearance_id=appearance_id, purpose=purpose, text_version=text_version, given_at=clock.now())
        session.add(given)


def withdraw_for_appearance(appearance_id: int, purpose: str) -> None:
    standing = (Consent.appearance_id == appearance_id) & Consent.withdrawn_at.is_(None)
    session.execute(update(Consent).where(standing, Consent.purpose == purpose).values(withdrawn_at=clock.now()))


def standing_for_appearances(appearance_ids: Collection[int], purpose: str) -> set[int]:
    """To which of these they agree now."""
    standing = Consent.appearance_id.in_(appearance_ids) & Consent.withdrawn_at.is_(None)
    found = select(Consent.appearance_id).where(standing, Consent.purpose == purpose)
    return {id for id in session.scalars(found) if id is not None}


def stands_for(appearance_id: Any, purpose: str) -> ColumnElement[bool]:
    """The condition that they agree, for an appearance of the query around it."""
    standing = (Consent.purpose == purpose) & Consent.withdrawn_at.is_(None)
    return exists(select(Consent.id).where(Consent.appearance_id == appearance_id, standing))
