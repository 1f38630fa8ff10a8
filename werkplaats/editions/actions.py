"""Changing an edition and its articles, and making them public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from blinker import Signal

from werkplaats import audit, clock, links
from werkplaats.db import Texts, session, transaction
from werkplaats.editions import queries
from werkplaats.editions.models import Article, ArticleKind, ArticleState, Edition, EditionState, Phase
from werkplaats.editions.steps import locked_article
from werkplaats.errors import N_, Refused
from werkplaats.web.slugs import free_slug
from werkplaats.web.stale import refuse_when_changed

edition_off_or_on = Signal()
"""Sent inside the transaction with `edition_id` when a day that people were told of is off, or on again."""

LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "CC0 1.0")


@dataclass(frozen=True)
class Settings:
    """Everything of an edition that its settings page shows; the names are those of the form's fields."""

    title_nl: str
    title_en: str
    theme_nl: str
    theme_en: str
    lead_nl: str
    lead_en: str
    about_nl: str
    about_en: str
    starts_at: datetime
    ends_at: datetime
    registration_opens_at: datetime
    registration_closes_at: datetime
    ranking_closes_at: datetime
    needs_until: datetime | None
    capacity: int | None
    helpdesk_email: str
    helpdesk_phone: str
    sender_name: str
    licence: str
    cards_open: bool
    sound_test_url: str
    dial_in_nl: str
    dial_in_en: str
    recording_nl: str
    recording_en: str


@dataclass(frozen=True)
class ArticleValues:
    """What the page of an article shows and saves; the names are those of the form's fields."""

    kind: str
    title_nl: str
    title_en: str
    text_nl: str
    text_en: str
    link: str


class ChoosingIsOver(Refused):
    """From the moment that choosing closes, the seed of the draw is public: everyone can work out their lot number."""


def settings_of(edition: Edition) -> Settings:
    return Settings(
        **_flat("title", edition.title), **_flat("theme", edition.theme),
        **_flat("lead", edition.lead), **_flat("about", edition.about),
        **_flat("dial_in", edition.dial_in), **_flat("recording", edition.recording),
        starts_at=edition.starts_at, ends_at=edition.ends_at,
        registration_opens_at=edition.registration_opens_at, registration_closes_at=edition.registration_closes_at,
        ranking_closes_at=edition.ranking_closes_at, needs_until=edition.needs_until, capacity=edition.capacity,
        helpdesk_email=edition.helpdesk_email, helpdesk_phone=edition.helpdesk_phone,
        sender_name=edition.sender_name, licence=edition.licence, cards_open=edition.cards_open,
        sound_test_url=edition.sound_test_url,
    )  # fmt: skip


def change_settings(edition_id: int, wanted: Settings, seen: str, actor: str) -> None:
    """Save the settings page. `seen` is the mark of what the page was filled with; Stale when that is no longer so.

    A change of the day or the title tells nobody by itself.
    """
    with transaction():
        edition = queries.locked(edition_id)
        refuse_when_changed(settings_of(edition), seen)
        _refuse_to_reopen(edition, wanted.ranking_closes_at)
        _move(edition, wanted.starts_at)
        for name in IN_TWO_LANGUAGES:
            setattr(edition, name, _texts(getattr(wanted, f"{name}_nl"), getattr(wanted, f"{name}_en")))
        for name in PLAIN:
            setattr(edition, name, getattr(wanted, name))
        audit.record(actor, "edition.change", edition_id, edition=edition_id)


def publish_edition(edition_id: int, actor: str) -> None:
    """From now on everyone sees the edition, and can register while its door is open."""
    with transaction():
        edition = queries.locked(edition_id)
        if edition.state != EditionState.DRAFT:
            raise Refused(N_("This edition is public already."))
        edition.state = EditionState.PUBLISHED
        audit.record(actor, "edition.publish", edition_id, edition=edition_id)


def make_preview(edition_id: int, seen: str, actor: str) -> None:
    """Let a new link open the edition before everyone sees it. It takes the place of the one `seen`, by its id, which
    then opens nothing any more; when somebody else was first, theirs stands."""
    with transaction():
        edition = queries.locked(edition_id)
        if (edition.preview_id or "") == seen:
            edition.preview_id = links.new_public_id()
            audit.record(actor, "edition.preview", edition_id, edition=edition_id)


def withdraw_preview(edition_id: int, actor: str) -> None:
    """The link opens nothing any more."""
    with transaction():
        edition = queries.locked(edition_id)
        if edition.preview_id is None:
            raise Refused(N_("There is no link to look at it first any more."))
        edition.preview_id = None
        audit.record(actor, "edition.withdraw_preview", edition_id, edition=edition_id)


def cancel_edition(edition_id: int, actor: str) -> None:
    """The day does not take place. Everyone who was invited is told, and it leaves their calendars."""
    with transaction():
        edition = queries.locked(edition_id)
        if edition.state != EditionState.PUBLISHED or edition.phase == Phase.PAST:
            raise Refused(N_("You can only call off an edition that is public and not over."))
        edition.state = EditionState.CANCELLED
        audit.record(actor, "edition.cancel", edition_id, edition=edition_id)
        edition_off_or_on.send(edition_id=edition_id)


def resume_edition(edition_id: int, actor: str) -> None:
    """The day takes place after all. Everyone who still takes part is invited again."""
    with transaction():
        edition = queries.locked(edition_id)
        if edition.state != EditionState.CANCELLED:
            raise Refused(N_("This edition is not called off."))
        edition.state = EditionState.PUBLISHED
        audit.record(actor, "edition.resume", edition_id, edition=edition_id)
        edition_off_or_on.send(edition_id=edition_id)


def archive_edition(edition_id: int, actor: str) -> None:
    """What remains of the day stays for everyone to read, and nobody adds to it. Nobody is told."""
    with transaction():
        edition = queries.locked(edition_id)
        if edition.state != EditionState.PUBLISHED or edition.phase != Phase.PAST:
            raise Refused(N_("Only an edition that is public goes into the archive, once its day is over."))
        edition.state, edition.archived_at = EditionState.ARCHIVED, clock.now()
        audit.record(actor, "edition.archive", edition_id, edition=edition_id)


def unarchive_edition(edition_id: int, until: datetime | None, actor: str) -> None:
    """Take it out again, `until` its people are forgotten: then there is nobody left to go on with."""
    with transaction():
        edition = queries.locked(edition_id)
        if edition.state != EditionState.ARCHIVED:
            raise Refused(N_("This edition is not in the archive."))
        if until is not None and clock.now() >= until:
            raise Refused(N_("Who took part is not known any more, so this edition stays in the archive."))
        edition.state, edition.archived_at = EditionState.PUBLISHED, None
        audit.record(actor, "edition.unarchive", edition_id, edition=edition_id)


def values_of_article(article: Article) -> ArticleValues:
    return ArticleValues(
        kind=article.kind, **_flat("title", article.title), **_flat("text", article.text), link=article.link
    )


def write_article(edition_id: int, wanted: ArticleValues, actor: str) -> str:
    """A new article that only organisers see; returns its slug. Sent twice it is written once."""
    with transaction():
        queries.locked(edition_id)
        others = queries.articles(edition_id)
        for other in others:
            if values_of_article(other) == wanted:
                return other.slug
        taken = {other.slug for other in others}
        title = _texts(wanted.title_nl, wanted.title_en)
        article = Article(edition_id=edition_id, slug=free_slug(title, taken, "bericht"), state=ArticleState.DRAFT)
        _fill(article, wanted)
        session.add(article)
        session.flush()
        audit.record(actor, "article.write", edition_id, article=article.id)
        return article.slug


def change_article(article_id: int, wanted: ArticleValues, seen: str, actor: str) -> None:
    """Save the page of an article; its address stays. What is public changes at once."""
    with transaction():
        article = locked_article(article_id)
        refuse_when_changed(values_of_article(article), seen)
        _fill(article, wanted)
        audit.record(actor, "article.change", article.edition_id, article=article_id)


def publish_article(article_id: int, actor: str) -> None:
    """From now on everyone can read it. Nobody gets a mail of it."""
    with transaction():
        article = locked_article(article_id)
        if article.state == ArticleState.PUBLISHED:
            raise Refused(N_("Everyone can read this already."))
        article.state = ArticleState.PUBLISHED
        article.published_at = article.published_at or clock.now()
        audit.record(actor, "article.publish", article.edition_id, article=article_id)


def withdraw_article(article_id: int, actor: str) -> None:
    """It leaves the site and the feed at once, and can come back."""
    with transaction():
        article = locked_article(article_id)
        if article.state != ArticleState.PUBLISHED:
            raise Refused(N_("This does not stand on the site."))
        article.state = ArticleState.WITHDRAWN
        audit.record(actor, "article.withdraw", article.edition_id, article=article_id)


PLAIN = (
    "starts_at", "ends_at", "registration_opens_at", "registration_closes_at", "ranking_closes_at", "needs_until",
    "capacity", "helpdesk_email", "helpdesk_phone", "sender_name", "licence", "cards_open",
    "sound_test_url",
)  # fmt: skip
"""What is a column of the same name."""

IN_TWO_LANGUAGES = ("title", "theme", "lead", "about", "dial_in", "recording")
"""What is a column of the same name that holds both languages."""


def _refuse_to_reopen(edition: Edition, closes_at: datetime) -> None:
    """Who chooses with the lot number known chooses otherwise, so choosing closes once; a draft has no people yet."""
    if edition.state != EditionState.DRAFT and not edition.ranking_open and closes_at > clock.now():
        raise ChoosingIsOver(
            N_("Choosing has closed and cannot open again: by now people can know their number in the draw.")
        )


def _move(edition: Edition, starts_at: datetime) -> None:
    """Remember the first day that people knew, so that whoever comes to the door reads that it is another one now."""
    first = edition.moved_from or edition.starts_at
    moves = edition.state != EditionState.DRAFT and _day(first) != _day(starts_at)
    edition.moved_from = first if moves else None


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.AMSTERDAM).date()


def _fill(article: Article, wanted: ArticleValues) -> None:
    article.kind, article.link = ArticleKind(wanted.kind), wanted.link
    article.title = _texts(wanted.title_nl, wanted.title_en)
    article.text = _texts(wanted.text_nl, wanted.text_en)
    article.changed_at = clock.now()


def _flat(name: str, texts: Texts) -> dict[str, str]:
    return {f"{name}_nl": texts.get("nl", ""), f"{name}_en": texts.get("en", "")}


def _texts(dutch: str, english: str) -> Texts:
    """Only what was written: a language without words falls back to the other one."""
    return {language: text for language, text in (("nl", dutch), ("en", english)) if text}
