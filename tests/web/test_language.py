"""Addresses: every page knows its sister in the other language, and takes no strange question for an answer."""

from __future__ import annotations

import pytest

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page

pytestmark = POSTGRESQL_LATER


def sister(page: Page) -> str:
    return str(page.one("a.language").attrs["href"])


def test_the_other_language_keeps_what_was_asked(client: Browserless, make: Make) -> None:
    make.edition("2027")
    question = "?kind=tool&condition=inclusion"
    assert sister(client.get(f"/2027/oogst{question}")) == f"/en/2027/oogst{question}"
    assert sister(client.get("/en/2027/oogst?kind=tool")) == "/2027/oogst?kind=tool"
    assert sister(client.get("/2027/oogst")) == "/en/2027/oogst"


@pytest.mark.parametrize("name", ["endpoint", "self", "lang", "edition", "_scheme", "_method", "_external", "_anchor"])
def test_a_question_cannot_be_taken_for_part_of_the_address(client: Browserless, make: Make, name: str) -> None:
    make.edition("2027")
    assert sister(client.get(f"/2027/?{name}=x")) == f"/en/2027/?{name}=x"
    client.get(f"/p/r2345678923456789-x?{name}=x", status=404)


def test_a_missing_file_has_no_other_language(client: Browserless, make: Make) -> None:
    make.edition("2027")
    assert not client.get("/static/nothing.css", status=404).all("a.language")


@pytest.mark.parametrize("part", ["post", "indeling", "programma/onderdeel", "programma/ronde", "programma/link"])
def test_a_number_that_no_row_can_have_is_not_found(client: Browserless, make: Make, part: str) -> None:
    make.edition("2027")
    client.sign_in(make.organiser())
    client.get(f"/organisatie/2027/{part}/{'9' * 30}", status=404)
