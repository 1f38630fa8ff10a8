"""What a participant changes about themselves: answers, address, and people whom they help."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person, ranks
from tests.page import Browserless
from tests.post import Letter, Mailbox
from werkplaats import clock
from werkplaats.consent import Consent
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.mail.models import OutgoingMail
from werkplaats.registration.models import Need, Registration, RegistrationState
from werkplaats.registration.steps import NEEDS, NEWSLETTER

pytestmark = POSTGRESQL_LATER

NEW = "fatima.nieuw@example.org"


def at_home(app: Flask, person: Person) -> Browserless:
    browser = Browserless(app)
    browser.get(person.link, status=303)
    return browser


def row(app: Flask, person: Person) -> dict[str, Any]:
    with app.app_context():
        found = session.get_one(Registration, person.id)
        names = ("name", "email", "email_key", "guest_number", "perspective", "organisation", "locale", "state")
        return {name: getattr(found, name) for name in names}


def stamp(app: Flask) -> int:
    with app.app_context():
        return session.scalars(select(Edition.input_stamp)).one()


def page_in(letter: Letter) -> str:
    found = re.search(r"https?://\S+/mijn/adres/\S+", letter.text)
    assert found
    return found.group()


def test_answers_change_and_nobody_is_mailed(make: Make, app: Flask, post: Mailbox) -> None:
    person = make.register(make.edition("2027"), "Fatima")
    post.work()
    browser, before = at_home(app, person), stamp(app)
    form = browser.get("/mijn/antwoorden")
    wrong = browser.send(form, status=200, name=" ", need="Een tolk")
    assert wrong.title.startswith("Fout:") and len(wrong.all(".error-summary li")) == 2
    answers: dict[str, Any] = {
        "name": "Fatima V.",
        "organisation": "Buurt <& huis>",
        "need": "Een tolk",
        "need_consent": "y",
    }
    saved = browser.follow(browser.send(wrong, **answers, newsletter="y", perspective="resident", locale="en"))
    assert saved.heading == "Hello Fatima V." and "Buurt <& huis>" in saved.main and "Een tolk" in saved.main
    assert stamp(app) == before + 1, "drafts look at perspectives"
    with app.app_context():
        assert set(session.scalars(select(Consent.purpose))) == {NEEDS, NEWSLETTER}
    browser.send(browser.get("/mijn/antwoorden"), name="Fatima Voorbeeld")
    assert stamp(app) == before + 1
    shown = browser.get("/mijn/antwoorden").form("/antwoorden")
    assert (shown["need"], shown["need_consent"], shown["newsletter"], shown["locale"]) == ("Een tolk", "y", "y", "en")
    without = {name: value for name, value in shown.items() if name not in ("newsletter", "need_consent")}
    browser.post("/mijn/antwoorden", {**without, "need": ""})
    with app.app_context():
        assert session.scalars(select(Need)).all() == []
        assert None not in session.scalars(select(Consent.withdrawn_at)).all()
    assert len(post.letters()) == 1


def test_a_form_is_about_the_person_it_was_made_for(make: Make, app: Flask) -> None:
    """Two tabs on one tablet: what was written for one person is never saved for the other."""
    edition = make.edition("2027")
    ans, bo, stranger = (make.register(edition, name) for name in ("Ans", "Bo", "Stranger"))
    browser = at_home(app, ans)
    form = browser.get("/mijn/antwoorden")
    browser.get(bo.link, status=303)
    browser.send(form, organisation="Van Ans")
    assert row(app, ans)["organisation"] == "Van Ans" and row(app, bo)["organisation"] == ""
    browser.send(form, status=404, whose=stranger.public_id)


def test_another_address_counts_after_the_button_behind_its_link(make: Make, app: Flask, post: Mailbox) -> None:
    person = make.register(make.edition("2027"), "Fatima", "fatima@example.org")
    browser = at_home(app, person)
    form = browser.get("/mijn/adres")
    assert "dat we al hebben" in browser.send(form, status=200, email=" FATIMA@example.org ").main
    assert f"mail gestuurd naar {NEW}" in browser.follow(browser.send(form, email=NEW)).main
    [asked] = post.to(NEW)
    assert asked.ics is None
    with app.app_context():
        assert page_in(asked) not in "".join(session.scalars(select(OutgoingMail.text))), "the key is not kept"
    elsewhere = Browserless(app)
    elsewhere.http.head(page_in(asked).removeprefix(elsewhere.base_url))
    page = elsewhere.get(page_in(asked))
    assert NEW in page.main and row(app, person)["email"] == "fatima@example.org"
    moved = elsewhere.follow(elsewhere.send(page))
    assert moved.heading == "Hallo Fatima" and NEW in moved.main
    assert row(app, person)["email_key"] == NEW

    [told] = [letter for letter in post.to("<fatima@example.org>") if "veranderd" in letter.subject]
    assert NEW not in told.text + told.html and "/p/" not in told.text
    browser.get("/mijn", status=302)
    browser.get(person.link, status=404)
    assert post.to(NEW)[-1].personal_link
    elsewhere.send(page, status=404)
    elsewhere.get(page_in(asked), status=404)


def test_a_link_for_another_address_grows_old_and_cannot_be_made(make: Make, app: Flask, post: Mailbox) -> None:
    edition = make.edition("2027")
    person, other = make.register(edition, "Fatima"), make.register(edition, "Ander")
    browser = at_home(app, person)
    browser.send(browser.get("/mijn/adres"), email=NEW)
    link = page_in(post.to(NEW)[0])
    head, tail = link.rsplit("-", 1)
    for wrong in (link[:-2] + "AA", link.replace(person.public_id, other.public_id), f"{head}-{tail}A", f"{head}-é",
                  link[:-30], link + "%00"):  # fmt: skip
        browser.get(wrong, status=404)
    with clock.standing_at(clock.now() + timedelta(hours=25)):
        browser.get(link, status=404)
    browser.get(link)


def test_nobody_moves_to_an_address_that_is_somebodys(make: Make, app: Flask, post: Mailbox) -> None:
    edition = make.edition("2027")
    person, other = make.register(edition, "Fatima"), make.register(edition, "Ander", "ander@example.org")
    browser = at_home(app, person)
    known = browser.follow(browser.send(browser.get("/mijn/adres"), email=other.email))
    unknown = browser.follow(browser.send(browser.get("/mijn/adres"), email=NEW))
    assert known.main.replace(other.email, "…") == unknown.main.replace(NEW, "…")
    assert "Je bent al aangemeld" in {letter.subject.partition(":")[0] for letter in post.to(other.email)}
    make.register(edition, "Net voor", NEW)
    page = browser.get(page_in(post.to(NEW)[0]))
    assert "al iemand aangemeld" in browser.send(page, status=409).main
    assert row(app, person)["email"] == person.email


def test_who_helps_somebody_registers_them_with_the_same_address(make: Make, app: Flask, post: Mailbox) -> None:
    edition = make.edition("2027", capacity=2)
    first, *_ = make.breakouts(edition)
    helper = make.register(edition, "Hulp", "hulp.van@example.org")
    browser = at_home(app, helper)
    form = browser.get("/mijn/iemand-erbij")
    assert browser.send(form, status=200, name="").title.startswith("Fout:")
    answers = {"name": "Oma", "perspective": "resident", "need": "Rust", "need_consent": "y", **ranks(first)}
    page = browser.follow(browser.send(form, **answers))
    browser.send(form, **answers)
    assert page.heading == "Hallo Oma" and "Rust" in page.main and "Sociaaleconomische zekerheid" in page.main
    letter = post.to("Oma")[-1]
    assert "Hallo Oma" in letter.text and letter.calendar_line("METHOD") == "REQUEST"
    guest = make.person_at(letter.personal_link)
    assert row(app, guest)["guest_number"] == 1 and row(app, guest)["email"] == helper.email
    assert browser.follow(browser.send(page, action_ends=helper.public_id)).heading == "Hallo Hulp"

    assert "wachtlijst" in browser.get("/mijn/iemand-erbij").main
    late = browser.follow(browser.send(browser.get("/mijn/iemand-erbij"), name="Opa"))
    assert "Je bent nummer 1 op de wachtlijst" in late.main
    with app.app_context():
        assert len(session.scalars(select(Registration)).all()) == 3
    browser.send(browser.get("/mijn"), "mail-mijn-link")
    assert {w.to.partition(" <")[0] for w in post.letters() if "eigen link" in w.subject} == {
        "Hulp",
        "Oma",
        "Opa",
    }


def test_everyone_at_an_address_moves_along_but_a_guest_moves_alone(make: Make, app: Flask, post: Mailbox) -> None:
    edition = make.edition("2027")
    helper = make.register(edition, "Hulp", "hulp.van@example.org")
    browser = at_home(app, helper)
    for name in ("Oma", "Opa"):
        browser.get(helper.link, status=303)
        browser.send(browser.get("/mijn/iemand-erbij"), name=name)
    browser.send(browser.get("/mijn/adres"), email="opa@example.org")
    browser.send(browser.get(page_in(post.to("opa@example.org")[0])))
    browser.get(helper.link, status=303)
    browser.send(browser.get("/mijn/adres"), email=NEW)
    assert browser.follow(browser.send(browser.get(page_in(post.to(NEW)[0])))).heading == "Hallo Hulp"
    assert len(browser.get("/mijn").all('form[action*="/mijn/wissel/"]')) == 2, "who was here still is"
    with app.app_context():
        found = {r.name: (r.email, r.guest_number) for r in session.scalars(select(Registration))}
    assert found == {"Hulp": (NEW, 0), "Oma": (NEW, 1), "Opa": ("opa@example.org", 0)}


def test_after_the_day_the_newsletter_can_still_be_stopped(make: Make, app: Flask) -> None:
    person = make.register(make.edition("2027"))
    browser = at_home(app, person)
    browser.send(browser.get("/mijn/antwoorden"), newsletter="y")
    with app.app_context(), transaction():
        session.execute(update(Registration).values(state=RegistrationState.CANCELLED))
    with clock.standing_at(clock.now() + timedelta(days=61)):
        form = browser.get("/mijn/antwoorden").form("/antwoorden")
        browser.post("/mijn/antwoorden", {name: value for name, value in form.items() if name != "newsletter"})
    with app.app_context():
        assert session.scalars(select(Consent.withdrawn_at)).one() is not None
