"""What several tests about letters need: an organiser at a browser, another moment, and who got which mail."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import select

from werkplaats.clock import AMSTERDAM
from werkplaats.db import session
from werkplaats.editions.models import Edition
from werkplaats.mail.models import OutgoingMail

POST = "/en/organisatie/2027/post"
AUTOMATIC = f"{POST}/automatisch"
LETTERS = f"{POST}/brieven"
WORDS = f"{POST}/teksten"


def before_the_day(app: Flask, edition_id: int, days: int, hour: int = 9, minute: int = 1) -> datetime:
    """A moment so many days before the day of an edition, on the clock in Amsterdam."""
    with app.app_context():
        day = session.get_one(Edition, edition_id).starts_at.astimezone(AMSTERDAM).date() - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=AMSTERDAM)


def got(app: Flask, kind: str) -> Counter[str]:
    """How many mails of this kind were made for each address."""
    with app.app_context():
        return Counter(session.scalars(select(OutgoingMail.to_email).where(OutgoingMail.kind == kind)))
