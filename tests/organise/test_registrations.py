"""The list of registrations: looking for people, and the edition in numbers."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import update

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.organise.people import PEOPLE, needs, waits
from tests.organise.test_today import counting
from tests.page import Browserless
from werkplaats.db import session, transaction
from werkplaats.registration import actions
from werkplaats.registration.models import Need, Perspective, Registration, RegistrationState

pytestmark = POSTGRESQL_LATER


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def organiser(make: Make, client: Browserless, edition_id: int) -> Browserless:
    client.sign_in(make.organiser())
    return client


def names(browser: Browserless, **asked: str) -> list[str]:
    page = browser.get(PEOPLE, query_string=asked)
    return [" ".join(n.to_text().split()) for n in page.all("main tbody th")]


def test_nobody_yet_says_what_to_do(organiser: Browserless) -> None:
    assert "Share the address of the site" in organiser.get(PEOPLE).main


def test_people_are_found(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    first, second = make.breakouts(edition_id)[:2]
    bea = make.register(edition_id, "Bea Zonder")
    make.register(edition_id, "Anne 100%", "ann_e@example.org", (first, second), Perspective.RESIDENT)
    with app.app_context(), transaction():
        session.get_one(Registration, bea.id).organisation = "Gemeente Voorbeeld"
    assert names(organiser) == ["Anne 100%", "Bea Zonder"]
    assert names(organiser, search="bea") == names(organiser, search="ZONDER@") == ["Bea Zonder"]
    assert names(organiser, search="gemeente") == ["Bea Zonder"]
    assert names(organiser, search="%") == names(organiser, search="n_e") == ["Anne 100%"]
    assert names(organiser, perspective="resident") == ["Anne 100%"]
    assert names(organiser, perspective="none") == ["Bea Zonder"]
    assert names(organiser, state="cancelled", perspective="nonsense") == []
    row = organiser.get(PEOPLE).all("main tbody tr")[0]
    assert row.query("td.numeric")[0].to_text().strip() == "2"


def test_filters_go_together_and_stay_in_the_address(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    first, second = make.breakouts(edition_id)[:2]
    people = [make.register(edition_id, f"Persoon {n}", ranking=[(first, second)[n % 2]]) for n in range(4)]
    needs(app, people[0])
    done = needs(app, people[1])
    waits(app, people[2])
    with app.app_context():
        actions.cancel(people[3].id)
        with transaction():
            session.get_one(Need, done).arranged_at = session.get_one(Need, done).created_at
    assert names(organiser, breakout=f"first-{first}") == ["Persoon 0", "Persoon 2"]
    assert names(organiser, breakout=f"first-{first}", state="registered") == ["Persoon 0"]
    assert names(organiser, needs="open") == ["Persoon 0"]
    assert names(organiser, needs="arranged") == ["Persoon 1"]
    assert names(organiser, needs="any") == ["Persoon 0", "Persoon 1"]
    assert names(organiser, state="waiting", sort="waiting") == ["Persoon 2"]
    assert names(organiser, state="cancelled") == ["Persoon 3"]
    page = organiser.get(PEOPLE, query_string={"state": "waiting", "sort": "newest", "search": "pers"})
    form = page.form("aanmeldingen")
    assert (form["state"], form["sort"], form["search"]) == ("waiting", "newest", "pers")
    assert "search=pers" in page.one("a[href*='bestand']").attrs["href"]
    assert "Nobody fits" in organiser.get(PEOPLE, query_string={"search": "niemand"}).main


def test_who_has_a_place_is_found_by_it(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    first, second, *_ = make.breakouts(edition_id)
    one = make.register(edition_id, "Met Lijst", ranking=[first, second])
    gone = make.register(edition_id, "Weg Weer", ranking=[first, second])
    assert names(organiser, breakout=f"place-{first}") == []
    Organiser(app, edition_id).publish()
    assert names(organiser, breakout=f"place-{first}") == ["Met Lijst", "Weg Weer"]
    with app.app_context():
        actions.cancel(gone.id)
    assert names(organiser, breakout=f"place-{first}") == ["Met Lijst"]
    assert one.public_id in organiser.get(PEOPLE).text


@pytest.mark.parametrize("hostile", ["first-", "place-99999999999999", "first-1 OR 1=1", "'", "first-0"])
def test_a_made_up_filter_finds_everyone_or_nobody(
    organiser: Browserless, make: Make, edition_id: int, hostile: str
) -> None:
    make.register(edition_id)
    assert len(names(organiser, breakout=hostile, sort=hostile, state=hostile)) in (0, 1)


def test_sorted(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    people = {name: make.register(edition_id, name) for name in ("bram", "Anna", "Cees")}
    with app.app_context(), transaction():
        for name, organisation in (("bram", "Aa"), ("Anna", "Bb")):
            session.get_one(Registration, people[name].id).organisation = organisation
    assert names(organiser) == ["Anna", "bram", "Cees"]
    assert names(organiser, sort="oldest") == ["bram", "Anna", "Cees"]
    assert names(organiser, sort="organisation") == ["bram", "Anna", "Cees"]


def test_who_was_erased_stands_on_no_list(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    gone = make.register(edition_id, "Weg Gewist")
    with app.app_context(), transaction():
        session.execute(update(Registration).values(state=RegistrationState.ERASED))
    assert names(organiser) == [] and "Nobody has registered yet" in organiser.get(PEOPLE).main
    organiser.get(f"{PEOPLE}/persoon/{gone.public_id}", status=404)


def test_fifty_on_a_page_with_the_same_few_queries(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    make.people(edition_id, 3)
    with counting(app) as few:
        organiser.get(PEOPLE)
    make.people(edition_id, 53)
    with counting(app) as many:
        assert len(names(organiser)) == 50
    assert len(many) == len(few)
    assert len(names(organiser, page="2")) == len(names(organiser, page="99")) == 3
    assert names(organiser, page="-1") == names(organiser, page="x")


def test_a_hostile_name_is_only_a_name(organiser: Browserless, make: Make, edition_id: int) -> None:
    make.register(edition_id, "<script>alert(1)</script>", "x@example.org")
    assert names(organiser) == ["<script>alert(1)</script>"]


def test_in_numbers(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    assert "nothing to count" in organiser.get(f"{PEOPLE}/cijfers").main
    first = make.breakouts(edition_id)[0]
    make.register(edition_id, "Een", ranking=[first], perspective=Perspective.VOLUNTEER)
    waits(app, make.register(edition_id, "Twee", perspective=Perspective.VOLUNTEER))
    page = organiser.get(f"{PEOPLE}/cijfers")
    tables = [" ".join(table.to_text().split()) for table in page.all("main table")]
    assert any("Volunteer 1 1 0" in table for table in tables)
    assert any("Sociaaleconomische zekerheid 1" in table for table in tables)


def test_today_leads_to_what_has_to_be_done(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    needs(app, make.register(edition_id, "Iemand"))
    waits(app, make.register(edition_id, "Wacht"))
    work = {
        a.attrs["href"]: " ".join(a.to_text().split())
        for a in organiser.get("/en/organisatie/2027/").all(".work-list a")
    }
    assert work[f"{PEOPLE}/nodig"] == "1 person needs something that is not arranged"
    assert work[f"{PEOPLE}?state=waiting&sort=waiting"] == "1 person is on the waiting list"
