"""`flask assign …`, as a programmer calls it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from flask import Flask

from tests.make import Make
from werkplaats.breakouts import queries
from werkplaats.breakouts.assignment.problem import parse
from werkplaats.breakouts.cli import assign

TOP = Path(__file__).parents[2]
QUESTION = {
    "rounds": ["r1"],
    "breakouts": [{"id": "A", "max": 2}],
    "people": [{"id": "é", "ranking": ["A"]}],
    "seed": "s",
}


def flask(folder: Path, *arguments: str, text: str = "") -> subprocess.CompletedProcess[str]:
    """From another folder, with a database that is not there."""
    nowhere = {"INSTANCE": str(folder), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", str(TOP / "app.py"), "assign", *arguments],
        cwd=folder,
        env={**os.environ, **nowhere, "PYTHONPATH": str(TOP)},
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def test_solving_and_checking_need_no_database(tmp_path: Path) -> None:
    (tmp_path / "problem.json").write_text(json.dumps(QUESTION))
    solved = flask(tmp_path, "solve", "--time-limit", "60", "problem.json")
    assert solved.returncode == 0
    assert json.loads(solved.stdout)["placements"] == {"é": {"r1": "A"}}
    assert [line.split()[0] for line in solved.stderr.splitlines()[-2:]] == ["all", "solver"]
    wrong = flask(tmp_path, "check", "problem.json", "-", text=solved.stdout.replace('"r1"', '"r2"'))
    assert wrong.returncode == 4


def test_bad_arguments_leave_with_one(tmp_path: Path) -> None:
    refused = flask(tmp_path, "solve", "--colour")
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)


def test_an_edition_comes_out_as_the_solver_reads_it(app: Flask, make: Make) -> None:
    edition = make.edition("2027")
    make.register(edition, "Ans", "ans@example.org", ranking=make.breakouts(edition)[:2])
    done = app.test_cli_runner().invoke(assign, ["export", "--edition", "2027", "--mix-budget", "2"])
    assert done.exit_code == 0, done.output
    with app.app_context():
        problem = queries.problem_of(edition, queries.Settings(mix_budget=2))
    assert parse(json.loads(done.output)) == problem
    assert problem.people[0].ranking
    assert "Ans" not in done.output


def test_an_edition_that_is_not_there_is_one_sentence(app: Flask) -> None:
    done = app.test_cli_runner().invoke(assign, ["export", "--edition", "1999"])
    assert (done.exit_code, done.output) == (1, "Error: There is no edition 1999.\n")
