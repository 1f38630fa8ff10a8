"""The harvest as everybody reads it: what the server needs for a page of it, for a search and for one card, when there
are many cards. It is CPU, as in `listing`.

The cards are made of words that are as unequally common as those of a language.
"""

from __future__ import annotations

import random
from itertools import accumulate
from typing import Any

from flask import Flask

from bench.listing import Opened, cost_of
from bench.product import Environ, application, settings
from bench.settings import Settings, folder, in_own_process
from bench.table import Figure, Limit, Row, short
from tests.make import Make
from tests.page import Browserless
from werkplaats import clock, consent, links
from werkplaats.db import session, transaction
from werkplaats.notes.models import CONSENT, Card, CardKind, CardShow, CardState
from werkplaats.programme.models import Condition

SIZES = (500, 5_000)
CASES = {
    "first page": "/2027/oogst",
    "last page of a condition": "/2027/oogst?condition=security&page=6",
    "a common word": "/2027/oogst?words=gemeenten",
    "a typing mistake": "/kennisbank?words=zekerhied",
    "three words": "/kennisbank?words=schuldhulp+voor+jongeren",
    "one card and what is like it": "/2027/oogst/400",
}
WITHIN = Limit(100, "ms")
COMMON = ("gemeente", "zekerheid", "schuldhulpverlening", "jongeren", "buurt", "formulier")
SYLLABLES = (
    "ba", "be", "bui", "da", "den", "dig", "ge", "gel", "hei", "ka", "kel", "ling", "lo", "ma", "mei", "na", "ning",
    "ra", "rij", "sa", "schap", "ta", "ten", "vo", "wer", "zor",
)  # fmt: skip
VOCABULARY, WORDS_OF_A_CARD, CARDS_AT_ONCE = 6_000, 30, 500


def measure(bench: Settings) -> list[Row]:
    found: dict[int, dict[str, Opened]] = {}
    for number, size in enumerate(SIZES):
        bench.progress.at(number / len(SIZES), f"a harvest of {short(size)} cards")
        with folder() as here:
            found[size] = in_own_process(opened, settings(here), size, 5 * bench.runs)
    few, many = (found[size] for size in SIZES)
    cards = f"{short(SIZES[0])} cards"
    return [
        row
        for case in CASES
        for row in (
            Row(f"Harvest of {short(SIZES[1])} cards, {case}", Figure(many[case].ms, "ms"),
                Figure(few[case].ms, "ms", cards), WITHIN),
            Row("… questions to the database", Figure(many[case].queries, ""), Figure(few[case].queries, "", cards),
                Limit(1)),
        )
    ]  # fmt: skip


def opened(environ: Environ, size: int, times: int) -> dict[str, Opened]:
    """Open each page in this process, without a server in between. A page of a coming day is kept nowhere."""
    app = application(environ)
    _fill(app, size)
    return {case: cost_of(app, Browserless(app), address, times) for case, address in CASES.items()}


def _fill(app: Flask, number: int) -> None:
    edition_id, dice = Make(app).edition(), random.Random(number)
    made = ("".join(dice.choices(SYLLABLES, k=dice.randint(2, 4))) for _ in range(VOCABULARY))
    words = list(dict.fromkeys([*COMMON, *made]))
    often = list(accumulate(1 / rank for rank in range(5, len(words) + 5)))
    for first in range(1, number + 1, CARDS_AT_ONCE):
        numbers = range(first, first + CARDS_AT_ONCE)
        with app.app_context(), transaction():
            cards = [_card(edition_id, n, dice.choices(words, cum_weights=often, k=WORDS_OF_A_CARD)) for n in numbers]
            session.add_all(cards)
            session.flush()
            for card in cards:
                consent.give_for_card(card.id, f"{CONSENT}{card.show}", "1")


def _card(edition_id: int, number: int, words: list[str]) -> Card:
    values: dict[str, Any] = {
        "public_id": links.new_public_id(), "edition_id": edition_id, "number": number, "text": " ".join(words[:20]),
        "how": " ".join(words[20:]), "kind": list(CardKind)[number % 5], "conditions": [list(Condition)[number % 4]],
        "show": CardShow.PERSPECTIVE, "state": CardState.PUBLISHED, "created_at": clock.now(),
        "published_at": clock.now(),
    }  # fmt: skip
    return Card(**values)
