"""Which people of an edition somebody looks for: one question for the list, for its export, and for whatever else is to
be done for exactly the people who stand on a list."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from werkplaats import clock
from werkplaats.breakouts.models import Placement, Plan, PlanState
from werkplaats.programme.models import Slot, SlotState
from werkplaats.registration.models import Need, Perspective, Preference, Registration, RegistrationState

NOT_TOLD = "none"
"""Stands in an address for people who gave no perspective."""

FIRST, PLACE = "first", "place"
"""People whose first choice a breakout is, and people who have a place in it."""

BREAKOUT = re.compile(rf"({FIRST}|{PLACE})-(\d{{1,9}})")


class Needs(StrEnum):
    OPEN = "open"
    ARRANGED = "arranged"
    ANY = "any"


class Sort(StrEnum):
    NAME = "name"
    NEWEST = "newest"
    OLDEST = "oldest"
    ORGANISATION = "organisation"
    WAITING = "waiting"


STATES = (RegistrationState.REGISTERED, RegistrationState.WAITING, RegistrationState.CANCELLED)
"""Who was erased stands on no list."""

KNOWN: dict[str, Callable[[str], object]] = {
    "state": set(STATES).__contains__,
    "perspective": {*Perspective, NOT_TOLD}.__contains__,
    "breakout": BREAKOUT.fullmatch,
    "needs": set(Needs).__contains__,
    "sort": set(Sort).__contains__,
}
"""What an answer may be; anything else means nothing."""


@dataclass(frozen=True)
class Asked:
    """As it stands in an address; what is left empty may be anything. `breakout` is like `first-12` or `place-12`."""

    search: str = ""
    state: str = ""
    perspective: str = ""
    breakout: str = ""
    needs: str = ""
    sort: str = ""

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Asked:
        """What an address asks for; what it cannot ask for is left out."""
        answers = {name: given.get(name, "").strip() for name in asdict(cls())}
        return cls(**{name: said for name, said in answers.items() if name not in KNOWN or KNOWN[name](said)})

    def in_address(self) -> dict[str, str]:
        return {name: said for name, said in asdict(self).items() if said}

    @property
    def filters(self) -> dict[str, str]:
        """What leaves people out: everything but the order."""
        return {name: said for name, said in self.in_address().items() if name != "sort"}


class Listed(NamedTuple):
    """One person on the list. `need` is the number of what they need, if they told us anything."""

    id: int
    public_id: str
    name: str
    email: str
    organisation: str
    perspective: Perspective | None
    state: RegistrationState
    created_at: datetime
    waiting_since: datetime | None
    choices: int
    need: int | None
    arranged_at: datetime | None


ORDERS: dict[str, tuple[Any, ...]] = {
    Sort.NAME: (func.lower(Registration.name),),
    Sort.NEWEST: (Registration.created_at.desc(),),
    Sort.OLDEST: (Registration.created_at,),
    Sort.ORGANISATION: (Registration.organisation == "", func.lower(Registration.organisation)),
    Sort.WAITING: (Registration.waiting_since.is_(None), Registration.waiting_since),
}


def people(edition_id: int, asked: Asked) -> Select[*tuple[Any, ...]]:
    """Everyone whom the question fits, as `Listed`, in the order that it asks for."""
    choices = select(func.count()).where(Preference.registration_id == Registration.id).correlate(Registration)
    statement: Select[*tuple[Any, ...]] = select(
        Registration.id, Registration.public_id, Registration.name, Registration.email, Registration.organisation,
        Registration.perspective, Registration.state, Registration.created_at, Registration.waiting_since,
        choices.scalar_subquery().label("choices"), Need.id.label("need"), Need.arranged_at,
    )  # fmt: skip
    return (
        statement.outerjoin(Need, _is_known())
        .where(Registration.edition_id == edition_id, Registration.state.in_(STATES), *_fits(edition_id, asked))
        .order_by(*ORDERS[asked.sort or Sort.NAME], Registration.id)
    )


def ids(edition_id: int, asked: Asked) -> Select[int]:
    """The same people by number alone, in the same order."""
    return people(edition_id, asked).with_only_columns(Registration.id)


def number(edition_id: int, asked: Asked) -> Select[int]:
    """How many that are."""
    return select(func.count()).select_from(ids(edition_id, asked).order_by(None).subquery())


def _is_known() -> ColumnElement[bool]:
    """Joins a need to its registration, as long as anybody has to know of it."""
    return (Need.registration_id == Registration.id) & (Need.delete_after > clock.now())


def _fits(edition_id: int, asked: Asked) -> list[ColumnElement[bool]]:
    fits: list[ColumnElement[bool]] = []
    if asked.search:
        columns = (Registration.name, Registration.email_key, Registration.organisation)
        fits.append(or_(*(column.icontains(asked.search, autoescape=True) for column in columns)))
    if asked.state:
        fits.append(Registration.state == asked.state)
    if asked.perspective:
        given = None if asked.perspective == NOT_TOLD else Perspective(asked.perspective)
        fits.append(Registration.perspective.is_(None) if given is None else Registration.perspective == given)
    if asked.needs:
        fits.append(_needs(Needs(asked.needs)))
    if found := BREAKOUT.fullmatch(asked.breakout):
        of = _has_first if found[1] == FIRST else _has_place
        fits.append(Registration.id.in_(of(edition_id, int(found[2]))))
    return fits


def _needs(needs: Needs) -> ColumnElement[bool]:
    told = Need.id.is_not(None)
    if needs == Needs.ANY:
        return told
    return told & (Need.arranged_at.is_(None) if needs == Needs.OPEN else Need.arranged_at.is_not(None))


def _has_first(edition_id: int, breakout_id: int) -> Select[int]:
    first = select(Preference.registration_id).join(Preference.registration)
    here = Registration.edition_id == edition_id
    return first.where(here, Preference.breakout_id == breakout_id, Preference.rank == 1)


def _has_place(edition_id: int, breakout_id: int) -> Select[int]:
    """Who has a place in a breakout now, in whatever round; who cancelled has none."""
    return (
        select(Placement.registration_id)
        .join(Plan, Plan.id == Placement.plan_id)
        .join(Slot, Slot.id == Placement.slot_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(Plan.edition_id == edition_id, Plan.state == PlanState.PUBLISHED, Slot.breakout_id == breakout_id)
        .where(Slot.state == SlotState.PLANNED, Registration.state == RegistrationState.REGISTERED)
    )
