"""Who does what on a day: adding someone, another task, another address.

People stand over all editions, what they do belongs to one day. So an appearance is a change of that day, which can be
undone; a name and an address are not.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import func, select

from werkplaats import audit, links
from werkplaats.db import one_at_a_time, session, transaction
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused
from werkplaats.mail.addresses import email_key
from werkplaats.people import queries
from werkplaats.people.models import Appearance, AppearanceRole, AppearanceState, Person, PersonState
from werkplaats.programme import steps
from werkplaats.programme.models import ProgrammeItem, Slot
from werkplaats.web.slugs import free_slug, slug_of
from werkplaats.web.stale import refuse_when_changed


@dataclass(frozen=True)
class NewPart:
    """Someone to add: a person we know, or else one with this name and perhaps an address."""

    role: AppearanceRole
    person_id: int | None = None
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class PersonValues:
    """What the page of a person shows; the names are those of the form's fields."""

    name: str
    email: str
    locale: str


class AddressTaken(Refused):
    """Somebody else has this address."""


class Gone(Refused):
    """What should be changed is no longer there."""


def values_of(person: Person) -> PersonValues:
    return PersonValues(person.name, person.email or "", person.locale)


def add_part(place: ProgrammeItem | Slot, wanted: NewPart, actor: str) -> None:
    """Let someone do something at an item or in a slot. Who is new is not public: nobody wrote a profile yet."""
    is_item, id = isinstance(place, ProgrammeItem), place.id
    with transaction():
        found = session.get(ProgrammeItem, id) if is_item else session.get(Slot, id)
        if found is None:
            raise Gone(N_("This is no longer there: somebody else removed it."))
        with steps.recorded(found.round.edition_id, actor, "part.add"):
            person = _person(wanted)
            if any(a.person_id == person.id and a.role == wanted.role for a in queries.appearances(found)):
                raise Refused(N_("%(name)s is here already with this task."), name=person.name)
            _appear(person, found, wanted.role)


def change_part(appearance_id: int, role: AppearanceRole, actor: str) -> None:
    with _changing(appearance_id, actor, "part.change") as part:
        part.role = role


def move_part(appearance_id: int, to: int, actor: str) -> None:
    """Bring someone to a place among those of the same item or slot, from 0 on."""
    with _changing(appearance_id, actor, "part.move") as part:
        others = [other for other in queries.appearances(queries.place_of(part)) if other is not part]
        others.insert(max(0, min(to, len(others))), part)
        for position, other in enumerate(others):
            other.position = position


def remove_part(appearance_id: int, seen: str, actor: str) -> None:
    """Take someone away. Who was announced stays known as withdrawn; of who never was, nothing stays. `seen` is the
    role that the page showed."""
    with _changing(appearance_id, actor, "part.remove") as part:
        if part.role != seen:
            raise Refused(N_("Somebody else changed this task in the meantime. Look at it again."))
        if part.person.state == PersonState.PUBLISHED:
            part.state = AppearanceState.WITHDRAWN
        else:
            session.delete(part)


def change_person(person_id: int, wanted: PersonValues, seen: str, actor: str) -> None:
    """Another name, address or language. An address decides who has a task in which slot, so with
    another one drafts of before are stale."""
    with transaction():
        one_at_a_time("a person's address")
        person = session.get_one(Person, person_id, with_for_update=True)
        refuse_when_changed(values_of(person), seen)
        _refuse_taken(wanted.email, person.id)
        before = person.email_key
        person.name, person.locale = wanted.name, wanted.locale
        person.email, person.email_key = wanted.email or None, email_key(wanted.email) or None
        for edition_id in sorted(queries.days_of(person_id)):
            if person.email_key != before:
                input_changed(edition_id)
            audit.record(actor, "person.change", edition_id, person=person_id)


@contextmanager
def _changing(appearance_id: int, actor: str, verb: str) -> Iterator[Appearance]:
    """Someone's part, read again under the lock of its edition; what happens to the day inside is recorded."""
    with transaction():
        part = session.get(Appearance, appearance_id)
        if part is None:
            raise Gone(N_("This is no longer there: somebody else removed it."))
        with steps.recorded(queries.place_of(part).round.edition_id, actor, verb, ("appearance", appearance_id)):
            part = session.get(Appearance, appearance_id, populate_existing=True)
            if part is None or part.state == AppearanceState.WITHDRAWN:
                raise Gone(N_("This is no longer there: somebody else removed it."))
            yield part


def _person(wanted: NewPart) -> Person:
    if wanted.person_id is not None:
        return session.get_one(Person, wanted.person_id)
    one_at_a_time("a person's address")
    _refuse_taken(wanted.email, None)
    taken = session.scalars(select(Person.slug).where(Person.slug.startswith(slug_of(wanted.name)))).all()
    person = Person(
        public_id=links.new_public_id(),
        slug=free_slug({"nl": wanted.name}, taken, f"persoon-{links.new_public_id()[:6].lower()}"),
        name=wanted.name,
        email=wanted.email or None,
        email_key=email_key(wanted.email) or None,
        role={},
        bio={},
        state=PersonState.DRAFT,
    )
    session.add(person)
    session.flush()
    return person


def _refuse_taken(email: str, person_id: int | None) -> None:
    if email:
        owner = session.scalars(select(Person.id).where(Person.email_key == email_key(email))).first()
        if owner not in (None, person_id):
            raise AddressTaken(N_("Somebody we know has this address already. Choose them from the list."))


def _appear(person: Person, place: ProgrammeItem | Slot, role: AppearanceRole) -> None:
    """After the others. Who was taken away before and comes back has the same row again."""
    last = session.scalar(select(func.max(Appearance.position)).where(queries.at(place)))
    part = session.scalars(
        select(Appearance).where(
            queries.at(place), Appearance.person_id == person.id, Appearance.state == AppearanceState.WITHDRAWN
        )
    ).first()
    if part is None:
        part = Appearance(person=person)
        part.item_id = place.id if isinstance(place, ProgrammeItem) else None
        part.slot_id = place.id if isinstance(place, Slot) else None
        session.add(part)
    part.role, part.state, part.position = role, AppearanceState.ACCEPTED, 0 if last is None else last + 1
