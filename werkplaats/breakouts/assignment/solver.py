"""Finds the best plan with HiGHS; the only file that imports it, so only a worker or a command loads it."""

import math
import time
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import highspy

from werkplaats.breakouts.assignment import check, conflicts, levels, relief
from werkplaats.breakouts.assignment.conflicts import Rule
from werkplaats.breakouts.assignment.crowds import Crowds
from werkplaats.breakouts.assignment.kinds import Kind, kinds_of
from werkplaats.breakouts.assignment.levels import Model
from werkplaats.breakouts.assignment.network import Plan
from werkplaats.breakouts.assignment.plan import Level, Number, Result, Status
from werkplaats.breakouts.assignment.problem import Problem
from werkplaats.breakouts.assignment.search import Estimate, Found, Impossible, Terms
from werkplaats.breakouts.assignment.wide import Wide, is_wide

# All values are whole numbers: what lies closer than this to a whole number is that number.
HALF = 0.499
TINY = 1e-7
# Hope that asks for more branching than this is dearer than the certain way, and a gap smaller than time.
NODES = 200
OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "mip_rel_gap": 0.0,
    "mip_abs_gap": HALF,
}
# With the primal simplex the plan so far stays feasible when only the question changes; from nothing dual is faster.
DUAL, PRIMAL = 1, 4
WHOLE, BROKEN = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
BEST = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty)
IMPOSSIBLE = (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible)
UNFINISHED = (
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kSolutionLimit,
)


def _highs() -> Any:
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in OPTIONS.items():
        highs.setOptionValue(option, value)
    return highs


NAME = f"HiGHS {_highs().version()}"


def solve(
    problem: Problem,
    *,
    time_limit: float | None = None,
    progress: Callable[[str, float], None] | None = None,
    stop: Callable[[], bool] | None = None,
) -> Result:
    """The best plan at every level, or the rules that collide.

    `time_limit` is in seconds. When it is up the best plan so far is given, with the bounds proven until
    then; one plan that holds all hard rules is always found, even after the limit. `stop` is asked again and
    again: once it says True, the time is up. `progress` hears the name of each level and the part that is
    done, 0 to 1; it may start again once.
    """
    patience = Patience(time_limit, stop)
    answer = _by_network if is_wide(problem, kinds := kinds_of(problem)) else _by_days
    rules = conflicts.rules_of(problem)
    try:
        plan, settled, is_proven = answer(problem, kinds, rules, patience, progress or (lambda level, part: None))
    except Impossible:
        return _impossible(problem, rules, patience)
    placements = {
        person.id: {r: plan[person.id][r] for r in problem.rounds if r in plan[person.id]} for person in problem.people
    }
    unplaced = tuple(
        (person.id, round_)
        for person in problem.people
        for round_ in problem.attended(person)
        if round_ not in placements[person.id]
    )
    if problem.has_scores or not is_proven:
        # What came later may have made an unproven level better than it was when it was settled.
        bounds = {level.name: level.bound for level in settled}
        counted = check.levels(problem, placements)
        settled = [Level(name, value, bounds.get(name, _known(problem, name, value))) for name, value in counted]
    status = Status.OPTIMAL if is_proven else Status.FEASIBLE
    return Result(status, placements, unplaced, tuple(settled), (), problem.seed, NAME, patience.seconds)


Answer = tuple[Plan, list[Level], bool]
"""A plan, what is known of its levels, and whether each is proven the best."""
Progress = Callable[[str, float], None]


def _known(problem: Problem, name: str, value: Number) -> Number | None:
    """What no plan can pass, known without any search."""
    if problem.has_scores and name == "mix":
        return None
    if name == "first":
        return sum(bool(person.ranking) for person in problem.people)
    return (0,) * len(value) if isinstance(value, tuple) else 0


def _by_days(
    problem: Problem, kinds: Sequence[Kind], rules: Sequence[Rule], patience: "Patience", progress: Progress
) -> Answer:
    """Count people per kind and day: proves everything, while the wishes are not too many."""

    def answer(search: HighsSearch) -> Answer:
        model = Model(problem, kinds, rules, search)
        if not (search.is_hopeful or patience.is_endless):
            # The time may be up before the search has any plan, so it starts with one.
            model.start(_by_network(problem, kinds, rules, Patience(0.0), progress)[0])
        settled = _settle(model, search, progress)
        return levels.hand_out(model), settled, search.proven

    for hopeful in (True, False):
        # A second search asks at least as much time as the first; with less, the network's plan is the better one.
        if patience.left() > patience.spent():
            try:
                return answer(HighsSearch(patience, hopeful=hopeful))
            except Impossible:
                if not hopeful:
                    raise
    return _by_network(problem, kinds, rules, patience, progress)


def _by_network(
    problem: Problem, kinds: Sequence[Kind], rules: Sequence[Rule], patience: "Patience", progress: Progress
) -> Answer:
    """Count people per breakout first: finds good plans whatever the wishes."""
    wide = Wide(problem, kinds, rules, lambda needed: HighsSearch(patience, wide=True, needed=needed))
    plan, settled = wide.solve(lambda: patience.left() <= 0, progress)
    return plan, settled, problem.has_scores and all(level.value == level.bound for level in settled)


def _settle(model: Model, search: "HighsSearch", progress: Progress) -> list[Level]:
    """All levels in their order; when the time is up, those that are left say nothing."""
    settled: list[Level] = []

    def settle(*some: Callable[[Model], Level]) -> None:
        for level in some:
            if settled and search.gives_up():
                return
            progress(level.__name__, len(settled) / 7)
            settled.append(level(model))

    if model.problem.has_scores:
        settle(levels.placed, levels.penalty, *([levels.moves] if model.problem.published else []))
        model.search.must_be_whole()
        model.search.least({})
        return settled
    settle(levels.placed, levels.regret, levels.first)
    model.search.spend()
    if model.problem.published:
        settle(levels.moves)
    settle(levels.mix)
    if search.gives_up():
        return settled
    if model.problem.mix_budget:
        settled[:] = levels.price(model, settled)
    model.search.must_be_whole()
    settle(levels.lot)
    progress("places", 6 / 7)
    levels.places(model)
    return settled


def _impossible(problem: Problem, rules: Sequence[Rule], patience: "Patience") -> Result:
    """Which rules collide and what would help; wishes do not matter for it, so it is small whatever they are."""
    endless = Patience()

    def possible(some: Sequence[Rule]) -> bool:
        try:
            crowds = Crowds(problem, HighsSearch(endless))
            for rule in some:
                crowds.obey(rule)
            crowds.search.least({})
        except Impossible:
            return False
        return True

    because = conflicts.told(problem, conflicts.fewest(rules, possible))
    ways = relief.ways(problem, lambda: HighsSearch(endless))
    seconds = patience.seconds + endless.seconds
    return Result(Status.INFEASIBLE, {}, (), (), because, problem.seed, NAME, seconds, ways)


class Patience:
    """How long to search: until the time is up, or until somebody says stop. What is over stays over.

    `seconds` counts what HiGHS took.
    """

    def __init__(self, time_limit: float | None = None, stop: Callable[[], bool] | None = None) -> None:
        self._began = time.perf_counter()
        self._deadline = math.inf if time_limit is None else self._began + time_limit
        self._stop = stop
        self.seconds = 0.0

    @property
    def is_endless(self) -> bool:
        return self._stop is None and math.isinf(self._deadline)

    def spent(self) -> float:
        """In seconds."""
        return time.perf_counter() - self._began

    def left(self) -> float:
        """In seconds."""
        if self._stop is not None and self._stop():
            self._stop, self._deadline = None, -math.inf
        return max(0.0, self._deadline - time.perf_counter())


class HighsSearch:
    """A `search.Search` in HiGHS: linear first, in whole numbers only where that leaves fractions.

    A hopeful search believes each linear bound and asks for one whole plan at the end: if there is one, it
    reaches all bounds, so it proves them all. If not, it says Impossible and a search that is not hopeful
    must do the work. One thread, and limits that count work instead of time, so the same questions find the
    same plan.
    """

    def __init__(self, patience: Patience, *, hopeful: bool = False, wide: bool = False, needed: bool = False) -> None:
        self.counts: list[int] = []
        self.proven = True
        self._patience = patience
        self._reserve = 0.0
        self._needed = needed
        self.is_hopeful = self._believes = hopeful
        self._highs = _highs()
        self._highs.setOptionValue("simplex_strategy", DUAL if wide else PRIMAL)
        if not patience.is_endless:
            for question in (self._highs.cbSimplexInterrupt, self._highs.cbMipInterrupt):
                question.subscribe(self._interrupt)
        self._nodes = NODES if hopeful or wide else highspy.kHighsIInf
        self._highs.setOptionValue("mip_max_nodes", self._nodes)
        self._width = self._height = 0
        self._budgets: list[tuple[int, int]] = []
        self._most: list[int] = []
        self._types: list[object] = []
        self._new_rows = _Rows()

    def add_columns(self, most: Sequence[int], *, whole: bool = True) -> range:
        """New columns, each at least 0 and at most its number."""
        new = range(self._width, self._width + len(most))
        self._most += most
        self._types += [WHOLE if whole else BROKEN] * len(most)
        self._width = new.stop
        return new

    def hold(self, terms: Terms, at_least: int | None = None, at_most: int | None = None) -> None:
        """From now on the sum of count x factor stays within these limits."""
        if terms:
            self._new_rows.add(terms, at_least, at_most)
            self._height += 1
        elif (at_least or 0) > 0:
            raise Impossible

    def close(self, columns: Iterable[int]) -> None:
        """From now on nobody takes these columns; the best plan so far has nobody there."""
        closed = list(columns)
        for j in closed:
            self._most[j] = 0
        self._highs.changeColsBounds(len(closed), closed, [0] * len(closed), [0] * len(closed))

    def least(self, terms: Terms, floor: int = 0, give: int = 0) -> Found:
        """Find the smallest sum, never below `floor`, and hold it; after `spend()` it may be `give` more."""
        found = self._best(terms, floor)
        if give:
            self._budgets.append((self._height, found.value + give))
        self.hold(terms, at_most=found.value)
        return found

    def most(self, terms: Terms, ceiling: int, give: int = 0) -> Found:
        """Find the largest sum, never above `ceiling`, and hold it; after `spend()` it may be `give` less."""
        least = self.least({j: -factor for j, factor in terms.items()}, -ceiling, give)
        return Found(-least.value, -least.bound)

    def estimate(self, terms: Terms, likely: Iterable[int] | None = None) -> Estimate:
        """The smallest sum with parts of people, and nothing is held; faster when told which columns it may take."""
        self._pass_on(terms)
        hidden = set() if likely is None else set(range(self._width)).difference(likely)
        is_best = self._run_without(hidden)
        while is_best and (missed := self._missed(hidden)):
            hidden.difference_update(missed)
            self._highs.setOptionValue("simplex_strategy", PRIMAL)
            is_best = self._run_without(hidden)
        amounts = self._highs.getSolution().col_value
        bound = _whole_above(self._highs.getInfo().objective_function_value, terms) if is_best else None
        self._bound_columns(self._width, [0] * self._width, self._most)
        return Estimate(amounts, bound)

    def _missed(self, hidden: Iterable[int]) -> list[int]:
        """The columns that would make the sum smaller if they were there."""
        prices = list(self._highs.getSolution().col_dual)
        return [j for j in hidden if prices[j] < -TINY]

    def _run_without(self, hidden: Container[int]) -> bool:
        """Solve without asking for whole numbers and without these columns."""
        most = [0 if j in hidden else most for j, most in enumerate(self._most)]
        self._bound_columns(self._width, [0] * self._width, most)
        return self._run(relaxed=True)

    @contextmanager
    def sketch(self) -> Iterator[None]:
        """What is added and held inside is forgotten after; the counts that were found there stay."""
        self._pass_on({})
        width, height = self._width, self._height
        yield
        self._pass_on({})
        self._highs.deleteRows(self._height - height, range(height, self._height))
        self._highs.deleteCols(self._width - width, range(width, self._width))
        self._width, self._height = width, height
        for remembered in (self.counts, self._most, self._types):
            del remembered[width:]

    def spend(self) -> None:
        """From now on what levels gave may be used."""
        if self._budgets and self._believes:
            # A plan that spends is no proof of the bounds that were believed before: here one must reach them.
            self._believes = False
            self._best({}, 0)
            self._believes = True
        self._pass_on({})
        for row, most in self._budgets:
            self._highs.changeRowBounds(row, -highspy.kHighsInf, most)

    def must_be_whole(self) -> None:
        """From now on every level gives a whole plan."""
        self._believes = False

    def gives_up(self) -> bool:
        """The time is up, and there is a plan to be content with."""
        is_up = bool(self.counts) and not (self.is_hopeful or self._needed) and self._patience.left() <= 0
        self.proven = self.proven and not is_up
        return is_up

    def _best(self, terms: Terms, floor: int) -> Found:
        if self._is_plan() and self._sum(terms) == floor:
            return Found(floor, floor)
        if self.gives_up():
            return self._found(self._sum(terms) if self._is_plan() else floor + 1, floor)
        self._pass_on(terms)
        bound = self._relax(terms, floor)
        if self._believes:
            self.counts = self.counts if self._is_plan() and self._sum(terms) == bound else []
            return Found(bound, bound)
        if not self._is_plan() or self._sum(terms) > bound:
            bound = self._settle_whole(terms, bound)
        return self._found(self._sum(terms), bound if self.proven else floor)

    def _is_plan(self) -> bool:
        """The counts are a whole plan that holds all rules so far."""
        return 0 < len(self.counts) == self._width

    def _found(self, value: int, bound: int) -> Found:
        self.proven = self.proven and value == bound
        return Found(value, bound)

    def _sum(self, terms: Terms) -> int:
        return sum(factor * self.counts[j] for j, factor in terms.items())

    def _relax(self, terms: Terms, floor: int) -> int:
        """Solve without asking for whole numbers: the bound, and the plan if the numbers are whole anyway."""
        if not self._run(relaxed=True):
            return floor
        amounts = self._highs.getSolution().col_value
        counts = [round(amount) for amount in amounts]
        if all(abs(amount - count) < 1e-6 for amount, count in zip(amounts, counts, strict=True)):
            self.counts = counts
            return self._sum(terms)
        return max(floor, _whole_above(self._highs.getInfo().objective_function_value, terms))

    def _settle_whole(self, terms: Terms, bound: int) -> int:
        """Solve in whole numbers, starting from the best plan so far: the bound, perhaps a better one."""
        if self.counts:
            self._complete()
            self._highs.setSolution(self._width, range(self._width), self.counts)
        is_optimal = self._run(relaxed=False)
        dual_bound = self._highs.getInfo().mip_dual_bound
        if not (self._take_plan() or self.counts):
            self._take_any_plan()
        if is_optimal:
            return self._sum(terms)
        return bound if math.isinf(dual_bound) else max(bound, _whole_above(dual_bound, terms))

    def _take_plan(self) -> bool:
        """Keep the plan HiGHS has found, if it has."""
        is_found = self._highs.getInfo().primal_solution_status == int(highspy.kSolutionStatusFeasible)
        if is_found:
            self.counts = [round(amount) for amount in self._highs.getSolution().col_value]
        return bool(is_found)

    def _take_any_plan(self) -> None:
        """The time was up before there was a plan: take the first that holds all rules, whenever it comes."""
        self._highs.setOptionValue("mip_max_improving_sols", 1)
        self._highs.setOptionValue("mip_max_nodes", highspy.kHighsIInf)
        self._run(relaxed=False, patient=True)
        self._take_plan()
        self._highs.setOptionValue("mip_max_improving_sols", highspy.kHighsIInf)
        self._highs.setOptionValue("mip_max_nodes", self._nodes)

    def _complete(self) -> None:
        """Give the columns that are new since the best plan so far their values in it."""
        known = len(self.counts)
        if known < self._width:
            self._bound_columns(known, self.counts, self.counts)
            self._run(relaxed=False, patient=True)
            self._take_plan()
            self._bound_columns(known, [0] * known, self._most)

    def _bound_columns(self, number: int, least: Sequence[float], most: Sequence[float]) -> None:
        self._highs.changeColsBounds(number, range(number), least[:number], most[:number])

    def _pass_on(self, terms: Terms) -> None:
        """Hand the new columns, the new rows and this level's question to HiGHS."""
        known, width = self._highs.getNumCol(), self._width
        new, none = range(known, width), [0] * (width - known)
        self._highs.addCols(len(new), none, none, self._most[known:], 0, none, [], [])
        self._highs.changeColsIntegrality(len(new), new, self._types[known:])
        self._new_rows.pass_on(self._highs)
        self._new_rows = _Rows()
        self._highs.changeColsCost(width, range(width), [terms.get(j, 0) for j in range(width)])

    def _run(self, relaxed: bool, patient: bool = False) -> bool:
        """Let HiGHS work, at most half of the time left (others need some too); True when it has the best."""
        patient = patient or self._needed
        left = math.inf if patient else self._patience.left() / 2
        self._reserve = -1.0 if patient else 0.0 if math.isinf(left) else left
        # For a linear problem HiGHS counts the time of all its runs, for whole numbers only of this one.
        spent = self._highs.getRunTime() if relaxed else 0.0
        self._highs.setOptionValue("solve_relaxation", relaxed)
        self._highs.setOptionValue("time_limit", spent + left)
        started = time.perf_counter()
        self._highs.run()
        self._patience.seconds += time.perf_counter() - started
        status = self._highs.getModelStatus()
        if status not in BEST and (self.is_hopeful or (status in IMPOSSIBLE and not self.counts)):
            raise Impossible
        if not relaxed and status not in BEST + UNFINISHED:
            raise RuntimeError(f"HiGHS lost its way: {self._highs.modelStatusToString(status)}")
        return status in BEST

    def _interrupt(self, event: Any) -> None:
        """HiGHS asks again and again whether to go on; `_reserve` is the time that others need."""
        event.interrupt(self._patience.left() <= self._reserve)


class _Rows:
    """Rows that HiGHS has not seen yet, in the compressed form it reads fastest."""

    def __init__(self) -> None:
        self.least: list[float] = []
        self.most: list[float] = []
        self.starts: list[int] = []
        self.columns: list[int] = []
        self.factors: list[int] = []

    def add(self, terms: Terms, at_least: int | None, at_most: int | None) -> None:
        self.least.append(-highspy.kHighsInf if at_least is None else at_least)
        self.most.append(highspy.kHighsInf if at_most is None else at_most)
        self.starts.append(len(self.columns))
        self.columns += terms.keys()
        self.factors += terms.values()

    def pass_on(self, highs: Any) -> None:
        highs.addRows(
            len(self.starts),
            self.least,
            self.most,
            len(self.columns),
            self.starts,
            self.columns,
            self.factors,
        )


def _whole_above(objective: float, terms: Terms) -> int:
    """The smallest whole number that is not below the objective, but for the solver's tolerance."""
    largest = max(map(abs, terms.values()), default=0)
    return math.ceil(objective - min(HALF, 1e-4 * largest))
