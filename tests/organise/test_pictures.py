"""The picture of an article: sent, shown wherever the article stands, described, replaced, and gone at once."""

from __future__ import annotations

import hashlib
import io

import feedparser
from flask import Flask
from sqlalchemy import select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page
from tests.people.test_photos import bytes_of, from_a_telephone, halves, opened
from tests.post import Mailbox
from tests.public import stage
from werkplaats.db import session
from werkplaats.editions.models import Picture
from werkplaats.editions.pictures import PICTURE
from werkplaats.files import File
from werkplaats.jobs.models import Job

NEWS = "/organisatie/2027/nieuws/onze-tafel"
SITE = "/2027/nieuws/onze-tafel"


def send(organiser: Browserless, content: bytes, status: int = 303, **answers: str) -> Page:
    form = organiser.get(f"{NEWS}/foto").form("/foto")
    answers = {**form, "alt_nl": "Een lange tafel", "credit": "Tine Tekenaar", **answers}
    return organiser.post(f"{NEWS}/foto", {**answers, "file": (io.BytesIO(content), "tafel.jpg")}, status=status)


@POSTGRESQL_LATER
def test_the_life_of_a_picture(app: Flask, client: Browserless, make: Make, post: Mailbox) -> None:
    stage.article(app, make.edition("2027"), "Onze tafel")
    client.sign_in(make.organiser())
    reader = Browserless(app)
    bare = reader.get("/2027/")
    nothing = client.send(client.get(f"{NEWS}/foto"), "/foto", status=200)
    assert "Kies het bestand met de foto" in nothing.main and "wat er op de foto staat" in nothing.main
    send(client, b"MZ no picture")
    assert client.get(f"{NEWS}/foto").headers["Refresh"] == "2"
    post.work()
    assert "We kunnen dit niet als foto openen" in client.get(f"{NEWS}/foto").main
    assert "groter dan 10 MB" in send(client, bytes(10 * 1024 * 1024 + 1), status=200).main
    client.send(client.get(f"{NEWS}/foto"), "/foto", alt_nl="Nog niets", status=200)

    send(client, from_a_telephone())
    old = client.get(f"{NEWS}/foto")
    send(client, bytes_of(halves().resize((1600, 900)), "PNG"))
    post.work()
    own = client.http.get(client.get(NEWS).one(".written img").attrs["src"], base_url=client.base_url)
    assert opened(own.data).size == (1200, 675), "the one that was sent last"
    page = reader.get(SITE)
    shown = page.one("main img").attrs
    assert (shown["alt"], shown["width"], shown["height"]) == ("Een lange tafel", "1200", "675")
    assert page.one("figcaption").to_text() == "Beeld: Tine Tekenaar"
    picture = reader.http.get(shown["src"], base_url=reader.base_url)
    assert picture.content_type == "image/jpeg" and hashlib.sha256(picture.data).hexdigest() in shown["src"]
    small = shown["srcset"].split()[0]
    assert opened(reader.http.get(small, base_url=reader.base_url).data).size == (480, 270)
    og = {node.attrs["property"]: node.attrs["content"] for node in page.all("meta[property]")}
    assert og["og:image"].endswith(shown["src"]) and og["og:image:alt"] == "Een lange tafel"
    for address in ("/2027/", "/2027/nieuws"):
        card = reader.get(address).one(".article-card img").attrs
        assert (card["src"], card["alt"], card["width"]) == (small, "", "1200")
    reader.get("/2027/", headers={"If-None-Match": bare.headers["ETag"]})
    entry = feedparser.parse(reader.get("/2027/nieuws.atom").response.data).entries[0]
    assert entry.enclosures[0].href.endswith(shown["src"]) and 'alt="Een lange tafel"' in entry.content[0].value

    stale = client.post(f"{NEWS}/foto", {**old.form("/foto"), "alt_nl": "Iets anders"}, status=200)
    assert "Een lange tafel" in stale.one("table").to_text()
    client.send(client.get(f"{NEWS}/foto"), "/foto", alt_nl="Acht stoelen", alt_en="Eight chairs", credit="")
    assert reader.get("/en" + SITE).one("main img").attrs["alt"] == "Eight chairs"
    assert reader.get(SITE).all("figcaption") == []

    client.send(client.get(NEWS), "intrekken")
    reader.get(shown["src"], status=404)
    reader.get(small, status=404)
    client.send(client.get(NEWS), "openbaar")
    reader.get(shown["src"])
    send(client, from_a_telephone())
    before = client.get(f"{NEWS}/foto")
    client.send(before, "/weg")
    post.work()
    reader.get(shown["src"], status=404)
    assert reader.get(SITE).all("main img") == [], "taken away while the worker still had another one"
    with app.app_context():
        for left in (select(Picture), select(File), select(Job.key).where(Job.name == PICTURE)):
            assert session.scalars(left).all() == [], "nothing is left behind"
