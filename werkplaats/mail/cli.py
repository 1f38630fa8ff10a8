"""`flask mail check`, `flask mail pause`, `flask mail resume`."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext

from werkplaats import audit
from werkplaats.mail import actions
from werkplaats.mail.check import Finding, findings, send_test


@click.group()
def mail() -> None:
    """Look whether mail leaves, and stop it or let it go."""


@mail.command()
@click.option("--to", metavar="ADDRESS", help="Send a test mail there too.")
@with_appcontext
def check(to: str | None) -> None:
    """Try the mail server, its encryption, the sender and the links, and say in one sentence each how they are."""
    config = current_app.config["WERKPLAATS"]
    found = list(_told(findings(config)))
    if to is not None:
        found += _told(iter([send_test(config, to)]))
    if not all(finding.well for finding in found):
        raise SystemExit(1)


@mail.command()
@with_appcontext
def pause() -> None:
    """Let all mail of the whole site wait, new passwords too, until `flask mail resume`."""
    paused = actions.pause(None, audit.OPERATOR)
    click.echo("All mail waits now. Nothing is lost." if paused else "All mail waits already.")


@mail.command()
@with_appcontext
def resume() -> None:
    """Let the mail leave again. An edition that its organisers paused stays so."""
    resumed = actions.resume(None, audit.OPERATOR)
    click.echo("The mail leaves again." if resumed else "The mail was not stopped.")


def _told(found: Iterator[Finding]) -> Iterator[Finding]:
    for finding in found:
        click.echo(f"{'right' if finding.well else 'WRONG'}  {finding.words}")
        yield finding
