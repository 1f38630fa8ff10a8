"""A breakout that too few people come to: what could be done, and what people notice of it."""

from typing import Any

from tests.breakouts.assignment.problems import problem
from werkplaats.breakouts.assignment.changes import Cancel, Merge, Move
from werkplaats.breakouts.assignment.minimum import Effect, Proposal, proposals
from werkplaats.breakouts.assignment.plan import Status
from werkplaats.breakouts.assignment.problem import parse
from werkplaats.breakouts.assignment.solver import solve


def people(number: int, *ranking: str, **told: Any) -> list[dict[str, Any]]:
    return [{"id": f"{'-'.join(ranking)}{i}", "ranking": [*ranking]} | told for i in range(number)]


def test_cancelling_costs_those_who_wanted_it() -> None:
    data = problem(
        *people(2, "A", "B"),
        *people(4, "B", "A"),
        rounds=["r1"],
        breakouts=[{"id": "A", "max": 9, "min": 7}, {"id": "B", "max": 9}],
    )
    question = parse(data)
    assert solve(question).status == Status.INFEASIBLE
    assert proposals(question, "A", solve) == [Proposal(Cancel("A", "r1"), Effect(elsewhere=2, lower=2, without=0))]


def test_a_breakout_in_two_rounds_can_be_held_in_one_of_them() -> None:
    rooms = [{"id": "A", "max": 9, "min": 3}, {"id": "B", "max": 9}, {"id": "C", "max": 9}]
    question = parse(problem(*people(4, "A", "B", "C"), breakouts=rooms))
    found = proposals(question, "A", solve)
    assert {proposal.change for proposal in found} == {Merge("A", "r1"), Merge("A", "r2")}
    for proposal in found:
        assert solve(proposal.change.change(question)).status == Status.OPTIMAL
        assert proposal.effect.elsewhere
        assert (proposal.effect.lower, proposal.effect.without) == (0, 0)


def test_a_breakout_can_move_to_a_round_with_more_people() -> None:
    rooms = [{"id": "A", "max": 9, "min": 3, "rounds": ["r1"]}, {"id": "B", "max": 9}]
    question = parse(problem(*people(2, "A", "B"), *people(2, "B", "A", absent=["r1"]), breakouts=rooms))
    assert solve(question).status == Status.INFEASIBLE
    moved, cancelled = proposals(question, "A", solve)
    assert (moved.change, cancelled.change) == (Move("A", "r1", "r2"), Cancel("A", "r1"))
    assert moved.effect.without == 0
    assert cancelled.effect.without == 2


def test_nothing_is_proposed_that_would_take_a_locked_place() -> None:
    data = problem(*people(1, "B", fixed={"r1": "A"}), breakouts=[{"id": "A", "max": 9, "min": 2}], rounds=["r1"])
    data["breakouts"].append({"id": "B", "max": 1})
    assert proposals(parse(data), "A", solve) == []


def test_nothing_is_proposed_when_other_rules_collide_too() -> None:
    rooms = [{"id": "A", "max": 9, "min": 7}, {"id": "B", "max": 9, "min": 7}]
    assert proposals(parse(problem(*people(2, "A"), breakouts=rooms)), "A", solve) == []
