"""Our own words for automatic mails, every kind of mail whose words may be changed, and keys as words on the page."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats.breakouts.words import PLACE_OFFERED
from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import N_
from werkplaats.invitations import words as invitations
from werkplaats.letters.models import LetterState, MomentKind
from werkplaats.letters.moments import Stand
from werkplaats.mail.wording import Wording
from werkplaats.people import words as people
from werkplaats.registration import words as registration

LETTER = "letter"
"""The kind of a mail that organisers write to people whom they choose."""

RANKING_CLOSES = Wording(
    "ranking_closes",
    name=N_("Choosing closes soon"),
    when=N_("To who takes part and has not chosen breakouts yet. Who said that every breakout is fine gets none."),
    subject=N_("Choose your breakouts until {kiezen_tot}: {editie}"),
    opening=N_("Hello {naam},\n\nYou take part in {editie}. You have not chosen breakouts yet."),
    placeholders=PLACEHOLDERS | {"kiezen_tot": N_("Until when people can choose")},
)
REMINDER_WEEK = Wording(
    "reminder_week",
    name=N_("Reminder, a week before"),
    when=N_("To everyone who takes part, with their own day, how to join and how to cancel."),
    subject=N_("Soon, on {datum}: {editie}"),
    opening=N_("Hello {naam},\n\nOn {dag} we learn together at {editie}. You take part. Read here how."),
    placeholders=PLACEHOLDERS,
)
REMINDER_DAY = Wording(
    "reminder_day",
    name=N_("Reminder, a day before"),
    when=N_("Once more to everyone who takes part, with their own day and how to join."),
    subject=N_("Almost there: {editie}, {datum}, {tijd}"),
    opening=N_("Hello {naam},\n\nIt is almost time for {editie}. Keep this mail: with it you find your way in."),
    placeholders=PLACEHOLDERS,
)
THANKS = Wording(
    "thanks",
    name=N_("Harvest and thanks"),
    when=N_("After the day, to everyone who was registered."),
    subject=N_("Thank you, and the harvest: {editie}"),
    opening=N_("Hello {naam},\n\n{editie} is over. Thank you for learning with us."),
    placeholders=PLACEHOLDERS,
)
NOTE_DUE = Wording(
    "note_due",
    name=N_("Reminder to write the note"),
    when=N_("To who writes the note of a breakout: two days before it must be ready, or when you press the button."),
    subject=N_("We look forward to your note of {deelsessie}: {editie}"),
    opening=N_("Hello {naam},\n\nYou write the note of {deelsessie}. Thank you! Others are waiting to read it."),
    placeholders=PLACEHOLDERS | {"deelsessie": N_("The title of the breakout")},
)
NOTE_REVIEW = Wording(
    "note_review",
    name=N_("Read the note first"),
    when=N_("To everyone who was in a breakout, once its note taker asks them to read the note before others do."),
    subject=N_("Is this how it was? The note of {deelsessie}: {editie}"),
    opening=N_("Hello {naam},\n\nYou were in {deelsessie}. There is a note of it now. You may read it first."),
    placeholders=PLACEHOLDERS | {"deelsessie": N_("The title of the breakout")},
)

OF_MOMENTS = {
    MomentKind.RANKING_CLOSES: RANKING_CLOSES,
    MomentKind.REMINDER_WEEK: REMINDER_WEEK,
    MomentKind.REMINDER_DAY: REMINDER_DAY,
    MomentKind.THANKS: THANKS,
}

WORDINGS = (
    invitations.CONFIRMATION,
    registration.WAITING,
    registration.PLACE_FREE,
    registration.PLACE_MISSED,
    registration.ALREADY_REGISTERED,
    registration.LINK_AGAIN,
    registration.NEED_ARRANGED,
    RANKING_CLOSES,
    invitations.PLACES,
    PLACE_OFFERED,
    invitations.DAY_CHANGED,
    invitations.EDITION_CHANGED,
    REMINDER_WEEK,
    REMINDER_DAY,
    THANKS,
    NOTE_DUE,
    NOTE_REVIEW,
    invitations.CANCELLED,
    invitations.EDITION_CANCELLED,
    registration.CALLED_OFF,
    invitations.NOT_FOR_YOU,
    invitations.TASK,
    invitations.TASK_CHANGED,
    invitations.TASK_OVER,
    people.TASK_LINK,
    *people.WORDINGS,
)
"""Every kind of mail whose words an edition may change, in the order in which people meet them."""

BY_KIND = {wording.kind: wording for wording in WORDINGS}

STANDS = {
    Stand.OFF: N_("Does not go"),
    Stand.PLANNED: N_("Planned"),
    Stand.DUE: N_("Goes now"),
    Stand.ASLEEP: N_("Waits for the edition"),
    Stand.WENT: N_("Went"),
    Stand.MISSED: N_("Too late"),
}
STAND_TAGS = {Stand.WENT: "success", Stand.DUE: "info", Stand.MISSED: "warning", Stand.ASLEEP: "warning"}
LETTER_STATES = {LetterState.DRAFT: N_("Draft"), LetterState.SENT: N_("Sent on")}


def stand(value: Stand) -> str:
    return str(_(STANDS[value]))


def stand_tag(value: Stand) -> str:
    """How the tag with this stand looks."""
    return STAND_TAGS.get(value, "neutral")


def letter_state(value: LetterState) -> str:
    return str(_(LETTER_STATES[value]))
