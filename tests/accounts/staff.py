"""Members of staff for tests, and how they sign in."""

from __future__ import annotations

from flask import Flask

from tests.page import Browserless, Page
from werkplaats.accounts.actions import add_organiser
from werkplaats.accounts.models import MemberRole, Membership
from werkplaats.db import session, transaction

PASSWORD = "paarse fiets in de regen"


def add(app: Flask, email: str = "anna@example.org", admin: bool = True, password: str = PASSWORD) -> int:
    with app.app_context():
        return add_organiser(email, "Anna de Vries", password=password, is_admin=admin).user_id


def join(app: Flask, user_id: int, edition_id: int, role: MemberRole = MemberRole.ORGANISER) -> None:
    with app.app_context(), transaction():
        session.add(Membership(user_id=user_id, edition_id=edition_id, role=role))


def sign_in(browser: Browserless, email: str = "anna@example.org", password: str = PASSWORD, status: int = 302) -> Page:
    page = browser.get("/en/organisatie/inloggen")
    return browser.send(page, "inloggen", status=status, email=email, password=password)


def signed_in(app: Flask, email: str = "anna@example.org", admin: bool = True) -> Browserless:
    """A browser in which this member of staff has signed in."""
    add(app, email, admin)
    browser = Browserless(app)
    sign_in(browser, email)
    return browser
