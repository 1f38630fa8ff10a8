"""News and articles: an organiser writes, looks, publishes, changes and withdraws; the site and the feed follow."""

from __future__ import annotations

import feedparser
from flask import Flask
from sqlalchemy import func, select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page
from tests.public import stage
from werkplaats.db import session
from werkplaats.editions.models import Article
from werkplaats.mail.models import OutgoingMail
from werkplaats.web.markdown import as_html

NEWS = "/organisatie/2027/nieuws"
SITE = "/2027/nieuws/waarom-deze-dag"
STORY = "# Waarom\n\nOmdat het **kan**, en [dit helpt](https://example.org/lees).\n\n- een\n- twee"


def write(organiser: Browserless, status: int = 303, **answers: str) -> Page:
    filled = {"kind": "interview", "title_nl": "Waarom deze dag?", "text_nl": STORY, **answers}
    return organiser.send(organiser.get(f"{NEWS}/nieuw"), "nieuw", status=status, **filled)


def in_feed(reader: Browserless) -> list[str]:
    feed = feedparser.parse(reader.get("/2027/nieuws.atom").response.data)
    assert not feed.bozo
    return [entry.title for entry in feed.entries]


@POSTGRESQL_LATER
def test_the_life_of_an_article(app: Flask, client: Browserless, make: Make) -> None:
    make.edition("2027")
    client.sign_in(make.organiser())
    reader = Browserless(app)
    before = reader.get("/2027/")
    assert "Er is nog geen artikel" in client.get(NEWS).main
    huge = write(client, 200, text_nl="a" * 50_001)
    assert "1 teken te lang" in huge.main and "a" * 50_001 in huge.text, "it is kept as it was typed"
    client.post(f"{NEWS}/nieuw", {"text_nl": "a" * 2_000_000}, status=413)
    faulty = write(client, 200, title_nl="", link="javascript:alert(1)")
    assert "Geef het artikel een titel in het Nederlands." in faulty.main
    assert "Plak de hele link." in faulty.main
    page = client.follow(write(client))
    assert client.follow(write(client)).heading == page.heading, "sent twice, written once"
    assert "Nog niet openbaar" in page.main and "maar in één taal" in page.main
    assert page.one(".written strong").to_text() == "kan"
    reader.get(SITE, status=404)
    assert in_feed(reader) == []
    edit, other = page.form("waarom-deze-dag"), client.get(f"{NEWS}/waarom-deze-dag")

    client.send(page, "openbaar")
    public = reader.get(SITE)
    assert public.heading == "Waarom deze dag?"
    assert public.one(".written h2").to_text() == "Waarom"
    assert public.one(".written p a").attrs["href"] == "https://example.org/lees"
    assert reader.get("/en" + SITE).heading == "Waarom deze dag?"
    for address in ("/2027/", "/2027/nieuws"):
        assert reader.get(address).one(f'main a[href="{SITE}"]').to_text() == "Waarom deze dag?"
    reader.get("/2027/", headers={"If-None-Match": before.headers["ETag"]})
    assert in_feed(reader) == ["Waarom deze dag?"]

    client.post(f"{NEWS}/waarom-deze-dag", {**edit, "title_nl": "Daarom", "text_en": "Because."})
    assert reader.get(SITE).heading == "Daarom", "the address stays"
    assert "Because." in reader.get("/en" + SITE).main
    stale = client.send(other, "waarom-deze-dag", status=200, title_nl="Toch niet")
    assert "Daarom" in stale.one("table").to_text()
    assert stale.form("waarom-deze-dag")["title_nl"] == "Toch niet", "both stand there"

    client.send(client.get(f"{NEWS}/waarom-deze-dag"), "intrekken")
    reader.get(SITE, status=404)
    assert in_feed(reader) == []
    assert "Daarom" not in reader.get("/2027/").main
    assert "Van de site gehaald" in client.get(NEWS).main
    again = client.post(f"{NEWS}/waarom-deze-dag/intrekken", {"csrf_token": edit["csrf_token"]})
    assert "Dit staat niet op de site." in client.follow(again).main
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(OutgoingMail)) == 0
        assert session.scalar(select(func.count()).select_from(Article)) == 1


HARMFUL = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "![weg](https://evil.example/x.png)",
    "[klik](javascript:alert(1))", "[klik](//evil.example)", "[klik](/\\evil.example)", "[klik](data:text/html,x)",
    '[klik](https://example.org "onmouseover=alert(1)")', "<https://example.org/\"onclick=alert(1)>",
    "[a](<java\nscript:alert(1)>)", "<a href='https://evil.example' style='position:fixed'>x</a>",
)  # fmt: skip


@POSTGRESQL_LATER
def test_an_article_cannot_harm_its_reader(app: Flask, client: Browserless, make: Make) -> None:
    stage.article(app, make.edition("2027"), "Onveilig", "\n\n".join(HARMFUL))
    page = client.get("/2027/nieuws/onveilig")
    assert {node.name for node in page.one(".written").query("script, img, style, iframe")} == set()
    for node in page.one(".written").query("a"):
        assert set(node.attrs) <= {"href", "rel"}
        assert node.attrs.get("href", "https://").startswith(("https://", "/%5C")), node.attrs
    html = client.get("/2027/nieuws.atom").text
    assert "<script" not in html
    assert "evil.example/x.png&quot;" not in html


def test_headings_of_an_article_skip_no_level() -> None:
    made = as_html("#### Diep\n\n# Hoog\n\n### Dieper\n\n###### Diepst")
    assert [made[at + 1 : at + 3] for at in range(len(made)) if made.startswith("<h", at)] == ["h2", "h2", "h3", "h4"]
