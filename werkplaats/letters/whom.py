"""The groups of people that a letter can go to, in words."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _

from werkplaats.letters.queries import Whom, WhomKind
from werkplaats.programme import queries as programme
from werkplaats.registration.models import Perspective
from werkplaats.registration.words import perspective
from werkplaats.web.language import text_in


def groups(edition_id: int) -> list[tuple[str, str]]:
    """Every group of this edition, as a form offers it: its key and its name."""
    found: list[tuple[Whom, str]] = [
        (Whom(), _("Everyone who takes part")),
        (Whom(WhomKind.UNRANKED), _("Who has not chosen breakouts yet")),
    ]
    for round in programme.breakout_rounds(edition_id):
        without = _("Who has no place in %(round)s", round=text_in(round.title))
        found.append((Whom(WhomKind.WITHOUT_PLACE, str(round.id)), without))
    for breakout in programme.breakouts(edition_id):
        named = _("Breakout: %(breakout)s", breakout=text_in(breakout.title))
        found.append((Whom(WhomKind.BREAKOUT, str(breakout.id)), named))
    for slot in programme.slots(edition_id):
        titles = {"round": text_in(slot.round.title), "breakout": text_in(slot.breakout.title)}
        found.append((Whom(WhomKind.SLOT, str(slot.id)), _("%(round)s: %(breakout)s", **titles)))
    for value in Perspective:
        named = _("Perspective: %(perspective)s", perspective=perspective(value))
        found.append((Whom(WhomKind.PERSPECTIVE, value), named))
    found.append((Whom(WhomKind.PERSPECTIVE), _("Who did not tell a perspective")))
    return [(whom.key, str(name)) for whom, name in found]


def name_of(names: Mapping[str, str], whom: Whom) -> str:
    """What a group is called, by the `groups` of its edition; one that is gone by now has nobody in it."""
    name = names.get(whom.key, _("a group that is not there any more"))
    return str(_("%(group)s, and who of them has cancelled", group=name)) if whom.cancelled else str(name)
