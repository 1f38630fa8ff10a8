"""What everyone may read in the languages of programs: calendars, schedules, feeds, and what search engines ask for."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, make_response, url_for

from werkplaats import links
from werkplaats.editions.access import shown_edition
from werkplaats.editions.models import Phase
from werkplaats.programme import queries as programmes
from werkplaats.public import atom, cache, day, feed, schedule
from werkplaats.public import sitemap as sitemaps

bp = Blueprint("formats", __name__)

PRIVATE_PAGES = ("/mijn", "/p/", "/k/", "/agenda/", "/organisatie", "/voorbeeld/")


@bp.get("/<edition>/programma.ics")
def calendar(edition: str) -> Response:
    return _calendar(feed.of(shown_edition(edition)), edition)


@bp.get("/<edition>/deelsessies/<slug>.ics")
def breakout_calendar(edition: str, slug: str) -> Response:
    shown = shown_edition(edition)
    found = programmes.breakout(shown.id, slug) or abort(404)
    return _calendar(feed.of_breakout(shown, found), f"{edition}-{slug}")


def _calendar(body: bytes, name: str) -> Response:
    response = _as("text/calendar", body)
    response.headers["Content-Disposition"] = f'inline; filename="werkplaats-{name}.ics"'
    return response


@bp.get("/<edition>/schedule.json")
def schedule_json(edition: str) -> Response:
    document = json.dumps(schedule.as_json(day.of(shown_edition(edition))), ensure_ascii=False)
    return _for_anyone(_as("application/json", document))


@bp.get("/<edition>/schedule.xml")
def schedule_xml(edition: str) -> Response:
    return _for_anyone(_as("application/xml", schedule.as_xml(day.of(shown_edition(edition)))))


@bp.get("/<edition>/nieuws.atom")
def news_feed(edition: str) -> Response:
    return _as("application/atom+xml", atom.of_news(shown_edition(edition)))


@bp.get("/<edition>/oogst.atom")
def harvest_feed(edition: str) -> Response:
    shown = shown_edition(edition)
    if shown.phase != Phase.PAST:
        cache.do_not_keep()  # for the same reason as the page
    return _as("application/atom+xml", atom.of_harvest(shown))


@bp.get("/sitemap.xml")
def sitemap() -> Response:
    return _as("application/xml", sitemaps.of_everything())


@bp.get("/robots.txt")
def robots() -> Response:
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}{path}" for path in PRIVATE_PAGES for prefix in ("", "/en")),
        f"Sitemap: {links.absolute(url_for('.sitemap'))}",
    ]
    return _as("text/plain", "\n".join(lines) + "\n")


def _as(kind: str, body: bytes | str) -> Response:
    response = make_response(body)
    response.content_type = f"{kind}; charset=utf-8"
    return response


def _for_anyone(response: Response) -> Response:
    """A page of another site may show our programme too: it is the same for everyone."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
