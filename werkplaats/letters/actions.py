"""Sending what is due by the clock, and everything that organisers set, write and send."""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError

from werkplaats import audit, clock
from werkplaats.accounts.models import User
from werkplaats.db import Texts, one_at_a_time, session, transaction
from werkplaats.editions.models import Edition
from werkplaats.errors import N_, Refused, Stale
from werkplaats.invitations.day import GOES_ON, Programme
from werkplaats.jobs import engine
from werkplaats.jobs.steps import ask
from werkplaats.letters import mails, queries
from werkplaats.letters.models import Letter, LetterState, MailMoment, MomentKind
from werkplaats.letters.moments import Moment, refuse_unless_sensible
from werkplaats.letters.queries import Whom
from werkplaats.links import PLACEHOLDER
from werkplaats.mail import outbox
from werkplaats.mail import queries as outgoing
from werkplaats.mail.models import MailText, OutgoingMail
from werkplaats.mail.prose import mistakes
from werkplaats.mail.render import Rendered
from werkplaats.mail.wording import Wording, Words, words_of
from werkplaats.registration.mails import sender
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.web.language import DUTCH, absolute_in
from werkplaats.web.log import log
from werkplaats.web.stale import refuse_when_changed

SEND = "letters.send"

# By the clock.


def queue_due_mails() -> int:
    """Make every mail whose moment is there; returns how many. Each person has a short transaction of their own, and a
    key that makes it once: whoever is stopped in the middle goes on where they were."""
    due = [(edition.id, moment.kind) for edition, moment in queries.due_moments()]
    session.rollback()
    return sum(_queue_moment(edition_id, kind) for edition_id, kind in due)


def _queue_moment(edition_id: int, kind: MomentKind) -> int:
    edition = session.get_one(Edition, edition_id)
    moment, programme = queries.moment(edition, kind), Programme(edition_id)
    waiting = session.scalars(queries.to_remind(edition, moment)).all()
    made = failed = 0
    for registration_id in waiting:
        if engine.stopping():
            return made
        try:
            made += _remind(registration_id, moment, programme)
        except SQLAlchemyError:
            raise
        except Exception as error:
            # Whatever is wrong with one person must not stop the others; the log names nobody.
            session.rollback()
            failed += 1
            trace = "".join(traceback.format_tb(error.__traceback__))
            log.error("not reminded", registration=registration_id, error=type(error).__name__, trace=trace)
    if not failed:
        _went(edition_id, moment)
    return made


def _remind(registration_id: int, moment: Moment, programme: Programme) -> bool:
    with transaction():
        registration = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
        if registration is None or registration.state != RegistrationState.REGISTERED:
            return False
        if registration.edition.state not in GOES_ON or _answered_by_now(registration, moment):
            return False
        return mails.by_the_clock(registration, moment, programme)


def _answered_by_now(registration: Registration, moment: Moment) -> bool:
    return moment.kind == MomentKind.RANKING_CLOSES and registration.ranked_at is not None


def _went(edition_id: int, moment: Moment) -> None:
    """Write down that everyone has this mail; unless somebody chose another moment meanwhile."""
    with transaction():
        row = _row(edition_id, moment.kind)
        if queries.moment(session.get_one(Edition, edition_id), moment.kind) != moment:
            return
        row = row or MailMoment(edition_id=edition_id, kind=moment.kind)
        row.day, row.at, row.went_at = moment.day, moment.at, clock.now()
        session.add(row)
        audit.record(audit.WORKER, "mail.moment.went", edition_id, kind=moment.kind)


# When it goes.


@dataclass(frozen=True)
class MomentValues:
    """When an automatic mail goes, as organisers set it; `at` None is never."""

    at: datetime | None


def values_of_moment(moment: Moment) -> MomentValues:
    return MomentValues(moment.at)


def set_moment(edition_id: int, kind: MomentKind, wanted: MomentValues, seen: str, actor: str) -> None:
    """Let a mail go at another moment, or never. The moment that we propose is kept by keeping nothing, so that it
    moves with the edition."""
    with transaction():
        row = _row(edition_id, kind)
        edition = session.get_one(Edition, edition_id)
        now = queries.moment(edition, kind)
        refuse_when_changed(values_of_moment(now), seen)
        if now.went_at is not None:
            raise Refused(N_("This mail has gone already, so its moment does not change any more."))
        if wanted.at is not None and wanted.at != now.standard:
            refuse_unless_sensible(edition, kind, wanted.at)
        if wanted.at == now.standard:
            session.execute(delete(MailMoment).where(MailMoment.edition_id == edition_id, MailMoment.kind == kind))
        else:
            row = row or MailMoment(edition_id=edition_id, kind=kind)
            row.day, row.at, row.went_at = now.day, wanted.at, None
            session.add(row)
        audit.record(actor, "mail.moment", edition_id, kind=kind)
        engine.wake_after_commit()


def _row(edition_id: int, kind: MomentKind) -> MailMoment | None:
    one_at_a_time(f"moment {edition_id} {kind}")
    found = select(MailMoment).where(MailMoment.edition_id == edition_id, MailMoment.kind == kind)
    return session.scalars(found.execution_options(populate_existing=True)).first()


# In which words.


def change_words(edition_id: int, wording: Wording, locale: str, wanted: Words, seen: str, actor: str) -> None:
    """Let an edition say this instead of our own words. What is equal to ours is kept by keeping nothing."""
    with transaction():
        row = _text(edition_id, wording, locale)
        refuse_when_changed(words_of(wording, edition_id, locale), seen)
        for words in asdict(wanted).values():
            for mistake in mistakes(words, wording.placeholders):
                raise mistake
        if wanted == wording.standard(locale):
            session.execute(delete(MailText).where(MailText.id == (row.id if row else None)))
        else:
            row = row or MailText(edition_id=edition_id, kind=wording.kind, locale=locale)
            row.subject, row.opening, row.closing = wanted.subject, wanted.opening, wanted.closing
            row.changed_at = clock.now()
            session.add(row)
        audit.record(actor, "mail.words", edition_id, kind=wording.kind, locale=locale)


def standard_words(edition_id: int, wording: Wording, locale: str, seen: str, actor: str) -> None:
    """Say what we say again."""
    change_words(edition_id, wording, locale, wording.standard(locale), seen, actor)


def _text(edition_id: int, wording: Wording, locale: str) -> MailText | None:
    one_at_a_time(f"words {edition_id} {wording.kind} {locale}")
    session.expire_all()
    return outgoing.own_text(edition_id, wording.kind, locale)


def send_test(edition_id: int, user_id: int, kind: str, locale: str, rendered: Rendered) -> bool:
    """Mail this to the organiser alone. In it the personal link leads to the page that mails such a link. False when
    the very same test has just been sent."""
    with transaction():
        edition, user = session.get_one(Edition, edition_id), session.get_one(User, user_id)
        digest = hashlib.sha256(repr(rendered).encode()).hexdigest()[:16]
        link = absolute_in("/mijn/link", locale)
        shown = Rendered(
            f"[Test] {rendered.subject}",
            rendered.text.replace(PLACEHOLDER, link),
            rendered.html.replace(PLACEHOLDER, link),
        )
        audit.record(audit.by_user(user_id), "mail.test", edition_id, kind=kind)
        return (
            outbox.queue(
                key=f"test:{user_id}:{digest}:{clock.now():%Y-%m-%dT%H:%M}",
                kind=kind,
                rendered=shown,
                to=outbox.Recipient(user.name, user.email, locale, user_id=user_id),
                sender=sender(edition),
                edition_id=edition_id,
            )
            is not None
        )


# Letters.


@dataclass(frozen=True)
class LetterValues:
    """What somebody writes, to whom; the names are those of the form's fields. Without English, Dutch goes to all."""

    whom: str
    cancelled: bool
    subject_nl: str
    text_nl: str
    subject_en: str
    text_en: str


def values_of_letter(letter: Letter) -> LetterValues:
    return LetterValues(
        letter.whom["key"], letter.whom["cancelled"],
        letter.subject.get("nl", ""), letter.text.get("nl", ""),
        letter.subject.get("en", ""), letter.text.get("en", ""),
    )  # fmt: skip


def write_letter(edition_id: int, wanted: LetterValues, once: str, actor: str) -> int:
    """Keep a new letter; returns its id. The same form sent twice is one letter."""
    with transaction():
        one_at_a_time(f"letter {once}")
        known = session.scalars(select(Letter).where(Letter.once == once, Letter.edition_id == edition_id)).first()
        if known is not None:
            return known.id
        letter = Letter(edition_id=edition_id, once=once, actor=actor, created_at=clock.now())
        _fill(letter, wanted)
        session.add(letter)
        session.flush()
        audit.record(actor, "letter.write", edition_id, letter=letter.id)
        return letter.id


def change_letter(letter_id: int, wanted: LetterValues, seen: str, actor: str) -> None:
    with transaction():
        letter = _draft(letter_id)
        refuse_when_changed(values_of_letter(letter), seen)
        _fill(letter, wanted)
        audit.record(actor, "letter.change", letter.edition_id, letter=letter_id)


def remove_letter(letter_id: int, seen: str, actor: str) -> None:
    """Remove the letter that the page with the button showed; not one in which somebody wrote something since."""
    with transaction():
        letter = _draft(letter_id)
        refuse_when_changed(values_of_letter(letter), seen)
        audit.record(actor, "letter.remove", letter.edition_id, letter=letter_id)
        session.delete(letter)


def send_letter(letter_id: int, seen: str, held: bool, actor: str) -> int:
    """Let the worker make a mail for each person who is chosen, to leave or to be held; returns how many. `seen` is the
    mark of the people whom the page counted (`queries.Chosen.mark`): Stale when they are others by now."""
    with transaction():
        letter = _draft(letter_id)
        chosen = queries.chosen(letter.edition_id, Whom.from_kept(letter.whom))
        if not chosen:
            raise Refused(N_("Nobody is chosen, so nobody would get this letter."))
        if chosen.mark != seen:
            raise Stale(N_("It is about other people by now. Look once more at who gets a mail."))
        letter.state, letter.held, letter.sent_at = LetterState.SENT, held, clock.now()
        letter.recipients = list(chosen.ids)
        ask(f"{queries.job_prefix(letter.edition_id)}{letter.id}", SEND, letter_id=letter.id)
        verb = "letter.hold" if held else "letter.send"
        audit.record(actor, verb, letter.edition_id, letter=letter_id, people=len(chosen))
        return len(chosen)


def queue_letter(letter_id: int) -> Iterator[float]:
    """Make the mails of a letter, each in a short transaction of its own; yields how far it is, from 0 to 1. Who was
    removed meanwhile, or cancelled while only those who take part were chosen, gets none."""
    letter = session.get_one(Letter, letter_id)
    recipients, whom = list(letter.recipients or []), Whom.from_kept(letter.whom)
    have = OutgoingMail.key.startswith(queries.key_prefix(letter_id))
    done = set(session.scalars(select(OutgoingMail.registration_id).where(have)))
    for number, registration_id in enumerate(recipients):
        if registration_id not in done:
            with transaction():
                registration = session.get(Registration, registration_id, with_for_update=True, populate_existing=True)
                if registration and registration.state in whom.states:
                    mails.letter(session.get_one(Letter, letter_id), registration)
        yield (number + 1) / len(recipients)


def _draft(letter_id: int) -> Letter:
    """The letter under the lock of its row, which may still be changed."""
    found = select(Letter).where(Letter.id == letter_id).with_for_update().execution_options(populate_existing=True)
    letter = session.scalars(found).first()
    if letter is None:
        raise Refused(N_("This letter was removed meanwhile."))
    if letter.state != LetterState.DRAFT:
        raise Refused(N_("This letter has been sent on already. It goes out once."))
    return letter


def _fill(letter: Letter, wanted: LetterValues) -> None:
    letter.whom = Whom.from_key(wanted.whom, wanted.cancelled).kept()
    letter.subject = _texts(wanted.subject_nl, wanted.subject_en)
    letter.text = _texts(wanted.text_nl, wanted.text_en)


def _texts(dutch: str, english: str) -> Texts:
    return {DUTCH: dutch, **({"en": english} if english else {})}
