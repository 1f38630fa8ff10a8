"""New and copied editions, through the pages and as they come out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless
from werkplaats import clock
from werkplaats.accounts.models import Membership
from werkplaats.audit import AuditEntry
from werkplaats.clock import AMSTERDAM
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState
from werkplaats.organise import standard_day
from werkplaats.organise.actions import PAGES, copy_edition
from werkplaats.programme import queries as programme
from werkplaats.registration.models import Registration

pytestmark = POSTGRESQL_LATER

NEXT_YEAR = (clock.now() + timedelta(days=380)).date()


@pytest.fixture
def organiser(make: Make, client: Browserless) -> Browserless:
    client.sign_in(make.organiser())
    return client


def edition(slug: str) -> Edition:
    return session.scalars(select(Edition).where(Edition.slug == slug)).one()


class TestAfresh:
    def test_the_first_page_says_how_to_start(self, organiser: Browserless) -> None:
        page = organiser.get("/en/organisatie")
        assert "There is no edition yet" in page.main and "Make the first edition" in page.main

    def make_one(self, organiser: Browserless, status: int = 303, **answers: str) -> str:
        given = {"source": "", "slug": "2031", "day": str(NEXT_YEAR), "title_nl": "Samen"}
        page = organiser.send(organiser.get("/en/organisatie/nieuw"), "nieuw", status=status, **{**given, **answers})
        return page.location if status == 303 else page.main

    def test_it_gets_the_standard_day_and_can_be_opened_at_once(
        self, app: Flask, organiser: Browserless, make: Make
    ) -> None:
        assert self.make_one(organiser) == "/en/organisatie/2031/instellingen"
        settings = organiser.get("/en/organisatie/2031/instellingen")
        assert "It is not public yet" in settings.main
        organiser.get("/2031/", status=404)
        organiser.send(settings, "openbaar")
        assert "The edition is public now" in organiser.get("/en/organisatie/2031/instellingen").main
        organiser.get("/2031/")
        with app.app_context():
            row = edition("2031")
            times = [
                (r.starts_at.astimezone(AMSTERDAM).strftime("%H:%M"), r.ends_at.astimezone(AMSTERDAM).strftime("%H:%M"))
                for r in programme.rounds(row.id)
            ]
            assert times == [("13:00", "14:00"), ("14:10", "14:50"), ("15:00", "15:40"), ("15:40", "16:00")]
            assert len(programme.breakouts(row.id)) == 4 and len(programme.slots(row.id)) == 8
            assert row.registration_opens_at <= clock.now() < row.registration_closes_at == row.starts_at
            assert row.starts_at - row.ranking_closes_at == timedelta(days=7)
            assert session.scalars(select(Membership.edition_id)).one() == row.id
            verbs = session.scalars(select(AuditEntry.verb).where(AuditEntry.edition_id == row.id)).all()
            assert verbs == ["edition.create", "edition.publish"]

    def test_people_register_for_it(self, organiser: Browserless, make: Make, app: Flask) -> None:
        self.make_one(organiser)
        organiser.send(organiser.get("/en/organisatie/2031/instellingen"), "openbaar")
        with app.app_context():
            edition_id = edition("2031").id
        make.register(edition_id)
        assert "person registered" in organiser.get("/en/organisatie/2031/").main

    def test_publishing_twice_is_refused_kindly(self, organiser: Browserless) -> None:
        self.make_one(organiser)
        page = organiser.get("/en/organisatie/2031/instellingen")
        organiser.send(page, "openbaar")
        organiser.send(page, "openbaar")
        assert "public already" in organiser.get("/en/organisatie/2031/instellingen").main

    @pytest.mark.parametrize(
        ("answers", "sentence"),
        [
            ({"slug": "mijn"}, "a page of the site already"),
            ({"slug": "Twee Woorden"}, "Use small letters"),
            ({"day": "2001-01-01"}, "still to come"),
            ({"day": "gisteren"}, "Write a day, like"),
            ({"day": ""}, "Choose the day."),
            ({"title_nl": ""}, "Give the edition a title."),
            ({"starts": "13:00", "ends": "13:30"}, "at least two and at most twelve hours"),
            ({"starts": "half twee"}, "Write a time, like 13:00."),
            ({"starts": ""}, "Write a time, like 13:00."),
            ({"source": "999"}, "Choose one of the answers in the list."),
        ],
    )
    def test_what_cannot_be_is_explained(self, organiser: Browserless, answers: dict[str, str], sentence: str) -> None:
        assert sentence in self.make_one(organiser, 200, **answers)
        assert organiser.get("/organisatie").all("main section.card") == []

    def test_an_address_in_use_is_refused(self, organiser: Browserless, make: Make) -> None:
        make.edition("2031")
        assert "an edition with this address already" in self.make_one(organiser, 200)

    def test_every_page_of_the_site_is_a_reserved_word(self, app: Flask) -> None:
        rules = [rule.rule.strip("/").split("/")[0] for rule in app.url_map.iter_rules()]
        words = {word.partition(".")[0] for word in rules if word and "<" not in word}
        inner = {r.rule.split("/")[2] for r in app.url_map.iter_rules() if r.rule.startswith("/organisatie/")}
        assert words | {word for word in inner if "<" not in word} <= PAGES

    @pytest.mark.parametrize("hours", [2, 2.5, 3, 5, 8, 12])
    def test_every_length_of_day_fits(self, hours: float) -> None:
        start = datetime(2031, 3, 20, 9, 0, tzinfo=AMSTERDAM)
        parts = standard_day.parts(start, start + timedelta(hours=hours))
        edges = [moment for part in parts for moment in (part.starts_at, part.ends_at)]
        assert edges == sorted(edges) and edges[-1] == start + timedelta(hours=hours)
        assert all(part.ends_at - part.starts_at >= timedelta(minutes=15) for part in parts)


class TestCopy:
    def test_all_but_people_comes_along(self, app: Flask, organiser: Browserless, make: Make) -> None:
        source = make.edition("2027", capacity=80)
        make.people(source, 3)
        page = organiser.send(
            organiser.get("/en/organisatie/nieuw"), "nieuw", source=str(source), slug="2028", day=str(NEXT_YEAR)
        )
        assert page.location == "/en/organisatie/2028/instellingen"
        with app.app_context():
            old, new = edition("2027"), edition("2028")
            assert (new.state, new.capacity, new.title) == (EditionState.DRAFT, 80, old.title)
            assert new.lot_seed != old.lot_seed and len(new.lot_seed) >= 32
            assert new.starts_at.astimezone(AMSTERDAM).date() == NEXT_YEAR
            counted = select(func.count()).where(Registration.edition_id == new.id)
            assert session.scalar(counted) == 0
            for read in (programme.breakouts, programme.items):
                before, after = read(old.id), read(new.id)
                assert [row.slug for row in before] == [row.slug for row in after]
                assert not {row.uid for row in before} & {row.uid for row in after}
            assert len(programme.slots(new.id)) == len(programme.slots(old.id)) == 8
            assert {s.meeting_url for s in programme.slots(new.id)} == {""}
            assert {i.meeting_url for i in programme.items(new.id)} == {""}

    def test_the_clock_on_the_wall_stays_through_summer_time(self, app: Flask, make: Make) -> None:
        winter = datetime(2031, 3, 20, 13, 0, tzinfo=AMSTERDAM)
        source = make.edition("winter", starts_at=winter)
        with app.app_context():
            copy_edition(source, "zomer", date(2032, 6, 17), "operator")
            copied = edition("zomer")
            assert copied.starts_at.isoformat() == "2032-06-17T11:00:00+00:00"
            before, after = programme.rounds(source), programme.rounds(copied.id)
            assert [r.starts_at.astimezone(AMSTERDAM).time() for r in before] == [
                r.starts_at.astimezone(AMSTERDAM).time() for r in after
            ]

    def test_a_day_this_week_leaves_ranking_open_until_the_day(self, app: Flask, make: Make) -> None:
        source = make.edition()
        with app.app_context():
            copy_edition(source, "straks", (clock.now() + timedelta(days=3)).date(), "operator")
            assert edition("straks").ranking_closes_at == edition("straks").starts_at
