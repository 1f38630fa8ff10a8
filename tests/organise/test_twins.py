"""Words that stand in one language only are named where they are filled, and counted in one place."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select, update

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.organise.test_today import counting, work
from tests.page import Browserless
from tests.public import stage
from werkplaats import clock
from werkplaats.db import session, transaction
from werkplaats.editions.models import Article, ArticleState, Edition
from werkplaats.organise.twins import gaps
from werkplaats.programme.models import Breakout, ProgrammeItem

BOTH = {"nl": "Samen", "en": "Together"}


@POSTGRESQL_LATER
def test_what_lacks_words_is_named_where_it_is_filled(app: Flask, client: Browserless, make: Make) -> None:
    edition_id = make.edition("2027")
    client.sign_in(make.organiser())
    with app.app_context(), transaction():
        for edition in session.scalars(select(Edition)):
            edition.title = edition.theme = edition.lead = edition.about = BOTH
        session.execute(update(ProgrammeItem).values(title=BOTH, text={}))
        session.execute(update(Breakout).values(title=BOTH, abstract={"nl": "Alleen Nederlands", "en": ""}))
        session.execute(update(Breakout).where(Breakout.slug == "deelsessie-1").values(abstract={"en": "English only"}))
    stage.article(app, edition_id, "Zonder Engels", public=False)
    with app.app_context(), counting(app) as few:
        before = gaps([session.get_one(Edition, edition_id)])[edition_id]
    for number in range(3):
        stage.article(app, edition_id, f"Nog een {number}")
    with app.app_context(), counting(app) as many:
        after = gaps([session.get_one(Edition, edition_id)])[edition_id]
    assert len(many) == len(few) and after.number == before.number + 6

    news = client.get("/organisatie/2027/nieuws")
    tags = [node for node in news.all(".tag-link") if "Zonder Engels" in node.to_text()]
    assert "Engels ontbreekt" in tags[0].to_text()
    address, _sharp, field = tags[0].attrs["href"].partition("#")
    assert client.get(address).one(f"#{field}").attrs["name"] == "title_en"
    schedule = client.get("/organisatie/2027/programma")
    ways = {node.attrs["href"] for node in schedule.all(".tag-link")}
    assert "/organisatie/2027/programma/deelsessie/deelsessie-1#abstract_nl" in ways
    form = client.get("/organisatie/2027/programma/deelsessie/deelsessie-2")
    assert "maar in één taal" in form.main and form.all('main a[href="#abstract_en"]')
    settings = client.get("/organisatie/2027/instellingen")
    assert f"{sum(len(gap.columns) for gap in after.elsewhere)} teksten" in settings.one("#talen summary").to_text()
    for link in {node.attrs["href"].partition("#")[0] for node in settings.all("#talen a")}:
        client.get(link)

    assert work(client) == []
    with app.app_context(), transaction():
        long_ago = clock.now() - timedelta(days=4)
        session.execute(update(Article).where(Article.state == ArticleState.DRAFT).values(changed_at=long_ago))
        session.execute(update(Edition).values(registration_opens_at=clock.now() + timedelta(days=2)))
    lines = work(client)
    assert "1 article is still a draft, since days" in lines
    assert f"{after.number} texts stand in one language only, and soon people can register" in lines
