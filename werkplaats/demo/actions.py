"""Loading the demo and removing it. Nothing else is touched, and nobody is mailed."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import Select, delete, select, update

from werkplaats import audit, clock, links
from werkplaats.accounts.actions import add_organiser
from werkplaats.accounts.models import User
from werkplaats.breakouts import queries as breakouts
from werkplaats.breakouts.actions import publish_plan
from werkplaats.config import Config
from werkplaats.db import Texts, session, transaction
from werkplaats.demo import cards, content, crowd, notes, programme, queries
from werkplaats.demo.cards import Said
from werkplaats.demo.content import Story
from werkplaats.demo.crowd import Somebody
from werkplaats.demo.notes import Written
from werkplaats.demo.programme import at
from werkplaats.demo.solve import make_draft
from werkplaats.editions import queries as editions
from werkplaats.editions.actions import ArticleValues, publish_article, write_article
from werkplaats.editions.models import Edition, EditionState
from werkplaats.editions.steps import Sizes, input_changed, locked_article, show_picture
from werkplaats.errors import N_, Refused
from werkplaats.invitations.actions import tell_due
from werkplaats.invitations.day import Programme
from werkplaats.invitations.models import CalendarObject
from werkplaats.invitations.steps import tell, tell_now
from werkplaats.jobs.models import Job
from werkplaats.letters import queries as letters
from werkplaats.mail.models import MailState, OutgoingMail
from werkplaats.notes import index
from werkplaats.notes.actions import add_card, publish_card
from werkplaats.notes.guests import offer_card
from werkplaats.notes.models import Card
from werkplaats.notes.note import queries as whole_notes
from werkplaats.notes.note.actions import publish_note, save, send_for_review
from werkplaats.notes.note.models import RemarkKind
from werkplaats.notes.note.review import Said as SaidOfNote
from werkplaats.notes.note.review import say, take_over
from werkplaats.notes.responses import ResponseAnswers, publish_response, recognise, report, respond
from werkplaats.notes.steps import CardAnswers
from werkplaats.organise.actions import copy_edition
from werkplaats.people.models import Appearance, Person
from werkplaats.programme import queries as days
from werkplaats.programme.models import ProgrammeItem, Round, Slot
from werkplaats.registration.models import Perspective, Registration
from werkplaats.registration.steps import Answers, insert_registration

Step = Callable[[], None]

DRAWINGS, DRAWN = Path(__file__).parent / "pictures", (1200, 675)
PEOPLE_2022, PEOPLE_COMING = 320, 150
STEPS = 7
CARD_CONSENT, RESPONSE_CONSENT = "card-1", "response-1"
RECOGNITIONS = 4
"""Fewer people than this recognise each card."""

WORDS = ("appel", "brood", "deur", "fiets", "gracht", "haven", "keuken", "lamp", "markt", "plein", "tafel", "wolk")


def load(step: Step) -> None:
    """Fill an empty database; `step` is called STEPS times. Broken off, it leaves nothing behind."""
    if not current_app.config["DEMO"]:
        raise Refused(N_("The demo loads only where no SITE_URL is set."))
    if queries.is_unfinished():
        remove()
    if not queries.is_empty():
        raise Refused(N_("There is data here already. The demo loads only into an empty database."))
    try:
        _load(step)
    except BaseException:
        session.rollback()
        remove()
        raise


def _load(step: Step) -> None:
    with clock.standing_at(_now()):
        organiser_id = _add_organiser()
    step()
    past_id = _past_edition(step)
    with clock.standing_at(_now()):
        coming_id = _coming_edition(past_id, organiser_id)
        with transaction():
            audit.record(audit.OPERATOR, queries.LOADED, coming_id)
    step()


def _now() -> datetime:
    """The real moment, also while the demo shows another one: DEMO_NOW looks at the same demo from elsewhere."""
    config: Config = current_app.config["WERKPLAATS"]
    return clock.now() - config.clock_shift


def _add_organiser() -> int:
    """With a password of its own on every machine, kept where only this machine's user reads it."""
    password = "-".join((*secrets.SystemRandom().sample(WORDS, 4), str(secrets.randbelow(9000) + 1000)))
    file = password_file()
    file.unlink(missing_ok=True)
    file.touch(0o600)
    file.write_text(f"{password}\n")
    return add_organiser(queries.ORGANISER_EMAIL, "Olga Organisator", password).user_id


def password_file() -> Path:
    path: Path = current_app.config["WERKPLAATS"].instance / "demo-organiser.txt"
    return path


# 2022


def _past_edition(step: Step) -> int:
    """It lives through its own time: registrations, a plan, the day, the harvest."""
    day = content.DAY_2022
    with clock.standing_at(at(date(2022, 1, 17), time(9, 0))), transaction():
        edition_id = _add_past()
    step()
    with clock.standing_at(at(date(2022, 3, 10), time(20, 0))):
        _register(edition_id, crowd.people(PEOPLE_2022, "2022"))
    step()
    with clock.standing_at(at(date(2022, 3, 11), time(10, 0))):
        number = make_draft(edition_id)
        plan = breakouts.plan(edition_id, number)
        assert plan is not None
        step()
        publish_plan(plan.id, audit.OPERATOR)
        _count_as_told(edition_id)
    step()
    with clock.standing_at(at(day, time(16, 5))):
        _add_cards(edition_id)
        _add_notes(edition_id)
    _add_stories(edition_id, content.STORIES_2022)
    step()
    return edition_id


def _add_past() -> int:
    day = content.DAY_2022
    edition = Edition(
        slug=content.SLUG_2022,
        title=content.TITLE_2022,
        theme=content.THEME,
        lead=content.LEAD_2022,
        about=content.ABOUT_2022,
        starts_at=at(day, time(13, 0)),
        ends_at=at(day, time(16, 0)),
        state=EditionState.PUBLISHED,
        registration_opens_at=clock.now(),
        registration_closes_at=at(day, time(13, 0)),
        ranking_closes_at=at(date(2022, 3, 11), time(9, 0)),
        helpdesk_email=content.HELP_EMAIL,
        helpdesk_phone=content.HELP_PHONE,
        sender_name=content.SENDER,
        lot_seed="5bdcd0bec54a506cba3c61c7363f711f",
        preview_id=links.new_public_id(),
        cards_open=True,
        dial_in=content.DIAL_IN,
        recording=content.RECORDING,
        is_demo=True,
    )
    session.add(edition)
    session.flush()
    programme.add_programme(edition, day, programme.add_people(content.GUESTS_2022))
    return edition.id


# The coming one


def _coming_edition(past_id: int, organiser_id: int) -> int:
    day = queries.coming_day(clock.now().date())
    edition_id = copy_edition(past_id, str(day.year), day, audit.OPERATOR, organiser_id)
    with transaction():
        _make_it_new(session.get_one(Edition, edition_id))
    _add_stories(edition_id, content.STORIES_COMING)
    _register(edition_id, crowd.people(PEOPLE_COMING, str(day.year)))
    _tell_everyone(edition_id)
    return edition_id


def _make_it_new(edition: Edition) -> None:
    """What an organiser would change by hand: texts, places, speakers, meeting links."""
    edition.is_demo, edition.state = True, EditionState.PUBLISHED
    edition.title, edition.theme = content.TITLE_COMING, content.THEME
    edition.lead, edition.about = content.LEAD_COMING, content.ABOUT_COMING
    edition.capacity, edition.cards_open = content.CAPACITY_COMING, True
    edition.registration_opens_at = clock.now() - timedelta(days=30)
    people = programme.add_people(content.GUESTS_COMING)
    programme.change_items(edition, content.ITEMS_COMING, people)
    programme.change_breakouts(edition, content.PLACES_COMING, content.HOSTS_COMING, people)


# People


def _register(edition_id: int, people: list[Somebody]) -> None:
    """Everyone registers, spread over the four weeks before now."""
    apart = timedelta(days=28) / len(people)
    with transaction():
        edition = session.get_one(Edition, edition_id)
        choices = [breakout.id for breakout in days.breakouts(edition_id)]
        rows = [
            _insert(edition, person, choices, clock.now() - apart * (len(people) - number))
            for number, person in enumerate(people)
        ]
        input_changed(edition_id)
        tell(ids=[row.id for row in rows])


def _insert(edition: Edition, person: Somebody, choices: list[int], moment: datetime) -> Registration:
    answers = Answers(
        name=person.name,
        email=person.email,
        perspective=person.perspective,
        organisation=person.organisation,
        ranking=tuple(choices[position] for position in person.ranking),
        locale=person.locale,
    )
    registration = insert_registration(edition, answers, moment)
    registration.public_id = person.public_id
    return registration


def _count_as_told(edition_id: int) -> None:
    """Everyone's calendar says what it should, without a mail for each: by now those of 2022 would be forgotten."""
    mine = select(CalendarObject, Registration).join(CalendarObject.registration)
    with transaction():
        day = Programme(edition_id)
        for calendar, registration in session.execute(mine.where(Registration.edition_id == edition_id)):
            tell_now(calendar, day.day_of(registration, []), clock.now())
            calendar.due_at = None


def _tell_everyone(edition_id: int) -> None:
    """Tell whoever is due, in mails that count as sent."""
    tell_due()
    with transaction():
        mine = (OutgoingMail.edition_id == edition_id) & (OutgoingMail.state == MailState.QUEUED)
        sent = {"state": MailState.SENT, "sent_at": clock.now(), "next_at": None}
        session.execute(update(OutgoingMail).where(mine).values(sent))


# What was written


def _add_stories(edition_id: int, stories: Iterable[Story]) -> None:
    """Each as an organiser writes it and makes it public: on its day, or now."""
    for story in stories:
        moment = at(story.on, time(10, 0)) if story.on else clock.now()
        with clock.standing_at(moment):
            values = ArticleValues(
                story.kind, story.title["nl"], story.title["en"], story.text["nl"], story.text["en"], link=""
            )
            article = editions.article(edition_id, write_article(edition_id, values, audit.OPERATOR))
            assert article is not None
            publish_article(article.id, audit.OPERATOR)
            if story.shows:
                _add_drawing(article.id, story.shows)


def _add_drawing(article_id: int, shows: Texts) -> None:
    """Our own, in the two sizes that the worker would make: the demo looks whole before a worker runs."""
    large, small = ((DRAWINGS / f"table-{size}.jpg").read_bytes() for size in ("large", "small"))
    with transaction():
        show_picture(locked_article(article_id), Sizes(large, small, *DRAWN), shows, content.DRAWN_BY)


# The harvest


def _add_cards(edition_id: int) -> None:
    authors = _Authors(edition_id)
    for said in cards.PUBLISHED:
        publish_card(_add_card(said, *authors.of(said)), audit.OPERATOR)
    for said in cards.WAITING:
        _add_card(said, *authors.of(said))
    for said in cards.OFFERED:
        _author, slot_id = authors.of(said)
        offer_card(slot_id, "", _answers(said, slot_id))
    _say_things(edition_id, authors)


def _add_card(said: Said, author_id: int, slot_id: int) -> int:
    return add_card(author_id, _answers(said, slot_id))


def _answers(said: Said, slot_id: int) -> CardAnswers:
    condition = next(choice.condition for choice in content.CHOICES if choice.slug == said.breakout)
    conditions = (str(condition), said.also) if said.also else (str(condition),)
    return CardAnswers(
        said.kind, said.text, said.show, CARD_CONSENT, said.how, conditions, slot_id, said.link, said.by
    )  # fmt: skip


def _say_things(edition_id: int, authors: _Authors) -> None:
    """Others answer, doubt and recognise the cards; one card is reported."""
    by_text = {card.text: card.id for card in session.scalars(select(Card).where(Card.edition_id == edition_id))}

    def card_that_begins(words: str) -> int:
        return next(id for text, id in by_text.items() if text.startswith(words))

    for reply in cards.REPLIES:
        answers = ResponseAnswers(reply.kind, reply.text, reply.show, RESPONSE_CONSENT, reply.by)
        response_id = respond(authors.one_of(reply.by), card_that_begins(reply.to), answers)
        if reply.published:
            publish_response(response_id, audit.OPERATOR)
    for number, said in enumerate(cards.PUBLISHED):
        for reader in authors.left(number * 7 % RECOGNITIONS):
            recognise(reader, card_that_begins(said.text))
    report(card_that_begins(cards.REPORTED), cards.REPORT)


class _Authors:
    """Who was in which breakout; everyone writes at most one card."""

    def __init__(self, edition_id: int) -> None:
        people = select(Registration.id, Registration.perspective).where(Registration.edition_id == edition_id)
        self._people = [(id, perspective) for id, perspective in session.execute(people.order_by(Registration.id))]
        self._places = breakouts.places_of_many([id for id, _ in self._people])

    def of(self, said: Said) -> tuple[int, int]:
        """A registration and the slot it was in."""
        for id, perspective in self._people:
            for place in self._places.get(id, []):
                if perspective == said.by and place.slot and place.slot.breakout.slug == said.breakout:
                    self._people.remove((id, perspective))
                    return id, place.slot.id
        raise LookupError(f"nobody of {said.by} was in {said.breakout}")

    def one_of(self, perspective: Perspective) -> int:
        """A registration that has said nothing yet."""
        found = next(one for one in self._people if one[1] == perspective)
        self._people.remove(found)
        return found[0]

    def left(self, number: int) -> list[int]:
        """Some of those who wrote nothing."""
        return [id for id, _ in self._people[:number]]


# The notes


def _add_notes(edition_id: int) -> None:
    """Each is written, read by those who were there, and published; but for two that are still under way."""
    rounds = days.breakout_rounds(edition_id)
    slots = {(slot.round_id, slot.breakout.slug): slot for slot in days.slots(edition_id)}
    for round, written, name in zip(rounds, notes.ROUNDS, notes.WRITERS, strict=True):
        mine = [slots[round.id, one.breakout].id for one in written]
        with transaction():
            writer_id = programme.add_note_taker(name, mine)
        for slot_id, one in zip(mine, written, strict=True):
            _add_note(slot_id, writer_id, one, under_way=round is rounds[-1])
    with transaction():
        # Nobody is mailed: whoever was there in the demo does not exist.
        asked = Job.key.startswith(whole_notes.job_prefix(edition_id), autoescape=True)
        session.execute(delete(Job).where(asked))


def _add_note(slot_id: int, writer_id: int, written: Written, under_way: bool) -> None:
    slot = session.get_one(Slot, slot_id)
    quoted = "\n\n".join(f"[kaart {card.number}]" for card in whole_notes.cards_to_quote(slot)[:2])
    saved = save(slot_id, writer_id, written.text().replace(notes.CARDS, quoted), "")
    if under_way and written.breakout == notes.WRITTEN_NOW:
        return
    send_for_review(slot_id, writer_id, saved.stamp)
    if written.better:
        _make_better(slot_id, writer_id, written)
    note = whole_notes.note_of(slot_id)
    now = whole_notes.current(note.id) if note else None
    if note and now and not (under_way and written.breakout == notes.READ_NOW):
        publish_note(note.id, now.stamp, audit.OPERATOR)


def _make_better(slot_id: int, writer_id: int, written: Written) -> None:
    """Somebody who was there agrees, proposes a better sentence and wants to be named; it is taken over."""
    reader_id = session.scalars(whole_notes.who_was_there(slot_id).order_by(Registration.id)).first() or 0
    said = SaidOfNote(RemarkKind.PROPOSAL, 1, written.how[0], proposal=written.better)
    take_over(slot_id, writer_id, say(slot_id, reader_id, said, named=True))


# Removing


def remove() -> int:
    """Delete the demo editions and all that belongs to them; returns how many editions there were."""
    with transaction():
        ids = [edition.id for edition in queries.editions()]
        people = set(session.scalars(_people_of(ids)))
        prefixes = (editions.job_prefix, breakouts.job_prefix, letters.job_prefix, whole_notes.job_prefix)
        for prefix in (of(id) for id in ids for of in prefixes):
            session.execute(delete(Job).where(Job.key.startswith(prefix, autoescape=True)))
        session.execute(delete(Edition).where(Edition.id.in_(ids)))
        index.forget_unused()
        busy = set(session.scalars(select(Appearance.person_id)))
        session.execute(delete(Person).where(Person.id.in_(people - busy)))
        session.execute(delete(User).where(User.email == queries.ORGANISER_EMAIL))
        audit.record(audit.OPERATOR, "demo.removed", editions=len(ids))
    password_file().unlink(missing_ok=True)
    return len(ids)


def _people_of(edition_ids: Iterable[int]) -> Select[int]:
    """Whoever appears on those days."""
    rounds = select(Round.id).where(Round.edition_id.in_(edition_ids))
    items = select(ProgrammeItem.id).where(ProgrammeItem.round_id.in_(rounds))
    slots = select(Slot.id).where(Slot.round_id.in_(rounds))
    return select(Appearance.person_id).where(Appearance.item_id.in_(items) | Appearance.slot_id.in_(slots))
