"""Random lives after publication: whatever people do in whatever order, no seat is held twice and nobody is moved."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from tests.breakouts.organiser import Organiser
from tests.databases import ONE_DATABASE
from tests.make import Make, Person
from werkplaats import clock
from werkplaats.breakouts import offers, queries, seats
from werkplaats.db import session, transaction
from werkplaats.editions.steps import input_changed
from werkplaats.errors import Refused
from werkplaats.invitations.actions import tell_due
from werkplaats.invitations.day import Programme
from werkplaats.invitations.models import CalendarObject
from werkplaats.jobs.run import run_all
from werkplaats.programme.models import Round, RoundKind, Slot
from werkplaats.registration import actions as registration
from werkplaats.registration.models import Offer, OfferState, Registration, RegistrationState, RoundAbsence
from werkplaats.registration.steps import registration_changed

Places = dict[int, dict[int, int | None]]


class Lives:
    """A published edition in which a few people do one thing after another."""

    def __init__(self, app: Flask, make: Make, chance: random.Random, people: int = 8) -> None:
        self.app, self.make, self.chance = app, make, chance
        self.edition_id = make.edition(f"l{chance.randrange(10**9)}", places=2, breakouts=3)
        self.breakouts = make.breakouts(self.edition_id)
        self.organiser = Organiser(app, self.edition_id)
        self.people = [self.someone(n) for n in range(people)]
        self.organiser.publish()

    def someone(self, n: int) -> Person:
        ranking = self.chance.sample(self.breakouts, self.chance.randrange(4))
        return self.make.register(self.edition_id, f"Leven {n}", f"leven.{n}@example.org", ranking=ranking)

    def step(self) -> tuple[str, int | None]:
        """One thing that happens: its name, and whose places it may change."""
        acts: list[Callable[[], int | None]] = [
            self.register, self.cancel, self.cancel, self.come_back, self.accept, self.accept, self.decline,
            self.take, self.miss, self.expire, self.work, self.work, self.tell,
        ]  # fmt: skip
        act = self.chance.choice(acts)
        with self.app.app_context(), suppress(Refused):
            return act.__name__, act()
        return act.__name__, None

    def register(self) -> int:
        self.people.append(self.someone(len(self.people)))
        return self.people[-1].id

    def cancel(self) -> int:
        id = self._anyone()
        registration.cancel(id)
        return id

    def come_back(self) -> int:
        id = self._anyone()
        registration.come_back(id)
        return id

    def accept(self) -> int | None:
        offer = self._offer()
        if offer is None:
            return None
        offers.accept_offer(offer.registration_id, offer.id)
        return offer.registration_id

    def decline(self) -> None:
        offer = self._offer()
        if offer is not None:
            offers.decline_offer(offer.registration_id, offer.id)

    def take(self) -> int:
        slots = list(session.scalars(select(Slot.id).join(Slot.round).where(Round.edition_id == self.edition_id)))
        id = self._anyone()
        offers.take_place(id, self.chance.choice(slots))
        return id

    def miss(self) -> int:
        """Someone leaves a round, or takes part in it again."""
        id = self._anyone()
        rounds = select(Round.id).where(Round.edition_id == self.edition_id, Round.kind == RoundKind.BREAKOUTS)
        with transaction():
            person = session.get_one(Registration, id)
            round_id = self.chance.choice(list(session.scalars(rounds)))
            kept = [absence for absence in person.absences if absence.round_id != round_id]
            if len(kept) == len(person.absences):
                kept = [*kept, RoundAbsence(round_id=round_id)]
            person.absences = kept
            session.flush()
            input_changed(self.edition_id)
            registration_changed.send(ids=[id])
        return id

    def expire(self) -> None:
        with clock.standing_at(clock.now() + timedelta(hours=49)):
            offers.expire_offers()

    def work(self) -> None:
        run_all()

    def tell(self) -> None:
        tell_due()

    def _anyone(self) -> int:
        return self.chance.choice(self.people).id

    def _offer(self) -> Offer | None:
        found = list(session.scalars(select(Offer).where(Offer.state == OfferState.OPEN).order_by(Offer.id)))
        return self.chance.choice(found) if found else None

    def places(self) -> Places:
        with self.app.app_context():
            plan = queries.published_plan(self.edition_id)
            return queries.placed_by(plan.id if plan else None)

    def faults(self) -> Iterator[str]:
        """Whatever must never be, read from the rows and not with the code that gives seats away."""
        with self.app.app_context():
            plan = queries.published_plan(self.edition_id)
            places = queries.placed_by(plan.id if plan else None)
            slots = {slot.id: slot for slot in session.scalars(select(Slot))}
            open_ = list(session.scalars(select(Offer).where(Offer.state == OfferState.OPEN)))
            held = Counter(id for day in places.values() for id in day.values() if id is not None)
            held.update(offer.slot_id for offer in open_ if offer.slot_id is not None)
            yield from (f"slot {id} holds {n}" for id, n in held.items() if n > slots[id].breakout.capacity)
            yield from (
                f"room {r.slot_id} has {r.left}" for r in seats.rooms(self.edition_id) if r.left != self._left(r, held)
            )
            for id, day in places.items():
                breakouts = [slots[slot_id].breakout_id for slot_id in day.values() if slot_id is not None]
                if len(set(breakouts)) < len(breakouts):
                    yield f"{id} is in a breakout twice"
                yield from (f"{id} is elsewhere in {r}" for r, s in day.items() if s and slots[s].round_id != r)
            for absence in session.scalars(select(RoundAbsence)):
                if absence.round_id in places.get(absence.registration_id, {}):
                    yield f"{absence.registration_id} has a place in a round that they miss"
            for offer in open_:
                if offer.registration.state != RegistrationState.REGISTERED:
                    yield f"offer {offer.id} is open for who cancelled"

    def _left(self, room: seats.Room, held: Counter[int]) -> int:
        return session.get_one(Slot, room.slot_id).breakout.capacity - held[room.slot_id]

    def untold(self) -> list[int]:
        """Whose calendar says something else than their page, once everyone was told."""
        with self.app.app_context():
            tell_due()
            programme = Programme(self.edition_id)
            found = []
            everyone = select(CalendarObject, Registration).join(CalendarObject.registration)
            for calendar, person in session.execute(everyone):
                day = programme.day_of(person, queries.places_of(person.id))
                if calendar.digest != day.digest and day.method == "REQUEST":
                    found.append(person.id)
            return found


def live(lives: Lives, steps: int) -> None:
    history: list[str] = []
    for _ in range(steps):
        before = lives.places()
        name, whose = lives.step()
        history.append(f"{name} {whose}")
        after = lives.places()
        moved = {id for id in before.keys() & after.keys() if before[id] != after[id]}
        assert moved <= {whose}, f"{history}: {moved} moved"
        assert list(lives.faults()) == [], history
    assert lives.untold() == []
    lives.organiser.publish()
    assert list(lives.faults()) == [] and lives.untold() == []


@ONE_DATABASE
def test_a_random_life(app: Flask, make: Make) -> None:
    live(Lives(app, make, random.Random(17), people=12), 40)


@pytest.mark.torture
@pytest.mark.parametrize("seed", range(1))
def test_many_random_lives(app: Flask, make: Make, seed: int) -> None:
    live(Lives(app, make, random.Random(seed), people=14), 150)


# At the same moment.


MOST_THREADS = 12
"""As many as one process serves at once: each holds a connection of its own."""


def at_once(acts: list[Callable[[], Any]]) -> list[str]:
    """Let all of these happen, as many as possible at the same moment; returns how each ended."""
    threads = min(len(acts), MOST_THREADS)
    ready = Barrier(threads)

    def run(n: int) -> str:
        if n < threads:
            ready.wait(timeout=60)
        try:
            acts[n]()
        except Refused:
            return "refused"
        return "done"

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(run, range(len(acts))))


def race(app: Flask, make: Make, each: int) -> None:
    """One free seat and a held one: who accepts, who takes and who comes late all want it at the same moment."""
    edition_id = make.edition("2027", places=each + 1, breakouts=1)
    (a,) = make.breakouts(edition_id)
    holders = [make.register(edition_id, f"Eerste {n}", ranking=[a]) for n in range(2 * (each + 1))]
    Organiser(app, edition_id).publish()
    waiting = [make.register(edition_id, f"Wacht {n}", ranking=[a]) for n in range(2 * each)]
    with app.app_context():
        first = session.scalars(select(Slot.id).order_by(Slot.round_id)).first() or 0
        inside = [p for p in holders if first in queries.placed_by(1).get(p.id, {}).values()]
        registration.cancel(inside[0].id)
        run_all()
        offer = session.scalars(select(Offer)).one()
        registration.cancel(inside[1].id)
        (held_by, offer_id) = offer.registration_id, offer.id
    others = [p for p in waiting if p.id != held_by]

    def within(act: Callable[..., Any], *args: Any) -> Callable[[], Any]:
        def run() -> None:
            with app.app_context():
                act(*args)

        return run

    acts = [within(offers.accept_offer, held_by, offer_id)]
    acts += [within(offers.take_place, person.id, first) for person in others[:each]]
    acts += [within(lambda n: make.register(edition_id, f"Laat {n}", ranking=[a]), n) for n in range(each)]
    ended = at_once(acts)
    with app.app_context():
        held = Counter(id for day in queries.placed_by(1).values() for id in day.values())
        left = {room.slot_id: room.left for room in seats.rooms(edition_id)}
    assert ended[0] == "done", "an open offer holds its seat"
    assert held[first] == each + 1 and left[first] == 0
    assert ended[1 : each + 1].count("done") <= 1


def test_the_last_seat_is_given_once(app: Flask, make: Make) -> None:
    race(app, make, 3)


@pytest.mark.torture
def test_the_last_seat_among_fifty(app: Flask, make: Make) -> None:
    race(app, make, 25)


def test_several_workers_offer_a_seat_once(app: Flask, make: Make) -> None:
    lives = Lives(app, make, random.Random(3), people=20)
    with app.app_context():
        for person in lives.people[:3]:
            registration.cancel(person.id)

    def work() -> None:
        with app.app_context():
            run_all()
            offers.expire_offers()

    assert at_once([work] * 4) == ["done"] * 4
    assert list(lives.faults()) == []
    with app.app_context():
        slots = Counter(session.scalars(select(Offer.slot_id).where(Offer.state == OfferState.OPEN)))
        assert slots and max(slots.values()) <= 2
