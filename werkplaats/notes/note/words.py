"""The words on the page for what notes keep as keys; notes as HTML and as Markdown; and what a note begins with."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _
from markupsafe import Markup

from werkplaats.errors import N_
from werkplaats.notes import words as cards
from werkplaats.notes.models import CardShow
from werkplaats.notes.note import markdown
from werkplaats.notes.note.markdown import Block
from werkplaats.notes.note.models import NoteState, RemarkKind
from werkplaats.notes.note.queries import PublishedNote
from werkplaats.notes.queries import HarvestCard
from werkplaats.programme.models import Condition
from werkplaats.programme.words import condition

STATES = {
    NoteState.DRAFT: N_("Is being written"),
    NoteState.IN_REVIEW: N_("Is read by those who were there"),
    NoteState.PUBLISHED: N_("Published"),
    NoteState.HIDDEN: N_("Not shown"),
}
STATE_TAGS = {NoteState.PUBLISHED: "success", NoteState.IN_REVIEW: "info", NoteState.HIDDEN: "warning"}

KINDS = {
    RemarkKind.AGREE: N_("Recognises this"),
    RemarkKind.COMMENT: N_("Remark"),
    RemarkKind.PROPOSAL: N_("Proposal"),
}


def state(value: NoteState | None) -> str:
    return str(_(STATES[value])) if value else str(_("Not begun yet"))


def state_tag(value: NoteState | None) -> str:
    """How the tag with this state looks."""
    return STATE_TAGS.get(value, "neutral") if value else "neutral"


def kind(value: RemarkKind) -> str:
    return str(_(KINDS[value]))


def as_html(note: PublishedNote, top: int = 2) -> Markup:
    """The whole note; its headings begin at level `top`."""
    return blocks_as_html(note.blocks, note.cards, top)


def blocks_as_html(blocks: Iterable[Block], shown: dict[int, HarvestCard], top: int = 2) -> Markup:
    """These paragraphs, in order; what is for participants alone stands in a frame that says so."""
    parts: list[Markup] = []
    run: list[Block] = []
    for block in [*blocks, None]:
        if run and (block is None or block.only_participants != run[0].only_participants):
            parts.append(_framed(run, shown, top))
            run = []
        if block is not None:
            run.append(block)
    return Markup("\n").join(parts)


def as_markdown(note: PublishedNote) -> str:
    """The whole note for other programs: its cards are quotes that say where they come from."""
    return markdown.as_markdown(note.blocks, lambda number: _quoted(note.cards.get(number)))


def how_to_name(card: HarvestCard) -> str:
    """How a note may name the author of a card."""
    who = cards.author(card.name, card.perspective)
    if card.only_for_participants:
        return str(_("only in a part for participants; say: %(who)s", who=who))
    if card.name:
        return str(_("with the name: %(who)s", who=who))
    return str(_("without a name; say: %(who)s", who=who))


def beginning(conditions: Iterable[str]) -> str:
    """What a new note begins with: the what and the how for each condition of its breakout."""
    parts = [
        _heading(2, _("In short")),
        str(_("Write in three sentences what those who were not there should know.")),
    ]
    for key in conditions:
        parts += [
            _heading(2, condition(Condition(key))),
            _heading(3, _("What we learned")),
            "- …",
            _heading(3, _("How you do that")),
            "- …",
        ]
    parts += [
        _heading(2, _("Yes, but")),
        str(_("Where did people think differently? Let that stand beside each other.")),
        _heading(2, _("Questions that stay")),
        "- …",
    ]
    return "\n\n".join(parts) + "\n"


def _heading(level: int, words: str) -> str:
    return f"{'#' * level} {words}"


def _framed(run: list[Block], shown: dict[int, HarvestCard], top: int) -> Markup:
    html = markdown.as_html(run, lambda number: card_as_html(shown.get(number)), top)
    if not run[0].only_participants:
        return html
    label = _("Only for participants")
    return Markup('<div class="only-participants"><p class="tag tag-warning">{}</p>\n{}</div>').format(label, html)


def card_as_html(card: HarvestCard | None) -> Markup:
    """A card inside a note; nothing of one that its reader may not see."""
    if card is None:
        return Markup("")
    how = Markup("<p><strong>{}</strong> {}</p>").format(_("How:"), card.how) if card.how else ""
    about = [cards.kind(card.kind), _said_by(card), str(_("Card %(number)s", number=card.number))]
    if card.only_for_participants:
        about.append(cards.show(CardShow.PARTICIPANTS))
    return Markup(
        '<figure class="quoted-card"><blockquote><p>{}</p>{}</blockquote><figcaption>{}</figcaption></figure>'
    ).format(card.text, how, " · ".join(about))


def _said_by(card: HarvestCard) -> str:
    return cards.author(card.name, card.perspective)


def _quoted(card: HarvestCard | None) -> str:
    if card is None:
        return ""
    said = " ".join(f"{card.text} {card.how}".split())
    return f"> {said} — {_said_by(card)}, " + str(_("Card %(number)s", number=card.number))
