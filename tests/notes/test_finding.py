"""Searching in the harvest, in the database: the same first answers on each, and never what is not for everyone."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, func, select

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.public import stage
from werkplaats import consent
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition
from werkplaats.notes import harvest, index
from werkplaats.notes.index import SearchEntry, SearchKey, SearchUse
from werkplaats.notes.models import CONSENT, Card, CardShow, CardState
from werkplaats.notes.queries import Chosen

pytestmark = POSTGRESQL_LATER

TEXTS = {
    "gemeente": "De gemeente kan brieven schrijven die iedereen begrijpt.",
    "zekerheid": "Zekerheid begint met een vast bedrag aan het begin van de maand.",
    "schuld": "Schuldhulpverlening werkt als één mens naast je blijft staan.",
    "huur": "Betaalt iemand de huur niet? Bel dan, en stuur geen aanmaning.",
    "huis": "Een warm huis voor jongeren die van school komen.",
    "formulier": "Vul het formulier samen in, aan de keukentafel.",
    "vrijwilliger": "Vrijwilligers lopen mee naar het loket.",
    "ervaring": "Betaal ervaringsdeskundigen voor hun werk, zoals ieder ander.",
    "kind": "Kinderen merken armoede het eerst op het schoolplein.",
    "koffie": "Een koffie-uurtje in de buurt doet meer dan een folder.",
    "geld": "Geldzorgen kosten aandacht. Financiële rust geeft ruimte.",
    "wmo": "De Wmo en de Participatiewet spreken elkaar tegen.",
    "vraag": "Hoe bereiken we wie niemand vertrouwt?",
    "taal": "Schrijf in gewone taal, en lees het eerst voor aan tien mensen.",
    "english": "Municipalities should listen before they decide.",
    "fiets": "Een fiets voor wie solliciteert opent deuren.",
    "cocreatie": "Co-creatie met bewoners vraagt tijd.",
    "zorg": "Mantelzorgers zijn moe. Vraag hoe het met hen gaat.",
}
"""One card each; the newest is the last."""

QUERIES = {
    "gemeenten": "gemeente", "gemeente": "gemeente", "GEMEENTE!": "gemeente", "gemeetne": "gemeente",
    "zekerhied": "zekerheid", "zekerheid": "zekerheid", "vaste bedragen": "zekerheid", "zekrheid": "zekerheid",
    "schuldhulp": "schuld", "schuldhulpverlenng": "schuld", "hulpverlening": "schuld",
    "huren": "huur", "aanmaningen": "huur", "huizen": "huis", "jongere": "huis",
    "formulieren": "formulier", "fromulier": "formulier", "keukentafels": "formulier",
    "vrijwiligers": "vrijwilliger", "vrijwilliger loket": "vrijwilliger",
    "ervaringsdeskundige": "ervaring", "deskundigen": "ervaring", "brief": "gemeente",
    "armoede kinderen": "kind", "koffieuurtje": "koffie", "koffie": "koffie", "financiele": "geld", "geldzorg": "geld",
    "wmo": "wmo", "participatie": "wmo", "vertrouwen": "vraag", "gewone taal": "taal",
    "municipalities": "english", "fietsen": "fiets", "cocreatie": "cocreatie", "mantelzorger": "zorg",
}  # fmt: skip


@pytest.fixture
def edition(make: Make) -> int:
    return make.edition("2027")


def first(edition_ids: list[int], words: str, part: Chosen | None = None) -> list[int]:
    """The numbers of the cards that are found, the best first."""
    editions = [session.get_one(Edition, id) for id in edition_ids]
    return [address.number for address in harvest.answering(editions, words, part or Chosen()).addresses]


def change(card_id: int, **values: object) -> None:
    with transaction():
        for name, value in values.items():
            setattr(session.get_one(Card, card_id), name, value)


def test_words_find_what_they_mean(app: Flask, edition: int) -> None:
    names = list(TEXTS)
    for text in TEXTS.values():
        stage.card(app, edition, text)
    with app.app_context():
        found = {words: first([edition], words) for words in QUERIES}
        answers = {words: names[numbers[0] - 1] if numbers else "nothing" for words, numbers in found.items()}
        assert answers == QUERIES
        assert len(QUERIES) >= 30
        for nothing in ("", "   ", "qqqq", "\0%_*\"'--", "de het een", "x" * 5000):
            assert first([edition], nothing) == []
        assert first([edition], "gemeente qqqq") == [1]
        answer = harvest.answering([session.get_one(Edition, edition)], "zekerhied qqqq")
        assert (answer.silent, answer.read_as) == (("qqqq",), {"zekerhied": "zekerheid"})


def test_what_is_about_it_most_comes_first_then_the_newest(app: Flask, make: Make, edition: int) -> None:
    for text in ("Wonen kost veel.", "Wonen, wonen, wonen!", "Een huis om in te wonen.", "Werken"):
        stage.card(app, edition, text, conditions=("security",))
    other = make.edition("2026")
    stage.card(app, other, "Wonen kan samen.")
    with app.app_context():
        assert first([edition], "wonen") == [2, 3, 1]
        assert first([edition], "wonen", Chosen(condition="inclusion")) == []
        assert first([edition], "wonen", Chosen(condition="security")) == [2, 3, 1]
        assert first([other], "wonen") == [1]
        assert len(first([edition, other], "wonen")) == 4


def test_the_index_follows_each_change_and_forgets_every_word(app: Flask, edition: int) -> None:
    def entries() -> int:
        return session.scalar(select(func.count()).select_from(SearchEntry)) or 0

    card_id = stage.card(app, edition, "Fietsen helpt.", name="Ans Voorbeeld", show=CardShow.NAME)
    kept = stage.card(app, edition, "Fietsen is gezond.")
    with app.app_context():
        assert first([edition], "fietsen voorbeeld") == [1]
        for values in ({"show": CardShow.PERSPECTIVE}, {"text": "Lopen helpt."}):
            change(card_id, **values)
        with transaction():
            consent.give_for_card(card_id, f"{CONSENT}perspective", "1")
        assert first([edition], "voorbeeld") == []
        assert first([edition], "fietsen") == [2]
        assert first([edition], "lopen") == [1]
        for away in ({"state": CardState.HIDDEN}, {"state": CardState.PUBLISHED, "show": CardShow.PARTICIPANTS}):
            change(card_id, **away)
            assert first([edition], "lopen") == []
            assert entries() == 1
        with transaction():
            # A consent alone: the index still has the words, the door does not let them through.
            consent.withdraw_for_card(kept)
        assert entries() == 1
        assert first([edition], "fietsen") == []
        with transaction():
            session.delete(session.get_one(Card, kept))
        assert [session.scalar(select(func.count()).select_from(t)) for t in (SearchUse, SearchKey)] == [0, 0]


def test_taking_an_edition_away_takes_its_words_along(app: Flask, edition: int) -> None:
    stage.card(app, edition, "Fietsen helpt.")
    with app.app_context():
        with transaction():
            session.execute(delete(Edition))
            index.forget_unused()
        assert [session.scalar(select(func.count()).select_from(t)) for t in (SearchUse, SearchKey)] == [0, 0]
