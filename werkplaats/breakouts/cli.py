"""`flask assign solve`, `flask assign check`, `flask assign export`: the assignment for programmers."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from werkplaats.breakouts import process, queries
from werkplaats.breakouts.assignment import document
from werkplaats.breakouts.assignment.problem import BadProblem
from werkplaats.breakouts.queries import Settings
from werkplaats.editions import queries as editions

AS_GIVEN = {"ignore_unknown_options": True, "help_option_names": []}


@click.group()
def assign() -> None:
    """Who goes to which breakout, as files: docs/assignment.md tells all."""


@assign.command("solve", context_settings=AS_GIVEN, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def solve(arguments: tuple[str, ...]) -> None:
    """Solve a problem.json; prints a plan.json."""
    process.become(process.SOLVE, arguments)


@assign.command("check", context_settings=AS_GIVEN, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def check(arguments: tuple[str, ...]) -> None:
    """Count a plan.json again."""
    process.become(process.VERIFY, arguments)


@assign.command("export")
@click.option("--edition", "slug", required=True, metavar="SLUG", help="The edition, like 2027.")
@click.option("--mix-budget", type=click.IntRange(min=0), default=0, help="How many people the mix may cost.")
@with_appcontext
def export(slug: str, mix_budget: int) -> None:
    """Print an edition as a problem.json. It holds the secret seed, and no names."""
    edition = editions.by_slug(slug)
    if edition is None:
        raise click.ClickException(f"There is no edition {slug}.")
    try:
        problem = queries.problem_of(edition.id, Settings(mix_budget=mix_budget))
        click.echo(document.to_bytes(document.problem_to_dict(problem)), nl=False)
    except BadProblem as error:
        raise click.ClickException(str(error)) from error
