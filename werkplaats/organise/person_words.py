"""One person in words, for organisers: why they are where they are, with whom, and what was done by whom."""

from __future__ import annotations

from flask_babel import gettext as _

from werkplaats import audit
from werkplaats.breakouts import words
from werkplaats.breakouts.models import PlacementSource
from werkplaats.breakouts.picture import Choice, choice_of
from werkplaats.breakouts.queries import Place
from werkplaats.errors import N_
from werkplaats.registration.models import PairKind
from werkplaats.web.language import text_in

PAIRS = {PairKind.TOGETHER: N_("Together with"), PairKind.APART: N_("Apart from")}
PAIRED = {
    PairKind.TOGETHER: N_("This person stays together with %(name)s. It counts from the next draft on."),
    PairKind.APART: N_("This person is kept apart from %(name)s. It counts from the next draft on."),
}
SOURCES = {
    PlacementSource.HAND: N_("by hand"),
    PlacementSource.OFFER: N_("said yes to an offer"),
    PlacementSource.LATE: N_("came later"),
    PlacementSource.TAKEN: N_("took it themselves"),
}
"""How a place came to somebody otherwise than by the plan."""

VERBS = {
    "registered": N_("Registered"),
    "added by hand": N_("Added by hand"),
    "imported": N_("Came with a list"),
    "registered again": N_("Taken in again"),
    "changed details": N_("Details changed"),
    "changed choices": N_("Choices changed"),
    "changed answers": N_("Details changed"),
    "asked for another address": N_("Asked for another address"),
    "moved to another address": N_("Moved to another address"),
    "ranked": N_("Choices changed"),
    "wrote a remark": N_("Remark changed"),
    "cancelled": N_("Cancelled"),
    "came back": N_("Came back"),
    "renewed feed": N_("Calendar address renewed"),
    "sent the link": N_("Personal link sent again"),
    "confirmed again": N_("Confirmation sent again"),
    "put together": N_("Put together with somebody"),
    "put apart": N_("Put apart from somebody"),
    "unpaired": N_("Pair taken apart"),
    "arranged a need": N_("What they need is arranged"),
    "need not arranged": N_("What they need is not arranged after all"),
    "mended an address": N_("Address mended"),
    "offered a place": N_("Got the offer of a place"),
    "accepted a place": N_("Said yes to a place"),
    "declined a place": N_("Said no to a place"),
    "let an offer pass": N_("Let an offer pass"),
    "took back an offer": N_("An offer was taken back"),
    "placed late": N_("Got places after the others"),
    "took a place": N_("Took a free place"),
    "gave a place": N_("Got a place by hand"),
}
ACTORS = {
    audit.PARTICIPANT: N_("This person"),
    audit.WORKER: N_("Werkplaats, by itself"),
    audit.OPERATOR: N_("Who looks after the site"),
    audit.VISITOR: N_("A visitor"),
}
PURPOSES = {
    "needs": N_("That we keep what they need to take part"),
    "newsletter": N_("That we tell them of the next edition"),
}
"""What someone may have agreed to; a purpose without words of its own is called by its key."""


def pair_kind(value: PairKind) -> str:
    return str(_(PAIRS[value]))


def paired(value: PairKind, name: str) -> str:
    return str(_(PAIRED[value], name=name))


def why(place: Place) -> str:
    """How a place stands on somebody's list, and who chose it when it was not the plan."""
    choice = Choice.NO_PLACE if place.slot is None else choice_of(place.why or {})
    said = [_("Task") if place.has_task else words.choice(choice)]
    if place.source in SOURCES:
        said.append(_(SOURCES[place.source]))
    return ", ".join(map(str, said))


def in_round(one: Place, other: Place, meet: bool) -> str:
    """Where two people are in a round."""
    where, round_ = words.place(one.slot), text_in(one.round.title)
    if meet:
        return str(_("%(round)s: both in %(breakout)s", round=round_, breakout=where))
    if one.slot is None and other.slot is None:
        return str(_("%(round)s: both without a place", round=round_))
    return str(
        _("%(round)s: %(here)s, and the other: %(there)s", round=round_, here=where, there=words.place(other.slot))
    )


def verb(value: str) -> str:
    """What was done; a verb without words of its own is shown as it is kept."""
    return str(_(VERBS[value])) if value in VERBS else value.capitalize()


def who(by: str, name: str | None) -> str:
    """Who did it: a member of staff by name."""
    return name or str(_(ACTORS[by]) if by in ACTORS else _("An organiser"))


def purpose(value: str) -> str:
    return str(_(PURPOSES[value])) if value in PURPOSES else value
