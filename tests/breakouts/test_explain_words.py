"""What a person reads about their places: true, plain, and without pointing at anyone."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import update

from tests.breakouts.organiser import Organiser
from tests.databases import ONE_DATABASE
from tests.make import Make, Person
from tests.post import Mailbox
from werkplaats.breakouts import explain_words, queries
from werkplaats.breakouts.models import Placement, PlacementSource
from werkplaats.db import session, transaction
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Slot, SlotState
from werkplaats.registration.models import Perspective

pytestmark = ONE_DATABASE


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


def placed(app: Flask, person: Person, **values: Any) -> None:
    """Change the places of someone as it happens after a plan was made."""
    with app.app_context(), transaction():
        mine = update(Placement).where(Placement.registration_id == person.id)
        session.execute(mine.values(**values))


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (PlacementSource.HAND, "The organisers gave you this place."),
        (PlacementSource.OFFER, "You said yes to this place yourself."),
        (PlacementSource.TAKEN, "You chose this place yourself."),
        (PlacementSource.LATE, "You got these places after the others had been divided."),
    ],
)
def test_who_gave_a_place_is_told_and_the_plan_explains_it_no_longer(
    app: Flask, make: Make, source: PlacementSource, words: str
) -> None:
    edition_id = make.edition(places=10)
    a, *_ = make.breakouts(edition_id)
    people = make.people(edition_id, 30, ranking=lambda n: [a])
    Organiser(app, edition_id).publish()
    unlucky = [person for person in people if "first choices" in read(app, edition_id, person)]
    placed(app, unlucky[0], source=source)
    told = read(app, edition_id, unlucky[0])
    assert words in told and "first choices" not in told and "draw" not in told
    assert told.count("after the others") == (source == PlacementSource.LATE), "once, not for each round"
    placed(app, unlucky[0], source=source, why=None)
    assert words in read(app, edition_id, unlucky[0])
    placed(app, unlucky[0], source=source, slot_id=None)
    assert "In Ronde 1 you have no place now." in read(app, edition_id, unlucky[0])


def test_a_breakout_that_was_cancelled_is_not_called_full(app: Flask, make: Make, edition_id: int) -> None:
    a, b, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[a, b])
    Organiser(app, edition_id).publish()
    with app.app_context(), transaction():
        session.execute(update(Slot).values(state=SlotState.CANCELLED))
    told = read(app, edition_id, ans)
    assert "In Ronde 1 your breakout does not take place any longer." in told
    assert "no place left" not in told and "choice" not in told


def test_how_full_a_round_was_is_told_in_numbers_that_point_at_nobody(app: Flask, make: Make) -> None:
    edition_id = make.edition(places=2, breakouts=2)
    a, b = make.breakouts(edition_id)
    make.people(edition_id, 4, ranking=lambda n: [a, b] if n % 2 else [b, a])
    silent = [make.register(edition_id, f"Stil {n}") for n in range(3)]
    Organiser(app, edition_id).publish()
    for person in silent:
        told = read(app, edition_id, person)
        assert "7 people take part in Ronde 1, and it has 4 places." in told
        assert "All places where you could still go are for people who made a list. They go first." in told
        assert "7 people" not in read(app, edition_id, person, show_interest=False)


def test_the_mail_explains_the_places_and_leads_to_the_method(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition("2027", places=10)
    a, b, *_ = make.breakouts(edition_id)
    for locale in ("nl", "en"):
        make.register(edition_id, f"Ans {locale}", f"{locale}@example.org", ranking=[a, b], locale=locale)
    post.work()
    Organiser(app, edition_id).publish()
    for locale, path, words in (
        ("nl", "/2027/indeling", "je eerste keuze"),
        ("en", "/en/2027/indeling", "first choice"),
    ):
        letter = post.to(f"{locale}@example.org")[-1]
        for text in (letter.text, letter.html):
            assert f"{app.config['SITE_URL']}{path}" in text and words in text
