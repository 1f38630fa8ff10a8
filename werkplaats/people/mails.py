"""The mail that lets in who has a task on the day."""

from __future__ import annotations

from werkplaats import clock, links
from werkplaats.editions.models import Edition
from werkplaats.editions.words import named
from werkplaats.mail import outbox
from werkplaats.mail.outbox import Recipient, Sender
from werkplaats.mail.render import called, compose
from werkplaats.people.models import Person
from werkplaats.people.words import TASK_LINK


def task_link(edition: Edition, person: Person) -> None:
    """At most one an hour, in the words of this edition."""
    rendered = compose(
        TASK_LINK, edition.id, person.locale, lambda: named(edition, person.name), edition=edition
    )  # fmt: skip
    outbox.queue(
        f"task_link:{person.public_id}:{person.link_version}:{clock.now():%Y-%m-%dT%H}",
        TASK_LINK.kind,
        rendered,
        Recipient(
            called(person.name),
            person.email or "",
            person.locale,
            link=(links.TASK, person.public_id, person.link_version),
        ),
        Sender(edition.sender_name, edition.helpdesk_email),
        edition_id=edition.id,
    )
