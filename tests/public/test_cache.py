"""Pages kept in memory: a change shows at once everywhere, and nothing personal ever gets into them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask import session as browser_session
from sqlalchemy import event

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, Page
from tests.public import stage
from werkplaats import clock
from werkplaats.application import create_app
from werkplaats.db import db, session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.public.cache import PageStore
from werkplaats.registration import actions

pytestmark = POSTGRESQL_LATER


@pytest.fixture
def other(app: Flask) -> Browserless:
    """A visitor who is served by another process, with a memory of its own."""
    return Browserless(create_app(app.config["WERKPLAATS"]))


def again(client: Browserless, page: Page, status: int = 304, address: str = "/2027/") -> Page:
    """Ask as a browser does that has the page already."""
    return client.get(address, status=status, headers={"If-None-Match": page.headers["ETag"]})


def test_an_unchanged_page_is_not_sent_again_by_any_process(
    client: Browserless, other: Browserless, make: Make
) -> None:
    make.edition("2027")
    page = client.get("/2027/")
    for browser in (client, other, other, client):
        unchanged = again(browser, page)
        assert unchanged.headers["ETag"] == page.headers["ETag"]
        assert "Content-Type" not in unchanged.headers
    weak = client.get("/2027/", status=304, headers={"If-None-Match": f'"x", W/{page.headers["ETag"]}'})
    assert weak.response.data == b""


def test_a_kept_page_equals_a_fresh_one_in_all_but_its_request(client: Browserless, make: Make) -> None:
    make.edition("2027")
    fresh, kept = client.get("/2027/"), client.get("/2027/")
    assert fresh.response.data == kept.response.data
    ids = [page.headers["X-Request-Id"] for page in (fresh, kept)]
    assert len(set(ids)) == 2
    own = ("X-Request-Id", "Date")
    one, two = ({k: v for k, v in page.headers.items() if k not in own} for page in (fresh, kept))
    assert one == two
    assert "default-src 'none'" in kept.headers["Content-Security-Policy"]


def test_the_second_time_the_application_does_nothing(app: Flask, client: Browserless, make: Make) -> None:
    make.edition("2027")
    client.get("/2027/")
    with app.app_context():
        engine = db.engine
    statements: list[str] = []
    note: Callable[..., Any] = lambda *args: statements.append(args[2])  # noqa: E731
    event.listen(engine, "before_cursor_execute", note)
    client.get("/2027/")
    event.remove(engine, "before_cursor_execute", note)
    assert statements == []


def test_a_change_shows_at_once_in_every_process(
    app: Flask, client: Browserless, other: Browserless, make: Make
) -> None:
    edition = make.edition("2027")
    page = client.get("/2027/")
    other.get("/2027/")
    for title in ("Nieuwe titel", "Nog nieuwer"):
        stage.change(app, edition, title={"nl": title})
        assert again(client, page, 200).heading == title
        assert again(other, page, 200).heading == title


def test_a_new_speaker_and_a_new_card_show_at_once(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027", starts_at=clock.now() - timedelta(days=2))
    client.get("/2027/programma"), client.get("/2027/oogst")
    stage.speaker(app, edition, "Noor de Wit")
    assert "Noor de Wit" in client.get("/2027/programma").main
    stage.card(app, edition, "Vraag wat iemand kan.")
    assert "Vraag wat iemand kan." in client.get("/2027/oogst").main


def test_the_clock_and_the_last_place_change_pages_too(
    app: Flask, client: Browserless, other: Browserless, make: Make
) -> None:
    edition = make.edition("2027", capacity=1)
    page, _ = client.get("/2027/"), other.get("/2027/")
    someone = make.register(edition)
    full = again(other, page, 200)
    assert "Alle plekken zijn bezet" in full.main
    with app.app_context():
        actions.cancel(someone.id, "participant")
    assert again(client, full, 200).response.data == page.response.data
    with clock.standing_at(clock.now() + timedelta(days=90)):
        assert again(client, page, 200).all('.hero a[href="/2027/oogst"]')


def test_yesterdays_page_is_never_served_in_another_phase(client: Browserless, other: Browserless, make: Make) -> None:
    """At every moment of the day at which something begins or ends, for a browser that kept the page before it."""
    start = clock.now() + timedelta(days=60)
    make.edition("2027", starts_at=start)
    kept = {address: client.get(address) for address in ("/", "/2027/", "/2027/programma", "/2027/programma/welkom")}
    for address in kept:
        other.get(address)
    said = {address: [page.response.data] for address, page in kept.items()}
    for minutes in (1, 65, 75, 115, 125, 165, 24 * 60):
        with clock.standing_at(start + timedelta(minutes=minutes)):
            for address in ("/2027/", "/2027/programma"):
                for browser in (client, other):
                    page = again(browser, kept[address], 200, address)
                assert page.headers["Cache-Control"] == "public, no-cache"
                assert again(client, page, 304, address).headers["ETag"] == page.headers["ETag"]
                kept[address] = page
                said[address].append(page.response.data)
    assert {address: len(set(said[address])) for address in ("/2027/", "/2027/programma")} == {
        "/2027/": 8, "/2027/programma": 8,
    }  # fmt: skip
    with clock.standing_at(start + timedelta(days=1)):
        again(other, kept["/"], 200, "/")


def test_the_programme_says_what_is_on_now_and_next(client: Browserless, make: Make) -> None:
    start = clock.now() + timedelta(days=60)
    make.edition("2027", starts_at=start)
    assert not client.get("/2027/programma").all(".this-moment")
    expected = {30: ("Nu Welkom", "Daarna Ronde 1"), 65: ("Straks Ronde 1",), 130: ("Nu Ronde 2",), 170: ()}
    for minutes, parts in expected.items():
        with clock.standing_at(start + timedelta(minutes=minutes)):
            page = client.get("/2027/programma")
            said = [" ".join(row.to_text().split()) for row in page.all(".this-moment dl div")]
            assert tuple(one[: len(part)] for one, part in zip(said, parts, strict=True)) == parts
            assert len(page.all('[aria-current="time"]')) == sum(part.startswith("Nu") for part in parts)


def test_a_page_that_is_hidden_or_removed_is_gone_at_once(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    page = client.get("/2027/")
    stage.change(app, edition, state=EditionState.DRAFT)
    again(client, page, 404)
    stage.change(app, edition, state=EditionState.PUBLISHED)
    client.get("/2027/")
    with app.app_context(), transaction():
        session.delete(session.get_one(Edition, edition))
    again(client, page, 404)


def test_nothing_of_a_person_gets_into_a_page_that_others_see(
    client: Browserless, other: Browserless, make: Make
) -> None:
    client.get(make.register(make.edition("2027"), "Fatima Voorbeeld").link, status=303)
    mine, theirs = client.get("/2027/"), other.get("/2027/")
    assert mine.response.data == theirs.response.data
    assert "Set-Cookie" not in mine.headers
    assert "Fatima" in client.get("/mijn").main


def test_a_public_page_cannot_even_look_into_the_session(app: Flask, client: Browserless, make: Make) -> None:
    client.get(make.register(make.edition("2027")).link, status=303)
    seen: list[dict[str, Any]] = []
    note: Callable[..., Any] = lambda *_args, **_values: seen.append(dict(browser_session))  # noqa: E731
    with template_rendered.connected_to(note, app):
        public, own = client.get("/2027/"), client.get("/mijn")
    assert seen[0] == {}
    assert seen[1]["people"]
    assert "Vary" not in public.headers
    assert own.headers["Vary"] == "Cookie"


def test_a_host_that_is_not_ours_finds_no_kept_page(client: Browserless, make: Make) -> None:
    make.edition("2027")
    client.get("/2027/")
    answer = client.http.get("/2027/", base_url="http://evil.example")
    assert answer.status_code == 400
    assert answer.data == b"This site does not answer under this address.\n"


def test_head_query_and_post_are_answered_as_without_memory(client: Browserless, make: Make) -> None:
    make.edition("2027")
    for _twice in range(2):
        page = client.get("/2027/")
        head = client.http.head("/2027/", base_url=client.base_url)
        assert head.data == b""
        assert head.headers["Content-Length"] == str(len(page.response.data))
        assert head.headers["ETag"] == page.headers["ETag"]
        assert client.get("/2027/?utm=x").heading == page.heading
        assert client.post("/2027/", status=405).headers["Allow"]


def test_without_a_database_kept_pages_are_not_served_as_true(app: Flask, client: Browserless, make: Make) -> None:
    make.edition("2027")
    client.get("/2027/")
    reader = app.extensions["pages"].reader
    good, reader._versions = reader._versions, "SELECT nothing FROM nowhere"
    try:
        assert reader.read() is None
        stage.change(app, 1, title={"nl": "Toch nieuw"})
        assert client.get("/2027/").heading == "Toch nieuw"
    finally:
        reader._versions = good


def test_the_memory_is_bounded(app: Flask, client: Browserless, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    make.edition("2027")
    size = len(client.get("/2027/").response.data)
    monkeypatch.setattr("werkplaats.public.cache.MOST_BYTES", 2 * size)
    store: PageStore = app.extensions["pages"]
    for path in ("programma", "sprekers", "oogst", "", "programma.ics", "deelsessies/deelsessie-1"):
        client.get(f"/2027/{path}")
        assert sum(len(page.body) for page in store._pages.values()) <= 2 * size
    assert client.get("/2027/").heading == "Samen leren"
