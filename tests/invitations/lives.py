"""Lives of an edition, made up at random: people register, rank, leave and return, the day changes, tasks come and go.

Everything that is told goes by mail, and what the mails did to people's calendars must be what their own pages say.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from random import Random

from flask import Flask
from sqlalchemy import select

from tests.breakouts.organiser import Organiser
from tests.judges.client import Calendar
from tests.make import Make
from tests.make import Person as Participant
from tests.page import Browserless, words
from tests.post import Mailbox
from tests.public import stage
from werkplaats.db import session, transaction
from werkplaats.editions import actions as editions
from werkplaats.editions.models import Edition, EditionState
from werkplaats.errors import Refused
from werkplaats.invitations import queries
from werkplaats.invitations.actions import tell_about_changes
from werkplaats.people.models import Appearance, AppearanceRole, AppearanceState, Person, PersonState
from werkplaats.people.words import tasks
from werkplaats.programme.models import ProgrammeItem, Round, RoundKind, Slot, SlotState
from werkplaats.registration import actions
from werkplaats.web.dates import timespan

Line = tuple[str, str, str]
"""When, what and as whom: a breakout by its title, a round without one by the round's; no words for who only comes."""

HOSTS = ("gastvrouw@example.org", "spreker@example.org")
IN_CALENDAR = re.compile(r"(.{11}) (.*?)(?: \((je (?:bent|maakt) .*)\)|: je hoort .*|: nog geen plek)?")


class Life:
    """One edition with some people. Every step is drawn; none may leave a calendar behind."""

    def __init__(self, app: Flask, make: Make, post: Mailbox, seed: int) -> None:
        self.app, self.make, self.post, self.random = app, make, post, Random(seed)
        self.edition_id = make.edition("2027", places=3)
        self.people: dict[str, Participant] = {}
        for email in HOSTS:
            self._host(email)
        self.steps: list[Callable[[], None]] = [
            self.register, self.register, self.rank, self.leave, self.leave, self.come_back, self.come_back, self.plan,
            self.change_title, self.change_time, self.turn_slot, self.turn_task, self.turn_task, self.turn_edition,
        ]  # fmt: skip

    def live(self, steps: int) -> None:
        """The worker comes by when it likes, so that some changes are told together."""
        self.register()
        for step in self.random.choices(self.steps, k=steps):
            try:
                with self.app.app_context():
                    step()
            except Refused:
                continue
            if self.random.random() < 0.6:
                self.post.work()
        with self.app.app_context():
            self._tell()
        self.post.work()

    def register(self) -> None:
        """Often it is someone with a task."""
        others = [f"deelnemer.{n}@example.org" for n in range(6)]
        free = [email for email in (*HOSTS, *HOSTS, *others) if email not in self.people]
        if free:
            email = self.random.choice(free)
            self.people[email] = self.make.register(self.edition_id, "Iemand", email)

    def rank(self) -> None:
        breakouts = self.make.breakouts(self.edition_id)
        ranking = self.random.sample(breakouts, self.random.randint(0, len(breakouts)))
        rounds = list(session.scalars(select(Round.id).where(Round.kind == RoundKind.BREAKOUTS).order_by(Round.id)))
        absent = self.random.sample(rounds, self.random.choice((0, 0, 1, 2)))
        actions.change_ranking(self._someone(), tuple(ranking), absent_rounds=tuple(absent))

    def leave(self) -> None:
        actions.cancel(self._someone())

    def come_back(self) -> None:
        actions.come_back(self._someone())

    def plan(self) -> None:
        Organiser(self.app, self.edition_id).publish()

    def change_title(self) -> None:
        with transaction():
            item = session.scalars(select(ProgrammeItem)).one()
            item.title = {"nl": f"Welkom, {self.random.choice('abc')}; ja\\toch", "en": "Welcome"}
        self._tell()

    def change_time(self) -> None:
        with transaction():
            rounds = session.scalars(select(Round).order_by(Round.position)).all()
            moved = self.random.choice(rounds[1:])
            length = moved.ends_at - moved.starts_at
            moved.ends_at = moved.starts_at + length + timedelta(minutes=self.random.choice((-5, 5)))
        self._tell()

    def turn_slot(self) -> None:
        """Cancel a slot, or let it run again."""
        with transaction():
            slot = self.random.choice(session.scalars(select(Slot).order_by(Slot.id)).all())
            slot.state = SlotState.CANCELLED if slot.state == SlotState.PLANNED else SlotState.PLANNED
        self._tell()

    def turn_task(self) -> None:
        """Give someone a task, or take it away."""
        with transaction():
            task = self.random.choice(session.scalars(select(Appearance).order_by(Appearance.id)).all())
            accepted = task.state == AppearanceState.ACCEPTED
            task.state = AppearanceState.WITHDRAWN if accepted else AppearanceState.ACCEPTED
        self._tell()

    def turn_edition(self) -> None:
        """Call it off, or let it take place after all."""
        on = session.query(Edition.state).scalar() == EditionState.PUBLISHED
        (editions.cancel_edition if on else editions.resume_edition)(self.edition_id, "user:1")

    def _tell(self) -> None:
        """Press the button that tells everyone concerned. Where nobody is concerned there is no button."""
        behind = queries.behind(session.get_one(Edition, self.edition_id))
        if behind:
            tell_about_changes(self.edition_id, behind.mark, "user:1")

    def _someone(self) -> int:
        return self.random.choice(list(self.people.values())).id

    def _host(self, email: str) -> None:
        """Someone with a task in a slot, and not yet sure of two more: in another slot and at the plenary."""
        slots = stage.slots(self.app, self.edition_id)
        with self.app.app_context(), transaction():
            person = stage.person_named(email.partition("@")[0], PersonState.DRAFT)
            person.email = person.email_key = email
            item = session.scalars(select(ProgrammeItem)).one()
            n = HOSTS.index(email)
            session.add_all(
                Appearance(person=person, role=role, state=state, **where)
                for role, state, where in (
                    (AppearanceRole.HOST, AppearanceState.ACCEPTED, {"slot_id": slots[2 * n]}),
                    (AppearanceRole.NOTE_TAKER, AppearanceState.WITHDRAWN, {"slot_id": slots[5 - 2 * n]}),
                    (AppearanceRole.SPEAKER, AppearanceState.WITHDRAWN, {"item_id": item.id}),
                )
            )

    # What came of it

    def calendars(self) -> dict[str, Calendar]:
        """Everyone's calendar after all mails, out of order and some of them twice."""
        received: dict[str, list[bytes]] = defaultdict(list)
        for letter in sorted(self.post.folder.glob("*.eml")):
            raw = letter.read_bytes()
            to = re.search(rb"^To: .*?([\w.]+@example\.org)", raw, re.MULTILINE)
            assert to is not None
            received[to[1].decode()].append(raw)
        found: dict[str, Calendar] = defaultdict(Calendar)
        for email, mails in received.items():
            post = [*mails, *self.random.choices(mails, k=len(mails) // 2)]
            self.random.shuffle(post)
            for mail in post:
                found[email].receive(mail)
        return found

    def days_on_pages(self) -> dict[str, list[Line] | None]:
        """What everyone's own page says of their day; None for who does not take part."""
        days: dict[str, list[Line] | None] = {}
        for email, person in self.people.items():
            browser = Browserless(self.app)
            browser.get(person.link, status=303)
            parts = browser.get("/mijn").all(".timetable > .part")
            days[email] = [_line_of(part) for part in parts] or None
        return days

    def tasks(self) -> dict[str, list[Line] | None]:
        """What those do who have a task and do not take part, as far as the edition goes on: read from the tables."""
        found: dict[str, list[Line] | None] = {}
        for email in HOSTS:
            with self.app.test_request_context():
                mine = select(Appearance).join(Appearance.person)
                sure = mine.where(Person.email == email, Appearance.state == AppearanceState.ACCEPTED)
                parts = [_part_of(task) for task in session.scalars(sure)]
                runs = sorted((start, line) for start, line in filter(None, parts))
                found[email] = [line for _, line in runs] or None
        return found


def lines_of(calendar: Calendar) -> list[Line] | None:
    """What stands in someone's calendar; None when nothing does."""
    if not calendar.entries:
        return None
    (entry,) = calendar.entries
    lines = [line for line in entry.description.partition("\n\n")[0].split("\n") if line]
    found = [IN_CALENDAR.fullmatch(line) for line in lines]
    return [(match[1], match[2], match[3] or "") for match in found if match]


def _line_of(part: object) -> Line:
    start, end = (words(time) for time in part.query("time"))  # type: ignore[attr-defined]
    title, texts = words(part.query("h3")[0]), part.query(".part-body > p")  # type: ignore[attr-defined]
    text = words(texts[0]) if texts else ""
    if title in ("Jouw deelsessie", "Nog geen plek"):
        title, text = text.partition(". ")[0], ""
    return f"{start}–{end}", title, text


def _part_of(task: Appearance) -> tuple[object, Line] | None:
    if task.item_id is not None:
        item = session.get_one(ProgrammeItem, task.item_id)
        return item.starts_at, (timespan(item.starts_at, item.ends_at), item.title["nl"], tasks([task.role]))
    slot = session.get_one(Slot, task.slot_id)
    if slot.state == SlotState.CANCELLED:
        return None
    times = timespan(slot.round.starts_at, slot.round.ends_at)
    return slot.round.starts_at, (times, slot.breakout.title["nl"], tasks([task.role]))
