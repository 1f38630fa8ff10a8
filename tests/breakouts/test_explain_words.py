"""What a person reads about their places: true, plain, and without pointing at anyone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.breakouts.organiser import Organiser
from tests.make import Make, Person
from werkplaats.breakouts import explain_words, queries
from werkplaats.programme import queries as programme
from werkplaats.registration.models import Perspective


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition(places=10)


def read(app: Flask, edition_id: int, person: Person, language: str = "en", **options: Any) -> str:
    with app.app_context(), force_locale(language):
        titles = {breakout.id: breakout.title for breakout in programme.breakouts(edition_id)}
        places = queries.places_of(person.id)
        return " ".join(explain_words.sentences(places, titles, **{"show_interest": True, **options}))


def test_choices_by_their_place_on_the_list(app: Flask, make: Make, edition_id: int) -> None:
    a, b, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[b, a])
    Organiser(app, edition_id).publish()
    told = read(app, edition_id, ans)
    assert "you have your first choice: Sociale inclusie." in told
    assert "you have your second choice: Sociaaleconomische zekerheid." in told
    assert "draw" not in told and "first choices and" not in told


def test_nothing_before_a_plan(app: Flask, make: Make, edition_id: int) -> None:
    assert read(app, edition_id, make.register(edition_id)) == ""


def test_who_made_no_choice_reads_so(app: Flask, make: Make, edition_id: int) -> None:
    ans = make.register(edition_id, "Ans")
    Organiser(app, edition_id).publish()
    assert read(app, edition_id, ans).endswith("So we chose a place for you where there was room.")


def losers(app: Flask, make: Make, edition_id: int, people: int) -> list[str]:
    """What those read who want the first breakout only, in a group of this size, and did not get it."""
    a, *_ = make.breakouts(edition_id)
    group = [
        make.register(edition_id, f"Deelnemer {n}", ranking=[a], perspective=Perspective.RESIDENT)
        for n in range(people)
    ]
    Organiser(app, edition_id).publish()
    told = [read(app, edition_id, person) for person in group]
    return [words for words in told if "first choice:" not in words]


def test_the_draw_is_named_with_its_numbers_where_it_decided(app: Flask, make: Make, edition_id: int) -> None:
    unlucky = losers(app, make, edition_id, 30)
    assert len(unlucky) == 10
    for told in unlucky:
        assert "For Sociaaleconomische zekerheid there were 30 first choices and 20 places." in told
        assert "For the draw 30 people were equal, you too: with the same list and the same group." in told
        assert "Of them 20 got places that together stand higher on their list." in told
        assert "The draw decided. Its starting number was fixed beforehand." in told


def test_small_numbers_are_not_shown(app: Flask, make: Make) -> None:
    edition_id = make.edition(places=1)
    unlucky = losers(app, make, edition_id, 3)
    assert len(unlucky) == 1
    assert "fewer than 5 first choices and 2 places" in unlucky[0]
    assert "A few people were equal to you, with the same list and group." in unlucky[0]


def test_interest_stays_hidden_while_others_can_choose(app: Flask, make: Make, edition_id: int) -> None:
    a, *_ = make.breakouts(edition_id)
    people = make.people(edition_id, 30, ranking=lambda n: [a])
    Organiser(app, edition_id).publish()
    told = [read(app, edition_id, person, show_interest=False) for person in people]
    assert not any("first choices" in words or "draw" in words for words in told)


def test_without_a_place_it_says_so(app: Flask, make: Make) -> None:
    edition_id = make.edition(places=1, breakouts=1)
    people = make.people(edition_id, 3)
    Organiser(app, edition_id).publish()
    told = [read(app, edition_id, person) for person in people]
    assert any("In Ronde 1 there was no place left for you." in words for words in told)
