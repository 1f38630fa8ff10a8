"""One person among the seats that are left, for after a plan was published: nobody else moves.

What counts is what counts in a plan, seen by one person: rounds with a place first, then the smallest regret. The
smallest possible regret is the same for all their days, so the sum of ranks decides.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from werkplaats.breakouts.assignment.kinds import Wish, number, wish_of
from werkplaats.breakouts.assignment.problem import Person, Problem

Places = Mapping[str, str]
"""A breakout by round; a round without a place is not in it."""

Cost = tuple[int, int, int, int]
"""Without a place, rank on the list, how few seats would be left, draw: to be made small, the first first."""

NOTHING: Cost = (0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a breakout in a round."""

    round: str
    breakout: str


def best_places(
    problem: Problem, person: Person, free: Mapping[Seat, int], rounds: Collection[str], kept: Places
) -> dict[str, str | None]:
    """The best that the free seats leave someone in these rounds, None where there is none; what is `kept` stays.

    Where several days are equally good, the emptier breakouts are filled, and then the seed draws. A task is no
    choice: in the round of a lock the person is there, whatever is free.
    """
    locks = {r: person.fixed[r] for r in rounds if r in person.fixed}
    choosing = [r for r in problem.attended(person) if r in rounds and r not in person.fixed]
    taken = frozenset((*kept.values(), *person.fixed.values()))
    options = [_options(problem, person, free, r, taken, len(choosing)) for r in choosing]
    chosen = _cheapest(options, taken, without=(1, wish_of(problem, person).rank(None), 0, 0))
    return {**locks, **dict(zip(choosing, chosen, strict=True))}


def _options(
    problem: Problem, person: Person, free: Mapping[Seat, int], round_: str, taken: frozenset[str], most: int
) -> list[tuple[Cost, str]]:
    """The best seats of a round. More than there are rounds are never needed: each other round takes one at most."""
    wish = wish_of(problem, person)
    open_ = (seat for seat, left in free.items() if left > 0 and seat.round == round_ and seat.breakout not in taken)
    return sorted((_cost(problem, person, wish, seat, free[seat]), seat.breakout) for seat in open_)[:most]


def _cost(problem: Problem, person: Person, wish: Wish, seat: Seat, left: int) -> Cost:
    return 0, wish.rank(seat.breakout), -left, number(problem.seed, f"{person.id}\n{seat.round}\n{seat.breakout}")


def _cheapest(options: list[list[tuple[Cost, str]]], taken: frozenset[str], without: Cost) -> tuple[str | None, ...]:
    """One breakout per round, none twice, or no place at all, for the smallest sum of costs."""

    @cache
    def from_round(at: int, taken: frozenset[str]) -> tuple[Cost, tuple[str | None, ...]]:
        if at == len(options):
            return NOTHING, ()
        return min(_days(at, taken), key=lambda day: day[0])

    def _days(at: int, taken: frozenset[str]) -> Iterator[tuple[Cost, tuple[str | None, ...]]]:
        for cost, breakout in [*((c, b) for c, b in options[at] if b not in taken), (without, None)]:
            later, day = from_round(at + 1, taken | {breakout} if breakout else taken)
            yield _sum(cost, later), (breakout, *day)

    return from_round(0, taken)[1]


def _sum(one: Cost, two: Cost) -> Cost:
    return one[0] + two[0], one[1] + two[1], one[2] + two[2], one[3] + two[3]


def helped_most(problem: Problem, seat: Seat, people: Iterable[Person], places: Mapping[str, Places]) -> Person | None:
    """Whom a free seat helps most: who has no place in that round, those with a list first, then whose regret falls
    furthest; then the lot. None where it helps nobody. `places` are those that people have now, by their id."""
    helped = ((_urgency(problem, person, seat, places.get(person.id, {})), person) for person in people)
    found = [(urgency, person) for urgency, person in helped if urgency is not None]
    return min(found, key=lambda entry: entry[0])[1] if found else None


def may_hold(problem: Problem, person: Person, seat: Seat, places: Places) -> bool:
    """Whether a seat can be someone's: in a round that they attend without a task, and not the same breakout twice."""
    held = {*places.values(), *person.fixed.values()}
    return seat.round in problem.attended(person) and seat.round not in person.fixed and seat.breakout not in held


def _urgency(problem: Problem, person: Person, seat: Seat, places: Places) -> tuple[bool, bool, int, int] | None:
    """How pressing it is, the smallest first; None where the seat is no help."""
    if not may_hold(problem, person, seat, places):
        return None
    wish, has = wish_of(problem, person), places.get(seat.round)
    relief = wish.rank(has) - wish.rank(seat.breakout) if person.ranking else 0
    if has is not None and relief <= 0:
        return None
    return has is not None, has is None and not person.ranking, -relief, number(problem.seed, person.id)
