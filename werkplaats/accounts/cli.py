"""`flask organiser …`: who may sign in as staff."""

from __future__ import annotations

import click
from flask import current_app, url_for
from flask.cli import AppGroup
from flask_security.recoverable import generate_reset_password_token

from werkplaats import links
from werkplaats.accounts import actions, queries
from werkplaats.accounts.models import User
from werkplaats.db import session

organiser = AppGroup("organiser", help="Who may sign in as staff.")


@organiser.command("add")
@click.argument("email")
@click.option("--name", default="", help="The name that colleagues see.")
def add(email: str, name: str) -> None:
    """Make EMAIL an admin, and print a link with which they set their password."""
    if email.count("@") != 1 or any(c.isspace() for c in email):
        raise click.BadParameter(f"{email!r} is not a mail address.", param_hint="EMAIL")
    added = actions.add_organiser(email, name)
    click.echo(f"{queries.email_of(email)} is {'now' if added.is_new else 'still there, and now certainly'} an admin.")
    click.echo("With this link they set their password. It works once, for one day:")
    click.echo(password_link(added.user_id))


@organiser.command("list")
def show() -> None:
    """Print everyone who may sign in."""
    for user in queries.everyone():
        roles = ["admin"] if user.is_admin else [f"{m.role} of edition {m.edition_id}" for m in user.memberships]
        click.echo(f"{user.email}  {user.name}  {', '.join(roles)}")


def password_link(user_id: int) -> str:
    """A whole address where this user sets a password; it dies when they do, or after a day."""
    token = generate_reset_password_token(session.get_one(User, user_id))  # type: ignore[no-untyped-call]
    with current_app.test_request_context(base_url=current_app.config["SITE_URL"]):
        return links.absolute(url_for("security.reset_password", token=token, lang="nl"))
