"""The page of the programme: adding, moving and removing, who is where, what it warns of, and undoing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.organise.test_today import counting
from tests.page import Browserless, Page
from tests.public import stage
from werkplaats.accounts.models import MemberRole, Membership
from werkplaats.breakouts import actions as plans
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.people.models import Appearance, AppearanceRole, Person, PersonState
from werkplaats.programme import actions, queries, steps
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, ScheduleChange, Slot, SlotState
from werkplaats.programme.values import BreakoutValues, RoundValues

pytestmark = POSTGRESQL_LATER

DAY = "/en/organisatie/2027/programma"
HOSTILE = '<script>alert(1)</script> "%s" {{ 7*7 }} %d 👩‍🔬'


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def organiser(edition_id: int, make: Make, client: Browserless) -> Browserless:
    client.sign_in(make.organiser())
    return client


def rows(app: Flask, edition_id: int) -> steps.Rows:
    with app.app_context():
        return steps.rows_of(edition_id)


def stamp(app: Flask) -> int:
    with app.app_context():
        return session.scalars(select(Edition.input_stamp)).one()


def slugs(app: Flask, edition_id: int) -> list[str]:
    with app.app_context():
        return [breakout.slug for breakout in queries.breakouts(edition_id)]


def times(app: Flask, edition_id: int) -> list[tuple[str, str]]:
    with app.app_context():
        return [(r.title["nl"], r.starts_at.strftime("%M")) for r in queries.rounds(edition_id)]


def press(browser: Browserless, address: str, **fields: Any) -> Page:
    """Press a button of the programme page, and come back there."""
    page = browser.get(DAY)
    token = page.all("input[name=csrf_token]")[0].attrs["value"]
    return browser.follow(browser.post(f"{DAY}/{address}", {"csrf_token": token, **fields}))


def undo(browser: Browserless) -> Page:
    return browser.follow(browser.send(browser.get(DAY), "/ongedaan"))


# Rounds and items


def test_a_round_comes_where_its_time_puts_it_and_is_filled(
    app: Flask, organiser: Browserless, edition_id: int
) -> None:
    form = organiser.get(f"{DAY}/ronde/nieuw")
    day = form.form("")["starts_at"][:11]
    organiser.send(form, title_nl="Pauze", kind="items", starts_at=f"{day}14:50", ends_at=f"{day}15:00")
    assert [title for title, _ in times(app, edition_id)] == ["Plenair", "Ronde 1", "Pauze", "Ronde 2"]
    with app.app_context():
        pause = next(r.id for r in queries.rounds(edition_id) if r.title["nl"] == "Pauze")
    organiser.send(organiser.get(f"{DAY}/ronde/{pause}/onderdeel"), title_nl="Koffie & thee")
    with app.app_context():
        added = session.scalars(select(ProgrammeItem).where(ProgrammeItem.round_id == pause)).one()
        assert (added.slug, added.round.ends_at) == ("koffie-thee", added.ends_at)


def test_a_round_that_moves_exchanges_its_time(app: Flask, organiser: Browserless, edition_id: int) -> None:
    before = stamp(app)
    with app.app_context():
        second = queries.rounds(edition_id)[2].id
    press(organiser, f"ronde/{second}/plaats", to="1")
    assert times(app, edition_id) == [("Plenair", "00"), ("Ronde 2", "10"), ("Ronde 1", "00")]
    assert stamp(app) == before + 1
    press(organiser, f"ronde/{second}/plaats", to="1")
    assert stamp(app) == before + 1, "the same button twice moves it once"
    press(organiser, f"ronde/{second}/plaats", to="0")
    assert [title for title, _ in times(app, edition_id)] == ["Ronde 2", "Plenair", "Ronde 1"]
    with app.app_context():
        item = session.scalars(select(ProgrammeItem)).one()
        assert item.starts_at == item.round.starts_at, "its parts move along"


def test_a_removed_part_takes_its_tasks_with_it_and_comes_back(
    app: Flask, organiser: Browserless, edition_id: int
) -> None:
    stage.speaker(app, edition_id, "Sanne Spreker")
    before = rows(app, edition_id)
    with app.app_context():
        item = session.scalars(select(ProgrammeItem.id)).one()
    page = organiser.get(f"{DAY}/onderdeel/{item}")
    assert "you can undo it" in page.main
    organiser.send(page, "/verwijderen")
    assert not [key for key in rows(app, edition_id) if key[0] in ("programme_item", "appearance")]
    undo(organiser)
    assert rows(app, edition_id) == before, "with the same id and uid"


# Breakouts


def test_a_new_breakout_runs_everywhere_and_a_copy_has_an_address_of_its_own(
    app: Flask, organiser: Browserless, edition_id: int
) -> None:
    for _ in range(2):
        organiser.send(organiser.get(f"{DAY}/deelsessie/nieuw"), title_nl="Nieuw", capacity="8")
    press(organiser, "deelsessie/nieuw-2/kopie")
    assert slugs(app, edition_id)[4:] == ["nieuw-2", "nieuw-3", "nieuw-kopie"], "`nieuw` is a page"
    with app.app_context():
        uids = session.scalars(select(Slot.uid)).all()
        assert len(uids) == len(set(uids)) == 14


@pytest.mark.parametrize("title", ["***", "Ünïcode – één", "p", HOSTILE])
def test_any_title_has_an_address(app: Flask, organiser: Browserless, title: str) -> None:
    organiser.send(organiser.get(f"{DAY}/deelsessie/nieuw"), title_nl=title, capacity="8")
    page = organiser.get(DAY)
    assert " ".join(title.split()) in page.main
    for link in {a.attrs["href"] for a in page.all("main a") if "/deelsessie/" in a.attrs["href"]}:
        organiser.get(link)


def test_a_breakout_leaves_a_round_and_comes_back_with_the_same_uid(
    app: Flask, organiser: Browserless, edition_id: int
) -> None:
    before, at_first = stamp(app), rows(app, edition_id)
    with app.app_context():
        round_id = queries.breakout_rounds(edition_id)[0].id
    page = press(organiser, f"deelsessie/deelsessie-1/ronde/{round_id}", run="no")
    assert "Not in this round" in page.main and stamp(app) == before + 1
    press(organiser, f"deelsessie/deelsessie-1/ronde/{round_id}", run="no")
    assert stamp(app) == before + 1
    press(organiser, f"deelsessie/deelsessie-1/ronde/{round_id}", run="yes")
    assert rows(app, edition_id) == at_first


def test_breakouts_move_in_the_list(app: Flask, organiser: Browserless, edition_id: int) -> None:
    before = stamp(app)
    for to in ("3", "3", "99999999999999999999"):
        press(organiser, "deelsessie/deelsessie-1/plaats", to=to)
        assert slugs(app, edition_id)[-1] == "deelsessie-1"
    press(organiser, "deelsessie/deelsessie-1/plaats", to="0")
    assert slugs(app, edition_id)[0] == "deelsessie-1"
    assert stamp(app) == before, "their order decides nothing"


def test_what_people_chose_is_not_removed(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    first, *_ = make.breakouts(edition_id)
    make.register(edition_id, "Kiezer", ranking=[first])
    answer = organiser.follow(organiser.send(organiser.get(f"{DAY}/deelsessie/deelsessie-1"), "/verwijderen"))
    assert "People chose this breakout (1 of them)" in answer.main
    organiser.send(organiser.get(f"{DAY}/deelsessie/deelsessie-2"), "/verwijderen")
    assert slugs(app, edition_id) == ["deelsessie-1", "deelsessie-3", "deelsessie-4"]


def test_a_round_with_people_in_it_is_not_removed(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    make.people(edition_id, 3)
    Organiser(app, edition_id).publish()
    before = rows(app, edition_id)
    with app.app_context():
        round_id = queries.breakout_rounds(edition_id)[0].id
    answer = organiser.follow(organiser.send(organiser.get(f"{DAY}/ronde/{round_id}"), "/verwijderen"))
    assert "People have a place here (3 of them)" in answer.main
    assert rows(app, edition_id) == before


def test_a_round_that_only_a_draft_uses_waits_for_the_draft(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    make.people(edition_id, 3)
    plan_id = Organiser(app, edition_id).draft()
    with app.app_context():
        round_id = queries.breakout_rounds(edition_id)[0].id
    address = f"{DAY}/ronde/{round_id}"
    answer = organiser.follow(organiser.send(organiser.get(address), "/verwijderen"))
    assert "Draft plans have people here (numbers: 1)" in answer.main and "People have a place" not in answer.main
    with app.app_context():
        plans.remove_draft(plan_id, "user:1")
    organiser.send(organiser.get(address), "/verwijderen")
    organiser.get(address, status=404)


def test_a_breakout_that_people_chose_since_is_not_undone_away(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    organiser.send(organiser.get(f"{DAY}/deelsessie/nieuw"), title_nl="Net erbij", capacity="8")
    make.register(edition_id, "Kiezer", ranking=[make.breakouts(edition_id)[-1]])
    assert "People chose this breakout (1 of them)" in undo(organiser).main
    assert "net-erbij" in slugs(app, edition_id)


def test_a_change_is_named_after_what_it_was_about(app: Flask, organiser: Browserless, edition_id: int) -> None:
    """Others change along: a neighbour exchanges its place, and a round grows with what is new in it."""
    for slug, to, title in (
        ("deelsessie-1", 1, "Sociaaleconomische zekerheid"),
        ("deelsessie-3", 3, "Sociale cohesie"),
    ):
        assert f"({title})." in press(organiser, f"deelsessie/{slug}/plaats", to=str(to)).main
    with app.app_context():
        plenary, first, second = [round.id for round in queries.rounds(edition_id)]
    assert "(Ronde 2)." in press(organiser, f"ronde/{second}/plaats", to="1").main
    assert "(Ronde 2)." in press(organiser, f"ronde/{second}/plaats", to="2").main
    form = organiser.get(f"{DAY}/ronde/{plenary}/onderdeel")
    organiser.send(form, title_nl="Ervoor", starts_at=f"{form.form('')['starts_at'][:11]}12:45")
    assert "a new part (Ervoor)." in organiser.get(DAY).main
    press(organiser, "deelsessie/deelsessie-1/kopie")
    assert "a copy of a breakout (" in organiser.get(DAY).main


def test_two_organisers_at_once_lose_nothing(app: Flask, organiser: Browserless, edition_id: int) -> None:
    stale = organiser.get(f"{DAY}/deelsessie/deelsessie-2")
    organiser.send(organiser.get(f"{DAY}/deelsessie/deelsessie-2"), capacity="11")
    answer = organiser.follow(organiser.send(stale, "/verwijderen"))
    assert "Somebody else changed this" in answer.main
    old = organiser.get(DAY)
    organiser.send(organiser.get(f"{DAY}/deelsessie/deelsessie-3"), capacity="12")
    answer = organiser.follow(organiser.send(old, "/ongedaan"))
    assert "changed once more in the meantime" in answer.main
    with app.app_context():
        found = {b.slug: b.capacity for b in queries.breakouts(edition_id)}
    assert (found["deelsessie-2"], found["deelsessie-3"]) == (11, 12)


def test_undo_names_the_last_change_and_walks_back(app: Flask, organiser: Browserless, edition_id: int) -> None:
    before, number = rows(app, edition_id), stamp(app)
    organiser.send(organiser.get(f"{DAY}/deelsessie/deelsessie-2"), title_en="Cohesion", capacity="11")
    organiser.send(organiser.get(f"{DAY}/deelsessie/deelsessie-3"), title_en="Third")
    page = organiser.get(DAY)
    assert "The last change: a change of a breakout (Third)" in page.main and "Organisator" in page.main
    assert "The last change: a change of a breakout (Cohesion)" in undo(organiser).main
    assert "The last change" not in undo(organiser).main
    assert rows(app, edition_id) == before
    assert stamp(app) == number + 2, "drafts of in between are stale"


def test_undo_is_refused_when_somebody_changed_it_otherwise(
    app: Flask, organiser: Browserless, edition_id: int
) -> None:
    organiser.send(organiser.get(f"{DAY}/deelsessie/deelsessie-2"), capacity="11")
    with app.app_context(), transaction():
        session.scalars(select(Breakout).where(Breakout.slug == "deelsessie-2")).one().capacity = 13
    assert "cannot be undone any more" in undo(organiser).main
    with app.app_context():
        assert session.scalars(select(ScheduleChange.undone_at)).all() == [None]


# People


def slot_of(app: Flask, edition_id: int, number: int = 0) -> int:
    return stage.slots(app, edition_id)[number]


def test_someone_new_is_added_unseen_by_the_public(app: Flask, organiser: Browserless, edition_id: int) -> None:
    before, slot_id = stamp(app), slot_of(app, edition_id)
    page = organiser.get(f"{DAY}/mensen/bij/{slot_id}")
    assert "Who registers with this address takes part as this person" in page.main
    page = organiser.follow(organiser.send(page, name=HOSTILE, email="Nieuw@Example.org ", role="host"))
    assert "Profile is not public yet" in page.main and HOSTILE in page.main
    with app.app_context():
        person = session.scalars(select(Person)).one()
        assert (person.email_key, person.state) == ("nieuw@example.org", PersonState.DRAFT)
    assert stamp(app) == before + 1
    assert HOSTILE not in organiser.get("/2027/deelsessies/deelsessie-1").main
    undo(organiser)
    assert stamp(app) == before + 2


def test_one_address_is_one_person(app: Flask, organiser: Browserless, edition_id: int) -> None:
    for number in range(2):
        page = organiser.get(f"{DAY}/mensen/bij/{slot_of(app, edition_id, number)}")
        answer = organiser.send(page, status=200 if number else 303, name=f"Host {number}", email="h@example.org")
    assert "Somebody we know has this address already" in answer.main
    answer = organiser.send(answer, status=200, name="", email="")
    assert "Choose someone from the list" in answer.main
    known = next(o.attrs["value"] for o in answer.all("select[name=person] option") if "Host 0" in o.to_text())
    organiser.send(answer, person=known)
    with app.app_context():
        assert len(session.scalars(select(Appearance)).all()) == 2 and len(session.scalars(select(Person)).all()) == 1


def test_a_task_changes_moves_and_ends(app: Flask, organiser: Browserless, edition_id: int) -> None:
    slot_id = slot_of(app, edition_id)
    stage.host(app, slot_id, "Anna Eerst")
    with app.app_context():
        part = session.scalars(select(Appearance.id)).one()
    page = organiser.get(f"{DAY}/mensen/bij/{slot_id}")
    organiser.send(page, name="Bea Later", role="speaker")
    press(organiser, f"mensen/taak/{part}/plaats", to="1")
    names = [n.to_text() for n in organiser.get(f"{DAY}/mensen/bij/{slot_id}").all(".people-list strong")]
    assert names == ["Bea Later", "Anna Eerst"]
    stale = organiser.get(f"{DAY}/mensen/taak/{part}")
    organiser.send(organiser.get(f"{DAY}/mensen/taak/{part}"), role="note_taker")
    assert "changed this task" in organiser.follow(organiser.send(stale, "/verwijderen")).main
    page = organiser.follow(organiser.send(organiser.get(f"{DAY}/mensen/taak/{part}"), "/verwijderen"))
    assert "Anna Eerst" not in page.one(".people-list").to_text()
    assert "Anna Eerst" not in organiser.get("/2027/sprekers").main
    undo(organiser)
    assert "Anna Eerst" in organiser.get("/2027/sprekers").main


def test_an_address_makes_drafts_stale_and_belongs_to_its_organisers(
    app: Flask, make: Make, organiser: Browserless, edition_id: int
) -> None:
    other = make.edition("2026")
    stage.speaker(app, edition_id, "Sanne Spreker")
    stage.speaker(app, other, "Sanne Spreker")
    with app.app_context():
        public_id = session.scalars(select(Person.public_id)).one()
    organiser.send(organiser.get(f"{DAY}/persoon/{public_id}"), email="sanne@example.org")
    with app.app_context():
        assert set(session.scalars(select(Edition.input_stamp))) == {2}
    stranger, member = Browserless(app), make.organiser("een@example.org", is_admin=False)
    with app.app_context(), transaction():
        session.add(Membership(user_id=member.id, edition_id=edition_id, role=MemberRole.ORGANISER))
    stranger.sign_in(member)
    page = stranger.get(f"{DAY}/persoon/{public_id}")
    assert "editions of others" in page.main and "sanne@example.org" not in page.text
    stranger.send(page, name="Sanne de Spreker", email="gekaapt@example.org")
    with app.app_context():
        assert session.scalars(select(Person.email)).one() == "sanne@example.org"


# Warnings


def warned(browser: Browserless) -> list[str]:
    return [" ".join(n.to_text().split()) for n in browser.get(DAY).all(".concerns li")]


def test_warnings_say_what_does_not_fit_and_lead_there(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    make.people(edition_id, 3)
    Organiser(app, edition_id).publish()
    with app.app_context(), transaction():
        edition = session.get_one(Edition, edition_id)
        plenary, first, second = queries.rounds(edition_id)
        slots = queries.slots(edition_id)
        host = stage.person_named("Dubbele Host", PersonState.PUBLISHED)
        session.add_all(
            Appearance(person=host, slot_id=slot.id, role=AppearanceRole.HOST)
            for slot in slots
            if slot.round_id == first.id
        )
        first.starts_at -= timedelta(minutes=30)
        second.ends_at = edition.ends_at + timedelta(minutes=5)
        breakouts = queries.breakouts(edition_id)
        for breakout in breakouts:
            breakout.capacity = 0
        for slot in slots:
            if (
                slot.breakout_id == breakouts[3].id
                or slot.round_id == second.id
                and slot.breakout_id != breakouts[0].id
            ):
                slot.state = SlotState.CANCELLED
    found = "\n".join(warned(organiser))
    for words in (
        "people have a place there, and there are 0 places",
        "Dubbele Host is in two places at once",
        "“Welcome” is not over yet when “Ronde 1” begins",
        "“Ronde 2” lies outside the day",
        "“Sociaal empowerment” is in no round",
        "“Sociaaleconomische zekerheid” has no host yet, in Ronde 2 for one",
    ):
        assert words in found
    for link in organiser.get(DAY).all(".concerns a"):
        organiser.get(link.attrs["href"].partition("#")[0])
    assert "things in the programme do not fit" in organiser.get("/en/organisatie/2027/").main


def test_too_few_places_and_too_few_breakouts_are_said(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    make.people(edition_id, 4)
    with app.app_context(), transaction():
        session.get_one(Edition, edition_id).ranking_closes_at -= timedelta(days=365)
        first, *others = queries.breakouts(edition_id)
        first.capacity, first.minimum = 3, 3
        for slot in queries.slots(edition_id):
            if slot.breakout_id != first.id:
                slot.state = SlotState.CANCELLED
    found = "\n".join(warned(organiser))
    assert "Ronde 1: 3 places in all, for 4 people." in found
    assert "There are 2 rounds of breakouts and breakouts to choose from: 1." in found
    with app.app_context(), transaction():
        breakout = queries.breakouts(edition_id)[0]
        breakout.capacity, breakout.minimum = 9, 5
    found = "\n".join(warned(organiser))
    assert "in Ronde 1 needs 5 people, and 4 take part" in found and "places in all" not in found


def test_a_day_in_order_warns_of_nothing_and_costs_the_same_with_forty_breakouts(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    make.edition("veel", breakouts=40)
    with counting(app) as few:
        organiser.get(DAY)
    with counting(app) as many:
        organiser.get("/en/organisatie/veel/programma")
    assert len(many) == len(few)
    assert all("has no host yet" in warning for warning in warned(organiser))


# Readers, paper, nothing at all


def test_a_reader_looks_and_has_no_buttons(app: Flask, make: Make, edition_id: int, client: Browserless) -> None:
    reader = make.organiser(is_admin=False)
    with app.app_context(), transaction():
        session.add(Membership(user_id=reader.id, edition_id=edition_id, role=MemberRole.READER))
    client.sign_in(reader)
    for page in ("", "/deelsessie/deelsessie-1", f"/mensen/bij/{slot_of(app, edition_id)}", "/afdrukken"):
        assert client.get(DAY + page).all("main button") == []
    client.get(f"{DAY}/ronde/nieuw")


def test_the_schedule_on_paper_says_who_where_and_when(app: Flask, organiser: Browserless, edition_id: int) -> None:
    stage.host(app, slot_of(app, edition_id), "Anna Host")
    page = organiser.get(f"{DAY}/afdrukken")
    assert "Anna Host" in page.main and "nobody yet" in page.main and "14:10" in page.main
    assert not page.all("main form")


def test_an_empty_day_is_filled_from_nothing(app: Flask, organiser: Browserless, edition_id: int) -> None:
    with app.app_context(), transaction():
        for row in (*queries.rounds(edition_id), *queries.breakouts(edition_id)):
            session.delete(row)
    page = organiser.get(DAY)
    assert "This day has no programme yet." in page.main and "There are no breakouts yet." in page.main
    organiser.send(organiser.get(f"{DAY}/deelsessie/nieuw"), title_nl="Eerst", capacity="8")
    organiser.send(organiser.get(f"{DAY}/ronde/nieuw"), title_nl="Ronde", kind="breakouts")
    assert "There is no breakout in Ronde" in organiser.get(DAY).main


def test_actions_say_when_something_is_gone(app: Flask, edition_id: int) -> None:
    values = BreakoutValues("Weg", "", "", "", (), 1, 0, False)
    with app.app_context(), pytest.raises(actions.Gone):
        actions.change_breakout(999_999, values, "", "user:1")
    with app.app_context():
        day = session.get_one(Edition, edition_id)
        wanted = RoundValues("Ander", "", day.starts_at, day.ends_at)
        plenary = actions.add_round(edition_id, RoundKind.ITEMS, wanted, "user:1")
        breakout_id = queries.breakouts(edition_id)[0].id
        with pytest.raises(actions.Gone):
            actions.plan_slot(breakout_id, plenary, "user:1")
        assert session.get_one(Round, plenary).position in (0, 1)
