"""Mails about registering that carry no calendar; those that do are written by `invitations`."""

from __future__ import annotations

from werkplaats import clock, links
from werkplaats.editions.models import Edition
from werkplaats.editions.words import named
from werkplaats.mail import outbox
from werkplaats.mail.outbox import Recipient, Sender
from werkplaats.mail.render import called, compose
from werkplaats.mail.wording import Wording
from werkplaats.registration.models import Registration
from werkplaats.registration.words import ALREADY_REGISTERED, LINK_AGAIN


def already_registered(edition: Edition, registration: Registration) -> None:
    """At most one a day, so that nobody is flooded."""
    _queue(ALREADY_REGISTERED, f"already:{registration.public_id}:{_today()}", edition, registration)


def link_again(edition: Edition, registration: Registration) -> None:
    """At most one an hour."""
    _queue(LINK_AGAIN, f"link:{registration.public_id}:{clock.now():%Y-%m-%dT%H}", edition, registration)


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


def _queue(wording: Wording, key: str, edition: Edition, registration: Registration) -> None:
    rendered = compose(
        wording,
        edition.id,
        registration.locale,
        lambda: named(edition, registration.name),
        edition=edition,
        state=registration.state,
    )
    outbox.queue(key, wording.kind, rendered, recipient(registration), sender(edition), edition_id=edition.id)


def _today() -> str:
    return f"{clock.now().astimezone(clock.AMSTERDAM):%Y-%m-%d}"
