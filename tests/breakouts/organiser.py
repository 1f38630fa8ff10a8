"""What several tests about plans need: an organiser at a browser, and a worker that has done its jobs."""

from __future__ import annotations

from typing import Any

from flask import Flask

from tests.accounts import staff
from tests.make import Make, Person
from tests.page import Browserless, Page
from werkplaats import worker
from werkplaats.breakouts import actions, movers, queries
from werkplaats.breakouts.actions import Told
from werkplaats.breakouts.models import Plan
from werkplaats.breakouts.queries import Settings
from werkplaats.db import session
from werkplaats.jobs.run import run_all

assert worker.TASKS_OF, "importing the worker tells the jobs their names"

OVERVIEW = "/en/organisatie/2027/indeling/"


class Organiser:
    """Asks for drafts and publishes them, without pages."""

    def __init__(self, app: Flask, edition_id: int) -> None:
        self.app, self.edition_id = app, edition_id

    def draft(self, settings: Settings | None = None) -> int:
        """Ask for a draft and let the worker make it; returns its id."""
        with self.app.app_context():
            actions.draft_plan(self.edition_id, "user:1", settings or Settings())
            run_all()
            return queries.plans(self.edition_id)[0].id

    def publish(self, plan_id: int | None = None) -> Told:
        """Publish a draft, having looked at who moves."""
        plan_id = plan_id or self.draft()
        with self.app.app_context():
            seen = movers.mark(movers.moves_of(session.get_one(Plan, plan_id)))
            return actions.publish_plan(plan_id, "user:1", seen)

    def places(self, *people: Person) -> list[list[str | None]]:
        """Per person the breakouts of their day, by the slug."""
        with self.app.app_context():
            found = queries.places_of_many([person.id for person in people])
            return [
                [place.slot.breakout.slug if place.slot else None for place in found.get(person.id, [])]
                for person in people
            ]


def at_the_overview(app: Flask, make: Make, **edition: Any) -> tuple[Browserless, int]:
    """An organiser who has signed in, and the edition."""
    edition_id = make.edition(**edition)
    return staff.signed_in(app), edition_id


def drafted(app: Flask, browser: Browserless) -> Page:
    """The page of the draft that the organiser has just asked for."""
    waiting = browser.follow(browser.send(browser.get(OVERVIEW), "concept"))
    with app.app_context():
        run_all()
    return browser.follow(browser.get(waiting.response.request.full_path, status=302))
