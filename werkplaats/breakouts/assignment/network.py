"""Who goes to which breakouts, whatever the rounds; then in which round.

Where nearly everyone wants something else, people cannot be taken together and days are too many to list. But
people x breakouts is a network: each person has as many places as rounds, each breakout has room for all its
rounds together. A network is whole by itself, so its best is found at once, and no plan can pass it. The
rounds are then the colours of its edges: nobody has two edges of one colour, and each colour has its fair share
of the people of a breakout. That is always possible (König 1916, de Werra 1971) when everyone attends all
rounds and every breakout runs in them; locks, absences and the like are obeyed, and what then finds no colour
is left out for `rounds.py` to mend.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from werkplaats.breakouts.assignment.problem import Breakout, Person, Problem
from werkplaats.breakouts.assignment.search import Found, Search, each

Plan = dict[str, dict[str, str]]
"""By person and round a breakout."""
Edge = tuple[str, str]
"""A person and a breakout."""


def free_rounds(problem: Problem, person: Person) -> list[str]:
    return [round_ for round_ in problem.attended(person) if round_ not in person.fixed]


def open_to(problem: Problem, person: Person) -> list[Breakout]:
    """The breakouts a person may choose: not held, and running in a round that is free."""
    free, held = set(free_rounds(problem, person)), set(person.fixed.values())
    return [b for b in problem.breakouts if b.id not in held and not free.isdisjoint(problem.rounds_of(b))]


class Network:
    """One column for each person and breakout they may choose, under the rules that all rounds share."""

    def __init__(self, problem: Problem, people: Sequence[Person], search: Search) -> None:
        self.problem, self.search = problem, search
        self.edges: list[Edge] = []
        of_breakout: dict[str, list[int]] = defaultdict(list)
        for person in people:
            mine = range(len(self.edges), len(self.edges) + len(offers := open_to(problem, person)))
            for j, breakout in zip(mine, offers, strict=True):
                self.edges.append((person.id, breakout.id))
                of_breakout[breakout.id].append(j)
            search.add_columns([1] * len(mine))
            search.hold(each(mine), at_most=len(free_rounds(problem, person)))
        locked = Counter((b, r) for person in people for r, b in person.fixed.items())
        for breakout in problem.breakouts:
            here = [locked[breakout.id, r] for r in problem.rounds_of(breakout)]
            least = 0 if breakout.may_cancel else breakout.min
            search.hold(
                each(of_breakout[breakout.id]),
                at_least=sum(max(0, least - number) for number in here),
                at_most=sum(breakout.max - number for number in here),
            )

    def most(self, worth: Mapping[Edge, int]) -> Found:
        """Find the largest sum of what edges are worth, and hold it."""
        terms = {j: worth[edge] for j, edge in enumerate(self.edges) if worth.get(edge)}
        return self.search.most(terms, ceiling=self._own_best(terms))

    def chosen(self) -> list[Edge]:
        return [edge for edge, count in zip(self.edges, self.search.counts, strict=True) if count]

    def _own_best(self, terms: Mapping[int, int]) -> int:
        of_person: dict[str, list[int]] = defaultdict(list)
        for j, (person, _) in enumerate(self.edges):
            of_person[person].append(terms.get(j, 0))
        rounds = {person: len(free_rounds(self.problem, self.problem.person_by_id[person])) for person in of_person}
        return sum(sum(sorted(of_person[person])[-rounds[person] :]) for person in of_person)


@dataclass(eq=False, slots=True)
class _Node:
    """A person, or some of the people of a breakout: at most as many as it has rounds, one of each colour.

    `bound` are the colours that cannot change: locks, and rounds it has no part in.
    """

    edges: dict[str, "_Edge | None"] = field(default_factory=dict)
    bound: set[str] = field(default_factory=set)


@dataclass(eq=False, slots=True)
class _Edge:
    person: str
    breakout: str
    ends: tuple[_Node, _Node]
    colour: str | None = None

    def other(self, node: _Node) -> _Node:
        return self.ends[self.ends[0] is node]

    def paint(self, colour: str) -> None:
        self.colour = colour
        for node in self.ends:
            node.edges[colour] = self


def give_rounds(problem: Problem, people: Sequence[Person], chosen: Iterable[Edge]) -> Plan:
    """A round for every chosen place, the published one where that is possible.

    What finds none is left out. The rules of slots and pairs are not looked at, but the people of a breakout
    are spread over its rounds as evenly as locks allow, and so are those of each group.
    """
    plan: Plan = {person.id: dict(person.fixed) for person in people}
    for edge in _painted(problem, people, chosen):
        if edge.colour is not None:
            plan[edge.person][edge.colour] = edge.breakout
    return plan


def _painted(problem: Problem, people: Sequence[Person], chosen: Iterable[Edge]) -> list[_Edge]:
    nodes = {person.id: _node_of(problem.rounds, free_rounds(problem, person)) for person in people}
    going: dict[str, list[str]] = defaultdict(list)
    for person, breakout in chosen:
        going[breakout].append(person)
    edges = list(chain.from_iterable(_parts(problem, b, going[b.id], nodes) for b in problem.breakouts))
    for edge in edges:
        if edge.colour is None:
            _paint(edge, problem.rounds)
    return edges


def _node_of(rounds: Sequence[str], free: Sequence[str]) -> _Node:
    bound = {round_ for round_ in rounds if round_ not in free}
    return _Node(dict.fromkeys(bound), bound)


def _parts(problem: Problem, breakout: Breakout, people: Sequence[str], nodes: Mapping[str, _Node]) -> Iterator[_Edge]:
    """The edges of a breakout, shared out over nodes that have one for each of its rounds.

    People whose published place may stay come first, in the colour of that round; then group after group, so
    that each group is spread over the rounds.
    """
    if not people:
        return
    rounds = problem.rounds_of(breakout)
    locked = Counter(r for person in problem.people for r, b in person.fixed.items() if b == breakout.id)
    wanted = {person: _published_round(problem, person, breakout.id, nodes[person]) for person in people}
    most = max(-(-(len(people) + locked.total()) // len(rounds)), *(locked[r] for r in rounds))
    parts = [_node_of(problem.rounds, [r for r in rounds if locked[r] <= number]) for number in range(most)]
    group = {person: problem.person_by_id[person].perspective or "" for person in people}
    room = {part: len(problem.rounds) - len(part.bound) for part in parts}
    for person in sorted(people, key=lambda person: (wanted[person] is None, group[person])):
        colour = wanted[person]
        fitting = (part for part in parts if room[part] and colour is not None and colour not in part.edges)
        part = next(fitting, None) or next(part for part in parts if room[part])
        room[part] -= 1
        edge = _Edge(person, breakout.id, (nodes[person], part))
        if colour is not None and colour not in part.edges:
            edge.paint(colour)
        yield edge


def _published_round(problem: Problem, person: str, breakout: str, node: _Node) -> str | None:
    places = problem.published.get(person, {})
    runs = problem.rounds_of(problem.breakout_by_id[breakout])
    return next((r for r, b in places.items() if b == breakout and r in runs and r not in node.edges), None)


def _paint(edge: _Edge, rounds: Sequence[str]) -> None:
    """Give the edge a colour that is free at both ends, if need be by swapping two colours along a path."""
    here, there = ([r for r in rounds if r not in node.edges] for node in edge.ends)
    both = [colour for colour in here if colour in there]
    if both:
        edge.paint(both[0])
        return
    for mine in here:
        for theirs in there:
            path = _path(edge.ends[1], mine, theirs)
            if path is not None:
                _swap(path, mine, theirs)
                edge.paint(mine)
                return


def _path(start: _Node, first: str, second: str) -> list[_Edge] | None:
    """The edges from here that have these two colours in turn; None when one of them may not change."""
    path: list[_Edge] = []
    node, colour = start, first
    while colour in node.edges:
        edge = node.edges[colour]
        if edge is None:
            return None
        path.append(edge)
        node, colour = edge.other(node), second if colour == first else first
    return path


def _swap(path: Sequence[_Edge], one: str, two: str) -> None:
    for edge in path:
        for node in edge.ends:
            node.edges.pop(str(edge.colour), None)
    for edge in path:
        edge.paint(two if edge.colour == one else one)
