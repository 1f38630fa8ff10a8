"""What to do with a breakout that too few people come to: cancel it, hold it once instead of twice, or move it.

Each is tried on the whole problem, and told by what people would notice compared with the best plan there is now. An
organiser chooses; nothing is done by itself.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from werkplaats.breakouts.assignment.changes import Cancel, LowerMinimum, Merge, Move
from werkplaats.breakouts.assignment.check import Placements, Regrets
from werkplaats.breakouts.assignment.plan import Result, Status
from werkplaats.breakouts.assignment.problem import Person, Problem

MOST_TRIED = 4


@dataclass(frozen=True, slots=True)
class Effect:
    """How many people get another place, how many of all stand lower on their list, how many lose a place."""

    elsewhere: int
    lower: int
    without: int


@dataclass(frozen=True, slots=True)
class Proposal:
    change: Cancel | Merge | Move
    effect: Effect


def proposals(problem: Problem, breakout: str, solve: Callable[[Problem], Result]) -> list[Proposal]:
    """What can be done about this breakout, the gentlest first; one solve for each and one or two to compare with.

    When nothing is possible now, they are compared with the best plan if the breakout had no minimum; none when other
    rules collide too.
    """
    now = solve(problem)
    if now.status == Status.INFEASIBLE:
        now = solve(LowerMinimum(breakout, 0).change(problem))
    if now.status == Status.INFEASIBLE:
        return []
    tried = (_tried(problem, change, now.placements, solve) for change in _changes(problem, breakout, now.placements))
    found = [proposal for proposal in tried if proposal]
    return sorted(found, key=lambda proposal: (proposal.effect.without, proposal.effect.lower))


def _changes(problem: Problem, breakout: str, now: Placements) -> list[Cancel | Merge | Move]:
    """What touches no locked place, the emptiest rounds first, and not more than can be tried quickly."""
    rounds = problem.rounds_of(problem.breakout_by_id[breakout])
    people = Counter(round_ for places in now.values() for round_, there in places.items() if there == breakout)
    locked = {round_ for person in problem.people for round_, there in person.fixed.items() if there == breakout}
    possible = [
        change
        for round_ in sorted(rounds, key=lambda r: people[r])
        for change in _changes_of(problem, breakout, round_)
        if not locked & _rounds_lost(change, rounds)
    ]
    return possible[:MOST_TRIED]


def _changes_of(problem: Problem, breakout: str, round_: str) -> Iterator[Cancel | Merge | Move]:
    rounds = problem.rounds_of(problem.breakout_by_id[breakout])
    if len(rounds) == 2:
        yield Merge(breakout, next(other for other in rounds if other != round_))
    else:
        yield Cancel(breakout, round_)
    yield from (Move(breakout, round_, other) for other in problem.rounds if other not in rounds)


def _rounds_lost(change: Cancel | Merge | Move, rounds: tuple[str, ...]) -> set[str]:
    return set(rounds) - {change.round} if isinstance(change, Merge) else {change.round}


def _tried(
    problem: Problem, change: Cancel | Merge | Move, now: Placements, solve: Callable[[Problem], Result]
) -> Proposal | None:
    """People keep their present places where they can, so that only who must is counted as going elsewhere."""
    then = solve(replace(change.change(problem), published=now))
    if then.status == Status.INFEASIBLE:
        return None
    pairs = [(person, now[person.id], then.placements[person.id]) for person in problem.people]
    dislike = _dislike(problem)
    return Proposal(
        change,
        Effect(
            elsewhere=sum(before != after for _, before, after in pairs),
            lower=sum(dislike(person, after) > dislike(person, before) for person, before, after in pairs),
            without=sum(len(after) < len(before) for _, before, after in pairs),
        ),
    )


def _dislike(problem: Problem) -> Callable[[Person, Mapping[str, str]], int]:
    """How little someone likes their day, by rankings or by scores."""
    if not problem.has_scores:
        return Regrets(problem)
    return lambda person, places: -sum((person.scores or {}).get(breakout, 0) for breakout in places.values())
