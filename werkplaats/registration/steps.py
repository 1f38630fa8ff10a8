"""Pieces of registering that actions and the demo share, inside an open transaction."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from blinker import Signal
from sqlalchemy import select, update

from werkplaats import audit, clock, consent, links
from werkplaats.db import session
from werkplaats.editions.models import Edition, EditionState, Phase
from werkplaats.editions.steps import input_changed
from werkplaats.errors import N_, Refused
from werkplaats.jobs.engine import wake_after_commit
from werkplaats.mail.addresses import email_key
from werkplaats.registration import mails, seats
from werkplaats.registration.models import (
    Need,
    Offer,
    OfferKind,
    OfferState,
    Perspective,
    Preference,
    Registration,
    RegistrationState,
    RoundAbsence,
    SentForm,
)

NEEDS, NEWSLETTER = "needs", "newsletter"
"""Purposes of consents of a registration."""

NEEDS_KEPT = timedelta(days=14)
"""How long after the day we still know what somebody needed."""

registration_changed = Signal()
"""Sent inside the transaction with `ids`, the registrations whose day may have changed."""

registration_made_by_mistake = Signal()
"""Sent inside the transaction with `registration`, which is deleted right after: its address was a typing mistake."""

OFF = N_("This edition is called off, so nobody can be registered.")
NOT_PUBLIC = N_("This edition is not public yet, so the mails would lead nowhere. Make it public first.")
OVER = N_("This day is over, so nobody can be registered.")


class Above(Refused):
    """It would be more people than there are places, and nobody said that this is meant."""


@dataclass(frozen=True)
class Answers:
    """What the form asks. `ranking` holds breakout ids, the first choice first; `indifferent` says that every breakout
    is fine, which is an answer, unlike an empty ranking. `absent_rounds` holds the rounds that they leave out.
    `need_consent` and `newsletter` are the versions of the sentences that they agreed to, or empty."""

    name: str
    email: str
    perspective: Perspective | None = None
    organisation: str = ""
    ranking: tuple[int, ...] = ()
    locale: str = "nl"
    indifferent: bool = False
    absent_rounds: tuple[int, ...] = ()
    need: str = ""
    need_consent: str = ""
    newsletter: str = ""

    def kept(self) -> dict[str, Any]:
        """As plain values, to be kept for a while."""
        return asdict(self)

    @classmethod
    def from_kept(cls, kept: dict[str, Any]) -> Answers:
        perspective = Perspective(kept["perspective"]) if kept["perspective"] else None
        lists = {name: tuple(kept[name]) for name in ("ranking", "absent_rounds")}
        return cls(**{**kept, "perspective": perspective, **lists})


@dataclass(frozen=True)
class Details:
    """What someone tells about themselves and may change at any time; consents as in Answers."""

    name: str
    perspective: Perspective | None
    organisation: str
    locale: str
    need: str
    need_consent: str
    newsletter: str


def insert_registration(edition: Edition, answers: Answers, at: datetime, guest_number: int = 0) -> Registration:
    registration = Registration(
        guest_number=guest_number,
        public_id=links.new_public_id(),
        edition=edition,
        name=answers.name,
        email=answers.email,
        email_key=email_key(answers.email),
        perspective=answers.perspective,
        organisation=answers.organisation,
        locale=answers.locale,
        created_at=at,
        ranked_at=at if answers.ranking or answers.indifferent else None,
        preferences=_preferences(answers.ranking),
        absences=[RoundAbsence(round_id=id) for id in answers.absent_rounds],
    )
    session.add(registration)
    session.flush()
    if answers.need:
        set_need(registration, answers.need, answers.need_consent)
    if answers.newsletter:
        set_newsletter(registration, answers.newsletter)
    return registration


def set_need(registration: Registration, text: str, consent_version: str) -> None:
    """Keep what someone needs to take part, as long as they agree to that. Other words have to be arranged anew."""
    need = session.scalars(select(Need).where(Need.registration_id == registration.id)).first()
    if (need.text if need else "") == text:
        return
    if need is not None:
        session.delete(need)
        session.flush()
        consent.withdraw_for_registration(registration.id, NEEDS)
    if text:
        until = registration.edition.ends_at + NEEDS_KEPT
        session.add(Need(registration=registration, text=text, created_at=clock.now(), delete_after=until))
        consent.give_for_registration(registration.id, NEEDS, consent_version)


def set_newsletter(registration: Registration, consent_version: str) -> None:
    """Note that they want to hear of the next edition, or with an empty version that they do not."""
    agrees = NEWSLETTER in consent.standing_for_registration(registration.id)
    if consent_version and not agrees:
        consent.give_for_registration(registration.id, NEWSLETTER, consent_version)
    elif agrees and not consent_version:
        consent.withdraw_for_registration(registration.id, NEWSLETTER)


def claim(registration_id: int) -> None:
    """Whoever acts on their own pages owns what is there: from now on no browser can mend it as what it just made."""
    session.execute(update(SentForm).where(SentForm.registration_id == registration_id).values(registration_id=None))


def day_changed(registration: Registration) -> None:
    """Say that what someone's day is made of is another than before. Who waits has no day yet."""
    input_changed(registration.edition_id)
    registration_changed.send(ids=[registration.id])


def take_part(registration: Registration) -> None:
    """Give someone a place; whoever calls this has counted that there is one."""
    registration.state = RegistrationState.REGISTERED
    registration.waiting_since = registration.cancelled_at = None
    session.flush()
    day_changed(registration)


def wait(registration: Registration, since: datetime) -> None:
    """Put someone in line, and tell them."""
    registration.state = RegistrationState.WAITING
    registration.waiting_since, registration.cancelled_at = since, None
    session.flush()
    mails.waiting(registration, seats.number_in_line(registration) or 1)
    wake_after_commit()


def leave(registration: Registration) -> None:
    """Cancel for someone, whether they take part or wait. What was held for them goes to the next."""
    took_part = registration.state == RegistrationState.REGISTERED
    if not took_part and registration.waiting_since is None:
        registration.waiting_since = clock.now()
    registration.state, registration.cancelled_at = RegistrationState.CANCELLED, clock.now()
    if (held := seats.offer_to(registration)) is not None:
        held.state, held.answered_at = OfferState.DECLINED, clock.now()
    session.flush()
    wake_after_commit()
    if took_part:
        day_changed(registration)


def offer_place(registration: Registration, until: datetime) -> None:
    """Hold a place for someone who waits, and tell them by mail."""
    offer = Offer(registration=registration, kind=OfferKind.EDITION, created_at=clock.now(), expires_at=until)
    session.add(offer)
    session.flush()
    mails.place_free(offer)
    audit.record(audit.WORKER, "offered a place", registration.edition_id, offer=offer.id)


def let_pass(offer: Offer) -> None:
    """Nobody answered in time: the place goes on. They stand in no line now, until they ask for it again."""
    offer.state, offer.answered_at = OfferState.EXPIRED, clock.now()
    if offer.registration.state == RegistrationState.WAITING:
        offer.registration.waiting_since = None
        mails.place_missed(offer)
    audit.record(audit.WORKER, "let an offer pass", offer.registration.edition_id, offer=offer.id)


def tell_who_waits(_sender: Any = None, *, edition_id: int) -> None:
    """Tell those who wait that the day is off; who takes part hears it through their calendar."""
    if session.get_one(Edition, edition_id).state == EditionState.CANCELLED:
        waits = (Registration.edition_id == edition_id) & (Registration.state == RegistrationState.WAITING)
        for registration in session.scalars(select(Registration).where(waits)):
            mails.called_off(registration)


def set_ranking(registration: Registration, ranking: tuple[int, ...], indifferent: bool, at: datetime) -> None:
    """Replace the preferences. The old rows go first: a rank may pass to another breakout."""
    registration.preferences = []
    session.flush()
    registration.preferences = _preferences(ranking)
    registration.ranked_at = at if ranking or indifferent else None


def set_absences(registration: Registration, round_ids: tuple[int, ...]) -> None:
    """Replace the rounds that someone leaves out; a row that stays is not touched."""
    kept = {absence.round_id: absence for absence in registration.absences}
    registration.absences = [kept.get(id) or RoundAbsence(round_id=id) for id in round_ids]


def _preferences(ranking: tuple[int, ...]) -> list[Preference]:
    return [Preference(breakout_id=id, rank=rank) for rank, id in enumerate(ranking, start=1)]


def refuse_unless_possible(edition: Edition) -> None:
    """Organisers register whom they like, but not for a day that is not or no longer there."""
    if edition.state == EditionState.CANCELLED:
        raise Refused(OFF)
    if edition.state == EditionState.DRAFT:
        raise Refused(NOT_PUBLIC)
    if edition.phase == Phase.PAST:
        raise Refused(OVER)
