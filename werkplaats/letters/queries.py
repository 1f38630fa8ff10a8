"""Which automatic mails there are and whom they go to, which letters were written, and whom somebody chooses."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, literal, select

from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.db import Texts, session
from werkplaats.editions.models import Edition
from werkplaats.invitations.day import GOES_ON
from werkplaats.jobs.models import Job
from werkplaats.letters.models import Letter, MailMoment, MomentKind
from werkplaats.letters.moments import Moment, Stand, moments_of
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.people import queries as people
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Slot, SlotState
from werkplaats.registration.models import Perspective, Registration, RegistrationState, RoundAbsence

# Automatic mails.


def moments(edition: Edition) -> list[Moment]:
    return moments_of(edition, session.scalars(select(MailMoment).where(MailMoment.edition_id == edition.id)))


def moment(edition: Edition, kind: MomentKind) -> Moment:
    return next(found for found in moments(edition) if found.kind == kind)


def due_moments() -> list[tuple[Edition, Moment]]:
    """What has to go now, in all editions. The worker asks it each time that it wakes."""
    editions = session.scalars(select(Edition).where(Edition.state.in_(GOES_ON)).order_by(Edition.id)).all()
    return [(e, moment) for e in editions for moment in moments(e) if moment.stand(e) == Stand.DUE]


def to_remind(edition: Edition, moment: Moment) -> Select[int]:
    """Who still gets this mail, by registration. Who registers after its moment has just had a confirmation."""
    key = literal(f"{moment.kind}:") + Registration.public_id + literal(f":{moment.day}")
    statement = select(Registration.id).where(
        Registration.edition_id == edition.id,
        Registration.state == RegistrationState.REGISTERED,
        ~exists(select(OutgoingMail.id).where(OutgoingMail.key == key)),
    )
    if moment.at is not None:
        statement = statement.where(Registration.created_at <= moment.at)
    if moment.kind == MomentKind.RANKING_CLOSES:
        statement = statement.where(*_has_to_choose(edition))
    return statement.order_by(Registration.id)


def number_to_remind(edition: Edition, moment: Moment) -> int:
    return session.scalar(select(func.count()).select_from(to_remind(edition, moment).order_by(None).subquery())) or 0


def number_reminded(edition: Edition, moment: Moment) -> int:
    """How many people this mail was made for."""
    mine = OutgoingMail.kind == moment.kind, OutgoingMail.key.endswith(f":{moment.day}")
    return session.scalar(select(func.count()).where(OutgoingMail.edition_id == edition.id, *mine)) or 0


def titles_to_choose_from(edition_id: int) -> list[Texts]:
    """The breakouts that take place, in their order."""
    running = {slot.breakout_id for slot in programme.slots(edition_id)}
    return [breakout.title for breakout in programme.breakouts(edition_id) if breakout.id in running]


def _has_to_choose(edition: Edition) -> list[ColumnElement[bool]]:
    """The conditions that someone has not answered, and that there is something for them to choose."""
    unanswered = [Registration.ranked_at.is_(None), Registration.id.not_in(breakouts.absent_all_day(edition.id))]
    if edition.places_frozen_at is not None or len(titles_to_choose_from(edition.id)) < 2:
        return [*unanswered, literal(1) == literal(0)]
    rounds = {slot.round_id for slot in programme.slots(edition.id)}
    tasks: dict[str, set[int]] = {}
    for task in people.tasks(edition.id):
        if task.slot is not None and task.person.email_key:
            tasks.setdefault(task.person.email_key, set()).add(task.slot.round_id)
    bound = [email_key for email_key, held in tasks.items() if held >= rounds]
    return [*unanswered, Registration.email_key.not_in(bound) | (Registration.guest_number > 0)]


# Letters.


def letters(edition_id: int) -> list[Letter]:
    """The newest first."""
    return list(session.scalars(select(Letter).where(Letter.edition_id == edition_id).order_by(Letter.id.desc())))


def letter(edition_id: int, letter_id: int) -> Letter | None:
    return session.scalars(select(Letter).where(Letter.edition_id == edition_id, Letter.id == letter_id)).first()


def key_prefix(letter_id: int) -> str:
    """How the keys of the mails of a letter begin; a person's public id follows."""
    return f"letter:{letter_id}:"


def job_prefix(edition_id: int) -> str:
    """How the keys of the jobs that send letters of an edition begin."""
    return f"letter:{edition_id}:"


def job_of(letter: Letter) -> Job | None:
    return session.scalars(select(Job).where(Job.key == f"{job_prefix(letter.edition_id)}{letter.id}")).first()


def mails_of(letter: Letter) -> Counter[MailState]:
    """How many mails of a letter are in which state."""
    mine = OutgoingMail.edition_id == letter.edition_id, OutgoingMail.key.startswith(key_prefix(letter.id))
    found: Counter[MailState] = Counter()
    for state, number in session.execute(select(OutgoingMail.state, func.count()).where(*mine).group_by("state")):
        found[state] = number
    return found


# Whom somebody chooses.


class WhomKind(StrEnum):
    """EVERYONE and UNRANKED need nothing more; the others name a perspective (or none), a breakout, a slot, a round."""

    EVERYONE = "everyone"
    UNRANKED = "unranked"
    PERSPECTIVE = "perspective"
    BREAKOUT = "breakout"
    SLOT = "slot"
    WITHOUT_PLACE = "without"


@dataclass(frozen=True)
class Whom:
    """Who is chosen: `kind`, and `of` what. With `cancelled`, who cancelled as well."""

    kind: WhomKind = WhomKind.EVERYONE
    of: str = ""
    cancelled: bool = False

    @property
    def key(self) -> str:
        """As a form sends it."""
        return f"{self.kind}:{self.of}"

    @classmethod
    def from_key(cls, key: str, cancelled: bool) -> Whom:
        kind, _, of = key.partition(":")
        return cls(WhomKind(kind), of, cancelled)

    @property
    def states(self) -> tuple[RegistrationState, ...]:
        """In which of these somebody can be chosen. Who waits or was erased never is."""
        took_part = (RegistrationState.CANCELLED,) if self.cancelled else ()
        return RegistrationState.REGISTERED, *took_part

    def kept(self) -> dict[str, Any]:
        return {"key": self.key, "cancelled": self.cancelled}

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> Whom:
        return cls.from_key(kept["key"], kept["cancelled"])


@dataclass(frozen=True)
class Chosen:
    """The ids of the registrations that are chosen now, in their order."""

    ids: Sequence[int]

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def mark(self) -> str:
        """A short mark of exactly these people."""
        return hashlib.sha256(repr(list(self.ids)).encode()).hexdigest()[:16]


def chosen(edition_id: int, whom: Whom) -> Chosen:
    return Chosen(session.scalars(_chosen(edition_id, whom)).all())


def first_reader(edition_id: int, whom: Whom, locale: str) -> Registration | None:
    """The first of these people who reads this language."""
    found = session.scalar(_chosen(edition_id, whom).where(Registration.locale == locale).limit(1))
    return None if found is None else session.get(Registration, found)


def number_reading(edition_id: int, whom: Whom, locale: str) -> int:
    found = _chosen(edition_id, whom).where(Registration.locale == locale).order_by(None)
    return session.scalar(select(func.count()).select_from(found.subquery())) or 0


def _chosen(edition_id: int, whom: Whom) -> Select[int]:
    here = Registration.edition_id == edition_id, Registration.state.in_(whom.states)
    return select(Registration.id).where(*here, *_fits(edition_id, whom)).order_by(Registration.id)


def _fits(edition_id: int, whom: Whom) -> list[ColumnElement[bool]]:
    match whom.kind:
        case WhomKind.EVERYONE:
            return []
        case WhomKind.UNRANKED:
            return [Registration.ranked_at.is_(None), Registration.id.not_in(breakouts.absent_all_day(edition_id))]
        case WhomKind.PERSPECTIVE:
            return [Registration.perspective == Perspective(whom.of) if whom.of else Registration.perspective.is_(None)]
        case WhomKind.BREAKOUT:
            return [_has_place(edition_id, Slot.breakout_id == int(whom.of))]
        case WhomKind.SLOT:
            return [_has_place(edition_id, Slot.id == int(whom.of))]
        case WhomKind.WITHOUT_PLACE:
            return _misses_a_place(edition_id, int(whom.of))


def _misses_a_place(edition_id: int, round_id: int) -> list[ColumnElement[bool]]:
    """Before a plan is published nobody has a place, and so nobody misses one."""
    divided = exists(select(Plan.id).where(Plan.edition_id == edition_id, Plan.state == PlanState.PUBLISHED))
    away = exists().where(RoundAbsence.registration_id == Registration.id, RoundAbsence.round_id == round_id)
    return [divided, ~away, ~_has_place(edition_id, Slot.round_id == round_id)]


def _has_place(edition_id: int, where: ColumnElement[bool]) -> ColumnElement[bool]:
    """In the published plan, in a slot that takes place."""
    return exists(
        select(Placement.id)
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Slot, Slot.id == Placement.slot_id)
        .where(Plan.edition_id == edition_id, Plan.state == PlanState.PUBLISHED, Slot.state == SlotState.PLANNED)
        .where(Placement.registration_id == Registration.id, where)
        .correlate(Registration)
    )
