"""The main job from end to end: register, place, tell, learn, publish. Over HTTP, mail through a real SMTP server."""

from __future__ import annotations

from typing import Any

from aiosmtpd.controller import Controller

from tests.judges import bytelint, libical
from tests.make import Make, ranks
from tests.page import Browserless
from tests.post import Letter, Mailbox

CARD: dict[str, Any] = {
    "kind": "insight",
    "text": "Een brief in gewone taal scheelt de helft van de telefoontjes.",
    "how": "Laat bewoners de brief eerst lezen.",
    "conditions": ["inclusion"],
    "show": "perspective",
    "consent": "y",
}


def test_from_registering_to_the_harvest(
    client: Browserless, make: Make, post: Mailbox, smtp: Controller, app: Any
) -> None:
    post = post.through(smtp)
    edition = make.edition("2027", places=3)
    first, second, third, fourth = make.breakouts(edition)
    for n in range(8):
        make.register(edition, f"Ander {n}", ranking=[first, second])

    landing = client.get("/2027/")
    assert landing.all('main a[href="/2027/aanmelden"]')
    form = client.get("/2027/aanmelden")
    answers: dict[str, Any] = {"name": "Fatima Voorbeeld", "email": "fatima@example.org", "perspective": "resident"}
    client.follow(client.send(form, **answers, **ranks(third, fourth)))
    [confirmation] = post.to("fatima@example.org")
    judge(confirmation)
    assert confirmation.calendar_line("SEQUENCE") == "0"

    organiser = Browserless(app)
    organiser.sign_in(make.organiser())
    told_before = len(post.letters())
    waiting = organiser.follow(organiser.send(organiser.get("/organisatie/2027/indeling/"), "/concept"))
    post.work()
    plan = organiser.follow(organiser.get(waiting.response.request.full_path, status=302))
    assert "9" in plan.main
    assert len(post.letters()) == told_before, "a draft tells nobody"

    organiser.send(plan, "/publiceren")
    placed = post.to("fatima@example.org")[-1]
    judge(placed)
    assert placed.calendar_line("SEQUENCE") == "1"
    assert placed.calendar_line("UID") == confirmation.calendar_line("UID")
    assert "Sociale cohesie" in placed.text
    assert len(post.letters()) == told_before + 9

    mine = client.follow(client.get(placed.personal_link, status=303))
    assert "Sociale cohesie" in mine.main
    client.send(client.get("/mijn/kaart"), "/kaart", **CARD)
    assert CARD["text"] not in client.get("/2027/oogst").text

    cards = organiser.get("/organisatie/2027/kaarten")
    assert CARD["text"] in cards.main
    organiser.send(cards, "/1/publiceren")
    harvest = client.get("/2027/oogst")
    assert CARD["text"] in harvest.main
    assert "Fatima" not in harvest.text, "she chose not to be named"


def test_an_unchanged_plan_published_again_tells_nobody(client: Browserless, make: Make, post: Mailbox) -> None:
    edition = make.edition("2027", places=5)
    first, second, *_ = make.breakouts(edition)
    make.people(edition, 12, ranking=lambda n: (first, second) if n % 2 else (second,))
    client.sign_in(make.organiser())
    publish_new_plan(client, post)
    told = len(post.letters())
    publish_new_plan(client, post)
    assert len(post.letters()) == told
    assert told == 24, "a confirmation and a place each"


def publish_new_plan(client: Browserless, post: Mailbox) -> None:
    post.work()
    waiting = client.follow(client.send(client.get("/organisatie/2027/indeling/"), "/concept"))
    post.work()
    plan = client.follow(client.get(waiting.response.request.full_path, status=302))
    client.send(plan, "/publiceren")
    post.work()


def judge(letter: Letter) -> None:
    """What programs that nobody here wrote think of the calendar of a mail."""
    assert isinstance(letter.ics, bytes)
    assert bytelint.complaints(letter.ics) == []
    assert libical.complaints(letter.ics) == []
    kinds = [part.get_content_type() for part in letter.message.walk()]
    assert kinds[1:] == ["multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
    calendar = next(p for p in letter.message.walk() if p.get_content_type() == "text/calendar")
    assert calendar.get_param("method") == letter.calendar_line("METHOD")
