"""Every page there is, to the program by which the W3C checks HTML."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.architecture.world import ADMIN, ORGANISER, PARTICIPANT, VISITOR, World
from tests.judges import checker
from tests.make import Make

pytestmark = pytest.mark.torture


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_no_page_has_an_error(app: Flask, make: Make, tmp_path: Path) -> None:
    """As each role sees it; what a POST with nothing in it answers is the form with its errors."""
    if reason := checker.available():
        pytest.skip(reason)
    world = World(app, make)
    pages: dict[str, str] = {}
    for role in (VISITOR, PARTICIPANT, ORGANISER, ADMIN):
        seat = world.seat(role)
        for place in world.places("nl"):
            answer = world.ask(place, seat)
            if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
                pages[f"{place.method} {place.path} to the {role}"] = answer.get_data(as_text=True)
    assert len(pages) > 100
    assert checker.errors(pages, tmp_path) == []


def test_it_would_see_one(tmp_path: Path) -> None:
    if reason := checker.available():
        pytest.skip(reason)
    bad = '<!doctype html><html lang="nl"><title>x</title><img src="a.png"><p><div></p></html>'
    assert any("alt" in error for error in checker.errors({"a page": bad}, tmp_path))
