"""Erasing somebody: nothing is left that says who it was, and the counts stay right."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make, Person
from tests.notes.test_cards import entered
from tests.page import Browserless, Page
from tests.post import Mailbox
from tests.privacy.traces import traces
from tests.public import stage
from werkplaats import clock, consent
from werkplaats.breakouts import actions as breakouts
from werkplaats.breakouts import queries as breakout_queries
from werkplaats.breakouts.models import Placement
from werkplaats.breakouts.offers import offer_place
from werkplaats.breakouts.picture import picture_of
from werkplaats.breakouts.queries import places_of, published_plan
from werkplaats.consent import Consent
from werkplaats.db import session, transaction
from werkplaats.errors import Refused
from werkplaats.invitations.actions import tell_due
from werkplaats.invitations.models import CalendarObject
from werkplaats.jobs.models import JobState
from werkplaats.jobs.steps import ask
from werkplaats.mail.delivery import _record
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.mail.reasons import Reason
from werkplaats.mail.transport import Temporary
from werkplaats.notes.actions import add_card, publish_card
from werkplaats.notes.models import Card, CardKind, CardShow, Response, ResponseKind
from werkplaats.notes.responses import ResponseAnswers, publish_response, recognise, report, respond
from werkplaats.notes.steps import CardAnswers
from werkplaats.organise.queries import figures_of
from werkplaats.people.models import Person as Speaker
from werkplaats.privacy import actions
from werkplaats.programme.models import Slot
from werkplaats.registration import access
from werkplaats.registration import actions as registration
from werkplaats.registration.models import (
    Erasure,
    Need,
    Offer,
    Pair,
    PairKind,
    Perspective,
    Registration,
    RegistrationState,
    SentForm,
)
from werkplaats.registration.steps import Answers
from werkplaats.web.log import log

pytestmark = POSTGRESQL_LATER

NAME, EMAIL = "Zwaantje Ünal-Q.", "Zwaantje.Unal@Example.org"
PAGE = "/en/mijn/gegevens/wissen"


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Everything that is logged during a test."""
    kept = io.StringIO()
    monkeypatch.setattr(log.bind()._logger._write.__self__, "_file", kept)
    return kept


def erased(browser: Browserless, **answers: Any) -> Page:
    """The page after erasing oneself, with everything that stood on the page before."""
    return browser.follow(browser.send(browser.get(PAGE), "wissen", **answers))


def row(app: Flask, person: Person) -> Registration:
    with app.app_context():
        found = session.get_one(Registration, person.id)
        session.expunge(found)
        return found


def leave_traces(app: Flask, edition_id: int, someone: Person, other_id: int) -> None:
    """Everything that may come to name somebody: cards, needs, pairs, consents, tasks, lists, mails that fail."""
    with app.app_context():
        add_card(someone.id, CardAnswers(CardKind.TOOL, "Een lijst.", CardShow.NAME, "1"))
        publish_card(add_card(someone.id, CardAnswers(CardKind.INSIGHT, "Samen.", CardShow.NAME, "1")), "user:1")
        plan = published_plan(edition_id)
        assert plan is not None
        has = [place.slot.breakout_id for place in places_of(someone.id) if place.slot]
        slot_id = session.scalars(select(Slot.id).where(Slot.breakout_id.not_in(has)).order_by(Slot.id)).first()
        offer_place(someone.id, slot_id or 0, "user:1")
        with transaction():
            session.add(Need(registration_id=someone.id, text=f"Een tolk voor {NAME}", created_at=clock.now(),
                             delete_after=clock.now() + timedelta(days=80)))  # fmt: skip
            session.add(Pair(first_id=min(someone.id, other_id), second_id=max(someone.id, other_id),
                             kind=PairKind.TOGETHER))  # fmt: skip
            session.get_one(Registration, someone.id).remark = f"{NAME} belde."
            consent.give_for_registration(someone.id, "newsletter", "1")
            job = ask("import", "registration.import", rows=[{"name": NAME, "email": EMAIL.lower()}])
            job.state, job.result = JobState.DONE, {"problems": [f"Row 3: {NAME} <{EMAIL}> is here already."]}
        breakouts.ask_for_lists(plan.id, None, "nl", "user:1")


def test_of_one_in_three_hundred_nothing_is_left(app: Flask, make: Make, post: Mailbox, logged: io.StringIO) -> None:
    edition_id = make.edition(places=60, helpdesk_email="hulp@elders.example")
    first, second, *_ = make.breakouts(edition_id)
    other = make.register(edition_id, "Buddy")
    someone = make.register(edition_id, NAME, EMAIL, [first, second], Perspective.RESIDENT)
    Organiser(app, edition_id).publish()
    make.crowd(edition_id, 298)
    browser = entered(app, someone)
    post.work()
    leave_traces(app, edition_id, someone, other.id)
    browser.post("/mijn/link", {**browser.get("/mijn/link").form(), "email": EMAIL}, status=200)
    post.work()
    with app.app_context():
        with transaction():
            fails = {"state": MailState.FAILED, "error": f"550 <{EMAIL}>: unknown"}
            session.execute(update(OutgoingMail).where(OutgoingMail.kind == "link_again").values(fails))
        before, feed = figures_of(edition_id), access.feed_token(session.get_one(Registration, someone.id))
        seats = _seats()
        codes = (someone.public_id, session.scalars(_calendar_of(someone)).one().uid)
    names = (NAME, "Zwaantje", EMAIL, *codes)
    assert len(traces(app, *names)) > 15, "or this would prove nothing"

    assert "erased" in erased(browser, cards="remove").heading
    post.work()
    post.work()
    assert traces(app, *names) == set()
    assert '"page": "privacy.erase"' in logged.getvalue(), "or this would prove nothing"
    assert not any(name in logged.getvalue() for name in names)
    assert browser.get(f"/agenda/{feed}.ics", status=404)
    assert browser.get(someone.link, status=404)
    assert browser.get("/mijn", status=302).location.endswith("/mijn/link")
    organiser = staff.signed_in(app)
    for page in ("", "aanmeldingen", "post", "kaarten", "indeling/1", "indeling/1/lijst.csv"):
        text = organiser.get(f"/organisatie/2027/{page}").text
        assert not any(name in text for name in names), page
    with app.app_context():
        after = figures_of(edition_id)
        assert (after.registered, after.cancelled) == (before.registered - 1, before.cancelled + 1)
        assert sum(number for _, number in after.pace.rows) == 300
        assert sum(number for _, number in after.perspectives) == 299
        assert _seats() == seats - 2, "both places are free"


def _seats() -> int:
    return session.scalar(select(func.count()).where(Placement.slot_id.is_not(None))) or 0


def _calendar_of(person: Person) -> Any:
    return select(CalendarObject).where(CalendarObject.registration_id == person.id)


def test_the_page_says_beforehand_what_goes_and_what_stays(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition()
    ans = make.register(edition_id, "Ans", ranking=make.breakouts(edition_id)[:3])
    post.work()
    said = entered(app, ans).get(PAGE).main
    for sentence in (
        "3 choices of breakouts.", "The words of the 1 mail that we sent.", "The place. It is free",
        "The day in the calendar.", "One in the count of who registered", "cannot be undone",
    ):  # fmt: skip
        assert sentence in said


def test_the_last_mail_takes_the_day_out_of_the_calendar_and_is_forgotten(
    app: Flask, make: Make, post: Mailbox
) -> None:
    ans = make.register(make.edition(), "Ans", "ans@example.org")
    (invited,) = post.to("ans@example.org")
    erased(entered(app, ans))
    _invited, last = post.to("ans@example.org")
    assert last.calendar_line("METHOD") == "CANCEL"
    assert last.calendar_line("UID") == invited.calendar_line("UID")
    assert int(last.calendar_line("SEQUENCE")) == int(invited.calendar_line("SEQUENCE")) + 1
    assert "forget your address" in last.text or "vergeten" in last.text
    assert "/p/" not in last.text
    assert traces(app, "ans@example.org") == set()
    assert len(post.letters()) == 2, "and nothing comes after it"


def test_who_is_erased_before_the_first_mail_gets_only_the_last(app: Flask, make: Make, post: Mailbox) -> None:
    ans = make.register(make.edition(), "Ans", "ans@example.org")
    erased(entered(app, ans))
    (only,) = post.to("ans@example.org")
    assert only.ics is None


def test_erasing_while_a_mail_is_leaving(app: Flask, make: Make) -> None:
    """It arrives, because the server has it. It is not tried again when the server did not take it."""
    ans = make.register(make.edition(), "Ans", "ans@example.org")
    with app.app_context():
        tell_due()
        with transaction():
            leaving = session.scalars(select(OutgoingMail)).one()
            leaving.state, leaving.tries, leaving.next_at = MailState.SENDING, 1, clock.now() + timedelta(hours=1)
            session.flush()
            session.expunge(leaving)
        actions.erase(ans.id, cards_stay=False)
        _record(leaving, Temporary("later", Reason.BUSY))
        assert session.get_one(OutgoingMail, leaving.id).state == MailState.CANCELLED
        _record(leaving, None)
        assert session.get_one(OutgoingMail, leaving.id).state == MailState.SENT
        assert session.get_one(OutgoingMail, leaving.id).to_email == ""


def test_erasing_twice_and_from_two_tabs(app: Flask, make: Make) -> None:
    ans = make.register(make.edition(), "Ans")
    browser = entered(app, ans)
    one, other = browser.get(PAGE), browser.get(PAGE)
    browser.send(one, "wissen")
    assert "erased" in browser.follow(browser.send(other, "wissen")).heading
    with app.app_context():
        assert actions.erase(ans.id, cards_stay=False) is False
        assert session.scalar(select(func.count()).select_from(Erasure)) == 1


def test_two_people_at_one_tablet_are_never_mixed_up(app: Flask, make: Make) -> None:
    """The page was made for Ans; meanwhile Bob is chosen in another tab."""
    edition_id = make.edition()
    ans, bob = make.register(edition_id, "Ans"), make.register(edition_id, "Bob")
    browser = entered(app, ans)
    page = browser.get(PAGE)
    browser.get(bob.link, status=303)
    browser.send(page, "wissen")
    assert row(app, ans).state == RegistrationState.ERASED
    assert row(app, bob).state == RegistrationState.REGISTERED
    assert "Hello Bob" in browser.get("/en/mijn").heading


def test_a_place_that_comes_free_is_offered_on(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition(places=1, breakouts=2)
    first, second = make.breakouts(edition_id)
    people = [make.register(edition_id, name, ranking=[first, second]) for name in ("Ans", "Bob", "Cor")]
    Organiser(app, edition_id).publish()
    has_place = next(p for p in people if any(Organiser(app, edition_id).places(p)[0]))
    erased(entered(app, has_place))
    post.work()
    with app.app_context():
        offered = set(session.scalars(select(Offer.registration_id)))
        assert offered <= {p.id for p in people} - {has_place.id}
        assert offered


def test_cards_go_or_stay_as_their_author_chooses(app: Flask, make: Make) -> None:
    edition_id = make.edition()
    for name, choice in (("Ans", "remove"), ("Bob", "keep")):
        author = make.register(edition_id, name)
        with app.app_context():
            card_id = add_card(author.id, CardAnswers(CardKind.TOOL, f"Woorden van {choice}.", CardShow.NAME, "1"))
            publish_card(card_id, "user:1")
        browser = entered(app, author)
        wrong = browser.send(browser.get(PAGE), "wissen", status=200)
        assert wrong.title.startswith("Error:")
        assert "Choose what happens to the cards and responses." in wrong.main
        erased(browser, cards=choice)
    harvest = Browserless(app).get("/en/2027/oogst").main
    assert "Woorden van keep." in harvest
    assert "Woorden van remove." not in harvest
    assert "Bob" not in harvest
    with app.app_context():
        assert [card.author_id for card in session.scalars(select(Card))] == [None, None]
        assert [c.purpose for c in session.scalars(select(Consent))] == ["card.perspective"]


def test_words_said_to_cards_go_or_stay_with_them(app: Flask, make: Make) -> None:
    """Who only responded is asked too. That somebody recognised or reported a card is gone either way."""
    edition_id = make.edition()
    author = make.register(edition_id, "Auteur")
    with app.app_context():
        card_id = add_card(author.id, CardAnswers(CardKind.QUESTION, "Hoe dan?", CardShow.NAME, "1"))
        publish_card(card_id, "user:1")
    for name, choice in (("Ans", "remove"), ("Bob", "keep")):
        reader = make.register(edition_id, name)
        with app.app_context():
            words = ResponseAnswers(ResponseKind.BUT, f"Woorden van {choice}.", CardShow.NAME, "1")
            publish_response(respond(reader.id, card_id, words), "user:1")
            recognise(reader.id, card_id)
            report(card_id, f"Melding van {choice}.", reader.id)
        browser = entered(app, reader)
        assert f"Woorden van {choice}." in browser.get("/mijn/gegevens").main
        assert "Choose what happens" in browser.send(browser.get(PAGE), "wissen", status=200).main
        erased(browser, cards=choice)
    harvest = Browserless(app).get("/2027/oogst").main
    assert "Woorden van keep." in harvest and "remove" not in harvest and "Bob" not in harvest
    with app.app_context():
        [left] = session.scalars(select(Response))
        assert (left.text, left.author_id, left.author_name) == ("Woorden van keep.", None, "")
        purposes = select(Consent.purpose).where(Consent.response_id.is_not(None))
        assert session.scalars(purposes).all() == ["response.perspective"]


def test_after_the_day_who_took_part_stays_in_the_counts(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition()
    breakout, *_ = make.breakouts(edition_id)
    ans = make.register(edition_id, "Ans", ranking=[breakout], perspective=Perspective.RESIDENT)
    make.register(edition_id, "Bob", perspective=Perspective.RESEARCHER)
    Organiser(app, edition_id).publish()
    post.work()
    with clock.standing_at(clock.now() + timedelta(days=70)):
        browser = entered(app, ans)
        assert "One in the count of who took part" in browser.get(PAGE).main
        erased(browser)
        with app.app_context():
            figures = figures_of(edition_id)
        assert (figures.registered, figures.cancelled) == (2, 0)
        assert dict(figures.perspectives) == {Perspective.RESIDENT: 1, Perspective.RESEARCHER: 1}
        (last,) = [letter for letter in post.to("ans@example.org") if letter.ics is None]
        assert "Ans" in last.text
        with app.app_context():
            (plan,) = breakout_queries.plans(edition_id)
            picture = picture_of(plan)
            assert (picture.people, picture.got_first) == (2, 1), "the plan shows what happened, without a name"
            assert {day.name for day in picture.everyone} == {"–", "Bob"}
    left = row(app, ans)
    assert (left.name, left.email, left.cancelled_at) == ("", "", None)


def test_a_guest_and_the_owner_of_an_address(app: Flask, make: Make, post: Mailbox) -> None:
    """The guest stays, with the address at which they are reached; and the page says so beforehand."""
    edition_id = make.edition()
    owner = make.register(edition_id, "Ans", "ans@example.org")
    guest_id = guest_of(app, owner, "Kim")
    page = entered(app, owner).get(PAGE)
    assert "This is also the address of Kim." in page.main
    erased(entered(app, owner))
    assert traces(app, "ans@example.org") - {"outgoing_mail.to_email"} == {
        "registration.email",
        "registration.email_key",
    }
    with app.app_context():
        actions.erase(guest_id, cards_stay=False)
    post.work()
    assert traces(app, "ans@example.org", "Kim") == set()


def guest_of(app: Flask, owner: Person, name: str) -> int:
    with app.app_context(), transaction():
        known = session.get_one(Registration, owner.id)
        guest = Registration(
            public_id="g" * 16, edition_id=known.edition_id, name=name, email=known.email, email_key=known.email_key,
            guest_number=1, created_at=clock.now(),
        )  # fmt: skip
        session.add(guest)
        session.flush()
        return guest.id


def test_a_speaker_stays_in_the_programme_and_is_told_their_task_again(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition()
    person_id = stage.speaker(app, edition_id, "Sanne Spreker")
    with app.app_context(), transaction():
        speaker = session.get_one(Speaker, person_id)
        speaker.email = speaker.email_key = "sanne@example.org"
    sanne = make.register(edition_id, "Sanne Spreker", "sanne@example.org")
    post.work()
    browser = entered(app, sanne)
    assert "The profile with a task in the programme" in browser.get(PAGE).main
    erased(browser)
    kinds = [
        (letter.calendar_line("METHOD"), "/mijn/meedoen" in letter.text) for letter in post.to("sanne@example.org")
    ]
    assert [method for method, _ in kinds] == ["REQUEST", "CANCEL", "REQUEST"]
    assert "Sanne Spreker" in browser.get("/2027/sprekers").main


def test_an_organiser_erases_who_asks_for_it(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition()
    ans = make.register(edition_id, "Ans", "ans@example.org")
    organiser = staff.signed_in(app)
    address = f"/en/organisatie/2027/aanmeldingen/{ans.public_id}/wissen"
    person = organiser.get(f"/en/organisatie/2027/aanmeldingen/persoon/{ans.public_id}")
    page = organiser.get(str(person.one(f'main a[href="{address}"]').attrs["href"]))
    assert "Do you want to erase Ans?" in page.heading
    overview = organiser.follow(organiser.send(page, "wissen"))
    assert "This person is erased." in overview.main
    assert "Ans" not in overview.all("main table")[0].to_text() if overview.all("main table") else True
    organiser.get(address, status=404)
    post.work()
    assert traces(app, "ans@example.org") == set()


def test_the_form_that_somebody_sent_goes_with_them(app: Flask, make: Make) -> None:
    """Also when its number was taken off because they had opened their own page."""
    edition_id = make.edition()
    ans = make.register(edition_id, "Ans Voorbeeld", "ans@example.org")
    sent = [
        Answers("Ans Voorbeeld", "ans@example.org", organisation="Ansbedrijf"),
        Answers("ans voorbeeld", "and@example.org", organisation="Ansbedrijf"),
        Answers("Bob Buurman", "bob@example.org"),
    ]
    with app.app_context():
        with transaction():
            session.add_all(
                SentForm(edition_id=edition_id, token=answers.email, answers=answers.kept(), sent_at=clock.now())
                for answers in sent
            )
        actions.erase(ans.id, cards_stay=False)
        assert session.scalars(select(SentForm.token)).all() == ["bob@example.org"]
    assert traces(app, "Ansbedrijf") == set()


def test_nobody_comes_back_from_being_erased(app: Flask, make: Make) -> None:
    """A page that was open elsewhere changes nothing any more."""
    ans = make.register(make.edition(), "Ans")
    browser = entered(app, ans)
    cancel = browser.get("/en/mijn/afzeggen")
    with app.app_context():
        actions.erase(ans.id, cards_stay=False)
        with pytest.raises(Refused):
            registration.cancel(ans.id)
        with pytest.raises(Refused):
            registration.come_back(ans.id)
    assert browser.send(cancel, "afzeggen", status=302).location.endswith("/mijn/link")
    assert row(app, ans).state == RegistrationState.ERASED


def test_who_was_erased_can_register_again_as_anybody(app: Flask, make: Make, post: Mailbox) -> None:
    edition_id = make.edition()
    ans = make.register(edition_id, "Ans", "ans@example.org")
    erased(entered(app, ans))
    again = make.register(edition_id, "Ans", "ans@example.org")
    assert again.id != ans.id
    assert "/p/" in post.to("ans@example.org")[-1].text
