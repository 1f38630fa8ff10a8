"""Check a plan: `python -m werkplaats.breakouts.assignment.verify problem.json plan.json`.

Counts everything again and believes nothing; no code of the solver is used. Needs no database and no settings. Exit
code 0: the plan is what it says; 4: it is not, with a sentence on stdout for each fault; 1: one of the files cannot be
read as what it should be.
"""

import sys
from collections import Counter
from collections.abc import Iterator

from werkplaats.breakouts.assignment import check, document, plan, problem, terminal
from werkplaats.breakouts.assignment.plan import BadPlan, Level, Number, Result, Status
from werkplaats.breakouts.assignment.problem import BadProblem, Problem
from werkplaats.breakouts.assignment.terminal import BAD_INPUT, Arguments, CannotWrite, Progress

FINE, WRONG = 0, 4
MOST_TOLD = 50
MORE_IS_BETTER = ("placed", "first")


def main() -> int:
    terminal.die_of_interrupts()
    arguments = Arguments("flask assign check", __doc__)
    arguments.add_argument("problem", help="a problem.json; - reads stdin")
    arguments.add_argument("plan", help="a plan.json; - reads stdin")
    asked = arguments.parse_args()
    try:
        question = problem.parse(document.read(document.load(asked.problem)))
        answer = plan.parse(document.read(document.load(asked.plan)))
        faults = list(faults_of(question, answer))
        terminal.write("".join(f"{terminal.plain(line)}\n" for line in _report(answer, faults)).encode())
    except (BadProblem, BadPlan, CannotWrite) as refusal:
        Progress().say(str(refusal))
        return BAD_INPUT
    return WRONG if faults else FINE


def faults_of(question: Problem, answer: Result) -> Iterator[str]:
    """A sentence for everything in this plan that is not so; none when it is what it says."""
    if answer.seed != question.seed:
        yield f"The plan was made with the seed {answer.seed}, the problem has {question.seed}."
    if answer.status == Status.INFEASIBLE:
        yield from _faults_of_none(answer)
        return
    broken = list(check.broken_rules(question, answer.placements))
    yield from broken
    yield from _faults_of_unplaced(question, answer)
    if not broken:
        yield from _faults_of_levels(question, answer)


def _report(answer: Result, faults: list[str]) -> Iterator[str]:
    yield from faults[:MOST_TOLD]
    if len(faults) > MOST_TOLD:
        yield f"And {len(faults) - MOST_TOLD} more."
    if not faults:
        yield "The plan is what it says."
        yield from (f"{level.name} {_text(level.value)}, bound {_text(level.bound)}" for level in answer.levels)


def _faults_of_none(answer: Result) -> Iterator[str]:
    """What a plan that says that there is none may not hold."""
    if any(answer.placements) or answer.unplaced or answer.levels:
        yield "The plan says that none is possible, and yet it has placements, unplaced or levels."
    if not answer.conflicts:
        yield "The plan says that none is possible, and not why: because is missing or empty."


def _faults_of_unplaced(question: Problem, answer: Result) -> Iterator[str]:
    missing = {
        (person.id, round_)
        for person in question.people
        for round_ in question.attended(person)
        if round_ not in answer.placements.get(person.id, {})
    }
    told = Counter(answer.unplaced)
    yield from (f"unplaced does not say that {name} has no place in {r}." for name, r in sorted(missing - told.keys()))
    yield from (f"unplaced names {name} in {r}, which is not so." for name, r in told if (name, r) not in missing)
    yield from (f"unplaced names {name} in {r} {n} times." for (name, r), n in told.items() if n > 1)


def _faults_of_levels(question: Problem, answer: Result) -> Iterator[str]:
    counted = dict(check.levels(question, answer.placements))
    names = [level.name for level in answer.levels]
    if names != list(counted):
        yield f"The levels must be {', '.join(counted)}; the plan has {', '.join(names) or 'none'}."
        return
    for level in answer.levels:
        if level.value != counted[level.name]:
            yield f"{level.name} is {_text(counted[level.name])}; the plan says {_text(level.value)}."
    unproven = [level for level in answer.levels if not _is_proven(question, level)]
    if answer.status == Status.OPTIMAL:
        for level in unproven:
            yield (
                f"The plan is called optimal, but {level.name} {_text(level.value)} "
                f"is not proven by the bound {_text(level.bound)}."
            )
    # What comes after an unproven level is measured against a level that may still become better.
    elif unproven and not _is_believable(unproven[0]):
        level = unproven[0]
        yield f"{level.name} cannot be {_text(level.value)} when no plan passes {_text(level.bound)}."


def _is_proven(question: Problem, level: Level) -> bool:
    """No plan can be better at this level: value is bound, but for what a mix budget may spend."""
    match level.name, level.value, level.bound:
        case "mix", _, None:
            return question.has_scores
        case "regret", (*worse, int(some)), (*least_worse, int(least)):
            return worse == least_worse and 0 <= some - least <= question.mix_budget
        case "first", int(value), int(bound) if question.mix_budget:
            return bound - value <= question.mix_budget
        case _, value, bound:
            return value == bound


def _is_believable(level: Level) -> bool:
    """The bound is of the same form as the value, and not beyond it."""
    match level.value, level.bound:
        case int(value), int(bound):
            is_beyond = value > bound if level.name in MORE_IS_BETTER else value < bound
        case tuple(value), tuple(bound):
            is_beyond = value > bound if level.name in MORE_IS_BETTER else value < bound
        case _, bound:
            is_beyond = bound is not None or level.name != "mix"
    return not is_beyond


def _text(number: Number | None) -> str:
    if number is None:
        return "unknown"
    return str(list(number)) if isinstance(number, tuple) else str(number)


if __name__ == "__main__":
    sys.exit(main())
