"""Reading thousands of cards: what a page costs the server, and how often it asks the database."""

from __future__ import annotations

from flask import Flask

from bench.listing import Opened, cost_of
from bench.product import Environ, application, crowd, settings
from bench.settings import Settings, folder, in_own_process
from bench.table import Figure, Limit, Row, short
from tests.accounts import staff
from tests.make import Make
from tests.page import Browserless
from tests.public import stage
from werkplaats import clock, consent, links
from werkplaats.db import session, transaction
from werkplaats.notes.models import (
    CONSENT,
    RESPONSE_CONSENT,
    Card,
    CardKind,
    CardShow,
    CardState,
    Response,
    ResponseKind,
    ResponseState,
)

SIZES = (500, 5_000)
CARDS, HARVEST = "/organisatie/2027/kaarten", "/mijn/oogst"
CASES = {"what waits": CARDS, "responses": f"{CARDS}?pile=responses", "published": f"{CARDS}?pile=published"}
WITHIN = Limit(100, "ms")


def measure(bench: Settings) -> list[Row]:
    found: dict[int, dict[str, Opened]] = {}
    for number, size in enumerate(SIZES):
        bench.progress.at(number / len(SIZES), f"{short(size)} cards")
        with folder() as here:
            found[size] = in_own_process(opened, settings(here), size, 5 * bench.runs)
    few, many = (found[size] for size in SIZES)
    fewer = f"{short(SIZES[0])} cards"
    return [
        row
        for case in many
        for row in (
            Row(f"Reading {short(SIZES[1])} cards, {case}", Figure(many[case].ms, "ms"),
                Figure(few[case].ms, "ms", fewer), WITHIN),
            Row("… questions to the database", Figure(many[case].queries, ""), Figure(few[case].queries, "", fewer),
                Limit(1)),
        )
    ]  # fmt: skip


def opened(environ: Environ, size: int, times: int) -> dict[str, Opened]:
    """Open each page in this process, without a server in between."""
    app = application(environ)
    crowd(app, 100)
    fill(app, size)
    organiser, reader = staff.signed_in(app), Browserless(app)
    reader.get(Make(app).register(1, "Lia Lezer").link, status=303)
    costs = {case: cost_of(app, organiser, address, times) for case, address in CASES.items()}
    return {**costs, "harvest of a participant": cost_of(app, reader, HARVEST, times)}


def fill(app: Flask, size: int) -> None:
    """So many cards: a third waits; below the others stand words, of which some wait too."""
    slots = stage.slots(app, 1)
    with app.app_context(), transaction():
        for n in range(size):
            state = CardState.WAITING if n % 3 == 0 else CardState.PUBLISHED
            card = Card(
                public_id=links.new_public_id(), edition_id=1, number=n + 1, slot_id=slots[n % len(slots)],
                kind=CardKind.INSIGHT, text=f"Kaart {n}: vraag eerst wat iemand nodig heeft.", how="Met koffie. " * 8,
                conditions=["cohesion"], show=CardShow.PERSPECTIVE, state=state, created_at=clock.now(),
            )  # fmt: skip
            said = Response(
                public_id=links.new_public_id(), card=card, kind=ResponseKind.BUT, text=f"Niet bij ons, {n}.",
                show=CardShow.PERSPECTIVE, created_at=clock.now(),
                state=ResponseState.WAITING if n % 2 else ResponseState.PUBLISHED,
            )  # fmt: skip
            session.add_all((card, said))
            session.flush()
            consent.give_for_card(card.id, CONSENT + CardShow.PERSPECTIVE, "card-1")
            consent.give_for_response(said.id, RESPONSE_CONSENT + CardShow.PERSPECTIVE, "response-1")
