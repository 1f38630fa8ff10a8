"""The organiser's pages: ask, wait, look, publish; also for 200 people, in two languages, and for who may only read."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import event

from tests.accounts import staff
from tests.breakouts.organiser import OVERVIEW, Organiser, at_the_overview, drafted
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.page import Browserless, words
from tests.post import Mailbox
from werkplaats.accounts.models import MemberRole
from werkplaats.breakouts import actions
from werkplaats.breakouts.queries import Settings
from werkplaats.db import db, session, transaction
from werkplaats.jobs.models import Job
from werkplaats.jobs.run import run_all
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout
from werkplaats.registration import actions as registration
from werkplaats.registration.models import RoundAbsence

pytestmark = POSTGRESQL_LATER

PLAN = f"{OVERVIEW}1"


def test_an_empty_edition_says_what_comes_first(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    page = browser.get(OVERVIEW)
    assert "There is no plan yet." in page.main
    assert "Nobody takes part in a breakout yet" in page.main and page.all("main a[href$=aanmeldingen]")
    assert not page.all("form[action$=concept]")
    make.register(edition_id)
    assert browser.get(OVERVIEW).all("form[action$=concept]")
    browser, _ = at_the_overview(app, make, slug="2028", breakouts=0)
    page = browser.get(OVERVIEW.replace("2027", "2028"))
    assert "There are no breakouts in the programme yet." in page.main and page.all("main a[href$=programma]")
    assert not page.all("form[action$=concept]") and "too few places" not in page.main


def test_who_comes_for_the_plenary_alone_is_not_divided(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=1, breakouts=2)
    _, _, plenary, once = make.people(edition_id, 4)
    with app.app_context(), transaction():
        first, second = programme.breakout_rounds(edition_id)
        session.add_all(RoundAbsence(registration_id=plenary.id, round_id=r.id) for r in (first, second))
        session.add(RoundAbsence(registration_id=once.id, round_id=second.id))
    page = browser.get(OVERVIEW)
    assert [words(fact) for fact in page.all(".facts li")[::2]] == ["3 people take part", "2 breakouts in 2 rounds"]
    assert "Ronde 1 has 2 places for 3 people." in page.main and "Ronde 2 has" not in page.main


def test_from_draft_to_published(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=3)
    a, b, *_ = make.breakouts(edition_id)
    make.people(edition_id, 9, ranking=lambda n: [a, b])
    page = drafted(app, browser)
    assert page.heading == "Plan 1 Draft"
    assert "9 people get places for the first time, and a mail about it." in page.main
    page = browser.follow(browser.send(page, "publiceren"))
    assert "This plan is published. 9 people get a mail about their places." in page.main
    assert page.heading == "Plan 1 Published"
    assert not page.all("form[action$=publiceren]")
    again = drafted(app, browser)
    assert "Nobody gets a mail, because nobody's places change." in again.main
    assert "Nobody: everyone keeps the places" in again.main
    page = browser.follow(browser.send(again, "publiceren"))
    assert "so nobody gets a mail" in page.main
    assert [words(row) for row in browser.get(OVERVIEW).all("tbody th")] == ["Plan 2", "Plan 1"]


def test_a_mail_for_each_who_is_told_and_no_second_one(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition()
    make.people(edition_id, 4)
    before = len(post.letters())
    organiser = Organiser(app, edition_id)
    organiser.publish()
    assert len(post.letters()) == before + 4
    organiser.publish()
    assert len(post.letters()) == before + 4


def test_while_it_is_made_the_page_looks_again_by_itself(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    page = browser.follow(browser.send(browser.get(OVERVIEW), "concept"))
    assert page.headers["Refresh"] == "2" and page.all("progress")
    assert not page.all("form[action$=concept]")
    with app.app_context():
        run_all()
    page = browser.get(OVERVIEW)
    assert "Refresh" not in page.headers and not page.all("progress")


def test_who_asked_first_reaches_their_own_plan(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    first = browser.follow(browser.send(browser.get(OVERVIEW), "concept")).response.request.full_path
    with app.app_context():
        run_all()
        # Somebody else asks for something else.
        actions.draft_plan(edition_id, "user:2", Settings(mix_budget=1))
    assert browser.follow(browser.get(first, status=302)).heading == "Plan 1 Draft"


def test_a_number_that_no_row_can_have_is_nobodys(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    huge = "9" * 23
    for address in (OVERVIEW, f"{PLAN}/lijsten"):
        assert "could not be made" not in browser.get(f"{address}?job={huge}").main
    browser.get(f"{PLAN}/mensen?page={huge}", status=404)
    mails = "/en/organisatie/2027/post"
    token = browser.get(mails).form("pauze")["csrf_token"]
    browser.post(f"{mails}/opnieuw", {"csrf_token": token, "mail": huge}, status=303)


def test_a_stale_draft_says_so_and_leads_on(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    a, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans")
    page = drafted(app, browser)
    with app.app_context():
        registration.change_ranking(ans.id, (a,))
    late = browser.send(page, "publiceren", status=409)
    assert "Things changed since this draft, so it cannot be published." in late.main
    assert "1 person changed their list or their rounds." in late.main
    assert not late.all("form[action$=publiceren]")
    assert "Things changed since" in browser.get(OVERVIEW).main
    browser.send(late, "opnieuw")


def test_who_moves_is_named_before_anyone_is_told(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=2)
    a, b, c, d = make.breakouts(edition_id)
    make.register(edition_id, "Ans Blijft", ranking=[c, d])
    bert = make.register(edition_id, "Bert Verhuist", ranking=[a, b])
    browser.send(drafted(app, browser), "publiceren")
    with app.app_context():
        registration.change_ranking(bert.id, (c, d))
    page = drafted(app, browser)
    moved = page.main.split("Who would move")[1]
    assert "Bert Verhuist" in moved and "Ans Blijft" not in moved
    assert "1 person moves, and gets a mail about it." in moved
    assert "1 person keeps their places and hears nothing." in moved
    assert "Bert Verhuist" in browser.get(f"{OVERVIEW}2/verschuivingen").main


def test_an_empty_list_says_what_that_means(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    page = browser.send(drafted(app, browser), "publiceren")
    assert page.status == 303
    assert "everyone keeps the places" in browser.get(f"{PLAN}/verschuivingen").main
    assert "Everyone has a place in every round." in browser.get(f"{PLAN}/zonder-plek").main


def test_publishing_while_people_may_still_choose_is_warned_for(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    assert "Perhaps it is better to wait" in drafted(app, browser).main


def test_who_has_no_place_is_listed(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=2, breakouts=1)
    make.people(edition_id, 30)
    assert "Ronde 1 has 2 places for 30 people." in browser.get(OVERVIEW).main
    page = drafted(app, browser)
    assert "30 miss a round" in page.main
    assert len(page.one("section[aria-labelledby=left-title]").query("tbody tr")) == 20
    assert len(browser.get(f"{PLAN}/zonder-plek").all("tbody tr")) == 30
    browser.get(f"{PLAN}/zonder-plek?page=2", status=404)


def test_the_list_of_a_slot_holds_its_people(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, breakouts=1)
    make.register(edition_id, "Ans <b>Vet</b>", email="ans@example.org")
    drafted(app, browser)
    page = browser.get(f"{PLAN}/lijsten")
    links = [a.attrs["href"] for a in page.all("a[href*=deelsessie]") if "csv" not in a.attrs["href"]]
    lists = [browser.get(link) for link in links]
    assert sorted(len(one.all("tbody tr")) for one in lists) == [0, 1]
    assert any("Ans <b>Vet</b>" in one.main for one in lists)
    browser.get(f"{PLAN}/deelsessie/999999", status=404)


def test_rules_that_collide_are_told_in_people_and_places(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    with app.app_context(), transaction():
        for breakout in session.query(Breakout):
            breakout.minimum = 1
    waiting = browser.follow(browser.send(browser.get(OVERVIEW), "concept"))
    with app.app_context():
        run_all()
    page = browser.get(waiting.response.request.full_path)
    assert "There is no way to divide everyone" in page.main
    assert "needs at least 1 person in Ronde" in page.main and "1 person takes part in Ronde" in page.main


def test_a_draft_that_failed_says_that_nothing_changed(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    browser.send(browser.get(OVERVIEW), "concept")
    with app.app_context(), transaction():
        session.query(Job).update({"state": "failed", "result": {"error": "MemoryError"}})
    page = browser.get(OVERVIEW)
    assert "The last draft failed" in page.main and "MemoryError" not in page.text
    browser.follow(browser.send(page, "concept"))


def test_a_reader_looks_and_changes_nothing(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    reader = Browserless(app)
    staff.join(app, staff.add(app, "lezer@example.org", admin=False), edition_id, MemberRole.READER)
    staff.sign_in(reader, "lezer@example.org")
    assert not reader.get(OVERVIEW).all("form[action$=concept]")
    page = reader.get(PLAN)
    assert not page.all("form[action$=publiceren]")
    reader.post(f"{PLAN}/publiceren", status=403)
    reader.post(f"{OVERVIEW}concept", status=403)


def test_without_a_token_nothing_happens(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    browser.post(f"{PLAN}/publiceren", status=400)
    assert browser.get(PLAN).heading == "Plan 1 Draft"


def test_a_plan_of_another_edition_is_not_here(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    make.edition("2028")
    browser.get("/en/organisatie/2028/indeling/1", status=404)


def test_more_people_ask_no_more_queries(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make, places=50)
    a, b, *_ = make.breakouts(edition_id)
    make.people(edition_id, 5, ranking=lambda n: [a, b])
    browser.send(drafted(app, browser), "publiceren")
    make.register(edition_id, "Bert", ranking=[b, a])
    drafted(app, browser)
    few = [queries_of(app, browser, address) for address in (OVERVIEW, f"{OVERVIEW}2")]
    for n in range(12):
        make.register(edition_id, f"Later {n}", ranking=[b, a])
    drafted(app, browser)
    assert [queries_of(app, browser, address) for address in (OVERVIEW, f"{OVERVIEW}3")] == few


def queries_of(app: Flask, browser: Browserless, address: str) -> int:
    """How many statements a page asks of the database."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            browser.get(address)
        finally:
            event.remove(db.engine, "before_cursor_execute", note)
    return len(asked)


def test_the_pages_speak_dutch(app: Flask, make: Make) -> None:
    browser, edition_id = at_the_overview(app, make)
    make.register(edition_id)
    drafted(app, browser)
    assert browser.get(PLAN.removeprefix("/en")).one("html").attrs["lang"] == "nl"
