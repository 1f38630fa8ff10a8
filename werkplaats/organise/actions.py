"""A new edition, from nothing or from an earlier one."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from werkplaats import audit, clock, links
from werkplaats.accounts.steps import make_organiser
from werkplaats.db import Texts, one_at_a_time, session, transaction
from werkplaats.editions import queries as editions
from werkplaats.editions.models import Edition, EditionState
from werkplaats.errors import N_, Refused
from werkplaats.organise import standard_day
from werkplaats.organise.days import local_day, moved, window
from werkplaats.programme import queries as programme
from werkplaats.programme.models import Breakout, ProgrammeItem, Round, RoundKind, Slot, SlotState

PAGES = frozenset({
    "mijn", "p", "k", "en", "nl", "agenda", "organisatie", "privacy", "static", "kennisbank", "toegankelijkheid",
    "healthz", "readyz", "metrics", "stijl", "robots", "sitemap", "nieuw", "foto", "inloggen", "uitloggen",
    "wachtwoord", "voorbeeld",
})  # fmt: skip
"""Words that are pages of the site or of the organisers, and so cannot be the address of an edition."""

KEPT = (
    "title", "theme", "lead", "about", "capacity", "helpdesk_email", "helpdesk_phone", "sender_name", "cards_open",
    "licence", "sound_test_url", "dial_in", "recording",
)  # fmt: skip
"""What a copied edition takes over from its example as it is."""


@dataclass(frozen=True)
class NewEdition:
    """An edition without an example; moments are aware, `helpdesk_email` is where questions go until it is changed."""

    title: Texts
    slug: str
    starts_at: datetime
    ends_at: datetime
    helpdesk_email: str
    sender_name: str = "Werkplaats"


class BadSlug(Refused):
    """This word cannot be the address of an edition."""


class BadDay(Refused):
    """No edition can be held then."""


def create_edition(values: NewEdition, actor: str, organiser_id: int | None = None) -> int:
    """Make a draft with the standard day, and return its id. Who makes an edition is its organiser."""
    if not standard_day.fits(values.starts_at, values.ends_at):
        raise BadDay(standard_day.LENGTH)
    with transaction():
        _check(values.slug, values.starts_at)
        edition = _draft(
            values.slug, values.starts_at, values.ends_at,
            title=values.title, theme={}, lead={}, about={},
            helpdesk_email=values.helpdesk_email, sender_name=values.sender_name,
        )  # fmt: skip
        _add_standard_day(edition)
        return _made(edition, "edition.create", actor, organiser_id)


def copy_edition(source_id: int, slug: str, day: date, actor: str, organiser_id: int | None = None) -> int:
    """Make a draft like an earlier edition, on another day, and return its id.

    Rounds, items, breakouts, texts and settings come along, with the same slugs and times on the clock. People and what
    they did stay behind; so do meeting links, which would lead to last year's meeting.
    """
    with transaction():
        source = session.get_one(Edition, source_id)
        old_day = local_day(source.starts_at)
        starts_at, ends_at = moved(source.starts_at, old_day, day), moved(source.ends_at, old_day, day)
        _check(slug, starts_at)
        edition = _draft(slug, starts_at, ends_at, **{name: getattr(source, name) for name in KEPT})
        _copy_programme(source, edition, day)
        return _made(edition, "edition.copy", actor, organiser_id, source=source_id)


def _check(slug: str, starts_at: datetime) -> None:
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) or len(slug) > 40:
        raise BadSlug(N_("Use small letters, numbers and hyphens for the address, like 2027."))
    if slug in PAGES:
        raise BadSlug(N_("This word is a page of the site already. Choose another address."))
    one_at_a_time("a new edition")
    if editions.by_slug(slug) is not None:
        raise BadSlug(N_("There is an edition with this address already. Choose another one."))
    if starts_at <= clock.now():
        raise BadDay(N_("Choose a day that is still to come."))


def _draft(slug: str, starts_at: datetime, ends_at: datetime, **values: object) -> Edition:
    times = window(clock.now(), starts_at)
    edition = Edition(
        slug=slug, starts_at=starts_at, ends_at=ends_at, state=EditionState.DRAFT,
        registration_opens_at=times.opens_at, registration_closes_at=times.closes_at,
        ranking_closes_at=times.ranking_closes_at, lot_seed=secrets.token_hex(16),
        preview_id=links.new_public_id(), **values,
    )  # fmt: skip
    session.add(edition)
    session.flush()
    return edition


def _made(edition: Edition, verb: str, actor: str, organiser_id: int | None, **ids: int) -> int:
    if organiser_id is not None:
        make_organiser(organiser_id, edition.id)
    audit.record(actor, verb, edition.id, edition=edition.id, **ids)
    return edition.id


def _add_standard_day(edition: Edition) -> None:
    rounds = []
    for position, part in enumerate(standard_day.parts(edition.starts_at, edition.ends_at)):
        round = Round(edition_id=edition.id, position=position, kind=part.kind, title=part.title)
        round.starts_at, round.ends_at = part.starts_at, part.ends_at
        session.add(round)
        rounds.append(round)
        if part.kind == RoundKind.ITEMS:
            session.add(_item_of(round, part))
    for position, (condition, (slug, title, abstract)) in enumerate(standard_day.BREAKOUTS.items()):
        breakout = Breakout(
            edition_id=edition.id, position=position, uid=links.new_public_id(), slug=slug, title=title,
            abstract=abstract, conditions=[str(condition)], capacity=standard_day.PLACES,
        )  # fmt: skip
        session.add(breakout)
        session.add_all(_slot(breakout, round) for round in rounds if round.kind == RoundKind.BREAKOUTS)


def _item_of(round: Round, part: standard_day.Part) -> ProgrammeItem:
    return ProgrammeItem(
        round=round, uid=links.new_public_id(), slug=part.slug, title=part.title, text={},
        starts_at=part.starts_at, ends_at=part.ends_at, counts_as_learning=part.counts_as_learning,
    )  # fmt: skip


def _slot(breakout: Breakout, round: Round) -> Slot:
    return Slot(breakout=breakout, round=round, uid=links.new_public_id(), state=SlotState.PLANNED)


def _copy_programme(source: Edition, edition: Edition, day: date) -> None:
    """Everything gets a uid of its own: two editions may stand in one calendar."""
    old_day = local_day(source.starts_at)

    def moved_times(row: Round | ProgrammeItem) -> dict[str, datetime]:
        return {"starts_at": moved(row.starts_at, old_day, day), "ends_at": moved(row.ends_at, old_day, day)}

    rounds = {
        old.id: Round(edition_id=edition.id, position=old.position, kind=old.kind, title=old.title, **moved_times(old))
        for old in programme.rounds(source.id)
    }
    items = [
        ProgrammeItem(
            round=rounds[old.round_id], uid=links.new_public_id(), slug=old.slug, title=old.title, text=old.text,
            counts_as_learning=old.counts_as_learning, **moved_times(old),
        )
        for old in programme.items(source.id)
    ]  # fmt: skip
    breakouts = {old.id: _copied_breakout(old, edition) for old in programme.breakouts(source.id)}
    slots = [_slot(breakouts[old.breakout_id], rounds[old.round_id]) for old in programme.slots(source.id)]
    session.add_all([*rounds.values(), *items, *breakouts.values(), *slots])


def _copied_breakout(old: Breakout, edition: Edition) -> Breakout:
    return Breakout(
        edition_id=edition.id, position=old.position, uid=links.new_public_id(), slug=old.slug, title=old.title,
        abstract=old.abstract, conditions=list(old.conditions), capacity=old.capacity, minimum=old.minimum,
        may_cancel=old.may_cancel,
    )  # fmt: skip
