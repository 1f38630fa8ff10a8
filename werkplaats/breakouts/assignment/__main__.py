"""Solve one problem: `python -m werkplaats.breakouts.assignment problem.json > plan.json`.

Needs no database and no settings. Exit code 0: the plan is proven the best; 2: the time was up or somebody pressed
Ctrl-C, the plan holds all hard rules; 3: rules collide; 1: there is no plan, because the problem makes no sense or the
plan could not be written. Progress and seconds go to stderr. A second Ctrl-C leaves at once, without a plan.
"""

import argparse
import math
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from werkplaats.breakouts.assignment import document, terminal
from werkplaats.breakouts.assignment.plan import Result, Status
from werkplaats.breakouts.assignment.problem import BadProblem, Problem, parse
from werkplaats.breakouts.assignment.solver import solve
from werkplaats.breakouts.assignment.terminal import BAD_INPUT, Arguments, CannotWrite, Progress

EXIT_CODES = {Status.OPTIMAL: 0, Status.FEASIBLE: 2, Status.INFEASIBLE: 3}


def main() -> int:
    terminal.die_of_interrupts()
    asked, progress = _arguments(), Progress()
    try:
        content = document.load(asked.problem)
        started = time.perf_counter()
        result = _solved(parse(document.read(content)), asked.time_limit, progress)
        everything = time.perf_counter() - started
        terminal.write(document.to_bytes(result.to_dict()))
    except (BadProblem, CannotWrite) as refusal:
        progress.say(str(refusal))
        return BAD_INPUT
    progress.say(f"all {everything:.2f} s", f"solver {result.seconds:.2f} s")
    return EXIT_CODES[result.status]


def _arguments() -> argparse.Namespace:
    arguments = Arguments("flask assign solve", __doc__)
    arguments.add_argument("problem", nargs="?", default="-", help="a problem.json; - or nothing reads stdin")
    arguments.add_argument("--time-limit", type=_seconds, metavar="SECONDS", help="then the best plan so far")
    return arguments.parse_args()


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds")
    return seconds


def _solved(problem: Problem, time_limit: float | None, progress: Progress) -> Result:
    """Solved in a thread of its own, so that a Ctrl-C is heard while HiGHS is deep in thought."""
    with terminal.patient() as is_over, ThreadPoolExecutor(1) as thread:
        work = thread.submit(solve, problem, time_limit=time_limit, progress=progress, stop=is_over)
        return work.result()


if __name__ == "__main__":
    sys.exit(main())
