"""Solve one problem: `python -m werkplaats.breakouts.assignment < problem.json > plan.json`.

Needs no database and no settings. Exit code 0: the plan is proven the best; 2: the time was up, the plan
holds all hard rules; 3: rules collide; 1: the problem makes no sense. Progress and seconds go to stderr.
"""

import argparse
import json
import sys
import time
from typing import Any, NoReturn

from werkplaats.breakouts.assignment.plan import Status
from werkplaats.breakouts.assignment.problem import BadProblem, parse
from werkplaats.breakouts.assignment.solver import solve

EXIT_CODES = {Status.OPTIMAL: 0, Status.FEASIBLE: 2, Status.INFEASIBLE: 3}


class Arguments(argparse.ArgumentParser):
    """Leaves with 1, because 2 says that a plan is not proven."""

    def error(self, message: str) -> NoReturn:
        self.exit(1, f"{message}\n")


def main() -> int:
    arguments = Arguments(prog="python -m werkplaats.breakouts.assignment", description=__doc__)
    arguments.add_argument("--time-limit", type=float, metavar="SECONDS", help="then the best plan so far")
    time_limit = arguments.parse_args().time_limit
    text = sys.stdin.buffer.read()
    started = time.perf_counter()
    try:
        result = solve(parse(read(text)), time_limit=time_limit, progress=show)
    except BadProblem as refusal:
        print(refusal, file=sys.stderr)
        return 1
    everything = time.perf_counter() - started
    sys.stdout.buffer.write(json.dumps(result.to_dict(), ensure_ascii=False).encode() + b"\n")
    print(f"all {everything:.2f} s", f"solver {result.seconds:.2f} s", sep="\n", file=sys.stderr)
    return EXIT_CODES[result.status]


def read(text: bytes) -> object:
    """The content of the file; a key that stands twice is refused, as JSON itself would forget the first."""
    try:
        return json.loads(text, object_pairs_hook=_without_doubles)
    except BadProblem:
        raise
    except (ValueError, RecursionError) as error:
        raise BadProblem(f"This is not JSON: {error}.") from None


def show(level: str, part: float) -> None:
    print(f"{part:4.0%} {level}", file=sys.stderr)


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        seen = [key for key, _ in pairs]
        raise BadProblem(f"The key {next(key for key in seen if seen.count(key) > 1)} stands twice in one object.")
    return entries


if __name__ == "__main__":
    sys.exit(main())
