"""What an organiser reads when there is no way to divide everyone: why, what would help, and what it costs."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import update

from tests.breakouts.organiser import OVERVIEW, at_the_overview
from tests.make import Make
from werkplaats.db import session, transaction
from werkplaats.jobs.run import run_all
from werkplaats.programme.models import Breakout


def test_too_few_people_are_told_with_what_would_help(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    first, *_ = make.breakouts(edition_id)
    make.people(edition_id, 4, ranking=lambda n: [first])
    with app.app_context(), transaction():
        session.execute(update(Breakout).where(Breakout.id == first).values(minimum=3, may_cancel=False))
    browser.follow(browser.send(browser.get(OVERVIEW), "concept"))
    with app.app_context():
        run_all()
    page = browser.get(OVERVIEW)
    assert "There is no way to divide everyone" in page.main
    assert "This was asked on" in page.main and "Nobody gets a lower choice for the mix." in page.main
    assert page.all("main a[href$=programma]")
    assert "Lower the minimum of Sociaaleconomische zekerheid to 2." in page.main
    assert "Cancel Sociaaleconomische zekerheid in Ronde 1." in page.main
    assert "Hold Sociaaleconomische zekerheid in Ronde 2 only." in page.main
    # How many depends on the draw between plans that are equally good.
    assert re.search(r"in Ronde 2 only\. \d (people get|person gets) another place\.", page.main)


def test_numbers_of_a_draft_alone_are_not_changed_in_the_programme(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    first, *_ = make.breakouts(edition_id)
    make.people(edition_id, 4, ranking=lambda n: [first])
    with app.app_context(), transaction():
        session.execute(update(Breakout).where(Breakout.id == first).values(minimum=3, may_cancel=False))
    answers: dict[str, Any] = {f"places-{first}": "4"}
    browser.follow(browser.send(browser.get(OVERVIEW), "concept", **answers))
    with app.app_context():
        run_all()
    page = browser.get(OVERVIEW)
    assert "Sociaaleconomische zekerheid: 4 places." in page.main
    assert "are not those of the programme" in page.main
    assert "Change the breakouts in the programme" not in page.main
