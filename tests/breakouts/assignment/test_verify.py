"""What `flask assign check` says of a plan: nothing of a true one, a sentence for every lie."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.breakouts.assignment.problems import problem, problems
from tests.breakouts.assignment.test_command import VERIFY, run
from werkplaats.breakouts.assignment import plan, verify
from werkplaats.breakouts.assignment.document import problem_to_dict, read, to_bytes
from werkplaats.breakouts.assignment.plan import BadPlan
from werkplaats.breakouts.assignment.problem import parse
from werkplaats.breakouts.assignment.solver import solve

Json = dict[str, Any]
CROWD = problem(
    *({"id": f"p{i}", "ranking": ["A", "B"], "perspective": "resident" if i % 2 else None} for i in range(5)),
    {"id": "host", "fixed": {"r1": "A"}, "absent": ["r2"]},
    breakouts=[{"id": "A", "max": 3}, {"id": "B", "max": 2, "min": 1}],
    apart=[["p1", "host"]],
    published={"p0": {"r1": "B"}},
)
PLAN = json.loads(to_bytes(solve(parse(CROWD)).to_dict()))


def faults(question: Json, answer: object) -> list[str]:
    return list(verify.faults_of(parse(question), plan.parse(answer)))


def test_what_the_solver_says_is_true() -> None:
    assert PLAN["status"] == "optimal"
    assert faults(CROWD, PLAN) == []


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(problems(), st.sampled_from([None, 0.0]))
def test_what_the_solver_says_is_true_of_every_problem(data: Json, time_limit: float | None) -> None:
    answer = solve(parse(data), time_limit=time_limit).to_dict()
    assert faults(data, read(to_bytes(answer))) == []


def level(answer: Json, name: str) -> Json:
    found: Json = next(level for level in answer["levels"] if level["name"] == name)
    return found


def lie(change: Callable[[Json], object]) -> Json:
    answer: Json = copy.deepcopy(PLAN)
    change(answer)
    return answer


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda p: p.update(seed="other"), "The plan was made with the seed other, the problem has 2027-03-18."),
        (lambda p: p["placements"]["host"].clear(), "host is not in A in r1, where they are fixed."),
        (lambda p: p["unplaced"].append(["host", "r2"]), "unplaced names host in r2, which is not so."),
        (lambda p: p["unplaced"].pop(), "unplaced does not say that "),
        (lambda p: p["unplaced"].append(p["unplaced"][0]), " 2 times."),
        (lambda p: p["levels"].pop(), "The levels must be placed, regret, first, moves, mix, lot; the plan has "),
        (lambda p: p["levels"].reverse(), "The levels must be placed, regret, first, moves, mix, lot; the plan has "),
        (lambda p: level(p, "first").update(value=0), "; the plan says 0."),
        (lambda p: level(p, "first").update(bound=99), "is not proven by the bound 99."),
        (lambda p: level(p, "lot").update(bound=None), "is not proven by the bound unknown."),
        (lambda p: level(p, "mix").update(bound=None), "is not proven by the bound unknown."),
        (lambda p: level(p, "regret").update(bound=[0]), "is not proven by the bound [0]."),
        (lambda p: (p.update(status="feasible"), level(p, "first").update(bound=0)), " when no plan passes 0."),
        (lambda p: (p.update(status="feasible"), level(p, "placed").update(bound=[1, 1])), "no plan passes [1, 1]."),
        (lambda p: (p.update(status="feasible"), level(p, "lot").update(bound=10**9)), "passes 1000000000."),
        (lambda p: p.update(status="infeasible"), "and yet it has placements, unplaced or levels."),
        (lambda p: p.update(status="infeasible"), "because is missing or empty."),
    ],
)
def test_every_lie_is_named(change: Callable[[Json], object], sentence: str) -> None:
    assert any(sentence in fault for fault in faults(CROWD, lie(change))), faults(CROWD, lie(change))


def test_a_bound_may_be_anything_after_an_unproven_level() -> None:
    def claim(answer: Json) -> None:
        answer["status"] = "feasible"
        level(answer, "first")["bound"] += 1
        level(answer, "lot")["bound"] = None

    assert faults(CROWD, lie(claim)) == []


def test_with_a_mix_budget_regret_and_first_may_stay_behind_their_bounds() -> None:
    people = [{"id": f"r{i}", "perspective": "resident", "ranking": ["A"]} for i in range(2)]
    people += [{"id": f"t{i}", "perspective": "teacher", "ranking": ["B"]} for i in range(2)]
    rooms = [{"id": "A", "max": 2}, {"id": "B", "max": 2}]
    data = problem(*people, breakouts=rooms, rounds=["r1"], mix_budget=2)
    answer = solve(parse(data)).to_dict()
    assert level(answer, "first") == {"name": "first", "value": 2, "bound": 4}
    assert faults(data, answer) == []
    assert len(faults(data | {"mix_budget": 1}, answer)) == 2


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"status": "perfect"}, "status must be one of optimal, feasible, infeasible."),
        ({"placements": []}, "placements holds [] where an object belongs."),
        ({"placements": {"p0": {"r1": None}}}, "placements holds null where a text belongs."),
        ({"unplaced": [["p0"]]}, "unplaced must hold pairs of a person and a round."),
        ({"levels": [{"name": "lot", "value": True, "bound": 0}]}, "lot holds true where a whole number belongs."),
        ({"levels": [{"name": "lot", "proof": 0}]}, "levels has the unknown key proof."),
        ({"colour": 1}, "The plan has the unknown key colour."),
        ({"levels": None}, "levels holds null where a list belongs."),
    ],
)
def test_what_is_no_plan_at_all_is_refused(changed: Json, sentence: str) -> None:
    with pytest.raises(BadPlan) as refused:
        plan.parse(PLAN | changed)
    assert str(refused.value) == sentence


def test_a_plan_survives_being_read_and_written() -> None:
    assert plan.parse(PLAN).to_dict() == PLAN
    impossible = solve(parse(CROWD | {"breakouts": [{"id": "A", "max": 0}, {"id": "B", "max": 9}]})).to_dict()
    assert impossible["because"] and impossible["relief"]
    assert plan.parse(impossible).to_dict() == impossible


@settings(max_examples=50, deadline=None, derandomize=True)
@given(problems())
def test_a_problem_survives_being_written_and_read(data: Json) -> None:
    question = parse(data)
    assert parse(read(to_bytes(problem_to_dict(question)))) == question


def test_what_is_so_by_default_is_not_written() -> None:
    least: Json = {"rounds": ["r"], "breakouts": [{"id": "A", "max": 1}], "people": [{"id": "p"}], "seed": ""}
    assert json.loads(to_bytes(problem_to_dict(parse(least)))) == least


@pytest.mark.parametrize(
    ("answer", "code", "words"),
    [
        (PLAN, 0, "The plan is what it says."),
        (PLAN | {"seed": "x"}, 4, "The plan was made with the seed x, the problem has 2027-03-18."),
        ([], 1, "The plan holds [] where an object belongs."),
    ],
)
def test_the_exit_code_tells_true_wrong_and_unreadable(tmp_path: Path, answer: object, code: int, words: str) -> None:
    (tmp_path / "problem.json").write_text(json.dumps(CROWD))
    done = run(json.dumps(answer), str(tmp_path / "problem.json"), "-", command=VERIFY)
    assert done.returncode == code
    assert (done.stdout + done.stderr).splitlines()[0] == words
    assert run("", "nowhere", command=VERIFY).returncode == 1


def test_checking_loads_no_solver() -> None:
    program = "import sys, werkplaats.breakouts.assignment.verify; print('highspy' in sys.modules)"
    assert run("", "-c", program, command=VERIFY[:1]).stdout == "False\n"
