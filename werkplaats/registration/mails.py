"""Mails about registering that carry no calendar; those that do are written by `invitations`."""

from __future__ import annotations

from typing import Any

from werkplaats import clock, links
from werkplaats.editions.models import Edition
from werkplaats.editions.words import named
from werkplaats.mail import outbox
from werkplaats.mail.outbox import Recipient, Sender
from werkplaats.mail.render import called, compose, render
from werkplaats.mail.wording import Wording
from werkplaats.registration.models import Need, Offer, Registration
from werkplaats.registration.words import (
    ALREADY_REGISTERED,
    CALLED_OFF,
    LINK_AGAIN,
    NEED_ARRANGED,
    PLACE_FREE,
    PLACE_MISSED,
    WAITING,
)


def already_registered(edition: Edition, registration: Registration) -> None:
    """At most one a day, so that nobody is flooded."""
    _queue(ALREADY_REGISTERED, f"already:{registration.public_id}:{_today()}", edition, registration)


def link_again(edition: Edition, registration: Registration) -> None:
    """At most one an hour."""
    hour, version = f"{clock.now():%Y-%m-%dT%H}", registration.link_version
    _queue(LINK_AGAIN, f"link:{registration.public_id}:{version}:{hour}", edition, registration)


def need_arranged(need: Need) -> None:
    """It does not repeat what they need: a mail may be read by others."""
    _queue(NEED_ARRANGED, key_of_need(need), need.registration.edition, need.registration)


def key_of_need(need: Need) -> str:
    """Names the mail that told that this was arranged, at that moment."""
    return f"need:{need.id}:{need.arranged_at:%Y-%m-%dT%H:%M:%S.%f}"


def waiting(registration: Registration, number: int) -> None:
    """That they wait, and as what number. It carries no calendar: nobody knows yet whether they come."""
    key = f"waiting:{registration.public_id}:{registration.waiting_since:%Y-%m-%dT%H:%M:%S.%f}"
    _queue(WAITING, key, registration.edition, registration, number=number)


def place_free(offer: Offer) -> None:
    """That a place is held for them. It leads to their own page and answers nothing itself: a program that opens its
    links must not accept for them."""
    registration = offer.registration
    _queue(PLACE_FREE, f"place:{offer.id}", registration.edition, registration, until=offer.expires_at)


def place_missed(offer: Offer) -> None:
    """That the place went on, and what they can do."""
    registration = offer.registration
    _queue(PLACE_MISSED, f"missed:{offer.id}", registration.edition, registration)


def called_off(registration: Registration) -> None:
    """To someone who waits: there will be no place, for there will be no day."""
    _queue(CALLED_OFF, f"off:{registration.public_id}:{_today()}", registration.edition, registration)


def new_address(registration: Registration, email: str, token: str) -> None:
    """To an address that somebody wants to use from now on; the button behind the link in it makes it so. The link is
    a key, so the outbox forgets it once it has left."""
    edition, locale = registration.edition, registration.locale
    page = links.absolute(f"{'' if locale == 'nl' else f'/{locale}'}/mijn/adres/{token}")
    rendered = render("new_address", locale, edition=edition, registration=registration, page=page)
    to = Recipient(called(registration.name), email, locale, registration_id=registration.id)
    outbox.queue(f"address:{token}", "new_address", rendered, to, sender(edition), edition_id=edition.id, secret=True)


def address_left(registration: Registration, old: str) -> None:
    """To the address that was used until now. It has no link: this mailbox opens nothing any more."""
    edition, locale = registration.edition, registration.locale
    rendered = render("address_left", locale, edition=edition, registration=registration)
    to = Recipient(called(registration.name), old, locale, registration_id=registration.id)
    key = f"left:{registration.public_id}:{registration.link_version}"
    outbox.queue(key, "address_left", rendered, to, sender(edition), edition_id=edition.id)


def recipient(registration: Registration) -> Recipient:
    return Recipient(
        name=called(registration.name),
        email=registration.email,
        locale=registration.locale,
        registration_id=registration.id,
        link=(links.REGISTRATION, registration.public_id, registration.link_version),
    )


def sender(edition: Edition) -> Sender:
    return Sender(edition.sender_name, edition.helpdesk_email)


def _queue(wording: Wording, key: str, edition: Edition, registration: Registration, **facts: Any) -> None:
    rendered = compose(
        wording,
        edition.id,
        registration.locale,
        lambda: named(edition, registration.name),
        edition=edition,
        state=registration.state,
        **facts,
    )
    outbox.queue(key, wording.kind, rendered, recipient(registration), sender(edition), edition_id=edition.id)


def _today() -> str:
    return f"{clock.now().astimezone(clock.AMSTERDAM):%Y-%m-%d}"
