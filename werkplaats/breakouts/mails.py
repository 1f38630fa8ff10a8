"""Mails about places that carry no calendar: a place that came free."""

from __future__ import annotations

from werkplaats.mail import outbox
from werkplaats.mail.render import render
from werkplaats.programme.models import Slot
from werkplaats.registration.mails import recipient, sender
from werkplaats.registration.models import Offer

PLACE_OFFERED = "place_offered"


def place_offered(offer: Offer, slot: Slot, present: Slot | None) -> None:
    """Tell someone that they may have this place, beside the one they have in that round now, if any. The mail leads to
    their own page and answers nothing itself: a program that opens its links must not accept for them."""
    registration = offer.registration
    rendered = render(
        PLACE_OFFERED,
        registration.locale,
        edition=registration.edition,
        registration=registration,
        offer=offer,
        slot=slot,
        present=present,
    )
    outbox.queue(
        key=f"offer:{offer.id}",
        kind=PLACE_OFFERED,
        rendered=rendered,
        to=recipient(registration),
        sender=sender(registration.edition),
        edition_id=registration.edition_id,
    )
