"""Makes the application: settings, database, guards, pages, commands. What exists is in the visible lists below."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from blinker import Signal
from flask import Blueprint, Flask

from werkplaats import clock, db
from werkplaats.accounts import signin
from werkplaats.breakouts import by_hand as breakouts_by_hand
from werkplaats.breakouts import lists as breakouts_lists
from werkplaats.breakouts import organise as breakouts_organise
from werkplaats.breakouts.steps import follow_registration, places_changed
from werkplaats.config import Config, from_environment
from werkplaats.editions.actions import edition_off_or_on
from werkplaats.invitations.steps import take_back, tell, tell_anew, tell_everyone, tell_people
from werkplaats.jobs import engine
from werkplaats.letters import automatic as letters_automatic
from werkplaats.letters import organise as letters_organise
from werkplaats.letters import texts as letters_texts
from werkplaats.my import briefing as my_briefing
from werkplaats.my import photo as my_photo
from werkplaats.my import places as my_places
from werkplaats.my import profile as my_profile
from werkplaats.my import slides as my_slides
from werkplaats.my import tasks as my_tasks
from werkplaats.my import views as my
from werkplaats.notes import code as notes_code
from werkplaats.notes import hosting as notes_hosting
from werkplaats.notes import organise as notes_organise
from werkplaats.notes import publishing as harvest_organise
from werkplaats.notes import report as notes_report
from werkplaats.notes import views as notes
from werkplaats.notes.note import organise as note_organise
from werkplaats.notes.note import readers as note_readers
from werkplaats.notes.note import views as note
from werkplaats.organise import (
    archive,
    articles,
    needs,
    outbox,
    person,
    pictures,
    places,
    registrations,
    schedule,
    settings,
    style,
)
from werkplaats.organise import views as organise
from werkplaats.people import organise as people_organise
from werkplaats.people.actions import handed_over
from werkplaats.privacy import organise as privacy_organise
from werkplaats.privacy import views as privacy
from werkplaats.programme import organise as programme_organise
from werkplaats.public import cache, formats, health, photos, preview
from werkplaats.public import views as public
from werkplaats.registration import organise as registration_organise
from werkplaats.registration import views as registration
from werkplaats.registration.desk import address_changed
from werkplaats.registration.steps import registration_changed, registration_made_by_mistake, tell_who_waits
from werkplaats.web import context, dates, errors, forms, headers, language, limits, log

TOP = Path(__file__).parents[1]

BLUEPRINTS: list[Blueprint] = [
    public.bp,
    photos.bp,
    formats.bp,
    health.bp,
    preview.bp,
    organise.bp,
    style.bp,
    settings.bp,
    archive.bp,
    articles.bp,
    pictures.bp,
    outbox.bp,
    letters_automatic.bp,
    letters_texts.bp,
    letters_organise.bp,
    schedule.bp,
    programme_organise.bp,
    people_organise.bp,
    registrations.bp,
    person.bp,
    needs.bp,
    registration_organise.bp,
    registration.bp,
    my.bp,
    my_places.bp,
    my_tasks.bp,
    my_profile.bp,
    my_photo.bp,
    my_slides.bp,
    my_briefing.bp,
    breakouts_organise.bp,
    breakouts_by_hand.bp,
    breakouts_lists.bp,
    places.bp,
    notes.bp,
    notes_report.bp,
    notes_code.bp,
    notes_hosting.bp,
    notes_organise.bp,
    harvest_organise.bp,
    note.bp,
    note_readers.bp,
    note_organise.bp,
    privacy.bp,
    privacy_organise.bp,
]

REACTIONS: list[tuple[Signal, Callable[..., None]]] = [
    (registration_made_by_mistake, take_back),
    (registration_changed, follow_registration),
    (registration_changed, tell),
    (address_changed, tell_anew),
    (places_changed, tell),
    (handed_over, tell_people),
    (edition_off_or_on, tell_everyone),
    (edition_off_or_on, tell_who_waits),
]
"""What happens on the right when something happened on the left, inside the same transaction, in this order: who comes
late has their places before they are told."""


def create_app(config: Config | None = None) -> Flask:
    """The application of one process; without a config it reads the environment."""
    config = config or from_environment()
    app = language.BilingualFlask(
        "werkplaats", template_folder=str(TOP / "templates"), static_folder=str(TOP / "werkplaats" / "static")
    )
    _configure(app, config)
    log.init_app(app)
    preview.init_app(app)
    cache.init_app(app, config)
    for part in (language, dates, forms, errors, context):
        part.init_app(app)
    headers.init_app(app, config)
    limits.init_app(app, config)
    db.init_app(app, config)
    engine.init_app(app, config)
    signin.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for signal, reaction in REACTIONS:
        signal.connect(reaction)
    return app


def _configure(app: Flask, config: Config) -> None:
    clock.shift(config.clock_shift)
    app.config.update(
        WERKPLAATS=config,
        SECRET_KEY=config.secret_key,
        LINK_KEY=config.link_key,
        SITE_URL=config.site_url,
        DEMO=config.demo,
        MAIL_FROM=config.mail_from,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
