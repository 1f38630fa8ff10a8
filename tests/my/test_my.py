"""A participant's own pages, opened with the link from the mail."""

from __future__ import annotations

from datetime import timedelta

from tests.databases import POSTGRESQL_LATER
from tests.make import Make, ranks
from tests.page import Browserless, words
from tests.post import Mailbox
from werkplaats import clock

pytestmark = POSTGRESQL_LATER


def test_a_scanner_may_open_and_press_the_link_first(client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"), "Ans Voorbeeld")
    path = person.link.removeprefix(client.base_url)
    client.http.head(path)
    client.get(person.link, status=303)
    client.post(path, {}, status=405)
    entered = client.get(person.link, status=303)
    assert entered.headers["Referrer-Policy"] == "no-referrer"
    assert entered.headers["Cache-Control"] == "no-store"
    assert client.follow(entered).heading == "Hallo Ans Voorbeeld"


def test_a_wrong_link_says_how_to_get_a_good_one(client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"))
    for link in (person.link[:-1] + ("A" if person.link[-1] != "A" else "B"), "/p/x", "/p/r-é"):
        page = client.get(link, status=404)
        assert page.all('main a[href="/mijn/link"]')


def test_several_people_on_one_tablet_choose(client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    ans, bo = make.register(edition, "Ans Voorbeeld"), make.register(edition, "Bo Voorbeeld")
    client.get(ans.link, status=303)
    page = client.follow(client.get(bo.link, status=303))
    assert page.heading == "Hallo Bo Voorbeeld"
    page = client.follow(client.send(page, action_ends=ans.public_id))
    assert page.heading == "Hallo Ans Voorbeeld"


def test_somebody_elses_registration_does_not_exist(client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    ans, bo = make.register(edition, "Ans Voorbeeld"), make.register(edition, "Bo Voorbeeld")
    page = client.follow(client.get(ans.link, status=303))
    client.post(f"/mijn/wissel/{bo.public_id}", {"csrf_token": _token(client)}, status=404)
    assert "Bo Voorbeeld" not in page.text


def test_cancelling_tells_the_calendar_and_coming_back_invites_again(
    client: Browserless, make: Make, post: Mailbox
) -> None:
    person = make.register(make.edition("2027"))
    client.get(person.link, status=303)
    post.work()
    page = client.follow(client.send(client.get("/mijn/afzeggen")))
    assert "Je doet niet mee" in page.main
    post.work()
    client.send(page, action_ends="/terugkomen")
    invited, cancelled, again = post.letters()
    assert [x.calendar_line("METHOD") for x in (invited, cancelled, again)] == [
        "REQUEST",
        "CANCEL",
        "REQUEST",
    ]
    assert [x.calendar_line("SEQUENCE") for x in (invited, cancelled, again)] == ["0", "1", "2"]
    assert len({x.calendar_line("UID") for x in (invited, cancelled, again)}) == 1


def test_cancel_and_come_back_at_once_disturb_nobody(client: Browserless, make: Make, post: Mailbox) -> None:
    person = make.register(make.edition("2027"))
    client.get(person.link, status=303)
    post.work()
    page = client.follow(client.send(client.get("/mijn/afzeggen")))
    client.send(page, action_ends="/terugkomen")
    assert len(post.letters()) == 1


def test_choices_change_until_ranking_closes(client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    first, second, *_ = make.breakouts(edition)
    person = make.register(edition, ranking=[first])
    client.get(person.link, status=303)
    form = client.get("/mijn/voorkeuren")
    assert form.form("/voorkeuren")["rank-0"] == str(first)
    page = client.follow(client.send(form, **ranks(second, first)))
    assert page.main.index("Sociale inclusie") < page.main.index("Sociaaleconomische zekerheid")
    with clock.standing_at(clock.now() + timedelta(days=55)):
        refused = client.send(form, status=409, **ranks(first))
        assert "Kiezen kan niet meer" in refused.main


def test_the_join_page_shows_links_only_here(client: Browserless, make: Make) -> None:
    start = clock.now() - timedelta(minutes=5)
    person = make.register(make.edition("2027", starts_at=start, registration_closes_at=start + timedelta(hours=1)))
    client.get(person.link, status=303)
    page = client.get("/mijn/meedoen")
    assert page.all('main a[href="https://meet.example.org/plenair"]')
    assert page.headers["Cache-Control"] == "no-store"


def test_the_join_page_follows_the_day(client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"))
    client.get(person.link, status=303)
    start = clock.now() + timedelta(days=60)
    noon = start.astimezone(clock.AMSTERDAM).replace(hour=12, minute=0, second=0, microsecond=0)
    assert "Kom terug op" in client.get("/mijn/meedoen").main
    for minutes, states in ((65, "Nu"), (116, "Nu Straks"), (125, "Voorbij Straks"), (131, "Voorbij Nu")):
        with clock.standing_at(noon + timedelta(minutes=minutes)):
            page = client.get("/mijn/meedoen")
            assert " ".join(words(tag) for tag in page.all("main .tag")) == states
            assert "Laat deze pagina open staan" in page.main
    with clock.standing_at(noon + timedelta(days=1)):
        page = client.get("/mijn/meedoen")
        assert "Deze dag is voorbij" in page.main and page.all('main a[href="/mijn/oogst"]')


def test_a_card_is_asked_for_when_there_is_something_to_tell(client: Browserless, make: Make) -> None:
    """The organisers' switch opens cards; what people learned is only asked for from the day on."""
    person = make.register(make.edition("2027"))
    client.get(person.link, status=303)
    assert words(client.get("/mijn").one('main a[href="/mijn/kaart"]')) == "Schrijf een kaart"
    assert not client.get("/mijn/oogst").all('main a[href="/mijn/kaart"]')
    with clock.standing_at(clock.now() + timedelta(days=61)):
        assert words(client.get("/mijn").one('main a[href="/mijn/kaart"]')) == "Deel wat je leerde"
        assert client.get("/mijn/oogst").all('main a[href="/mijn/kaart"]')


def test_who_cancelled_reads_so_on_every_page(client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"))
    client.get(person.link, status=303)
    client.send(client.get("/mijn/afzeggen"))
    ranking = client.get("/mijn/voorkeuren")
    assert "Je doet nu niet mee" in ranking.main and "tellen mee" not in ranking.main
    join = client.get("/mijn/meedoen")
    assert "Je doet niet mee" in join.main and "Hier kom je binnen" not in join.main
    assert not client.get("/mijn/afzeggen").all("main form")


def test_a_day_that_is_over_cannot_be_cancelled(client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"))
    client.get(person.link, status=303)
    with clock.standing_at(clock.now() + timedelta(days=61)):
        assert not client.get("/mijn/afzeggen").all("main form")


def test_closing_the_page_forgets_everyone(client: Browserless, make: Make) -> None:
    person = make.register(make.edition("2027"))
    page = client.follow(client.get(person.link, status=303))
    client.post("/mijn/sluiten", {"csrf_token": page.all('input[name="csrf_token"]')[0].attrs["value"]})
    client.get("/mijn", status=302)


def _token(client: Browserless) -> str:
    return str(client.get("/mijn/afzeggen").form("/afzeggen")["csrf_token"])


def test_a_link_opens_the_page_in_the_language_of_its_reader(client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    for locale, path in (("en", "/en/mijn"), ("nl", "/mijn")):
        person = make.register(edition, f"Persoon {locale}", locale=locale)
        assert client.get(person.link, status=303).location == path


def test_coming_back_twice_promises_one_confirmation(client: Browserless, make: Make) -> None:
    client.get(make.register(make.edition("2027")).link, status=303)
    page = client.follow(client.send(client.get("/mijn/afzeggen")))
    assert "bevestiging" in client.follow(client.send(page, "/terugkomen")).main
    again = client.follow(client.send(page, "/terugkomen")).main
    assert "Er hoefde niets te veranderen" in again and "bevestiging" not in again


def test_who_comes_back_too_late_reads_so_before_and_waits_first(client: Browserless, make: Make) -> None:
    edition = make.edition("2027", capacity=1)
    client.get(make.register(edition).link, status=303)
    page = client.follow(client.send(client.get("/mijn/afzeggen")))
    assert "Er is nog een plek" in page.main and "als eerste op de wachtlijst" in page.main
    make.register(edition, "Iemand Anders")
    make.register(edition, "Nog Iemand")
    assert "Alle plekken zijn nu bezet. Je komt dan als eerste" in client.get("/mijn").main
    back = client.follow(client.send(page, "/terugkomen"))
    assert "Je bent nummer 1 op de wachtlijst" in back.main


def test_who_cannot_come_back_reads_what_now(client: Browserless, make: Make) -> None:
    edition = make.edition("2027")
    client.get(make.register(edition).link, status=303)
    page = client.follow(client.send(client.get("/mijn/afzeggen")))
    with clock.standing_at(clock.now() + timedelta(days=61)):
        assert not client.get("/mijn").all('main form[action$="/terugkomen"]')
        refused = client.send(page, "/terugkomen", status=409)
    assert "wat je nog kunt doen" in refused.main and refused.all('main a[href="/mijn"]')
