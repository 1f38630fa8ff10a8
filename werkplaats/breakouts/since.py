"""What changed after a plan was made, and whether its places may still be published.

People who came only after a draft was made have no place in it and take none from anyone, and who cancelled frees
one: neither changes what an organiser has seen of a draft. Anything else does, so then a new draft is needed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased

from werkplaats.breakouts import queries
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.models import Placement, Plan
from werkplaats.breakouts.queries import Settings, taking_part
from werkplaats.db import session
from werkplaats.registration.models import Pair, PairKind, Registration, RegistrationState, RoundAbsence


@dataclass(frozen=True)
class Changes:
    """In numbers of people; `programme`, `places`, `plan` and `other` say whether that changed at all.

    `came` have no place in the plan; `came_placed` of them have one in the published plan, and would lose it.
    `places` are single places of the published plan, `other` is what none of these explains.
    """

    came: int = 0
    came_placed: int = 0
    went: int = 0
    ranked: int = 0
    tasks: int = 0
    programme: bool = False
    places: bool = False
    plan: bool = False
    pairs: bool = False
    other: bool = False

    def __bool__(self) -> bool:
        return self != NOTHING

    @property
    def harmless(self) -> bool:
        """Whether what an organiser saw of the draft is still what publishing it would do."""
        stops = (self.came_placed, self.ranked, self.tasks, self.programme, self.places, self.plan)
        return not any((*stops, self.pairs, self.other))


NOTHING = Changes()


def changes(plan: Plan) -> Changes:
    """Everything that changed since this draft was made. The same number of queries for few and for many people."""
    now = queries.basis(plan.edition_id)
    if not queries.is_stale(plan, now):
        return NOTHING
    found = Changes(
        came=came(plan),
        came_placed=_count(_newcomers(plan).where(Registration.id.in_(_in_plan(now.base_id)))),
        went=went(plan),
        ranked=_changed_their_list(plan),
        tasks=queries.tasks_elsewhere(plan),
        programme=plan.explanation.get("programme") != programme_mark(_programme_now(plan)),
        places=plan.base_id == now.base_id and plan.explanation.get("base_version") != now.base_version,
        plan=plan.base_id != now.base_id,
        pairs=_other_pairs(plan),
    )
    return found or Changes(other=True)


def came(plan: Plan) -> int:
    """How many people take part in some round and are not in this plan."""
    return _count(_newcomers(plan))


def newcomers(plan: Plan) -> list[int]:
    """Who they are, by registration, in order of registering."""
    return list(session.scalars(_newcomers(plan).order_by(Registration.id)))


def went(plan: Plan) -> int:
    """How many people of this plan cancelled."""
    gone = Registration.id.in_(_in_plan(plan.id)), Registration.state != RegistrationState.REGISTERED
    return _count(select(Registration.id).where(*gone))


def programme_mark(problem: Problem) -> str:
    """A short mark of the rounds and breakouts of a problem, and of the seed of its lot."""
    return hashlib.sha256(repr((problem.rounds, problem.breakouts, problem.seed)).encode()).hexdigest()[:16]


def pair_marks(problem: Problem) -> list[str]:
    """Marks of the pairs that a problem knows; a plan keeps them, and they name nobody."""
    of_kinds = {PairKind.APART: problem.apart, PairKind.TOGETHER: problem.together}
    return sorted(_pair_mark(kind, *pair) for kind, pairs in of_kinds.items() for pair in pairs)


def _pair_mark(kind: PairKind, one: str, other: str) -> str:
    return hashlib.sha256(f"{kind} {one} {other}".encode()).hexdigest()[:16]


def _other_pairs(plan: Plan) -> bool:
    """Whether a plan knows a pair that is none any more, or does not know one that counts now. That one of a pair
    cancelled is no other pair."""
    known = set(plan.explanation.get("pairs", []))
    counting = {_pair_mark(kind, *pair) for kind, pairs in queries.pairs_in(plan.edition_id).items() for pair in pairs}
    one, other = aliased(Registration), aliased(Registration)
    rows = session.execute(
        select(Pair.kind, one.public_id, other.public_id)
        .join(one, one.id == Pair.first_id)
        .join(other, other.id == Pair.second_id)
        .where(one.edition_id == plan.edition_id)
    )
    return not counting <= known <= {_pair_mark(*row) for row in rows}


def _programme_now(plan: Plan) -> Problem:
    return queries.problem_of(plan.edition_id, Settings.from_dict(plan.settings | {"locks_of": None}), only=())


def _newcomers(plan: Plan) -> Select[int]:
    here = taking_part(plan.edition_id), Registration.id.not_in(_in_plan(plan.id))
    return select(Registration.id).where(*here, Registration.id.not_in(queries.absent_all_day(plan.edition_id)))


def _changed_their_list(plan: Plan) -> int:
    """Other choices than the draft was made of, or another round that they do not take part in."""
    absent = and_(
        RoundAbsence.registration_id == Placement.registration_id, RoundAbsence.round_id == Placement.round_id
    )
    away: ColumnElement[bool] = select(RoundAbsence.id).where(absent).exists()
    statement = (
        select(Placement.registration_id)
        .join(Registration, Registration.id == Placement.registration_id)
        .where(Placement.plan_id == plan.id, taking_part(plan.edition_id))
        .where(or_(Registration.ranked_at > plan.created_at, away))
        .distinct()
    )
    return _count(statement)


def _in_plan(plan_id: int | None) -> Select[int]:
    return select(Placement.registration_id).where(Placement.plan_id == plan_id)


def _count(statement: Select[int]) -> int:
    return session.scalar(select(func.count()).select_from(statement.subquery())) or 0
