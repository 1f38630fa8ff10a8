"""One's own day as a feed: what a calendar program finds at an address that opens nothing else."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from sqlalchemy import select

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.judges import bytelint, icaljs, libical, vobject_times
from tests.make import Make, Person
from tests.page import Browserless, Page
from tests.post import Mailbox
from tests.public import stage
from werkplaats import links
from werkplaats.db import session, transaction
from werkplaats.editions.models import EditionState
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, Slot, SlotState
from werkplaats.registration import access, actions
from werkplaats.registration.models import Registration

pytestmark = POSTGRESQL_LATER

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.fixture(autouse=True)
def judge() -> None:
    if reason := libical.available():
        pytest.skip(reason)


def address(app: Flask, person: Person) -> str:
    with app.app_context():
        return f"/agenda/{access.feed_token(session.get_one(Registration, person.id))}.ics"


def feed(client: Browserless, path: str) -> Page:
    """The feed, as other people's programs take it."""
    page = client.get(path)
    assert libical.complaints(page.response.data) + bytelint.complaints(page.response.data) == []
    return page


def events(page: Page) -> dict[str, libical.Read]:
    return {event.uid: event for event in libical.read(page.response.data)}


def test_each_part_of_the_day_is_an_entry_that_stays_the_same(
    app: Flask, client: Browserless, make: Make, post: Mailbox
) -> None:
    edition = make.edition("2027")
    first, *_ = make.breakouts(edition)
    person = make.register(edition, ranking=[first])
    path = address(app, person)
    before = events(feed(client, path))
    assert sorted(event.summary.split(":")[0] for event in before.values()) == ["Ronde 1", "Ronde 2", "Welkom"]
    Organiser(app, edition).publish()
    post.work()
    after = events(feed(client, path))
    assert after.keys() == before.keys(), "another breakout is a change of the same entry"
    assert "Sociaaleconomische zekerheid" in {event.summary for event in after.values()}
    assert all(after[uid].sequence > before[uid].sequence for uid in after)


def test_it_tells_strangers_nothing_but_the_day(app: Flask, client: Browserless, make: Make, post: Mailbox) -> None:
    person = make.register(make.edition("2027"), "Fatima Voorbeeld")
    Organiser(app, 1).publish()
    post.work()
    text = feed(client, address(app, person)).text.replace("\r\n ", "")
    for secret in ("Fatima", person.email, "/p/", "meet.example.org", "ATTENDEE", person.link.rpartition("/")[2]):
        assert secret not in text
    for wanted in ("ORGANIZER", "NAME:Samen leren", "X-WR-CALNAME", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"):
        assert wanted in text


def test_unchanged_it_is_not_sent_again(app: Flask, client: Browserless, make: Make, post: Mailbox) -> None:
    person = make.register(make.edition("2027"))
    post.work()
    path = address(app, person)
    known = {"If-None-Match": client.get(path).headers["ETag"]}
    assert client.get(path, status=304, headers=known).headers["Cache-Control"] == "private, no-cache"
    with app.app_context():
        actions.cancel(person.id)
    post.work()
    client.get(path, headers=known)


def test_who_cancels_has_a_cancelled_day_and_who_comes_back_has_it_again(
    app: Flask, client: Browserless, make: Make, post: Mailbox
) -> None:
    person = make.register(make.edition("2027"))
    path, seen = address(app, person), []
    for change in (None, actions.cancel, actions.come_back):
        if change:
            with app.app_context():
                change(person.id)
        post.work()
        seen.append(events(feed(client, path)))
    assert [{event.status for event in each.values()} for each in seen] == [{"CONFIRMED"}, {"CANCELLED"}, {"CONFIRMED"}]
    assert seen[0].keys() == seen[1].keys() == seen[2].keys()
    sequences = [max(event.sequence for event in each.values()) for each in seen]
    assert sequences == sorted(set(sequences)), "it only rises"


def test_who_was_never_invited_has_an_empty_feed(app: Flask, client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"))
    with app.app_context():
        actions.cancel(person.id)
    assert events(feed(client, address(app, person))) == {}


def test_a_new_link_ends_the_old_one(app: Flask, client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"))
    old = address(app, person)
    client.get(person.link, status=303)
    page = client.get("/mijn")
    shown = page.one('main details a[href$=".ics"]').attrs["href"]
    assert shown == f"{client.base_url}{old}"
    assert page.all(f'main a[href="webcal://{shown.partition("://")[2]}"]')
    page = client.follow(client.send(page, "/agendalink"))
    assert "Je hebt een nieuwe agendalink" in page.main
    client.get(old, status=404)
    new = address(app, person)
    assert new != old
    feed(client, new)
    client.get("/mijn"), "the personal link is not touched"


def test_it_opens_nothing_else_and_nothing_else_opens_it(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    person, other = make.register(edition, "Een"), make.register(edition, "Ander")
    token, others = address(app, person)[8:-4], address(app, other)[8:-4]
    client.get(f"/p/{token}", status=404)
    client.get(f"/agenda/{person.link.rpartition('/')[2]}.ics", status=404)
    mistyped = token[:-1] + ("A" if token[-1] != "A" else "B")
    for wrong in (mistyped, token[:17] + others[17:], "f", "x-", "f" * 17 + "-é"):
        client.get(f"/agenda/{wrong}.ics", status=404)
    feed(client, f"/agenda/{token}.ics")
    client.get("/mijn", status=302)
    with app.app_context(), transaction():
        session.delete(session.get_one(Registration, person.id))
    client.get(f"/agenda/{token}.ics", status=404)


def test_an_item_and_a_slot_put_before_others_change_no_other_uid(
    app: Flask, client: Browserless, make: Make, post: Mailbox
) -> None:
    edition = make.edition("2027")
    person = make.register(edition)
    paths = (address(app, person), "/2027/programma.ics", "/2027/deelsessies/deelsessie-1.ics")
    post.work()
    before = [events(feed(client, path)) for path in paths]
    with app.app_context(), transaction():
        for round in session.scalars(select(Round).order_by(Round.position.desc())):
            round.position += 1
            session.flush()
        plenary, later = session.scalars(select(Round).order_by(Round.position).limit(2))
        session.add(
            ProgrammeItem(
                round=plenary, uid=links.new_public_id(), slug="inloop", title={"nl": "Inloop"}, text={},
                starts_at=plenary.starts_at - timedelta(minutes=15), ends_at=plenary.starts_at,
            )
        )  # fmt: skip
        breakout = Breakout(
            edition_id=edition, position=-1, uid=links.new_public_id(), slug="eerst", title={"nl": "Eerst"},
            abstract={}, conditions=[], capacity=9,
        )  # fmt: skip
        session.add(Slot(breakout=breakout, round=later, uid=links.new_public_id()))
    after = [events(feed(client, path)) for path in paths]
    for old, new in zip(before, after, strict=True):
        assert old.keys() <= new.keys()
        assert {uid: old[uid].starts_at for uid in old} == {uid: new[uid].starts_at for uid in old}
    assert [len(new) - len(old) for old, new in zip(before, after, strict=True)] == [1, 2, 0]


@pytest.mark.parametrize("sunday", [datetime(2027, 3, 28), datetime(2027, 10, 31)])
def test_a_day_on_which_the_clock_changes_is_right_here_and_abroad(
    app: Flask, client: Browserless, make: Make, post: Mailbox, sunday: datetime
) -> None:
    """Amsterdam is at +2 in the afternoon of the last Sunday of March, and at +1 in that of October."""
    if reason := icaljs.available():
        pytest.skip(reason)
    starts_at = sunday.replace(hour=13, tzinfo=AMSTERDAM)
    person = make.register(make.edition("2027", starts_at=starts_at))
    [letter] = post.letters()
    assert isinstance(letter.ics, bytes)
    assert b"DTSTART;TZID=Europe/Amsterdam:" + sunday.strftime("%Y%m%dT130000\r\n").encode() in letter.ics
    utc = starts_at.utctimetuple().tm_hour
    assert utc == (11 if sunday.month == 3 else 12)
    for readers in (vobject_times.times, icaljs.times):
        ((start, end),) = readers(letter.ics).values()
        assert (start, end - start) == (starts_at, timedelta(hours=3))
        assert (
            start.astimezone(ZoneInfo("America/New_York")).hour
            == starts_at.astimezone(ZoneInfo("America/New_York")).hour
        )
        days = readers(feed(client, address(app, person)).response.data)
        assert min(days.values())[0] == starts_at


def test_an_edition_that_is_off_is_cancelled_in_every_feed(
    app: Flask, client: Browserless, make: Make, post: Mailbox
) -> None:
    edition = make.edition("2027")
    person = make.register(edition)
    post.work()
    stage.change(app, edition, state=EditionState.CANCELLED)
    for path in (address(app, person), "/2027/programma.ics", "/2027/deelsessies/deelsessie-1.ics"):
        assert {event.status for event in events(feed(client, path)).values()} == {"CANCELLED"}


def test_the_feed_of_a_breakout_keeps_what_was_cancelled(app: Flask, client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    path = "/2027/deelsessies/deelsessie-1.ics"
    before = feed(client, path)
    with app.app_context(), transaction():
        session.get_one(Slot, stage.slots(app, edition)[0]).state = SlotState.CANCELLED
    after = client.get(path, headers={"If-None-Match": before.headers["ETag"]})
    assert events(after).keys() == events(before).keys()
    assert sorted(event.status for event in events(after).values()) == ["CANCELLED", "CONFIRMED"]
    client.get(path, status=304, headers={"If-None-Match": after.headers["ETag"]})
    client.get("/2027/deelsessies/bestaat-niet.ics", status=404)
    assert client.get("/2027/deelsessies/deelsessie-1").all(f'main a[href="{path}"]')
