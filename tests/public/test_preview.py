"""Looking at an edition before everyone does: a secret link that opens its pages, and nothing else, for as long as
organisers want."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page
from tests.public import stage
from werkplaats import clock, links
from werkplaats.audit import AuditEntry
from werkplaats.db import session, transaction
from werkplaats.editions.models import Article, Edition, EditionState, Picture
from werkplaats.files import File
from werkplaats.organise.actions import copy_edition
from werkplaats.people.models import Person, Photo
from werkplaats.public.change import CHANGED_AT
from werkplaats.registration.models import Registration

pytestmark = POSTGRESQL_LATER

SETTINGS = "/organisatie/2028/instellingen"
PAGES = (
    "", "programma", "programma/welkom", "sprekers", "sprekers/sanne-spreker", "deelsessies/deelsessie-1", "online",
    "nieuws", "nieuws/nog-geheim", "indeling", "oogst",
)  # fmt: skip
FILES = ("programma.ics", "deelsessies/deelsessie-1.ics", "schedule.json", "schedule.xml", "nieuws.atom", "oogst.atom")


def draft(app: Flask, make: Make) -> int:
    """An edition that nobody sees yet, with a speaker, their picture and an article."""
    edition = make.edition("2028", state=EditionState.DRAFT)
    person_id = stage.speaker(app, edition, "Sanne Spreker")
    article_id = stage.article(app, edition, "Nog geheim", public=False)
    with app.app_context(), transaction():
        file = File(public_id=links.new_public_id(), name="x", type="image/jpeg", sha256="f", bytes=b"x",
                    created_at=clock.now())  # fmt: skip
        session.add(file)
        session.flush()
        sizes = {"large_id": file.id, "small_id": file.id}
        photo = Photo(sha="f" * 64, alt={"nl": "Sanne lacht"}, **sizes)
        drawn = Picture(sha="e" * 64, alt={"nl": "Een tafel"}, width=8, height=8, **sizes)
        drawn.article = session.get_one(Article, article_id)
        session.add_all([photo, drawn])
        session.flush()
        session.get_one(Person, person_id).photo_id = photo.id
    return edition


def link(organiser: Browserless) -> str:
    """The path of the link that stands on the settings page."""
    (shown,) = organiser.get(SETTINGS).all("#preview p:not(.actions) a")
    return str(urlsplit(shown.attrs["href"]).path)


def made(organiser: Browserless) -> str:
    organiser.send(organiser.get(SETTINGS), "/voorbeeld")
    return link(organiser)


def test_who_has_the_link_sees_every_page_of_the_draft_and_nobody_learns_it(
    app: Flask, client: Browserless, make: Make, capfd: object
) -> None:
    draft(app, make)
    make.edition("2027")
    client.sign_in(make.organiser())
    colleague, prefix = Browserless(app), made(client)
    token = prefix.strip("/").rpartition("/")[2]
    assert colleague.follow(colleague.get(prefix, status=302)).heading == "Samen leren"
    for language, page in [("en/", ""), *(("", page) for page in PAGES)]:
        shown = colleague.get(f"{prefix}{language}2028/{page}")
        assert shown.headers["Cache-Control"] == "no-store"
        assert shown.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in shown.headers["X-Robots-Tag"]
        assert "Set-Cookie" not in shown.headers and "Cookie" not in shown.headers.get("Vary", "")
        strips = [strip.to_text() for strip in shown.all(".demo-strip")]
        assert any(("Preview" if language else "Voorbeeld") in strip for strip in strips)
        addresses = [node.attrs.get("href") or node.attrs.get("content") for node in shown.all("meta, link")]
        telling = [one for one in addresses if one and token in one and not one.startswith("/")]
        assert telling == [] and token not in "".join(map(str, shown.all("script")))
        assert shown.one('link[rel="canonical"]').attrs["href"] == f"{colleague.base_url}/{language}2028/{page}"
        for asked in [*shown.all("header nav a"), *shown.all("main a")]:
            href = asked.attrs["href"]
            assert href.startswith((prefix, "#", "https://", "mailto:", "/organisatie/")), href
    landing = colleague.get(f"{prefix}2028/")
    assert "Nog niet openbaar" in landing.main and landing.all('main a[href$="/aanmelden"]')
    assert "Nog niet openbaar" in colleague.get(f"{prefix}2028/nieuws/nog-geheim").main
    for name in FILES:
        text = colleague.get(f"{prefix}2028/{name}").response.get_data(as_text=True)
        assert text and token not in text, name
    for page in ("sprekers/sanne-spreker", "nieuws/nog-geheim"):
        src = colleague.get(f"{prefix}2028/{page}").one("main img").attrs["src"]
        assert colleague.get(src).response.data == b"x"
        colleague.get(src.removeprefix(prefix.rstrip("/")), status=404)
    for page in ("/2028/", "/2028/nieuws", "/2028/sprekers/sanne-spreker"):
        colleague.get(page, status=404)
    for listing in ("/", "/2027/", "/kennisbank", "/sitemap.xml", "/robots.txt"):
        text = colleague.get(listing).response.get_data(as_text=True)
        assert "2028" not in text and token not in text
    assert "Disallow: /voorbeeld/" in colleague.get("/robots.txt").text
    assert token not in "".join(capfd.readouterr())  # type: ignore[attr-defined]


def test_nothing_can_be_sent_there_and_everything_else_is_outside(app: Flask, client: Browserless, make: Make) -> None:
    edition = draft(app, make)
    make.edition("2027")
    client.sign_in(make.organiser())
    colleague, prefix = Browserless(app), made(client)
    refused = colleague.get(f"{prefix}2028/aanmelden", status=409)
    assert "Je kijkt naar een voorbeeld." in refused.main and not refused.all("main form")
    out = {
        "mijn": "/mijn", "en/mijn": "/en/mijn", "2027/": "/2027/",
        "2027/programma?a=%2F%2Fb": "/2027/programma?a=%2F%2Fb",
        "kennisbank": "/kennisbank", "organisatie/2028/": "/organisatie/2028/", "privacy": "/privacy",
        "sitemap.xml": "/sitemap.xml", "static/css/werkplaats.css": "/static/css/werkplaats.css",
    }  # fmt: skip
    for inside, outside in out.items():
        assert colleague.get(f"{prefix}{inside}", status=302).location == outside
    astray = colleague.get(f"{prefix}/evil.example.org/", status=302)
    assert (astray.location, astray.headers["Cache-Control"]) == ("/evil.example.org/", "no-store")
    assert "voorbeeld" in colleague.get(f"{prefix}2028/bestaat-niet", status=404).text
    assert urlsplit(colleague.get(f"{prefix.rstrip('/')}", status=302).location).path == f"{prefix}2028/"
    answers = {"name": "Piet", "email": "piet@example.org"}
    for page in ("2028/aanmelden", "mijn/link", "organisatie/2028/instellingen", "organisatie/inloggen"):
        client.post(f"{prefix}{page}", answers, status=405)
    stage.change(app, edition, state=EditionState.PUBLISHED)
    colleague.get(f"{prefix}2028/aanmelden", status=302)
    colleague.post(f"{prefix}2028/aanmelden", answers, status=405)
    with app.app_context():
        assert session.scalars(select(Registration)).all() == []


def test_a_new_link_ends_the_old_one_and_a_withdrawn_one_tells_nothing(
    app: Flask, client: Browserless, make: Make
) -> None:
    edition = draft(app, make)
    client.sign_in(make.organiser())
    colleague, form = Browserless(app), client.get(SETTINGS)
    assert client.get(f"{SETTINGS}/site", status=303).location == f"{SETTINGS}#preview"
    client.send(form, "/voorbeeld")
    first = link(client)
    client.send(form, "/voorbeeld")
    assert link(client) == first, "pressed twice, one link"
    assert urlsplit(client.get(f"{SETTINGS}/site", status=303).location).path == first
    second = made(client)
    assert second != first
    colleague.get(first, status=404), colleague.get(second, status=302)
    made_up = f"{second[:-2]}{'B' if second[-2] == 'A' else 'A'}/"
    other_kind = f"/voorbeeld/r{second.removeprefix('/voorbeeld/e')}"
    colleague.get(made_up, status=404), colleague.get(other_kind, status=404)
    client.send(client.get(SETTINGS), "/intrekken")
    token = {"csrf_token": form.form("/voorbeeld")["csrf_token"]}
    assert "Er is geen link meer" in client.follow(client.post(f"{SETTINGS}/voorbeeld/intrekken", token)).main
    sizes = set()
    for address in (first, second, made_up, other_kind):
        page = colleague.get(f"{address}2028/", status=404)
        assert page.heading == "Je kunt dit voorbeeld niet openen" and page.headers["Cache-Control"] == "no-store"
        assert not [a for a in page.all("main a, header nav a") if "voorbeeld" in a.attrs["href"]]
        sizes.add(len(page.response.data))
    assert len(sizes) == 1
    for nonsense in ("x", "e/2028/", "%00", "e" + "2" * 16 + "-é"):
        colleague.get(f"/voorbeeld/{nonsense}", status=404)
    third = made(client)
    with app.app_context():
        copy_id = copy_edition(edition, "2030", clock.now().date().replace(year=2030), "user:1")
        original, copied = (session.get_one(Edition, id).preview_id for id in (edition, copy_id))
        assert copied and copied != original, "what is new has a link, and one of its own"
        verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.verb.contains("preview"))).all()
    assert verbs == ["edition.preview", "edition.preview", "edition.withdraw_preview", "edition.preview"]
    colleague.get(f"{third}2030/", status=302)
    colleague.get("/2030/", status=404)


def test_every_page_names_where_organisers_change_it(app: Flask, client: Browserless, make: Make) -> None:
    edition = draft(app, make)
    stage.card(app, edition, "Een kaart.")
    of_edition = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("public.") and "edition" in rule.arguments and not rule.endpoint.endswith("_file")
    }
    assert set(CHANGED_AT) == of_edition
    client.sign_in(make.organiser())
    prefix = made(client)
    stage.change(app, edition, state=EditionState.PUBLISHED)
    named = {page: where(client.get(f"{prefix}2028/{page}")) for page in (*PAGES, "oogst/1")}
    for href in set(named.values()):
        client.get(href)
    assert named[""] == named["online"] == SETTINGS
    assert named["nieuws/nog-geheim"] == "/organisatie/2028/nieuws/nog-geheim"
    assert named["deelsessies/deelsessie-1"] == "/organisatie/2028/programma/deelsessie/deelsessie-1"
    assert "Sanne Spreker" in client.get(named["sprekers/sanne-spreker"]).heading
    assert "Welkom" in json.dumps(client.get(named["programma/welkom"]).form("programma/onderdeel/1"))
    public = client.get("/2028/")
    assert not public.all('a[href^="/organisatie"]') and "Nog geheim" not in public.text


def where(page: Page) -> str:
    return str(page.one('.demo-strip a[href^="/organisatie"]').attrs["href"])
