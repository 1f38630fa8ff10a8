"""Where to click, for whoever has just started Werkplaats."""

from __future__ import annotations

from werkplaats import links
from werkplaats.demo import queries
from werkplaats.demo.actions import password_file
from werkplaats.editions.models import Edition

Line = tuple[str, str]


def lines() -> list[Line]:
    """What there is and its address. Without a demo: how to begin."""
    found = [("The site", links.absolute("/"))]
    for edition in queries.editions():
        found += _edition(edition)
    return [*found, *_organiser()]


def _edition(edition: Edition) -> list[Line]:
    somebody = queries.somebody_in(edition.id)
    page = (f"Symposium of {edition.slug}", links.absolute(f"/{edition.slug}/"))
    if somebody is None:
        return [page]
    personal = links.personal(links.REGISTRATION, somebody.public_id, somebody.link_version)
    return [page, (f"{somebody.name} in {edition.slug}", personal), *_host(edition)]


def _host(edition: Edition) -> list[Line]:
    """Where somebody who hosts a breakout comes in."""
    host = queries.host_in(edition.id)
    if host is None:
        return []
    personal = links.personal(links.TASK, host.public_id, host.link_version)
    return [(f"{host.name}, host in {edition.slug}", personal)]


def _organiser() -> list[Line]:
    address = ("Organisers", links.absolute("/organisatie"))
    if not queries.editions() or not password_file().exists():
        return [address, ("", "To make an account: .venv/bin/flask organiser add YOUR@ADDRESS")]
    return [address, ("", f"{queries.ORGANISER_EMAIL}  {password_file().read_text().strip()}")]
