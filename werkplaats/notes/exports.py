"""A part of the harvest to take along: as a table, as data, and as a text in order of what it is about.

Texts of people stay what they are, plain words: nothing in them becomes a formula, a heading or a link.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _

from werkplaats.clock import AMSTERDAM
from werkplaats.notes import words
from werkplaats.notes.harvest import Find
from werkplaats.notes.note.queries import NoteInBrief
from werkplaats.notes.queries import HarvestCard, HarvestPublication, HarvestResponse
from werkplaats.programme.models import Condition
from werkplaats.programme.words import condition
from werkplaats.web.language import absolute_in, current_language, text_in

SPECIAL = re.compile(r"([\\`*_\[\]<>#|~&!])")
BEGINS_SOMETHING = re.compile(r"^(\s*\d*)([-+=.)])", re.MULTILINE)


@dataclass(frozen=True)
class Item:
    """One thing of the harvest in plain words of one language. `title` is that of a publication or note, `who` wrote a
    card, `source` is its breakout or the round of a note, and `said` is what others say to it, also against it."""

    kind: str
    number: int
    conditions: tuple[str, ...]
    edition: str
    year: int
    address: str
    citation: str
    text: str
    title: str = ""
    how: str = ""
    link: str = ""
    recognitions: int = 0
    said: tuple[str, ...] = ()
    who: str = ""
    source: str = ""
    published: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Chapter:
    """What is about one of the four conditions, or about none of them."""

    title: str
    items: list[Item]


def address_of(find: Find) -> str:
    """Where everybody finds this, now and later, as a whole address."""
    if isinstance(find.content, HarvestPublication):
        return find.content.url
    if isinstance(find.content, NoteInBrief):
        return absolute_in(f"/{find.edition.slug}/verslag/{find.address.number}", current_language())
    return absolute_in(f"/{find.edition.slug}/oogst/{find.address.number}", current_language())


def items(finds: Iterable[Find]) -> Iterator[Item]:
    return (_item(find) for find in finds)


def table(finds: Iterable[Find]) -> Iterator[list[str]]:
    """The headings, and a row for each."""
    yield [
        _("Number"), _("Kind"), _("Title"), _("Text"), _("How does it work?"), _("Link"), _("Conditions"),
        _("By whom"), _("Breakout"), _("Who recognise it"), _("What others say"), _("Edition"), _("Year"),
        _("Published"), _("Licence"), _("Address"),
    ]  # fmt: skip
    for item in items(finds):
        yield [
            str(item.number), item.kind, item.title, item.text, item.how, item.link, ", ".join(item.conditions),
            item.who, item.source, str(item.recognitions), " | ".join(item.said), item.edition, str(item.year),
            item.published, item.licence, item.address,
        ]  # fmt: skip


def data(finds: Iterable[Find]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [asdict(item) for item in items(finds)]


def chapters(finds: Iterable[Find]) -> list[Chapter]:
    """In the order of the four conditions, as a publication would tell it; each at the first that it is about."""
    parts: dict[str, list[Item]] = {**{key: [] for key in Condition}, "": []}
    for find in finds:
        parts[next(iter(find.content.conditions), "")].append(_item(find))
    titles: dict[str, str] = {**{key: condition(key) for key in Condition}, "": _("About the whole")}
    return [Chapter(titles[key], found) for key, found in parts.items() if found]


def markdown(title: str, finds: Sequence[Find]) -> Iterator[str]:
    """A text to go on writing with, piece by piece."""
    yield f"# {_plain(title)}\n"
    for chapter in chapters(finds):
        yield f"\n## {_plain(chapter.title)}\n"
        for item in chapter.items:
            yield f"\n### {_plain(item.title or heading(item))}\n\n"
            yield _quoted(item.text)
            if item.how:
                yield f"\n**{_('How:')}** {_plain(' '.join(item.how.split()))}\n"
            yield from (f"\n- {_plain(' '.join(said.split()))}" for said in item.said)
            yield f"\n\n{_plain(byline(item))} <{item.address}>\n"


def heading(item: Item) -> str:
    return str(_("%(kind)s, card %(number)s", kind=item.kind, number=item.number))


def byline(item: Item) -> str:
    """Who says it, where, when, and under which licence it may be used."""
    parts = (item.who, item.source, f"{item.edition} ({item.year})", item.licence)
    return " · ".join(part for part in parts if part)


def _item(find: Find) -> Item:
    content, address = find.content, address_of(find)
    about: dict[str, Any] = {
        "kind": words.found_kind(find),
        "number": content.number,
        "conditions": tuple(condition(Condition(key)) for key in content.conditions),
        "edition": text_in(find.edition.title),
        "address": address,
        "citation": words.citation(find, address),
    }
    if isinstance(content, HarvestPublication):
        return Item(**about, title=text_in(content.title), text=text_in(content.text), year=content.year)
    about |= {"year": words.year_of(find.edition), "licence": find.edition.licence, "published": _day(content)}
    if isinstance(content, NoteInBrief):
        return Item(**about, title=text_in(content.breakout), text=content.text, source=text_in(content.round))
    return Item(
        **about,
        text=content.text,
        how=content.how,
        link=content.link,
        recognitions=content.recognitions,
        said=tuple(_said(response) for response in content.responses),
        who=words.author(content.name, content.perspective),
        source=text_in(content.breakout),
    )


def _day(content: HarvestCard | NoteInBrief) -> str:
    return f"{content.published_at.astimezone(AMSTERDAM):%Y-%m-%d}" if content.published_at else ""


def _said(response: HarvestResponse) -> str:
    who = words.author(response.name, response.perspective)
    return f"{words.response(response.kind)}: {response.text} ({who})"


def _quoted(text: str) -> str:
    return "".join(f"> {_plain(line)}  \n" for line in text.split("\n"))


def _plain(text: str) -> str:
    """Words that Markdown leaves alone."""
    return BEGINS_SOMETHING.sub(r"\1\\\2", SPECIAL.sub(r"\\\1", text))
