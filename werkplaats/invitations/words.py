"""Our own words for the mails that carry a calendar."""

from __future__ import annotations

from werkplaats.editions.words import PLACEHOLDERS
from werkplaats.errors import N_
from werkplaats.mail.wording import Wording

CONFIRMATION = Wording(
    "confirmation",
    name=N_("Confirmation"),
    when=N_("When someone registers, or comes back after cancelling."),
    subject=N_("You take part: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nYou take part in {editie}. How nice!"),
    placeholders=PLACEHOLDERS,
)
PLACES = Wording(
    "your_day",
    name=N_("Your breakouts"),
    when=N_("When someone gets places in breakouts, and when something about such a day changes."),
    subject=N_("Your breakouts on {datum}: {editie}"),
    opening=N_("Hello {naam},\n\nThese are your places. This is your day now:"),
    placeholders=PLACEHOLDERS,
)
DAY_CHANGED = Wording(
    "day_changed",
    name=N_("Programme changed"),
    when=N_("When something in the programme changed before the places were divided."),
    subject=N_("Something changed: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nSomething changed. This is your day now:"),
    placeholders=PLACEHOLDERS,
)
EDITION_CHANGED = Wording(
    "edition_changed",
    name=N_("Edition changed"),
    when=N_("When the edition has another day, time or title, and you let everyone know."),
    subject=N_("Look when it is now: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nSomething important has changed. See whether you can still come."),
    placeholders=PLACEHOLDERS,
)
CANCELLED = Wording(
    "cancelled",
    name=N_("Cancelled"),
    when=N_("When someone cancels."),
    subject=N_("You do not take part: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nYour registration for {editie} is cancelled. Your place is free for somebody else."),
    placeholders=PLACEHOLDERS,
)
EDITION_CANCELLED = Wording(
    "edition_cancelled",
    name=N_("Edition called off"),
    when=N_("When you call off the whole edition. Who helps to make the day gets it too."),
    subject=N_("Does not take place: {editie}, {datum}"),
    opening=N_("Hello {naam},\n\nWe are sorry: {editie} does not take place."),
    placeholders=PLACEHOLDERS,
)
NOT_FOR_YOU = Wording(
    "not_for_you",
    name=N_("A mistake with an address"),
    when=N_("To an address that someone filled in by mistake and mended, if it had a confirmation already."),
    subject=N_("A mistake with your address: {editie}"),
    opening=N_(
        "Hello,\n\nSomebody filled in your e-mail address by mistake when they registered for {editie}. They have "
        "mended it."
    ),
    placeholders={name: stands_for for name, stands_for in PLACEHOLDERS.items() if name != "naam"},
)
TASK = Wording(
    "your_task",
    name=N_("Task"),
    when=N_("When someone gets a task, as a speaker or host for instance."),
    subject=N_("What you do on {datum}: {editie}"),
    opening=N_("Hello {naam},\n\nYou help to make {editie}. How nice! This is what you do:"),
    placeholders=PLACEHOLDERS,
)
TASK_CHANGED = Wording(
    "task_changed",
    name=N_("Task changed"),
    when=N_("When something about that task has changed."),
    subject=N_("What you do now on {datum}: {editie}"),
    opening=N_("Hello {naam},\n\nSomething changed. This is what you do now at {editie}:"),
    placeholders=PLACEHOLDERS,
)
TASK_OVER = Wording(
    "task_over",
    name=N_("Task over"),
    when=N_("When someone has no task any more, or takes part as well and reads it in their own day."),
    subject=N_("Your task has changed: {editie}, {datum}"),
    opening=N_("Hello {naam},"),
    placeholders=PLACEHOLDERS,
)
