"""“Laat het weten”: a change of the programme tells nobody by itself, and the button everyone concerned, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.organise.test_programme import page_of
from tests.organise.test_schedule import DAY, press, undo
from tests.page import Browserless
from tests.post import Mailbox
from tests.public import stage
from werkplaats import clock
from werkplaats.breakouts.models import Placement
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.invitations import queries as invitations
from werkplaats.invitations.actions import tell_due
from werkplaats.invitations.models import NEVER_TOLD, CalendarObject
from werkplaats.invitations.queries import Behind
from werkplaats.invitations.steps import tell, tell_people
from werkplaats.people.models import Appearance, AppearanceRole, PersonState
from werkplaats.people.models import Person as Someone
from werkplaats.programme import queries
from werkplaats.programme.models import ProgrammeItem, ScheduleChange, Slot, SlotState
from werkplaats.registration import actions as registration
from werkplaats.registration.models import Registration, RoundAbsence

pytestmark = POSTGRESQL_LATER


class Day:
    """An edition with a published plan, in which two people chose the first breakout and two the second."""

    def __init__(self, app: Flask, make: Make, post: Mailbox) -> None:
        self.app, self.make, self.post = app, make, post
        self.edition_id = make.edition()
        first, second, *_ = make.breakouts(self.edition_id)
        self.people = make.people(self.edition_id, 4, lambda n: (first, second) if n % 2 else (second, first))
        Organiser(app, self.edition_id).publish()
        self.before = [len(post.to(person.email)) for person in self.people]

    def mails(self) -> list[int]:
        """How many mails each got since the plan was published."""
        return [len(self.post.to(p.email)) - n for p, n in zip(self.people, self.before, strict=True)]

    def in_slot(self, slot: Slot) -> list[bool]:
        places = Organiser(self.app, self.edition_id).places(*self.people)
        number = [r.id for r in queries.breakout_rounds(self.edition_id)].index(slot.round_id)
        return [mine[number] == slot.breakout.slug for mine in places]


@pytest.fixture
def day(app: Flask, make: Make, post: Mailbox) -> Day:
    return Day(app, make, post)


@pytest.fixture
def organiser(make: Make, client: Browserless) -> Browserless:
    client.sign_in(make.organiser())
    return client


def rename_item(organiser: Browserless, title: str) -> None:
    organiser.send(page_of(organiser, "onderdeel"), title_nl=title)


def test_a_moved_time_is_told_by_the_button_alone_and_once(day: Day, organiser: Browserless) -> None:
    page = page_of(organiser, "ronde", 1)
    date = page.form("")["starts_at"][:11]
    organiser.send(page, starts_at=f"{date}14:15")
    assert day.mails() == [0, 0, 0, 0]
    page = organiser.get(DAY)
    assert "1 change, 4 people." in page.main and "nobody else gets one" in page.main
    assert "Deelnemer 0" in page.main
    answer = organiser.follow(organiser.send(page, "laat-weten"))
    assert "4 people get a mail." in answer.main and "Let people know" not in answer.main
    again = organiser.follow(organiser.send(page, "laat-weten"))
    assert "Everyone knows it already" in again.main
    assert day.mails() == [1, 1, 1, 1]
    *_, told, news = day.post.to(day.people[0].email)
    assert told.calendar_line("UID") == news.calendar_line("UID")
    assert int(news.calendar_line("SEQUENCE")) == int(told.calendar_line("SEQUENCE")) + 1
    assert "14:15" in news.text


def test_a_cancelled_slot_concerns_who_was_in_it(app: Flask, day: Day, organiser: Browserless) -> None:
    with app.app_context():
        slot = next(slot for slot in queries.slots(day.edition_id) if 0 < sum(day.in_slot(slot)) < 4)
        concerned, address = day.in_slot(slot), f"deelsessie/{slot.breakout.slug}/ronde/{slot.round_id}"
        round_ = slot.round.title["nl"]
    number = "1 person" if sum(concerned) == 1 else f"{sum(concerned)} people"
    assert f"Take it out: {number} lose" in organiser.get(DAY).main
    page = press(organiser, address, run="no")
    assert f"1 change, {number}." in page.main
    organiser.send(page, "laat-weten")
    assert day.mails() == [int(was_there) for was_there in concerned]
    letter = day.post.to(day.people[concerned.index(True)].email)[-1]
    assert f"In {round_} gaat jouw deelsessie niet meer door." in letter.text


def test_what_is_undone_before_it_was_told_tells_nobody(app: Flask, day: Day, organiser: Browserless) -> None:
    rename_item(organiser, "Iets anders")
    rename_item(organiser, "Nog iets anders")
    assert "2 changes, 4 people." in organiser.get(DAY).main
    assert "1 change, 4 people." in undo(organiser).main
    stale = organiser.get(DAY)
    assert "Let people know" not in undo(organiser).main
    organiser.send(stale, "laat-weten")
    with app.app_context(), transaction():
        tell(ids=[person.id for person in day.people])
    assert day.mails() == [0, 0, 0, 0], "and whoever looks at them all finds nothing new"


def test_undoing_what_was_told_is_news_again(day: Day, organiser: Browserless) -> None:
    rename_item(organiser, "Iets anders")
    organiser.send(organiser.get(DAY), "laat-weten")
    assert day.mails() == [1, 1, 1, 1]
    page = undo(organiser)
    assert "4 people." in page.main and "undone" in page.main
    organiser.send(page, "laat-weten")
    assert day.mails() == [2, 2, 2, 2]


def test_who_heard_it_for_another_reason_is_not_told_again(day: Day, organiser: Browserless) -> None:
    rename_item(organiser, "Iets anders")
    first, *_ = day.people
    with day.app.app_context():
        registration.cancel(first.id)
        registration.come_back(first.id)
    assert day.mails()[0] >= 1
    page = organiser.get(DAY)
    assert "1 change, 3 people." in page.main and "Deelnemer 0" not in page.main
    before = day.mails()
    organiser.send(page, "laat-weten")
    assert [a - b for a, b in zip(day.mails(), before, strict=True)] == [0, 1, 1, 1]


def test_an_inserted_part_changes_no_other_uid(app: Flask, day: Day, organiser: Browserless) -> None:
    with app.app_context():
        before = uids()
        plenary = queries.rounds(day.edition_id)[0].id
    page = organiser.get(f"{DAY}/ronde/{plenary}/onderdeel")
    organiser.send(page, title_nl="Ervoor", starts_at=f"{page.form('')['starts_at'][:11]}12:45")
    press(organiser, "deelsessie/deelsessie-1/kopie")
    with app.app_context():
        after = uids()
    assert before.items() <= after.items()


def uids() -> dict[tuple[str, int], str]:
    """The uid of every part of the day and every slot."""
    found: dict[tuple[str, int], str] = {("item", i.id): i.uid for i in session.scalars(select(ProgrammeItem))}
    return found | {("slot", s.id): s.uid for s in session.scalars(select(Slot))}


def test_a_new_title_of_the_edition_counts_too(app: Flask, day: Day, organiser: Browserless) -> None:
    organiser.send(organiser.get("/en/organisatie/2027/instellingen"), "instellingen", title_nl="Een andere naam")
    page = organiser.get(DAY)
    assert "4 people." in page.main and "The title or the day of the edition changed" in page.main
    organiser.send(page, "laat-weten")
    assert day.mails() == [1, 1, 1, 1]


def test_a_link_is_nobodys_news(day: Day, organiser: Browserless) -> None:
    organiser.send(page_of(organiser, "link"), meeting_url="https://meet.example.org/elders")
    page = organiser.get(DAY)
    assert "The last change: a meeting link" in page.main and "Let people know" not in page.main


def test_who_gets_a_task_is_told_by_the_button_and_again_when_it_is_gone(day: Day, organiser: Browserless) -> None:
    with day.app.app_context():
        slot_id = queries.slots(day.edition_id)[0].id
    organiser.send(organiser.get(f"{DAY}/mensen/bij/{slot_id}"), name="Joke Host", role="host")
    assert "Let people know" not in organiser.get(DAY).main, "without an address nobody can be told"
    with day.app.app_context():
        person, task = session.scalars(select(Someone.public_id)).one(), session.scalars(select(Appearance.id)).one()
    organiser.send(organiser.get(f"{DAY}/persoon/{person}"), person, email="joke@example.org", locale="en")
    page = organiser.get(DAY)
    assert "1 change, 1 person." in page.main and "Joke Host" in page.one("#laat-weten").to_text()
    for _ in range(2):
        organiser.send(page, "laat-weten")
    [letter] = day.post.to("joke@example.org")
    assert "you are the host" in letter.text and letter.calendar_line("METHOD") == "REQUEST"
    assert "Let people know" not in organiser.get(DAY).main
    organiser.send(organiser.get(f"{DAY}/mensen/taak/{task}"), "/verwijderen")
    organiser.send(organiser.get(DAY), "laat-weten")
    assert [letter.calendar_line("METHOD") for letter in day.post.to("joke@example.org")] == ["REQUEST", "CANCEL"]
    assert day.mails() == [0, 0, 0, 0]


def test_who_takes_part_with_a_task_is_one_of_the_people(day: Day, organiser: Browserless) -> None:
    person = day.people[0]
    with day.app.app_context():
        slot_id = queries.slots(day.edition_id)[0].id
    page = organiser.get(f"{DAY}/mensen/bij/{slot_id}")
    organiser.send(page, name="Deelnemer Als Gastvrouw", email=person.email, role="host")
    page = organiser.get(DAY)
    assert "1 change, 1 person." in page.main and "Als Gastvrouw" not in page.one("#laat-weten").to_text()
    organiser.send(page, "laat-weten")
    assert day.mails() == [1, 0, 0, 0]
    assert "je bent gespreksleider" in day.post.to(person.email)[-1].text


def test_whom_the_page_names_is_whom_the_worker_tells(app: Flask, day: Day) -> None:
    """The day is derived for everyone at once here and one by one there; both must agree whatever has changed."""
    late = day.make.register(day.edition_id, "Late Laura")
    _, absent, busy, gone = day.people
    everyone = [person.id for person in (*day.people, late)]
    with app.app_context():
        registration.cancel(gone.id)
        tell_due()
        slots = queries.slots(day.edition_id)
        first, last = slots[0], slots[-1]
        away = RoundAbsence(registration_id=absent.id, round_id=last.round_id)
        tasks = [does(busy.email, first), does("elders@example.org", first), does("achteraf@example.org", last)]
        steps: list[Callable[[], object]] = [
            lambda: session.add_all(tasks),
            lambda: session.add(away),
            lambda: session.execute(delete(Placement).where(Placement.registration_id == absent.id)),
            lambda: setattr(first, "state", SlotState.CANCELLED),
            lambda: setattr(first, "state", SlotState.PLANNED),
            lambda: setattr(last.breakout, "title", {"nl": "Anders"}),
            lambda: setattr(tasks[0], "role", AppearanceRole.NOTE_TAKER),
            lambda: give_address(tasks[2].person, absent.email),
            lambda: session.execute(delete(Appearance)),
        ]
        concerned = []
        for step in steps:
            with transaction():
                step()
            named, before = behind(day), sequences()
            with transaction():
                tell(ids=everyone)
                tell_people(edition_id=day.edition_id, ids=list(session.scalars(select(Someone.id))))
            tell_due()
            assert named == Behind(*told_since(before))
            assert not behind(day)
            concerned.append(bool(named))
        assert concerned == [True, False, *[True] * 7], "a place counts for more than a round that is left out"
        assert not {late.id, gone.id} & set(named.registration_ids)


def does(email: str, slot: Slot) -> Appearance:
    """The host of a slot has this address."""
    person = stage.person_named(f"Gastvrouw {email}", PersonState.DRAFT)
    give_address(person, email)
    return Appearance(person=person, slot_id=slot.id, role=AppearanceRole.HOST)


def give_address(person: Someone, email: str) -> None:
    person.email = person.email_key = email


def sequences() -> dict[tuple[int | None, int | None], int]:
    """What each calendar was told, by registration or person."""
    columns = (CalendarObject.registration_id, CalendarObject.person_id, CalendarObject.sequence)
    return {(registration, person): number for registration, person, number in session.execute(select(*columns))}


def told_since(before: dict[tuple[int | None, int | None], int]) -> tuple[list[int], list[int]]:
    """Which registrations were told since, and which people who do not take part themselves."""
    told = [owner for owner, number in sequences().items() if number != before.get(owner, NEVER_TOLD)]
    participants = select(Registration.email_key)
    others = select(Someone.id).where(Someone.email_key.not_in(participants)).order_by(Someone.id)
    return sorted(id for id, _ in told if id), [id for id in session.scalars(others) if (None, id) in told]


def behind(day: Day) -> Behind:
    return invitations.behind(session.get_one(Edition, day.edition_id))


def test_changes_are_marked_as_told(app: Flask, day: Day, organiser: Browserless) -> None:
    rename_item(organiser, "Iets anders")
    organiser.send(organiser.get(DAY), "laat-weten")
    with app.app_context():
        [told] = session.scalars(select(ScheduleChange.told_at))
        assert told is not None and clock.now() - told < timedelta(minutes=1)


def test_a_first_plan_tells_of_the_programme_too(app: Flask, make: Make, post: Mailbox, organiser: Browserless) -> None:
    edition_id = make.edition()
    make.people(edition_id, 3)
    post.work()
    rename_item(organiser, "Iets anders")
    assert "1 change, 3 people." in organiser.get(DAY).main
    Organiser(app, edition_id).publish()
    post.work()
    assert "Let people know" not in organiser.get(DAY).main
    rename_item(organiser, "Nog iets anders")
    assert "1 change, 3 people." in organiser.get(DAY).main


def test_whom_the_page_did_not_name_is_not_mailed(day: Day, organiser: Browserless) -> None:
    rename_item(organiser, "Iets anders")
    page = organiser.get(DAY)
    with day.app.app_context():
        registration.cancel(day.people[0].id)
    assert "about other people by now" in organiser.follow(organiser.send(page, "laat-weten")).main
