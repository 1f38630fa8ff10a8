"""Werkplaats itself, in a folder of its own: its settings, its database filled, its web server and its worker."""

from __future__ import annotations

import shutil
from functools import cache
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from flask import Flask
from sqlalchemy import create_engine, insert, select

from bench.server import Process, Server
from bench.settings import in_own_process
from tests.make import Make
from werkplaats import clock, links, schema
from werkplaats.application import create_app
from werkplaats.config import from_environment
from werkplaats.db import engine_options, prepare, session, transaction
from werkplaats.demo import actions as demo
from werkplaats.editions import queries as editions
from werkplaats.people import queries as people
from werkplaats.programme import queries as programme
from werkplaats.registration.models import Perspective, Preference, Registration

APPLICATION = "werkplaats.application:create_app()"
BREAKOUTS = 4
ROOM_TO_SPARE = 1.02

Environ = dict[str, str]


class Paths(NamedTuple):
    """The addresses of what is measured."""

    landing: str
    programme: str
    item: str
    breakout: str
    speaker: str
    harvest: str
    calendar: str
    schedule_json: str
    schedule_xml: str
    register: str
    past: str
    article: str

    @property
    def pages(self) -> tuple[str, ...]:
        """Those of them that people read."""
        return (
            self.landing, self.programme, self.item, self.breakout, self.speaker, self.register, self.past,
            self.harvest, self.article,
        )  # fmt: skip


class Product:
    """An instance with the demo in it: a copy of one, unless it has a database elsewhere."""

    def __init__(self, folder: Path, database_url: str | None = None) -> None:
        self._folder = folder
        self.environ = settings(folder, database_url)
        if database_url is None:
            demo_folder, self.paths = _demo()
            shutil.copytree(demo_folder.name, folder, dirs_exist_ok=True)
        else:
            self.paths = in_own_process(_fill, self.environ)

    def web(self) -> Server:
        return Server(APPLICATION, self._folder, self.environ)

    def worker(self) -> Process:
        return Process(["-m", "werkplaats.worker"], self._folder, self.environ)


def settings(folder: Path, database_url: str | None = None, **more: str) -> Environ:
    environ = {"INSTANCE": str(folder / "instance"), "RATE_LIMITS": "off", **more}
    return environ if database_url is None else {**environ, "DATABASE_URL": database_url}


def application(environ: Environ) -> Flask:
    """The application of this process, on migrated tables."""
    config = from_environment(environ)
    engine = create_engine(config.database_url, **engine_options(config.database_url))
    prepare(engine)
    schema.upgrade(engine)
    engine.dispose()
    return create_app(config)


def crowd(app: Flask, number: int) -> int:
    """An edition with hardly more places than people, of eight perspectives, who all want the same; returns its id."""
    edition_id = Make(app).edition(places=ceil(number * ROOM_TO_SPARE / BREAKOUTS), breakouts=BREAKOUTS)
    breakouts = Make(app).breakouts(edition_id)
    with app.app_context(), transaction():
        session.execute(insert(Registration), [_someone(edition_id, n) for n in range(number)])
        ids = session.scalars(select(Registration.id).where(Registration.edition_id == edition_id))
        session.execute(insert(Preference), [row for id in ids for row in _ranking(id, breakouts)])
    return edition_id


@cache
def _demo() -> tuple[TemporaryDirectory[str], Paths]:
    """Made once; it goes when this process ends."""
    folder = TemporaryDirectory(prefix="werkplaats-bench-demo-")
    return folder, in_own_process(_fill, settings(Path(folder.name)))


def _fill(environ: Environ) -> Paths:
    """The demo, without an end to the places of the coming edition."""
    app = application(environ)
    with app.test_request_context():
        demo.load(lambda: None)
        coming = editions.coming()
        assert coming is not None, "the demo has a coming edition"
        with transaction():
            coming.capacity = None
        past = next(edition for edition in editions.shown() if edition.id != coming.id)
        day = f"/{coming.slug}"
        speaker = people.parts(coming.id)[0].person.slug
        article = editions.published_articles(past.id)[0].slug
        return Paths(
            landing=f"{day}/",
            programme=f"{day}/programma",
            item=f"{day}/programma/{programme.items(coming.id)[0].slug}",
            breakout=f"{day}/deelsessies/{programme.breakouts(coming.id)[0].slug}",
            speaker=f"{day}/sprekers/{speaker}",
            harvest=f"/{past.slug}/oogst",
            calendar=f"{day}/programma.ics",
            schedule_json=f"{day}/schedule.json",
            schedule_xml=f"{day}/schedule.xml",
            register=f"{day}/aanmelden",
            past=f"/{past.slug}/",
            article=f"/{past.slug}/nieuws/{article}",
        )


def _someone(edition_id: int, number: int) -> dict[str, object]:
    email = f"deelnemer.{number}@example.org"
    return {
        "public_id": links.new_public_id(), "edition_id": edition_id, "email_key": email, "email": email,
        "name": f"Deelnemer {number}", "perspective": list(Perspective)[number % len(Perspective)],
        "created_at": clock.now(), "ranked_at": clock.now(),
    }  # fmt: skip


def _ranking(registration_id: int, breakouts: list[int]) -> list[dict[str, int]]:
    """Two in three want the first breakout most; one in five has no wishes at all."""
    if registration_id % 5 == 0:
        return []
    turn = registration_id % len(breakouts) if registration_id % 3 == 0 else 0
    order = [*breakouts[turn:], *breakouts[:turn]]
    return [
        {"registration_id": registration_id, "breakout_id": breakout, "rank": rank}
        for rank, breakout in enumerate(order, start=1)
    ]
