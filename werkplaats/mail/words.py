"""The words on the page for what this feature keeps as keys."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_timedelta
from flask_babel import get_locale
from flask_babel import gettext as _

from werkplaats import clock
from werkplaats.errors import N_
from werkplaats.mail.models import MailState
from werkplaats.mail.reasons import Reason

STATES = {
    MailState.QUEUED: N_("Is about to leave"),
    MailState.SENDING: N_("Is leaving now"),
    MailState.SENT: N_("Sent"),
    MailState.WAITING: N_("We try again"),
    MailState.FAILED: N_("Not delivered"),
    MailState.HELD: N_("Held back"),
    MailState.CANCELLED: N_("Called off"),
}

STATE_TAGS = {MailState.SENT: "success", MailState.WAITING: "warning", MailState.FAILED: "danger"}

REASONS = {
    Reason.UNKNOWN_ADDRESS: N_("This mail address does not exist."),
    Reason.CLOSED: N_("This mailbox takes no mail any more."),
    Reason.FULL: N_("The mailbox is full."),
    Reason.GREYLISTED: N_("The mail server wants us to try again later."),
    Reason.BUSY: N_("The mail server is busy."),
    Reason.TOO_MANY: N_("The mail server finds that we send too much at once."),
    Reason.SPAM: N_("The mail server takes our mail for spam."),
    Reason.NOT_PROVEN: N_("The mail server cannot see that our mail really comes from us."),
    Reason.SENDER_REFUSED: N_("We may not send from our address through this mail server."),
    Reason.SIGN_IN: N_("The mail server does not let us in."),
    Reason.TOO_LARGE: N_("The mail is too large."),
    Reason.UNREACHABLE: N_("Our mail server cannot be reached."),
    Reason.NO_ANSWER: N_("The mail server did not answer in time."),
    Reason.DROPPED: N_("The mail server ended the conversation."),
    Reason.CERTIFICATE: N_("The certificate of our mail server is wrong."),
    Reason.NO_TLS: N_("The mail server offers no safe connection."),
    Reason.LETTERS: N_("The mail server cannot handle letters with accents in an address."),
    Reason.FOLDER: N_("The folder for mails cannot be written."),
    Reason.BROKEN: N_("No mail can be made of this."),
    Reason.OTHER: N_("The mail server refused it."),
}

PERSON, ALL_ARE_LATE, OPERATOR = (
    N_("Look at the address with care: perhaps there is a typing mistake in it. Or reach this person another way."),
    N_("You need to do nothing: it goes again by itself."),
    N_("Tell whoever looks after the site. Nothing is lost: the mails stay here."),
)
ADVICE = {
    **dict.fromkeys((Reason.UNKNOWN_ADDRESS, Reason.CLOSED, Reason.FULL, Reason.LETTERS), PERSON),
    **dict.fromkeys((Reason.GREYLISTED, Reason.BUSY, Reason.TOO_MANY, Reason.NO_ANSWER, Reason.DROPPED), ALL_ARE_LATE),
}
"""What an organiser can do about it; about everything else, only the operator can."""

METHODS = {
    "REQUEST": N_("Puts the day in the calendar, or changes it there"),
    "CANCEL": N_("Takes the day out of the calendar"),
}


def state(value: MailState) -> str:
    return str(_(STATES[value]))


def state_tag(value: MailState) -> str:
    """How the tag with this state looks."""
    return STATE_TAGS.get(value, "neutral")


def reason(value: str | None) -> str:
    """Why a mail did not arrive, in one sentence; nothing is known about mails from before reasons were kept."""
    return str(_(REASONS[Reason(value) if value in set(Reason) else Reason.OTHER]))


def advice(value: str | None) -> str:
    return str(_(ADVICE.get(Reason(value), OPERATOR) if value in set(Reason) else OPERATOR))


def method(value: str) -> str:
    """What the calendar in a mail does."""
    return str(_(METHODS[value]))


def age(since: datetime) -> str:
    """3 hours"""
    return format_timedelta(clock.now() - since, locale=get_locale())
