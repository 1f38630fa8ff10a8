"""`flask migrate`, `flask new-migration MESSAGE`, `flask backup FILE`, `flask restore FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import InterfaceError, OperationalError

from werkplaats import clock, schema
from werkplaats.db import db
from werkplaats.operate import backup as copies
from werkplaats.operate import erasures
from werkplaats.operate.backup import CannotCopy
from werkplaats.privacy.actions import erase_again

FILE = click.Path(dir_okay=False, path_type=Path)


def in_plain_words(command: click.Command) -> click.Command:
    """The same command, but a database that cannot be used is one sentence instead of a traceback."""
    invoke = command.invoke

    def plainly(context: click.Context) -> Any:
        try:
            return invoke(context)
        except (OperationalError, InterfaceError) as error:
            reason = str(error.orig).strip().splitlines()[0].rstrip(".")
            raise click.ClickException(f"The database cannot be used: {reason}.") from error

    command.invoke = plainly  # type: ignore[method-assign, assignment]
    return command


@click.command()
@with_appcontext
def migrate() -> None:
    """Bring the tables up to date with this version."""
    if schema.is_current(db.engine):
        click.echo("The tables are up to date already.")
    else:
        schema.upgrade(db.engine)
        click.echo("The tables are up to date now.")


@click.command("new-migration")
@click.argument("message")
@with_appcontext
def new_migration(message: str) -> None:
    """Write the migration that makes the tables equal to the models; for who changes the code. Read it before use."""
    number = schema.new_migration(db.engine, message)
    click.echo(f"Migration {number} stands in migrations/versions.")


@click.command()
@click.argument("file", type=FILE)
@with_appcontext
def backup(file: Path) -> None:
    """Copy everything into FILE, also while the site is in use."""
    try:
        contents = copies.write(db.engine, file)
    except CannotCopy as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{contents.total} rows of {len(contents.rows)} tables are in {file}.")
    click.echo("Keep LINK_KEY in a safe place too: without it the personal links in old mails stop working.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--replace", is_flag=True, help="Also when there is data already; a copy of it is kept.")
@with_appcontext
def restore(file: Path, replace: bool) -> None:
    """Make the database what FILE says. Stop the site and the worker first. Whoever was erased since stays erased."""
    try:
        copies.read(file)
        if copies.holds_rows(db.engine):
            _keep_what_is_there(replace)
        erased = erasures.save(db.engine, _instance())
        contents = copies.restore(db.engine, file)
    except CannotCopy as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{contents.total} rows of {len(contents.rows)} tables are back, as of {contents.made_at}.")
    if back := erase_again(erased):
        who = "1 person" if back == 1 else f"{back} people"
        click.echo(f"{who} in it asked to be erased after it was made; that is done again.")
    erasures.done(_instance())


def _instance() -> Path:
    folder: Path = current_app.config["WERKPLAATS"].instance
    return folder


def _keep_what_is_there(replace: bool) -> None:
    if not replace:
        raise CannotCopy("There is data in this database already; --replace puts the copy in its place.")
    kept = _instance() / f"before-restore-{clock.now():%Y%m%d-%H%M%S}.zip"
    copies.write(db.engine, kept)
    click.echo(f"What was there is kept in {kept}.")
