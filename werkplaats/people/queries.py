"""Who does what on which day: as far as the public may know it; apart from that, for themselves and for organisers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select
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


@dataclass(frozen=True)
class Task:
    """What someone does in a slot, where they must be then; breakout and round are loaded."""

    role: AppearanceRole
    slot: Slot


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
    return _read(_sure_parts().where(Round.edition_id == edition_id))


def tasks_of(edition_id: int, email_key: str) -> list[Part]:
    """The same of the person who has this address.

    Only for that person's own eyes: the public must not learn whose address is a speaker's.
    """
    return _read(_sure_parts().where(Round.edition_id == edition_id, Person.email_key == email_key))


def own_parts(person_id: int) -> list[Part]:
    """Everything that someone has said yes to, in editions that the public may see, the newest first; for their own
    eyes."""
    return _read(_sure_parts().where(Person.id == person_id, Edition.state.in_(SHOWN)))


def own_slot(person_id: int, slot_id: int, roles: tuple[AppearanceRole, ...]) -> Part | None:
    """What someone does in a slot, if it is one of these."""
    mine = _sure_parts().where(Person.id == person_id, Slot.id == slot_id, Appearance.role.in_(roles))
    return next(iter(_read(mine.where(Edition.state.in_(SHOWN)))), None)


def bound_to(edition_id: int, email_key: str) -> list[Task]:
    """In which breakouts that person must be, one a round, in the order of the day."""
    by_round: dict[int, Task] = {}
    for task in tasks_of(edition_id, email_key):
        if task.slot is not None:
            by_round.setdefault(task.slot.round_id, Task(task.role, task.slot))
    return list(by_round.values())


def by_email_key(email_key: str) -> Person | None:
    """The person with this address, if we know them as one who does something."""
    return session.scalars(select(Person).where(Person.email_key == email_key)).first()


def by_public_id(public_id: str) -> Person | None:
    return session.scalars(select(Person).where(Person.public_id == public_id)).first()


def said_yes() -> ColumnElement[bool]:
    """The condition that someone does what an appearance says; the person is joined. Whoever was only asked may still
    say no: until then it binds nobody, and nobody is told."""
    return (Appearance.state == AppearanceState.ACCEPTED) & (Person.state != PersonState.WITHDRAWN)


def _public_parts() -> Select[Person, Appearance, Edition, ProgrammeItem, Slot]:
    return _sure_parts().where(Person.state == PersonState.PUBLISHED, Edition.state.in_(SHOWN))


@cache
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
            said_yes(),
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


# For organisers.


def appearances(place: ProgrammeItem | Slot) -> list[Appearance]:
    """Who does something at an item or in a slot, in their order."""
    statement = select(Appearance).where(at(place), Appearance.state != AppearanceState.WITHDRAWN)
    statement = statement.order_by(Appearance.position, Appearance.id).options(joinedload(Appearance.person))
    return list(session.scalars(statement))


def at(place: ProgrammeItem | Slot) -> ColumnElement[bool]:
    """The condition that an appearance is at this item or in this slot."""
    column = Appearance.item_id if isinstance(place, ProgrammeItem) else Appearance.slot_id
    return column == place.id


def appearance(edition_id: int, id: int) -> Appearance | None:
    """An appearance on this day; on other days there is none of that number."""
    return session.scalars(_on_the_day(edition_id, select(Appearance)).where(Appearance.id == id)).first()


def person(edition_id: int, public_id: str) -> Person | None:
    """Someone who has a task on this day."""
    statement = _on_the_day(edition_id, select(Person).join(Appearance, Appearance.person_id == Person.id))
    return session.scalars(statement.where(Person.public_id == public_id)).first()


def to_choose_from(edition_id: int) -> list[Person]:
    """Whom organisers of this edition know: everyone who is public, and who has a task on this day, by name."""
    here = _on_the_day(edition_id, select(Appearance.person_id))
    statement = select(Person).where(or_(Person.state == PersonState.PUBLISHED, Person.id.in_(here)))
    return list(session.scalars(statement.order_by(func.lower(Person.name), Person.id)))


def days_of(person_id: int) -> set[int]:
    """The editions in which someone has a task."""
    statement = (
        select(Round.edition_id)
        .select_from(Appearance)
        .outerjoin(ProgrammeItem, ProgrammeItem.id == Appearance.item_id)
        .outerjoin(Slot, Slot.id == Appearance.slot_id)
        .join(Round, Round.id == func.coalesce(ProgrammeItem.round_id, Slot.round_id))
        .where(Appearance.person_id == person_id)
    )
    return set(session.scalars(statement))


def place_of(appearance: Appearance) -> ProgrammeItem | Slot:
    """The item or the slot that someone appears at."""
    if appearance.item_id is not None:
        return session.get_one(ProgrammeItem, appearance.item_id)
    return session.get_one(Slot, appearance.slot_id)


def _on_the_day(edition_id: int, statement: Select[Any]) -> Select[Any]:
    rounds = select(Round.id).where(Round.edition_id == edition_id)
    items = select(ProgrammeItem.id).where(ProgrammeItem.round_id.in_(rounds))
    slots = select(Slot.id).where(Slot.round_id.in_(rounds))
    return statement.where(or_(Appearance.item_id.in_(items), Appearance.slot_id.in_(slots)))
