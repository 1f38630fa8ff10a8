"""A ladder that is looked at in part never asks more than the whole one, and the same where one looks."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from werkplaats.breakouts.assignment.ladders import SMALL, Ladder

WEIGHTS = st.lists(st.integers(1, 65_536), min_size=SMALL + 1, max_size=3 * SMALL)


def climb(steps: list[tuple[int, int]], people: int) -> int:
    """What so many people pay when each takes the lowest step that is free."""
    costs = [weight for length, weight in steps for _ in range(length)]
    return sum(costs[:people])


@settings(max_examples=50, deadline=None, derandomize=True)
@given(WEIGHTS, st.floats(0, 1), st.integers(1, 3))
def test_a_part_is_never_dearer_than_the_whole_and_exact_where_it_looks(
    weights: list[int], where: float, strides: int
) -> None:
    ladder = Ladder.of([], weights)
    ladder.look_around(where * len(weights), strides)
    for people in range(len(weights) + 1):
        asked = climb(ladder.steps(), people) - ladder.discount()
        assert asked <= ladder.cost(people) == sum(sorted(weights)[:people])
        if ladder.sees(people):
            assert asked == ladder.cost(people)


@given(WEIGHTS)
@settings(max_examples=20, deadline=None, derandomize=True)
def test_rough_steps_have_room_for_everyone(weights: list[int]) -> None:
    ladder = Ladder.of([], weights)
    assert sum(length for length, _ in ladder.rough_steps()) == len(weights)
    assert climb(ladder.rough_steps(), len(weights)) == pytest.approx(sum(weights), rel=0.2)


def test_in_a_small_kind_every_step_is_seen() -> None:
    ladder = Ladder.of([], [3, 1, 2])
    ladder.look_around(0, 1)
    assert [weight for length, weight in ladder.steps() if length] == [1, 2, 3]
    assert all(ladder.sees(people) for people in range(4))


def test_far_from_where_one_looks_nothing_is_sure() -> None:
    ladder = Ladder.of([], range(1, 401))
    ladder.look_around(200, 1)
    assert [ladder.sees(people) for people in (0, 179, 180, 220, 221, 400)] == [False, False, True, True, False, False]
