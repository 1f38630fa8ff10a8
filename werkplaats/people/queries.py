"""Who does what on which day: as far as the public may know it; apart from that, for themselves and for organisers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from werkplaats import clock, consent
from werkplaats.clock import AMSTERDAM
from werkplaats.db import Texts, session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.editions.queries import SHOWN
from werkplaats.files import File
from werkplaats.jobs.models import Job
from werkplaats.mail.models import OutgoingMail
from werkplaats.people.models import (
    PUBLISH,
    SLIDES,
    Appearance,
    AppearanceRole,
    AppearanceState,
    Person,
    PersonState,
    Photo,
    Slides,
)
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


def published_photo(sha: str, small: bool, here: int | None = None) -> File | None:
    """The picture with this fingerprint, as long as somebody shows it who stands on a public page, or in the edition
    that is looked at first."""
    chosen = Photo.small_id if small else Photo.large_id
    shown = exists(_public_parts(here).where(Person.photo_id == Photo.id).with_only_columns(Person.id).order_by(None))
    return session.scalars(select(File).join(Photo, chosen == File.id).where(Photo.sha == sha, shown)).first()


def published_slides(person_id: int, edition_id: int) -> list[Slides]:
    """The slides of what someone did in an edition, as far as they agreed that everyone may open them."""
    public = _public_parts(edition_id).where(Person.id == person_id, Round.edition_id == edition_id)
    agreed = consent.stands_for(Slides.appearance_id, SLIDES)
    ids = public.with_only_columns(Appearance.id).order_by(None)
    return list(session.scalars(select(Slides).where(Slides.appearance_id.in_(ids), agreed).order_by(Slides.id)))


def parts(edition_id: int) -> list[Part]:
    """Everything that published people do on one day that may be looked at, in its order."""
    return _read(_public_parts(edition_id).where(Round.edition_id == edition_id))


def parts_of(person_id: int, here: int) -> list[Part]:
    """Everything that one person does and did in this edition, which may be looked at, and in those that the public
    may see, the newest first."""
    return _read(_public_parts(here).where(Person.id == person_id))


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
    """The condition that someone does what an appearance says. Whoever was only asked may still say no: until then it
    binds nobody, and nobody is told. Whose profile is not public does it all the same."""
    return Appearance.state == AppearanceState.ACCEPTED


def _public_parts(here: int | None) -> Select[Person, Appearance, Edition, ProgrammeItem, Slot]:
    """What people agreed to be named for, in editions that the public may see and in the one `here`."""
    agreed = consent.stands_for(Appearance.__table__.c.id, PUBLISH)
    public = Person.state == PersonState.PUBLISHED, or_(Edition.state.in_(SHOWN), Edition.id == here), agreed
    return _sure_parts().where(*public).options(selectinload(Person.photo))


@cache
def _sure_parts() -> Select[Person, Appearance, Edition, ProgrammeItem, Slot]:
    """What was said yes to and takes place."""
    return _all_parts().where(said_yes(), or_(Slot.id.is_(None), Slot.state == SlotState.PLANNED))


def _all_parts() -> Select[Person, Appearance, Edition, ProgrammeItem, Slot]:
    return (
        select(Person, Appearance, Edition, ProgrammeItem, Slot)
        .select_from(Appearance)
        .join(Person, Person.id == Appearance.person_id)
        .outerjoin(ProgrammeItem, ProgrammeItem.id == Appearance.item_id)
        .outerjoin(Slot, Slot.id == Appearance.slot_id)
        .join(Round, Round.id == func.coalesce(ProgrammeItem.round_id, Slot.round_id))
        .join(Edition, Edition.id == Round.edition_id)
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


# For themselves, and for organisers: profiles.

WEEKS_BEFORE = timedelta(weeks=3)
DEADLINE_AT = time(12)
REMIND_BEFORE = timedelta(days=7)
IN_THE_MAKING = (EditionState.DRAFT, EditionState.PUBLISHED)


class Missing(StrEnum):
    """What keeps somebody from standing on the site as they should."""

    ADDRESS = "address"
    ANSWER = "answer"
    ROLE = "role"
    BIO = "bio"
    CONSENT = "consent"


@dataclass(frozen=True)
class OwnPart:
    """What one person does, or was asked to do, as they and the organisers see it; `agreed` says that their name may
    stand there, `slides` that they put slides there."""

    appearance: Appearance
    person: Person
    edition: Edition
    item: ProgrammeItem | None
    slot: Slot | None
    agreed: bool
    slides: Slides | None

    @property
    def role(self) -> AppearanceRole:
        return self.appearance.role

    @property
    def title(self) -> Texts:
        return self.item.title if self.item else self.slot.breakout.title if self.slot else {}

    @property
    def starts_at(self) -> datetime:
        return (self.item or self._round).starts_at

    @property
    def ends_at(self) -> datetime:
        return (self.item or self._round).ends_at

    @property
    def meeting_url(self) -> str:
        return (self.item or self.slot or ProgrammeItem(meeting_url="")).meeting_url

    @property
    def is_asked(self) -> bool:
        return self.appearance.state == AppearanceState.INVITED

    @property
    def _round(self) -> Round:
        assert self.slot is not None
        return self.slot.round


@dataclass(frozen=True)
class Profile:
    """Someone with a task on a day, and what is missing of them."""

    person: Person
    parts: list[OwnPart]

    @property
    def missing(self) -> tuple[Missing, ...]:
        person, sure = self.person, [part for part in self.parts if not part.is_asked]
        known = {
            Missing.ADDRESS: not person.email and not all(part.agreed for part in sure),
            Missing.ANSWER: len(sure) < len(self.parts),
            Missing.ROLE: not any(person.role.values()),
            Missing.BIO: not any(person.bio.values()),
            Missing.CONSENT: not all(part.agreed for part in sure),
        }
        return tuple(missing for missing, is_missing in known.items() if is_missing)

    @property
    def waits(self) -> bool:
        """Whether something of theirs waits for an organiser."""
        return bool(self.person.wanted) or self.person.new_photo_id is not None

    @property
    def has_public_name(self) -> bool:
        return self.person.state == PersonState.PUBLISHED and any(part.agreed for part in self.parts)


def deadline(edition: Edition) -> datetime:
    """Until when speakers are asked to write about themselves: as organisers want it, else three weeks before the
    day."""
    if edition.profiles_until is not None:
        return edition.profiles_until
    day = (edition.starts_at.astimezone(AMSTERDAM) - WEEKS_BEFORE).date()
    return datetime.combine(day, DEADLINE_AT, AMSTERDAM)


def profiles(edition_id: int) -> list[Profile]:
    """Everyone with a task on a day, by name."""
    return profiles_by_edition([edition_id]).get(edition_id, [])


def profiles_by_edition(edition_ids: Collection[int]) -> dict[int, list[Profile]]:
    """The same of several days at once; the number of queries does not depend on theirs."""
    if not edition_ids:
        return {}
    here = _all_parts().where(
        Round.edition_id.in_(edition_ids), or_(Slot.id.is_(None), Slot.state == SlotState.PLANNED)
    )
    found = _own(here)
    found.sort(key=lambda part: (part.edition.id, part.person.name.casefold(), part.person.id))
    by_edition: dict[int, list[Profile]] = {id: [] for id in edition_ids}
    for (edition_id, _, _), parts in groupby(found, lambda p: (p.edition.id, p.person.name.casefold(), p.person.id)):
        own = sorted(parts, key=lambda part: part.starts_at)
        by_edition[edition_id].append(Profile(own[0].person, own))
    return by_edition


def profile(edition_id: int, public_id: str) -> Profile | None:
    return next((found for found in profiles(edition_id) if found.person.public_id == public_id), None)


def everything_of(person_id: int) -> list[OwnPart]:
    """Everything that someone does, did or was asked to do, the newest edition first."""
    parts = _own(_all_parts().where(Person.id == person_id))
    return sorted(parts, key=lambda part: (-part.edition.starts_at.timestamp(), part.starts_at))


def own_part(person_id: int, appearance_id: int) -> OwnPart | None:
    return next((part for part in everything_of(person_id) if part.appearance.id == appearance_id), None)


def has_slides(appearance_id: int) -> bool:
    return session.scalar(select(Slides.id).where(Slides.appearance_id == appearance_id)) is not None


def has_task_in_calendar(person: Person, edition_id: int) -> bool:
    """Whether a mail with a calendar told them of what they do in this edition, and so will tell when it is over."""
    kinds, mine = ("your_task", "task_changed"), func.lower(OutgoingMail.to_email) == (person.email or "").lower()
    told = select(OutgoingMail.id).where(OutgoingMail.edition_id == edition_id, OutgoingMail.kind.in_(kinds), mine)
    return session.scalars(told.limit(1)).first() is not None


def photo_job(person: Person) -> Job | None:
    """The last picture of someone that was given to the worker."""
    mine = Job.key.startswith(photo_prefix(person))
    return session.scalars(select(Job).where(mine).order_by(Job.id.desc()).limit(1)).first()


def photo_prefix(person: Person) -> str:
    """How the keys of the jobs about someone's pictures begin."""
    return f"photo:{person.public_id}:"


def _own(statement: Select[Person, Appearance, Edition, ProgrammeItem, Slot]) -> list[OwnPart]:
    statement = statement.where(Appearance.state != AppearanceState.WITHDRAWN)
    rows = session.execute(statement.options(selectinload(Person.photo), selectinload(Person.new_photo))).all()
    ids = [appearance.id for _, appearance, *_ in rows]
    agreed = consent.standing_for_appearances(ids, PUBLISH)
    slides = {one.appearance_id: one for one in session.scalars(select(Slides).where(Slides.appearance_id.in_(ids)))}
    return [
        OwnPart(appearance, person, edition, item, slot, appearance.id in agreed, slides.get(appearance.id))
        for person, appearance, edition, item, slot in rows
    ]


def to_remind() -> list[tuple[Edition, Profile]]:
    """Whoever was asked to write about themselves, has not, and for whom it becomes time: in all editions to come."""
    moment = clock.now()
    coming = session.scalars(select(Edition).where(Edition.starts_at > moment, Edition.state.in_(IN_THE_MAKING))).all()
    due = {e.id: e for e in coming if deadline(e) - REMIND_BEFORE <= moment < deadline(e)}
    return [
        (due[id], profile)
        for id, found in profiles_by_edition(list(due)).items()
        for profile in found
        if profile.missing and profile.person.email and profile.person.invited_at
        and profile.person.invited_at <= deadline(due[id]) - REMIND_BEFORE
    ]  # fmt: skip


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
