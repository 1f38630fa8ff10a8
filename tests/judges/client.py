"""A calendar program as simple as can be: it reads mails through libical and obeys UID and SEQUENCE (RFC 5546, 2.1.5).

It knows nothing of the product, so what stands in it at the end is what the mails by themselves achieved.
"""

from email import message_from_bytes, policy
from email.message import EmailMessage

from tests.judges import libical
from tests.judges.libical import Read


class Confused(Exception):
    """A mail that a calendar program could take in two ways."""


class Calendar:
    """The calendar of one person. Mails may come in any order, and more than once."""

    def __init__(self) -> None:
        self._newest: dict[str, Read] = {}

    def receive(self, mail: bytes) -> None:
        """Take in what a mail says, unless something newer was said of the same UID before."""
        for event in libical.read(_calendar_of(mail)):
            known = self._newest.get(event.uid)
            if known is None or (event.sequence, event.stamp) > (known.sequence, known.stamp):
                self._newest[event.uid] = event

    @property
    def entries(self) -> list[Read]:
        """What the person sees: a cancelled entry is remembered, so that an old mail cannot bring it back, but gone."""
        return [event for event in self._newest.values() if event.method != "CANCEL"]


def _calendar_of(mail: bytes) -> bytes:
    """The calendar inside a mail, wherever a program may look for it. Empty when there is none."""
    message = message_from_bytes(mail, policy=policy.default)
    assert isinstance(message, EmailMessage)
    inside = [part for part in message.walk() if part.get_content_type() in ("text/calendar", "application/ics")]
    bodies = [part.get_payload(decode=True) for part in inside]
    if not bodies:
        return b""
    if len(set(map(bytes, bodies))) != 1:
        raise Confused("the attachment says something else than the body")
    methods = {str(part.get_param("method")) for part in inside if part.get_content_type() == "text/calendar"}
    said = {event.method for event in libical.read(bytes(bodies[0]))}
    if methods != said:
        raise Confused(f"the mail says {methods}, its calendar {said}")
    return bytes(bodies[0])
