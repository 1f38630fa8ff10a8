"""What people want: a list, that every breakout is fine, and the rounds that they take part in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person, ranks
from tests.page import Browserless, Page, words
from tests.post import Mailbox
from tests.public import stage
from werkplaats import clock
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.models import Placement
from werkplaats.db import session, transaction
from werkplaats.people.models import Person as OnStage
from werkplaats.programme.models import Round, RoundKind, Slot
from werkplaats.registration import actions
from werkplaats.registration.models import Registration

pytestmark = POSTGRESQL_LATER

ANSWERS: dict[str, Any] = {"name": "Fatima Voorbeeld", "email": "fatima@example.org"}
FINE: dict[str, Any] = {"indifferent": "y"}


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027")


def rounds(app: Flask, edition_id: int) -> list[int]:
    with app.app_context():
        statement = select(Round.id).where(Round.edition_id == edition_id, Round.kind == RoundKind.BREAKOUTS)
        return list(session.scalars(statement.order_by(Round.position)))


def kept(app: Flask) -> tuple[tuple[int, ...], bool, set[int]]:
    """The list, whether every breakout is fine, and the rounds that are left out, of the only one who registered."""
    with app.app_context():
        row = session.scalars(select(Registration)).one()
        return row.ranking, row.is_indifferent, row.absent_rounds


def ticking(app: Flask, edition_id: int, *ticked: int) -> dict[str, Any]:
    """The answers of a page that showed all rounds, of which these are ticked."""
    return {"shown": " ".join(map(str, rounds(app, edition_id))), "rounds": [str(id) for id in ticked]}


def host(app: Flask, edition_id: int, email: str, slot: int = 0) -> None:
    """Somebody hosts a slot; organisers know the address."""
    stage.host(app, stage.slots(app, edition_id)[slot], "Hanna Host")
    with app.app_context(), transaction():
        session.execute(update(OnStage).where(OnStage.name == "Hanna Host").values(email=email, email_key=email))


def at_home(client: Browserless, person: Person) -> Browserless:
    client.get(person.link, status=303)
    return client


# Registering


def test_who_leaves_all_untouched_attends_everything_and_gave_no_answer(
    app: Flask, client: Browserless, edition: int
) -> None:
    form = client.get("/2027/aanmelden")
    assert len(form.all("input[name=rounds][checked]")) == 2
    client.send(form, **ANSWERS, **ticking(app, edition, *rounds(app, edition)))
    assert kept(app) == ((), False, set())


def test_every_breakout_is_fine_is_an_answer(app: Flask, client: Browserless, edition: int, post: Mailbox) -> None:
    client.send(client.get("/2027/aanmelden"), **ANSWERS, **FINE)
    assert kept(app) == ((), True, set())
    [letter] = post.letters()
    for text in (letter.text, letter.html, client.follow(client.get(letter.personal_link, status=303)).main):
        assert "Je liet ons weten dat elke deelsessie goed is voor jou." in text


def test_a_round_that_is_left_out_stands_in_mail_page_and_no_plan(
    app: Flask, client: Browserless, edition: int, post: Mailbox
) -> None:
    first, second = rounds(app, edition)
    client.send(client.get("/2027/aanmelden"), **ANSWERS, **ticking(app, edition, second))
    assert kept(app)[2] == {first}
    [letter] = post.letters()
    mine = client.follow(client.get(letter.personal_link, status=303))
    for text in (letter.text, letter.html, mine.main):
        assert "Je slaat over: Ronde 1." in text
        assert "Ronde 1: je hoort" not in text
    with app.app_context():
        assert breakouts.problem_of(edition).people[0].absent == (str(first),)


def test_somebody_may_come_for_the_plenary_part_only(
    app: Flask, client: Browserless, make: Make, edition: int, post: Mailbox
) -> None:
    client.send(client.get("/2027/aanmelden"), **ANSWERS, **ticking(app, edition))
    assert kept(app)[2] == set(rounds(app, edition))
    [letter] = post.letters()
    assert "Je komt alleen voor het plenaire deel." in letter.text
    mine = client.follow(client.get(letter.personal_link, status=303)).main
    assert "Je komt alleen voor het plenaire deel." in mine and "nog niet gekozen" not in mine
    other = make.register(edition, "Anderhalf")
    Organiser(app, edition).publish()
    assert len(post.to(ANSWERS["email"])) == 1
    with app.app_context():
        assert set(session.scalars(select(Placement.registration_id))) == {other.id}


def test_a_list_and_no_preference_contradict_and_nothing_is_lost(
    app: Flask, client: Browserless, make: Make, edition: int
) -> None:
    a, b, *_ = make.breakouts(edition)
    _, second = rounds(app, edition)
    answers = {**ANSWERS, **FINE, **ranks(b, a), **ticking(app, edition, second), "organisation": "Buurthuis"}
    page = client.send(client.get("/2027/aanmelden"), status=200, **answers)
    assert page.title.startswith("Fout:")
    assert page.one(".error-summary a").attrs["href"] == "#indifferent"
    again = page.form("/aanmelden")
    assert (again["rank-0"], again["rank-1"], again["organisation"]) == (str(b), str(a), "Buurthuis")
    assert "checked" in page.one("input[name=indifferent]").attrs
    assert [box.attrs["value"] for box in page.all("input[name=rounds][checked]")] == [str(second)]


def test_other_rounds_right_after_are_not_lost_without_a_word(
    app: Flask, client: Browserless, edition: int, post: Mailbox
) -> None:
    form = client.get("/2027/aanmelden")
    for extra in (FINE, FINE, ticking(app, edition), {}):
        client.send(form, **{**ANSWERS, **extra})
    subjects = [letter.subject.partition(":")[0] for letter in post.letters()]
    assert sorted(subjects) == ["Je bent al aangemeld", "Je doet mee"]


def test_a_round_that_came_while_the_form_was_open_is_not_left_out(
    app: Flask, client: Browserless, edition: int
) -> None:
    first, second = rounds(app, edition)
    client.send(client.get("/2027/aanmelden"), **ANSWERS, shown=str(first), rounds=[str(first)])
    assert kept(app)[2] == set()


# Made-up answers (nobody holds two breakouts in one round, nor the same one twice)


@pytest.mark.parametrize("path", ["/2027/aanmelden", "/mijn/voorkeuren"])
def test_rounds_of_another_edition_and_nonsense_are_ignored(
    app: Flask, client: Browserless, make: Make, edition: int, path: str
) -> None:
    elsewhere = rounds(app, make.edition("2028"))
    if path.startswith("/mijn"):
        at_home(client, make.register(edition, **ANSWERS))
    crafted = {"shown": f"{elsewhere[0]} x -1 ² {9**40}", "rounds": [str(elsewhere[1]), "x", "", "\0"]}
    client.send(client.get(path), **{**ANSWERS, **crafted})
    assert kept(app)[2] == set()


@pytest.mark.parametrize("path", ["/2027/aanmelden", "/mijn/voorkeuren"])
def test_breakouts_of_another_edition_and_doubles_are_refused(
    app: Flask, client: Browserless, make: Make, edition: int, path: str
) -> None:
    mine, theirs = make.breakouts(edition), make.breakouts(make.edition("2028"))
    if path.startswith("/mijn"):
        at_home(client, make.register(edition, ranking=mine[:1], **ANSWERS))
    for ranking in ((theirs[0],), (mine[0], mine[0]), (10**30,), (mine[0], theirs[1])):
        page = client.send(client.get(path), status=200, **ANSWERS, **ranks(*ranking))
        assert page.title.startswith("Fout:")
    if path.startswith("/mijn"):
        assert kept(app)[0] == (mine[0],)


def test_more_answers_in_one_rank_make_no_second_choice(
    app: Flask, client: Browserless, make: Make, edition: int
) -> None:
    a, b, *_ = make.breakouts(edition)
    crafted: dict[str, Any] = {"rank-0": [str(a), str(b)], "rank-7": str(b)}
    client.send(client.get("/2027/aanmelden"), **ANSWERS, **crafted)
    assert kept(app)[0] == (a,)


# Changing it on one's own page


def test_answers_change_until_ranking_closes(app: Flask, client: Browserless, make: Make, edition: int) -> None:
    a, b, *_ = make.breakouts(edition)
    first, second = rounds(app, edition)
    at_home(client, make.register(edition, ranking=[a, b]))
    for answers, expected in (
        ({**ranks(), "rank-0": "", "rank-1": "", **FINE}, ((), True, set())),
        ({**ranks(b), **ticking(app, edition, first)}, ((b,), False, {second})),
        ({**ranks(b), **ticking(app, edition, second)}, ((b,), False, {first})),
        ({"rank-0": "", **ticking(app, edition, first, second)}, ((), False, set())),
    ):
        form = client.get("/mijn/voorkeuren")
        sent = {key: value for key, value in form.form("/voorkeuren").items() if key == "csrf_token"}
        page = client.follow(client.post("/mijn/voorkeuren", {**sent, **answers}))
        assert kept(app) == expected
        assert "Je keuzes zijn bewaard." in page.main
    with clock.standing_at(clock.now() + timedelta(days=55)):
        mine = client.get("/mijn")
        assert "Kiezen kan niet meer." in mine.main
        assert mine.all('main a[href="/2027/indeling"]') and not mine.all('main a[href="/mijn/voorkeuren"]')
        client.send(form, status=409)
    assert kept(app) == ((), False, set())


def test_leaving_out_a_round_changes_the_calendar_and_back_again(
    app: Flask, client: Browserless, make: Make, edition: int, post: Mailbox
) -> None:
    at_home(client, make.register(edition))
    [confirmed] = post.letters()
    first, second = rounds(app, edition)
    client.send(client.get("/mijn/voorkeuren"), **ticking(app, edition, second))
    told = post.letters()[-1]
    assert told.subject.startswith("Er is iets veranderd") and "Ronde 1" not in told.text
    assert told.calendar_line("UID") == confirmed.calendar_line("UID")
    assert (confirmed.calendar_line("SEQUENCE"), told.calendar_line("SEQUENCE")) == ("0", "1")
    client.send(client.get("/mijn/voorkeuren"), **ticking(app, edition, second), **FINE)
    assert len(post.letters()) == 2


def test_who_registers_after_choosing_has_closed_reads_no_day_that_has_passed(
    client: Browserless, edition: int
) -> None:
    assert "Je kunt dit veranderen tot" in client.get("/2027/aanmelden").main
    with clock.standing_at(clock.now() + timedelta(days=55)):
        page = client.get("/2027/aanmelden").main
        assert "Je kunt dit veranderen tot" not in page and "Zet ze in jouw volgorde" in page


# People with a task


def test_a_host_reads_where_their_place_is_and_has_nothing_to_choose_there(
    app: Flask, client: Browserless, make: Make, edition: int, post: Mailbox
) -> None:
    a, b, *_ = make.breakouts(edition)
    host(app, edition, "hanna@example.org")
    at_home(client, make.register(edition, "Hanna Host", "Hanna@Example.org", ranking=[a, b]))
    fixed = "In Ronde 1 ben je gespreksleider bij Sociaaleconomische zekerheid: die plek staat vast."
    form = client.get("/mijn/voorkeuren")
    assert fixed in form.main and fixed in client.get("/mijn").main
    assert [words(item) for item in client.get("/mijn").all("section > ol:not([class]) > li")] == ["Sociale inclusie"]
    assert "1. Sociale inclusie" in post.letters()[0].text, "what one hosts is no choice, so it is not counted as one"
    assert not form.all(f'option[value="{a}"]')
    assert [box.attrs["value"] for box in form.all("input[name=rounds]")] == [str(rounds(app, edition)[1])]
    crafted = {**ranks(b), **ticking(app, edition)}
    client.send(form, **crafted)
    assert kept(app) == ((b,), False, {rounds(app, edition)[1]})
    Organiser(app, edition).publish()
    assert "want daar heb je een taak" in client.get("/mijn").main


def test_the_public_form_keeps_secret_whose_address_is_a_hosts(
    app: Flask, client: Browserless, edition: int, post: Mailbox
) -> None:
    host(app, edition, "hanna@example.org")
    pages = []
    for email in ("hanna@example.org", "ander@example.org"):
        form = client.get("/2027/aanmelden")
        wrong: Page = client.send(form, status=200, name="", email=email)
        thanks = client.follow(client.send(form, name="Hanna", email=email))
        pages.append([page.main.replace(email, "…") for page in (form, wrong, thanks)])
    assert pages[0] == pages[1]


def test_a_task_that_was_taken_back_binds_nobody(app: Flask, client: Browserless, make: Make, edition: int) -> None:
    host(app, edition, "hanna@example.org")
    with app.app_context(), transaction():
        session.execute(update(Slot).values(state="cancelled"))
    at_home(client, make.register(edition, "Hanna Host", "hanna@example.org"))
    assert "staat vast" not in client.get("/mijn").main


def test_people_without_a_list_never_take_a_place_from_people_with_one(app: Flask, make: Make) -> None:
    edition_id = make.edition("2027", places=2, breakouts=2)
    a, b = make.breakouts(edition_id)
    early = [make.register(edition_id, f"Stil {n}", f"stil.{n}@example.org") for n in range(3)]
    with app.app_context():
        actions.change_ranking(early[0].id, (), indifferent=True)
    wishing = [make.register(edition_id, f"Laat {n}", ranking=[a, b] if n % 2 else [b, a]) for n in range(4)]
    organiser = Organiser(app, edition_id)
    organiser.publish()
    assert all(None not in places and len(set(places)) == 2 for places in organiser.places(*wishing))
    assert organiser.places(*early) == [[None, None]] * 3
