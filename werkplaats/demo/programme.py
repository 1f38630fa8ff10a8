"""The days of the demo as rows: rounds, items, breakouts, and who appears where. Inside an open transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time

from werkplaats import links
from werkplaats.clock import AMSTERDAM
from werkplaats.db import session
from werkplaats.demo import content
from werkplaats.demo.content import Choice, Guest, Item, Stretch
from werkplaats.editions.models import Edition
from werkplaats.people.models import Appearance, AppearanceRole, Person, PersonState
from werkplaats.programme import queries
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot

MEETING = "https://bijeenkomst.example.org"


def at(day: date, clock_time: time) -> datetime:
    """A time on the clock in Amsterdam."""
    return datetime.combine(day, clock_time, AMSTERDAM)


def add_people(guests: Iterable[Guest]) -> dict[str, Person]:
    """Published people by slug."""
    people = {
        guest.slug: Person(
            public_id=links.new_public_id(),
            slug=guest.slug,
            name=guest.name,
            role=guest.role,
            organisation=guest.organisation,
            bio=guest.bio,
            state=PersonState.PUBLISHED,
        )
        for guest in guests
    }
    session.add_all(people.values())
    return people


def add_programme(edition: Edition, day: date, people: dict[str, Person]) -> None:
    """The whole day of 2022."""
    rounds = [_round(edition, day, position, stretch) for position, stretch in enumerate(content.STRETCHES)]
    session.add_all(rounds)
    session.flush()
    for round, stretch in zip(rounds, content.STRETCHES, strict=True):
        for item in stretch.items:
            row = _item(round, day, item)
            session.add(row)
            appear(row, item, people)
    for position, choice in enumerate(content.CHOICES):
        breakout = _breakout(edition, position, choice)
        session.add(breakout)
        session.add_all(_slot(breakout, round) for round in rounds if round.kind == RoundKind.BREAKOUTS)


def _round(edition: Edition, day: date, position: int, stretch: Stretch) -> Round:
    return Round(
        edition_id=edition.id,
        position=position,
        kind=stretch.kind,
        title=stretch.title,
        starts_at=at(day, stretch.starts),
        ends_at=at(day, stretch.ends),
    )


def _item(round: Round, day: date, item: Item) -> ProgrammeItem:
    return ProgrammeItem(
        round=round,
        uid=links.new_public_id(),
        slug=item.slug,
        title=item.title,
        text=item.text,
        starts_at=at(day, item.starts),
        ends_at=at(day, item.ends),
        counts_as_learning=item.counts_as_learning,
        meeting_url=f"{MEETING}/{day.year}/plenair",
    )


def _breakout(edition: Edition, position: int, choice: Choice) -> Breakout:
    return Breakout(
        edition_id=edition.id,
        position=position,
        uid=links.new_public_id(),
        slug=choice.slug,
        title=choice.title,
        abstract=choice.abstract,
        conditions=[str(choice.condition)],
        capacity=content.PLACES_2022,
        minimum=content.LEAST_PEOPLE,
    )


def _slot(breakout: Breakout, round: Round) -> Slot:
    return Slot(breakout=breakout, round=round, uid=links.new_public_id(), meeting_url=_meeting(breakout, round))


def _meeting(breakout: Breakout, round: Round) -> str:
    return f"{MEETING}/{round.starts_at.year}/{breakout.slug}-{round.position}"


def appear(row: ProgrammeItem, item: Item, people: dict[str, Person]) -> None:
    """Everyone of an item, in order; also who was announced and did not come."""
    session.flush()
    session.add_all(
        Appearance(person=people[slug], item_id=row.id, role=role, state=state, position=position)
        for position, (slug, role, state) in enumerate(item.guests)
    )


def add_note_taker(name: str, slot_ids: Iterable[int]) -> int:
    """Somebody who does not exist and takes notes in these slots; the public does not meet them. Returns their id."""
    slug = name.lower().replace(" ", "-")
    email = f"{slug.replace('-', '.')}@example.org"
    person = Person(
        public_id=links.new_public_id(),
        slug=slug,
        name=name,
        email=email,
        email_key=email,
        role={},
        bio={},
        state=PersonState.DRAFT,
    )
    session.add(person)
    session.flush()
    session.add_all(Appearance(person=person, slot_id=id, role=AppearanceRole.NOTE_TAKER) for id in slot_ids)
    return person.id


def change_items(edition: Edition, items: dict[str, Item], people: dict[str, Person]) -> None:
    """Give a copied day items, speakers and meeting links of its own."""
    for row in queries.items(edition.id):
        item = items[row.slug]
        row.title, row.text = item.title, item.text
        row.meeting_url = f"{MEETING}/{edition.slug}/plenair"
        appear(row, item, people)


def change_breakouts(edition: Edition, places: int, hosts: dict[str, str], people: dict[str, Person]) -> None:
    """Give the breakouts of a copied day their places, meeting links and hosts."""
    for breakout in queries.breakouts(edition.id):
        breakout.capacity = places
    for slot in queries.slots(edition.id):
        slot.meeting_url = _meeting(slot.breakout, slot.round)
        person = people[hosts[slot.breakout.slug]]
        session.add(Appearance(person=person, slot_id=slot.id, role=AppearanceRole.HOST))
