"""The solver as a process of its own: it is large, and neither the web nor a command should carry it.

That process needs no database and no settings; `assignment/__main__.py` says how it is talked to.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from werkplaats.breakouts.assignment import document, plan
from werkplaats.breakouts.assignment.plan import Result
from werkplaats.breakouts.assignment.problem import Problem

TOP = Path(__file__).parents[2]
SOLVE, VERIFY = "werkplaats.breakouts.assignment", "werkplaats.breakouts.assignment.verify"
GAVE_A_PLAN = (0, 2, 3)


class SolverFailed(Exception):
    """The process ended without a plan; the text is what it said."""


def solved(problem: Problem, seconds: float) -> Result:
    """The best plan that is found in so many seconds."""
    question = document.to_bytes(document.problem_to_dict(problem))
    command = _command(SOLVE, "--time-limit", str(seconds))
    done = subprocess.run(
        command, input=question, capture_output=True, check=False, env=_environment(), timeout=2 * seconds
    )
    if done.returncode not in GAVE_A_PLAN:
        raise SolverFailed(done.stderr.decode(errors="replace"))
    return plan.parse(json.loads(done.stdout))


def become(module: str, arguments: Sequence[str]) -> NoReturn:
    """Let this process go on as another program: its streams, signals and exit code are then the other's own.

    A Ctrl-C that comes in between waits until the other can hear it.
    """
    sys.stdout.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    os.execve(sys.executable, _command(module, *arguments), _environment())


def _command(module: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", module, *arguments]


def _environment() -> dict[str, str]:
    """Ours, and where the product stands: a command may be called from anywhere."""
    known = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, (str(TOP), known)))}
