"""Where nearly everyone wants something else: with scores the network's answer is the bound, and mostly the plan too.

First who goes where (`network.py`), with a round for each place; then round by round what that left out
(`rounds.py`), until no round can be better. Small problems are then settled as a whole; in large ones a gap may
stay, and is printed.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from werkplaats.breakouts.assignment import check
from werkplaats.breakouts.assignment.conflicts import Rule
from werkplaats.breakouts.assignment.kinds import Kind, penalty, wish_of
from werkplaats.breakouts.assignment.network import Edge, Network, Plan, free_rounds, give_rounds
from werkplaats.breakouts.assignment.plan import Level
from werkplaats.breakouts.assignment.problem import Person, Problem
from werkplaats.breakouts.assignment.rounds import Seat, Seats
from werkplaats.breakouts.assignment.search import Found, Impossible, Search

LISTED_DAYS = 30_000
"""With more days than this the network is the better way; days are at worst counted many times over."""
RANKED_DAYS = 300_000
"""With rankings the network proves only the places, so it is left to what nothing else can do."""
SMALL = 2_000
"""So many seats can be settled as a whole."""
BOUNDED = 100_000
"""For so many seats a closer bound is found: that of all rounds at once, in parts of people."""


def is_wide(problem: Problem, kinds: Sequence[Kind]) -> bool:
    return sum(kind.most_days for kind in kinds) > (LISTED_DAYS if problem.has_scores else RANKED_DAYS)


class Reached(NamedTuple):
    """What a plan is worth; of two plans the larger is better. `kept` are published places that stay."""

    placed: int
    wishing: int
    gain: int
    kept: int


class Wide:
    """One problem on its way from the network to a plan.

    `new_search` is told whether its answer is needed even when the time is up.
    """

    def __init__(
        self, problem: Problem, kinds: Sequence[Kind], rules: Sequence[Rule], new_search: Callable[[bool], Search]
    ) -> None:
        self.problem, self.kinds, self.rules, self.new_search = problem, kinds, rules, new_search
        self.people = [problem.person_by_id[name] for kind in kinds for name in kind.people]
        self.gains = {person.id: _gains(problem, person) for person in self.people}
        self.chosen: list[Edge] = []

    def solve(self, is_over: Callable[[], bool], progress: Callable[[str, float], None]) -> tuple[Plan, list[Level]]:
        """A plan that holds all hard rules, and the levels with what is proven of them."""
        progress("placed", 0.0)
        best, plan = self._network()
        progress("penalty", 0.3)
        plan = self._mended(plan)
        reached = self.reached(plan)
        while reached < best and not is_over():
            for round_ in self.problem.rounds:
                plan = plan if is_over() else self._better(plan, [round_])
            if self.reached(plan) == reached:
                break
            reached = self.reached(plan)
        progress("whole", 0.6)
        if reached < best and self.problem.has_scores and not is_over():
            best, plan = self._whole(best, plan)
        return self._lucky_first(plan), self._levels(plan, best)

    def reached(self, plan: Plan) -> Reached:
        seats = [Seat(person, b, r) for person in self.people for r, b in plan[person.id].items()]
        wishing = sum(seat.person.has_preferences for seat in seats)
        return Reached(len(seats), wishing, sum(map(self._gain, seats)), sum(map(self._kept, seats)))

    def _gain(self, seat: Seat) -> int:
        """What this seat takes from the penalty of having no place at all."""
        return 0 if seat.round in seat.person.fixed else self.gains[seat.person.id].get(seat.breakout, 0)

    def _kept(self, seat: Seat) -> int:
        return int(self.problem.published.get(seat.person.id, {}).get(seat.round) == seat.breakout)

    def _network(self) -> tuple[Reached, Plan]:
        """What no plan can pass, and the network's own plan."""
        network = Network(self.problem, self.people, self.new_search(True))
        wishes = {person.id: person.has_preferences for person in self.people}
        gains = {(person, b): self.gains[person].get(b, 0) for person, b in network.edges}
        told = {(person, b) for person, places in self.problem.published.items() for b in places.values()}
        # Among equal gains the places people were told before come first: both at once is still a network.
        share = len(told) + 1
        placed = network.most(dict.fromkeys(network.edges, 1)).bound
        wishing = network.most({edge: 1 for edge in network.edges if wishes[edge[0]]}).bound
        both = network.most({edge: share * gain + (edge in told) for edge, gain in gains.items()}).bound
        gain, kept = divmod(both, share)
        locked = self.reached({person.id: dict(person.fixed) for person in self.people})
        best = Reached(placed + locked.placed, wishing + locked.wishing, gain, kept + locked.kept)
        self.chosen = network.chosen()
        return best, give_rounds(self.problem, self.people, self.chosen)

    def _mended(self, plan: Plan) -> Plan:
        """The plan, or if it breaks a rule one that mends the rounds one by one, or if need be all at once."""
        if not any(check.broken_rules(self.problem, plan)):
            return plan
        try:
            for round_ in self.problem.rounds:
                plan = self._solved(Seats(*self._question([round_], plan, needed=True)), plan)
        except Impossible:
            return self._any_plan()
        return plan if not any(check.broken_rules(self.problem, plan)) else self._any_plan()

    def whole(self, needed: bool = False) -> Seats:
        """All rounds at once."""
        return Seats(*self._question(self.problem.rounds, {person.id: {} for person in self.people}, needed))

    def _any_plan(self) -> Plan:
        seats = self.whole(needed=True)
        seats.search.least({})
        return seats.plan({person.id: {} for person in self.people})

    def _better(self, plan: Plan, rounds: Sequence[str]) -> Plan:
        seats = Seats(*self._question(rounds, plan))
        seats.start(plan)
        return self._solved(seats, plan)

    def _solved(self, seats: Seats, plan: Plan) -> Plan:
        self._ask(seats)
        return seats.plan(plan)

    def _ask(self, seats: Seats) -> list[Found]:
        return [seats.most(worth) for worth in self._levels_of_seats()]

    def _levels_of_seats(self) -> list[Callable[[Seat], int]]:
        """What a seat is worth at each level, in their order."""
        levels: list[Callable[[Seat], int]] = [_is_place, _is_wished, self._gain]
        return [*levels, self._kept] if self.problem.published else levels

    def _whole(self, best: Reached, plan: Plan) -> tuple[Reached, Plan]:
        if self._seats() <= SMALL:
            return self._settle_whole(plan)
        if self._seats() <= BOUNDED:
            return self._look_at_all(best, plan)
        return best, plan

    def _settle_whole(self, plan: Plan) -> tuple[Reached, Plan]:
        seats = Seats(*self._question(self.problem.rounds, plan))
        seats.start(plan)
        bounds = [found.bound for found in self._ask(seats)]
        return Reached(*bounds, *([] if self.problem.published else [0])), seats.plan(plan)

    def _look_at_all(self, best: Reached, plan: Plan) -> tuple[Reached, Plan]:
        """A bound that knows rounds, and the best plan among the seats that it uses.

        Each level is bounded as long as this plan reaches the bounds before it.
        """
        seats, reached, bounds = self.whole(), self.reached(plan), list(best)
        taken = {(person, breakout, round_) for person, day in plan.items() for round_, breakout in day.items()}
        likely = {(person, breakout) for person, breakout, _ in taken} | set(self.chosen)
        columns = [j for j, seat in enumerate(seats.seats) if (seat.person.id, seat.breakout) in likely]
        for level, worth in enumerate(self._levels_of_seats()):
            if reached[level] < bounds[level]:
                bound, used = seats.estimate(worth, columns)
                bounds[level] = bounds[level] if bound is None else bound
                taken |= used
            if reached[level] < bounds[level]:
                break
            seats.hold(worth, reached[level])
        some = Seats(*self._question(self.problem.rounds, plan), only=taken)
        some.start(plan)
        return Reached(*bounds), self._solved(some, plan)

    def _question(
        self, rounds: Sequence[str], plan: Plan, needed: bool = False
    ) -> tuple[Problem, Sequence[Person], Sequence[str], Sequence[Rule], Plan, Search]:
        return self.problem, self.people, rounds, self.rules, plan, self.new_search(needed)

    def _seats(self) -> int:
        return sum(len(self.problem.attended(person)) for person in self.people) * len(self.problem.breakouts)

    def _lucky_first(self, plan: Plan) -> Plan:
        """Among people who are alike the luckiest have the best days."""
        shared: Plan = {}
        for kind in self.kinds:
            someone = self.problem.person_by_id[kind.people[0]]
            days = [(-self._gain_of_day(someone, plan[name]), i, plan[name]) for i, name in enumerate(kind.people)]
            shared |= {name: day for name, (_, _, day) in zip(kind.people, sorted(days), strict=True)}
        return shared

    def _gain_of_day(self, person: Person, day: dict[str, str]) -> int:
        return sum(self._gain(Seat(person, breakout, round_)) for round_, breakout in day.items())

    def _levels(self, plan: Plan, best: Reached) -> list[Level]:
        reached = self.reached(plan)
        if reached[:2] != best[:2]:
            # The bound on the gain was that of plans with more places.
            network = Network(self.problem, self.people, self.new_search(True))
            gains = {(person, b): self.gains[person].get(b, 0) for person, b in network.edges}
            best = best._replace(gain=network.most(gains).bound)
        if not self.problem.has_scores:
            return [Level("placed", reached[:2], best[:2])]
        everyone = sum(len(free_rounds(self.problem, person)) for person in self.people) * penalty(0)
        levels = [
            Level("placed", (reached.placed, reached.wishing), (best.placed, best.wishing)),
            Level("penalty", everyone - reached.gain, everyone - best.gain),
        ]
        if self.problem.published:
            told = sum(
                round_ in self.problem.attended(person)
                for person in self.people
                for round_ in self.problem.published.get(person.id, {})
            )
            kept = best.kept if reached[:3] == best[:3] else told
            levels.append(Level("moves", told - reached.kept, told - kept))
        return levels


def _is_place(seat: Seat) -> int:
    return 1


def _is_wished(seat: Seat) -> int:
    return int(seat.person.has_preferences)


def _gains(problem: Problem, person: Person) -> dict[str, int]:
    """What each breakout takes from the penalty of having no place; a ranking counts like scores that fall evenly."""
    if problem.has_scores:
        return {breakout: penalty(0) - penalty(score) for breakout, score in (person.scores or {}).items()}
    wish = wish_of(problem, person)
    return {b.id: wish.rank(None) ** 2 - wish.rank(b.id) ** 2 for b in problem.breakouts} if wish.ranking else {}
