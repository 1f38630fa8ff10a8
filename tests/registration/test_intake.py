"""Many people from a file: whatever somebody brings, it is shown first, and nobody is registered twice."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select

from tests.accounts import staff
from tests.breakouts.organiser import Organiser
from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from tests.organise.people import PEOPLE, waits
from tests.page import Browserless, Page
from tests.post import Mailbox
from werkplaats import worker
from werkplaats.db import session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.files import File
from werkplaats.jobs.models import Job, JobState
from werkplaats.jobs.run import run_all
from werkplaats.registration import actions, intake, reading, words
from werkplaats.registration.models import Perspective, Registration
from werkplaats.registration.reading import Trouble, Unreadable
from werkplaats.registration.work import table_of_xlsx

pytestmark = POSTGRESQL_LATER

assert worker.TASKS_OF, "importing the worker tells the jobs their names"

UPLOAD = f"{PEOPLE}/importeren"
LIST = (
    "naam;e-mailadres;perspectief;organisatie\nAns Één;ans@example.org;Vrijwilliger;\nBert;bert@example.org;;De Brug\n"
)


@pytest.fixture
def edition_id(make: Make) -> int:
    return make.edition()


@pytest.fixture
def organiser(app: Flask, edition_id: int) -> Browserless:
    return staff.signed_in(app)


def bring(browser: Browserless, content: bytes, name: str = "lijst.csv", status: int = 303) -> Page:
    """Choose a file and send it."""
    return browser.send(browser.get(UPLOAD), "importeren", status=status, file=(io.BytesIO(content), name))


def read(app: Flask, browser: Browserless, content: bytes, name: str = "lijst.csv") -> Page:
    """The page of what is in a file, once the worker has read it."""
    waiting = browser.follow(bring(browser, content, name))
    assert waiting.headers["Refresh"] == "2" and waiting.all("progress")
    with app.app_context():
        run_all()
    return browser.get(waiting.response.request.path)


def registered(app: Flask) -> list[str]:
    with app.app_context():
        return list(session.scalars(select(Registration.email).order_by(Registration.id)))


def workbook(rows: Sequence[Sequence[Any]]) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows(content: str | bytes) -> list[reading.Row]:
    raw = content.encode() if isinstance(content, str) else content
    return reading.rows_of(reading.table_of_csv(raw), {"vrijwilliger": Perspective.VOLUNTEER})


def test_seen_first_and_then_registered(app: Flask, organiser: Browserless, post: Mailbox) -> None:
    page = read(app, organiser, LIST.encode())
    assert "Ans Één" in page.main and "Bert" in page.main and registered(app) == [], "nobody yet"
    waiting = organiser.follow(organiser.send(page, page.response.request.path))
    post.work()
    page = organiser.get(waiting.response.request.path)
    assert "2 people are registered" in page.main
    assert registered(app) == ["ans@example.org", "bert@example.org"]
    assert sorted(letter.to for letter in post.letters()) == ["Ans Één <ans@example.org>", "Bert <bert@example.org>"]
    with app.app_context():
        ans = session.scalars(select(Registration).where(Registration.name == "Ans Één")).one()
        assert ans.perspective == Perspective.VOLUNTEER and ans.locale == "nl"
        assert session.scalar(select(func.count()).select_from(File)) == 0, "the list is kept no longer than needed"


def test_brought_again_registers_nobody_twice(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    page = read(app, organiser, LIST.encode())
    make.register(edition_id, "Was Eerder", "ANS@example.org")
    for _twice in range(2):
        organiser.send(page, page.response.request.path)
    with app.app_context():
        run_all()
    assert registered(app) == ["ANS@example.org", "bert@example.org"]
    again = read(app, organiser, LIST.encode() + b"\n")
    assert "Nobody in this list can be registered." in again.main and again.main.count("See this person") == 2


def test_interrupted_and_gone_on(app: Flask, organiser: Browserless, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies after the first few: the job goes on there, and counts everyone once."""
    monkeypatch.setattr(intake, "AT_ONCE", 2)
    lines = "\n".join(f"Persoon {n};p{n}@example.org" for n in range(5))
    page = read(app, organiser, f"naam;email\n{lines}".encode())
    organiser.send(page, page.response.request.path)
    with app.app_context():
        job = session.scalars(select(Job).where(Job.name == intake.REGISTER)).one()
        good = intake.rows_kept(job.args["edition_id"], job.args["file_id"])
        assert intake.register_some(job.id, good).registered == 2
        run_all()
        job = session.get_one(Job, job.id, populate_existing=True)
        assert job.result == {"rows": 5, "registered": 5, "known": 0, "full": 0, "finished": True}
        with transaction():
            job.state = JobState.QUEUED
        run_all()
        assert session.get_one(Job, job.id, populate_existing=True).result["registered"] == 5  # type: ignore[index]
    assert len(registered(app)) == 5


def test_every_trouble_is_named_by_its_row(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    make.register(edition_id, "Bekend", "bekend@example.org")
    gone = make.register(edition_id, "Weg", "weg@example.org")
    with app.app_context():
        actions.cancel(gone.id)
    wrong = {
        Trouble.NO_NAME: ";a@example.org;;;",
        Trouble.LONG_NAME: f"{'x' * 101};b@example.org;;;",
        Trouble.NO_ADDRESS: "Zonder;;;;",
        Trouble.BAD_ADDRESS: "Fout;geen adres;;;",
        Trouble.TWICE: "Dubbel; GOED@example.org ;;;",
        Trouble.KNOWN: "Bekend;Bekend@example.org;;;",
        Trouble.CANCELLED: "Weg;weg@example.org;;;",
        Trouble.PERSPECTIVE: "Koning;koning@example.org;koning;;",
        Trouble.LONG_ORGANISATION: f"Lang;lang@example.org;;{'x' * 151};",
        Trouble.LANGUAGE: "Frans;frans@example.org;;;fr",
    }
    head = "naam;e-mailadres;perspectief;organisatie;taal\nGoed;goed@example.org;;;\n\n"
    page = read(app, organiser, (head + "\n".join(wrong.values())).encode())
    table = page.all("main table")[0]
    lines = [[" ".join(c.to_text().split()) for c in tr.query("th, td")] for tr in table.query("tbody tr")]
    assert [line[0] for line in lines] == [str(n) for n in range(4, 14)]
    with app.test_request_context("/en/"):
        for line, trouble in zip(lines, wrong, strict=True):
            assert line[3].startswith(str(words.trouble(trouble, "")).split("“")[0].split(" row")[0]), (trouble, line)
    assert set(wrong) == set(Trouble) - {Trouble.FORMULA}
    organiser.send(page, page.response.request.path)
    with app.app_context():
        run_all()
    assert registered(app)[2:] == ["goed@example.org"]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_as_spreadsheets_save_it(delimiter: str, encoding: str) -> None:
    lines = ['"Naam"', "E-mailadres"], ['"Zoë, ""de"" Bruïn"', "zoe@example.org"], ["'=1+1", "x@example.org"]
    content = "\r\n".join(delimiter.join(line) for line in lines)
    found = rows(content.encode(encoding))
    assert [row.name for row in found] == ['Zoë, "de" Bruïn', "=1+1"] and not any(row.troubles for row in found)


def test_a_first_line_for_excel_alone_is_passed_over() -> None:
    assert rows("sep=,\nname,email\nA,a@example.org\n")[0].email == "a@example.org"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"zomaar wat\ntekst", reading.NO_HEADINGS),
        (b"", reading.NO_HEADINGS),
        (b"naam;email\n;\n \n", reading.NO_ROWS),
        (b"naam;email\n" + b"a;a\n" * (reading.MOST_ROWS + 1), reading.TOO_MANY),
        (b"\x00\x01\x02\x03", reading.NO_TEXT),
        (b'naam;email\n"' + b"x" * 200_000 + b'";y\n', reading.NO_TEXT),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(Unreadable) as told:
        rows(content)
    assert told.value.msgid == sentence


def test_a_workbook(app: Flask, organiser: Browserless) -> None:
    content = workbook([
        ["E-mail", "Naam", "Telefoon", "Taal"],
        ["ans@example.org", "Ans 李", 31612345678.0, "en"],
        ["bert@example.org", '=HYPERLINK("http://kwaad.example","Bert")', None, None],
        [None, None],
        ["cas@example.org", 12, "x", "nl"],
    ])  # fmt: skip
    page = read(app, organiser, content, "Lijst.XLSX")
    assert "Ans 李" in page.main and "A cell holds a formula." in page.main
    organiser.send(page, page.response.request.path)
    with app.app_context():
        run_all()
        found = session.execute(select(Registration.name, Registration.locale).order_by(Registration.id)).all()
    assert [tuple(row) for row in found] == [("Ans 李", "en"), ("12", "nl")]


def bomb() -> bytes:
    """A few kilobytes that become thirty megabytes."""
    buffer = io.BytesIO(workbook([["naam", "email"]]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/sharedStrings.xml", b"\0" * 30 * 1024 * 1024)
    return buffer.getvalue()


def laughs() -> bytes:
    """XML that would grow while it is read."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as parts:
        parts.writestr("[Content_Types].xml", b'<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><Types>&b;</Types>')
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content", [bomb, laughs, lambda: intake.ZIP + b"rubbish", lambda: workbook([["naam", "email"]])[:-200]]
)
def test_a_hostile_workbook_is_a_sentence(content: Any) -> None:
    with pytest.raises(Unreadable):
        list(table_of_xlsx(content()))


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "leeg.csv", "Choose a file first."),
        (b"x" * (intake.LARGEST_FILE + 1), "groot.csv", "larger than 2 megabytes"),
        (b"a;b", "lijst.xls", "We can read csv and xlsx."),
        (b"a;b", "lijst", "We can read csv and xlsx."),
        (b"a;b", "lijst.xlsx", "says something else"),
        (intake.ZIP + b"x", "lijst.csv", "says something else"),
    ],
)
def test_the_wrong_file_is_said_at_the_field(
    app: Flask, organiser: Browserless, content: bytes, name: str, sentence: str
) -> None:
    page = bring(organiser, content, name, status=200)
    assert sentence in page.main and page.all(".error-summary a[href='#file']")
    with app.app_context():
        assert session.scalar(select(func.count()).select_from(File)) == 0


def test_fifty_megabytes_are_a_sentence_too(organiser: Browserless) -> None:
    assert "larger than 2 megabytes" in bring(organiser, b"x" * (50 * 1024 * 1024), status=200).main


def test_more_people_than_places_only_when_it_is_meant(
    app: Flask, organiser: Browserless, make: Make, edition_id: int
) -> None:
    waits(app, make.register(edition_id, "Wacht"))
    with app.app_context(), transaction():
        session.get_one(Edition, edition_id).capacity = 2
    page = read(app, organiser, LIST.encode())
    assert "There is room for 1 person." in page.main
    page = organiser.send(page, page.response.request.path, status=409)
    assert page.all(".error-summary a[href='#above']")
    organiser.send(page, page.response.request.path, above="y")
    with app.app_context():
        run_all()
    assert len(registered(app)) == 3


def test_an_edition_that_stops_meanwhile_says_what_was_done(
    app: Flask, organiser: Browserless, edition_id: int
) -> None:
    page = read(app, organiser, LIST.encode())
    waiting = organiser.follow(organiser.send(page, page.response.request.path))
    with app.app_context():
        with transaction():
            session.get_one(Edition, edition_id).state = EditionState.CANCELLED
        run_all()
    page = organiser.get(waiting.response.request.path)
    assert "0 people are registered" in page.main and "called off" in page.main
    assert "called off" in organiser.get(UPLOAD).main


def test_who_comes_with_a_list_gets_places_too(app: Flask, organiser: Browserless, make: Make, edition_id: int) -> None:
    make.register(edition_id, "Eerder")
    Organiser(app, edition_id).publish()
    page = read(app, organiser, LIST.encode())
    organiser.send(page, page.response.request.path)
    with app.app_context():
        run_all()
    assert "Got places after the others" in organiser.get(PEOPLE + "/persoon/" + public_id(app, "Bert")).main


def public_id(app: Flask, name: str) -> str:
    with app.app_context():
        return session.scalars(select(Registration.public_id).where(Registration.name == name)).one()


def test_the_example_can_be_brought(app: Flask, organiser: Browserless) -> None:
    for language in ("", "/en"):
        answer = organiser.http.get(
            f"{language}/organisatie/2027/aanmeldingen/importeren/voorbeeld.csv", base_url=organiser.base_url
        )
        with app.app_context():
            table = reading.table_of_csv(answer.data)
            [row] = reading.rows_of(table, words.perspectives_by_word())
            assert row.perspective == Perspective.VOLUNTEER and not row.troubles
