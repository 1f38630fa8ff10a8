"""The command that needs no database and no settings."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.breakouts.assignment.problems import problem

ROOT = Path(__file__).parents[3]


def run(text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "werkplaats.breakouts.assignment", *arguments],
        input=text,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={"PYTHONUTF8": "0", "LC_ALL": "C"},
        check=False,
    )


def test_a_plan_comes_out_with_progress_and_seconds_on_stderr() -> None:
    done = run(json.dumps(problem({"id": "pé", "ranking": ["A"]})))
    assert done.returncode == 0
    plan = json.loads(done.stdout)
    assert list(plan) == ["placements", "unplaced", "levels", "status", "seed", "solver"]
    assert sorted(plan["placements"]["pé"].values()) == ["A", "B"]
    *progress, everything, solver = done.stderr.splitlines()
    assert progress[0].split() == ["0%", "placed"]
    assert (everything.split()[0], everything[-2:]) == ("all", " s")
    assert (solver.split()[0], solver[-2:]) == ("solver", " s")


def test_the_exit_code_tells_unproven_and_impossible_plans() -> None:
    crowd = [{"id": f"p{i}", "ranking": ["A", "B"]} for i in range(9)]
    assert run(json.dumps(problem(*crowd)), "--time-limit", "0").returncode == 2
    impossible = run(json.dumps(problem(breakouts=[{"id": "A", "max": 9, "min": 1}])))
    assert impossible.returncode == 3
    assert json.loads(impossible.stdout)["because"][0] == "A in r1 needs at least 1 person."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "This is not JSON: "),
        ("[" * 100_000, "This is not JSON: "),
        ('{"seed": "a", "seed": "b"}', "The key seed stands twice in one object."),
        ("[]", "The problem must be an object with keys."),
    ],
)
def test_bad_input_is_refused_with_one_sentence(text: str, sentence: str) -> None:
    done = run(text)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.splitlines()) == 1


def test_a_wrong_argument_is_no_unproven_plan() -> None:
    assert run("", "--time-limit", "soon").returncode == 1
