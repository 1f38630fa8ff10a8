"""`flask demo` and `flask demo --remove`."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from werkplaats.demo import actions
from werkplaats.errors import Refused


@click.command()
@click.option("--remove", is_flag=True, help="Delete the demo editions and all that belongs to them.")
@with_appcontext
def demo(remove: bool) -> None:
    """Fill an empty database with a symposium that was and one that comes."""
    try:
        if remove:
            click.echo(f"{actions.remove()} demo editions are gone.")
        else:
            load()
    except Refused as refused:
        raise click.ClickException(str(refused)) from refused


def load() -> None:
    """Load with a progress bar."""
    with click.progressbar(length=actions.STEPS, label="Filling the demo, once", width=24, show_pos=True) as bar:
        actions.load(lambda: bar.update(1))
