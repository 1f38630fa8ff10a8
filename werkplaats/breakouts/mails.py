"""Mails about places that carry no calendar: a place that came free."""

from __future__ import annotations

from werkplaats.breakouts.words import PLACE_OFFERED
from werkplaats.editions.words import named
from werkplaats.mail import outbox
from werkplaats.mail.render import compose
from werkplaats.programme.models import Slot
from werkplaats.registration.mails import recipient, sender
from werkplaats.registration.models import Offer
from werkplaats.web.language import text_in


def place_offered(offer: Offer, slot: Slot, present: Slot | None) -> None:
    """Tell someone that they may have this place, beside the one they have in that round now, if any. The mail leads to
    their own page and answers nothing itself: a program that opens its links must not accept for them."""
    registration = offer.registration
    edition = registration.edition
    rendered = compose(
        PLACE_OFFERED,
        edition.id,
        registration.locale,
        lambda: {**named(edition, registration.name), "deelsessie": text_in(slot.breakout.title)},
        edition=edition,
        until=offer.expires_at,
        slot=slot,
        present=present,
    )
    outbox.queue(
        key=f"offer:{offer.id}",
        kind=PLACE_OFFERED.kind,
        rendered=rendered,
        to=recipient(registration),
        sender=sender(edition),
        edition_id=edition.id,
    )
