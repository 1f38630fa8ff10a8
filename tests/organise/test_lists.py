"""The list of registrations."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.make import Make
from tests.organise.test_today import counting
from tests.page import Browserless
from werkplaats.registration.models import Perspective

PEOPLE = "/en/organisatie/2027/aanmeldingen"


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


class TestRegistrations:
    def test_nobody_yet_says_what_to_do(self, organiser: Browserless) -> None:
        assert "Share the address of the site" in organiser.get(PEOPLE).main

    def test_people_are_found(self, organiser: Browserless, make: Make, edition_id: int) -> None:
        first, second = make.breakouts(edition_id)[:2]
        make.register(edition_id, "Bea Zonder")
        make.register(edition_id, "Anne 100%", "ann_e@example.org", (first, second), Perspective.RESIDENT)
        assert names(organiser) == ["Anne 100%", "Bea Zonder"]
        assert names(organiser, search="bea") == names(organiser, search="ZONDER@") == ["Bea Zonder"]
        assert names(organiser, search="%") == names(organiser, search="n_e") == ["Anne 100%"]
        assert names(organiser, perspective="resident") == ["Anne 100%"]
        assert names(organiser, state="cancelled", perspective="nonsense") == []
        row = organiser.get(PEOPLE).all("main tbody tr")[0]
        assert row.query("td.numeric")[0].to_text().strip() == "2"

    def test_fifty_on_a_page_with_the_same_few_queries(
        self, app: Flask, organiser: Browserless, make: Make, edition_id: int
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

    def test_a_hostile_name_is_only_a_name(self, organiser: Browserless, make: Make, edition_id: int) -> None:
        make.register(edition_id, "<script>alert(1)</script>", "x@example.org")
        assert names(organiser) == ["<script>alert(1)</script>"]
