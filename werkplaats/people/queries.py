"""Who does what on which day: what the public may know of it, and for themselves all that they said yes to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.editions.queries import SHOWN
from werkplaats.people.models import Appearance, AppearanceRole, AppearanceState, Person, PersonState
from werkplaats.programme.models import ProgrammeItem, Round, Slot, SlotState


@dataclass(frozen=True)
class Part:
    """What one person does: at a programme item, or else in a slot (breakout and round are loaded)."""

    person: Person
    role: AppearanceRole
    edition: Edition
    item: ProgrammeItem | None
    slot: Slot | None


def published(slug: str) -> Person | None:
    statement = select(Person).where(Person.slug == slug, Person.state == PersonState.PUBLISHED)
    return session.scalars(statement).first()


def parts(edition_id: int) -> list[Part]:
    """Everything that published people do on one day, in the order of that day."""
    return _read(_public_parts().where(Round.edition_id == edition_id))


def parts_of(person_id: int) -> list[Part]:
    """Everything that one person does and did, the newest edition first."""
    return _read(_public_parts().where(Person.id == person_id))


def tasks(edition_id: int) -> list[Part]:
    """Everything that people have said yes to on one day, whether the public knows of them or not, in its order."""
    return _read(_tasks(edition_id))


def tasks_of(edition_id: int, email_key: str) -> list[Part]:
    """The same of the person who has this address."""
    return _read(_tasks(edition_id).where(Person.email_key == email_key))


def _tasks(edition_id: int) -> Select[Person, Appearance, Edition, ProgrammeItem, Slot]:
    return _sure_parts().where(Round.edition_id == edition_id, Person.state != PersonState.WITHDRAWN)


def _public_parts() -> Select[Person, Appearance, Edition, ProgrammeItem, Slot]:
    return _sure_parts().where(Person.state == PersonState.PUBLISHED, Edition.state.in_(SHOWN))


def _sure_parts() -> Select[Person, Appearance, Edition, ProgrammeItem, Slot]:
    """What was said yes to and takes place."""
    return (
        select(Person, Appearance, Edition, ProgrammeItem, Slot)
        .select_from(Appearance)
        .join(Person, Person.id == Appearance.person_id)
        .outerjoin(ProgrammeItem, ProgrammeItem.id == Appearance.item_id)
        .outerjoin(Slot, Slot.id == Appearance.slot_id)
        .join(Round, Round.id == func.coalesce(ProgrammeItem.round_id, Slot.round_id))
        .join(Edition, Edition.id == Round.edition_id)
        .where(
            Appearance.state == AppearanceState.ACCEPTED,
            or_(Slot.id.is_(None), Slot.state == SlotState.PLANNED),
        )
        .order_by(
            Edition.starts_at.desc(),
            Round.position,
            ProgrammeItem.starts_at,
            Appearance.position,
            Appearance.id,
        )
        .options(joinedload(Slot.breakout), joinedload(Slot.round))
    )


def _read(statement: Select[Person, Appearance, Edition, ProgrammeItem, Slot]) -> list[Part]:
    return [
        Part(person, appearance.role, edition, item, slot)
        for person, appearance, edition, item, slot in session.execute(statement)
    ]
