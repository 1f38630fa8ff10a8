"""The commands that need no database and no settings: what goes in, what comes out, and when to stop."""

import json
import os
import pty
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.breakouts.assignment.problems import problem
from werkplaats.breakouts.assignment import document, plan, terminal
from werkplaats.breakouts.assignment.plan import Result, Status
from werkplaats.breakouts.assignment.problem import BadProblem, parse
from werkplaats.breakouts.assignment.solver import solve
from werkplaats.breakouts.assignment.verify import faults_of

ROOT = Path(__file__).parents[3]
SOLVE = [sys.executable, "-m", "werkplaats.breakouts.assignment"]
VERIFY = [sys.executable, "-m", "werkplaats.breakouts.assignment.verify"]
NO_SETTINGS = {"PYTHONUTF8": "0", "LC_ALL": "C"}


def run(
    text: str | bytes, *arguments: str, command: list[str] = SOLVE, **settings: str
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*command, *arguments],
        input=text.encode() if isinstance(text, str) else text,
        capture_output=True,
        cwd=ROOT,
        env=NO_SETTINGS | settings,
        check=False,
    )
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def hard(people: int = 100) -> str:
    """So many different wishes that a proof takes long."""
    chance, names = random.Random(1), [f"b{i}" for i in range(8)]
    return json.dumps(
        {
            "rounds": ["r1", "r2", "r3"],
            "breakouts": [{"id": b, "max": people // 8 + 3, "min": people // 8 - 3, "may_cancel": True} for b in names],
            "people": [{"id": f"p{i}", "ranking": chance.sample(names, chance.randint(3, 8))} for i in range(people)],
            "seed": "s",
        }
    )


# What goes in and what comes out.


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


def test_a_file_and_stdin_are_the_same(tmp_path: Path) -> None:
    text = json.dumps(problem({"id": "p1", "ranking": ["A"]}))
    (tmp_path / "problem.json").write_text(text)
    plans = {run("", str(tmp_path / "problem.json")).stdout, run(text, "-").stdout, run(text).stdout}
    assert len(plans) == 1
    assert json.loads(plans.pop())["status"] == "optimal"


def test_the_same_problem_gives_the_same_bytes_in_every_process() -> None:
    chance = random.Random(3)
    people = [
        {"id": f"p{i}", "ranking": chance.sample("ABCD", 3), "perspective": chance.choice(["x", "y"])}
        for i in range(40)
    ]
    rooms = [{"id": b, "max": 12, "min": 2, "may_cancel": True} for b in "ABCD"]
    text = json.dumps(problem(*people, breakouts=rooms, apart=[["p1", "p2"]], together=[["p3", "p4"]]))
    few = [room | {"min": 30, "max": 30, "may_cancel": False} for room in rooms]
    impossible = json.dumps(problem(*people, breakouts=few, apart=[["p1", "p2"]]))
    for question in (text, impossible):
        assert len({run(question, PYTHONHASHSEED=str(i)).stdout for i in range(2)}) == 1


def test_the_exit_code_tells_unproven_and_impossible_plans() -> None:
    crowd = [{"id": f"p{i}", "ranking": ["A", "B"]} for i in range(9)]
    assert run(json.dumps(problem(*crowd)), "--time-limit", "0").returncode == 2
    impossible = run(json.dumps(problem(breakouts=[{"id": "A", "max": 9, "min": 1}])))
    assert impossible.returncode == 3
    told = json.loads(impossible.stdout)
    assert told["because"][0] == "A in r1 needs at least 1 person."
    assert told["relief"] == ["Lower the minimum of A to 0.", "Let A be cancelled in r1. Let A be cancelled in r2."]


# When to stop.


def begun() -> subprocess.Popen[bytes]:
    """A solver that has begun with a hard problem."""
    process = subprocess.Popen(SOLVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT)
    assert process.stdin
    process.stdin.write(hard().encode())
    process.stdin.close()
    return process


def test_ctrl_c_gives_the_best_plan_so_far(tmp_path: Path) -> None:
    with begun() as process:
        assert process.stdout and process.stderr
        assert b"placed" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        plan = process.stdout.read()
    assert process.returncode == 2
    assert json.loads(plan)["status"] == "feasible"
    (tmp_path / "problem.json").write_text(hard())
    verified = run(plan, str(tmp_path / "problem.json"), "-", command=VERIFY)
    assert (verified.returncode, verified.stdout.splitlines()[0]) == (0, "The plan is what it says.")


def test_ctrl_c_twice_leaves_at_once_without_a_plan_or_a_traceback() -> None:
    with begun() as process:
        assert process.stdout and process.stderr
        assert b"placed" in process.stderr.readline()
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
        assert process.stdout.read() == b""
        assert b"Traceback" not in process.stderr.read()
    assert process.returncode == -signal.SIGINT


def test_at_a_terminal_a_bar_moves_and_makes_room_for_the_last_lines() -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        SOLVE,
        input=json.dumps(problem({"id": "p"})).encode(),
        stdout=subprocess.PIPE,
        stderr=theirs,
        cwd=ROOT,
        check=True,
    )
    os.close(theirs)
    shown = b"".join(iter(lambda: _read(ours), b"")).decode()
    assert json.loads(done.stdout)["status"] == "optimal"
    bars, last = shown.split("\r\x1b[K")
    assert bars.startswith("\r[------------------------]   0% placed")
    assert [line.split()[0] for line in last.splitlines()] == ["all", "solver"]


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1000)
    except OSError:
        return b""


@pytest.mark.parametrize(
    ("streams", "code", "words"),
    [
        ("> /dev/full", 1, "Writing to stdout failed: No space left on device."),
        (">&-", 1, "There is no stdout to write to."),
        ("<&-", 1, "There is no file, and no stdin to read from."),
        ("2>&-", 0, ""),
        ("2> /dev/full", 0, ""),
    ],
)
def test_streams_that_are_not_there_are_one_sentence_or_no_matter(
    tmp_path: Path, streams: str, code: int, words: str
) -> None:
    (tmp_path / "problem.json").write_text(json.dumps(problem({"id": "p"})))
    command = f'"$0" -m werkplaats.breakouts.assignment < {tmp_path}/problem.json {streams}'
    done = subprocess.run(["sh", "-c", command, sys.executable], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == code
    assert done.stderr.splitlines()[-1:] == ([words] if words else [])
    assert "Traceback" not in done.stderr
    assert code or json.loads(done.stdout)["status"] == "optimal"


# Hostile input.


def bad(text: str, **changed: Any) -> tuple[str, str]:
    return json.dumps(problem({"id": "p1"}) | changed), text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This is not JSON: "),
        ("{", "This is not JSON: "),
        ("[" * 100_000, "This is not JSON: it is nested too deeply."),
        (b"\xff\xfe\x00", "This is not JSON: "),
        ('{"seed": "a", "seed": "b"}', "The key seed stands twice in one object."),
        ('{"mix_budget": NaN}', "NaN is no number in JSON."),
        ('{"mix_budget": -Infinity}', "-Infinity is no number in JSON."),
        ('{"mix_budget": 1' + "0" * 5000 + "}", "A number has 5001 digits; 100 are more than enough."),
        ("[]", "The problem must be an object with keys."),
        ('"\\ud800"', "The problem must be an object with keys."),
        bad("The problem has the unknown key colour.", colour=1),
        bad("people must be a list.", people={}),
        bad("People[0] must be an object with keys.", people=[[]]),
        bad("Rounds must be a list.", rounds=None),
        bad("Max of breakout A must be a whole number.", breakouts=[{"id": "A", "max": 1e3}]),
        bad("breakouts[0].id holds half a character.", breakouts=[{"id": "\ud800", "max": 1}]),
        bad("Breakout A has a number of places below 0.", breakouts=[{"id": "A", "max": -1, "min": -2}]),
        bad("A key of published holds half a character.", published={"\udfff": {}}),
        bad("Person p\\n1 ranks the unknown breakout \\x1b[31m.", people=[{"id": "p\n1", "ranking": ["\x1b[31m"]}]),
    ],
)
def test_bad_input_is_refused_with_one_sentence(text: str | bytes, sentence: str) -> None:
    with pytest.raises(BadProblem) as refused:
        parse(document.read(text.encode() if isinstance(text, str) else text))
    assert terminal.plain(str(refused.value)).lower().startswith(sentence.lower())


@pytest.mark.parametrize("text", ["{", bad("", people=[{"id": "p\n1", "ranking": ["\x1b[31m"]}])[0]])
def test_the_command_says_that_sentence_and_nothing_else(text: str) -> None:
    with pytest.raises(BadProblem) as refused:
        parse(document.read(text.encode()))
    done = run(text)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{terminal.plain(str(refused.value))}\n")


@pytest.mark.parametrize("start", ['"', "[", "[[],", '{"people": [1,'])
def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path, start: str) -> None:
    file = tmp_path / "problem.json"
    file.write_text(start + start[-2:] * (50 * 2**20 // len(start[-2:])))
    with pytest.raises(BadProblem, match=f"The file is larger than {document.MOST_BYTES // 2**20} MB."):
        document.load(str(file))


def test_more_days_than_fit_in_memory_are_not_listed() -> None:
    breakouts = [{"id": f"b{i}", "max": 9} for i in range(40)]
    people = [{"id": f"p{i}", "ranking": ["b1", "b2"]} for i in range(3)]
    rounds = [f"r{i}" for i in range(6)]
    done = run(json.dumps(problem(*people, breakouts=breakouts, rounds=rounds)))
    assert done.returncode == 2
    assert json.loads(done.stdout)["unplaced"] == []


def solved(data: dict[str, Any]) -> Result:
    """What the commands make of this problem: read, solved, written, read again, and found to be what it says."""
    question = parse(document.read(json.dumps(data).encode()))
    answer = plan.parse(document.read(document.to_bytes(solve(question).to_dict())))
    assert list(faults_of(question, answer)) == []
    return answer


@pytest.mark.parametrize(
    "changed",
    [
        {"breakouts": [{"id": "A", "max": 0}]},
        {"breakouts": [{"id": "A", "max": 1}]},
        {"breakouts": [{"id": "A", "max": 10**30}]},
        {"breakouts": [], "people": [{"id": "p1"}]},
        {"rounds": []},
        {"rounds": [f"r{i}" for i in range(30)]},
        {"people": []},
        {"people": [{"id": f"p{i}", "ranking": ["A"]} for i in range(20)]},
        {"people": [{"id": f"p{i}"} for i in range(20)]},
        {"people": [{"id": "", "perspective": ""}], "seed": ""},
        {"mix_budget": 10**30},
        {"published": {"gone": {"gone": "gone"}}},
    ],
)
def test_extremes_have_a_sound_plan(changed: dict[str, Any]) -> None:
    assert solved(problem({"id": "p1", "ranking": ["A"]}) | changed).status == Status.OPTIMAL


@pytest.mark.parametrize(
    "changed",
    [
        {"breakouts": [{"id": "A", "max": 10**30, "min": 10**30}]},
        {"breakouts": [{"id": "A", "max": 10**30, "min": 10**30, "may_cancel": True}]},
        {"people": [{"id": f"p{i}", "fixed": {"r1": "A", "r2": "A"}} for i in range(9)]},
    ],
)
def test_what_is_too_much_to_ask_is_impossible_or_cancelled(changed: dict[str, Any]) -> None:
    answer = solved(problem({"id": "p1"}) | changed)
    assert answer.status in (Status.OPTIMAL, Status.INFEASIBLE)
    assert answer.status == Status.OPTIMAL or (answer.conflicts and answer.relief)


@pytest.mark.parametrize(
    "arguments", [("--time-limit", "soon"), ("--time-limit", "nan"), ("--bar",), ("nowhere.json",)]
)
def test_a_wrong_argument_is_no_unproven_plan(arguments: tuple[str, ...]) -> None:
    done = run("", *arguments)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
