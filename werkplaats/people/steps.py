"""Pieces of a write that are shared, inside an open transaction."""

from __future__ import annotations

from werkplaats.mail.addresses import email_key
from werkplaats.people import mails, queries
from werkplaats.people.models import Person, PersonState


def mail_link_to(email: str) -> None:
    """Mail their link to who has a task and this address; if nobody has, nothing happens."""
    person = queries.by_email_key(email_key(email))
    if person is not None:
        mail_link(person)


def mail_link(person: Person) -> bool:
    """Mail someone the link to what they do, in the words of the newest edition in which that is; False when there is
    nothing that it would open."""
    parts = queries.own_parts(person.id)
    if not person.email or not parts or person.state == PersonState.WITHDRAWN:
        return False
    mails.task_link(parts[0].edition, person)
    return True
