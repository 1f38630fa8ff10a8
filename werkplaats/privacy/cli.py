"""`flask privacy …`: what would be removed tonight, removing it now, and the record of processing."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup

from werkplaats.privacy import actions, record, retention

privacy = AppGroup("privacy", help="What is held of people, and for how long.")


@privacy.command("retain")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def retain(dry_run: bool) -> None:
    """Remove what was kept long enough. The worker does so every night."""
    numbers = retention.number_due() if dry_run else actions.retain()
    click.echo("This would go:" if dry_run else "This is gone:")
    for name, number in numbers.items():
        click.echo(f"{number:>8}  {name}")


@privacy.command("record")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False)
def write_record(file: Path | None) -> None:
    """Print the table of the record of processing, or bring it up to date in FILE."""
    if file is None:
        click.echo(record.table())
        return
    file.write_text(record.renewed(file.read_text()))
