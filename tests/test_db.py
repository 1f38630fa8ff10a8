"""What is checked is what is changed: no place is ever sold twice, on either database."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, insert, select, text

from tests.make import Make
from werkplaats import clock, links
from werkplaats.audit import AuditEntry, record
from werkplaats.clock import AMSTERDAM
from werkplaats.db import State, UtcDateTime, db, engine_options, prepare, session, transaction
from werkplaats.editions.models import Edition, EditionState
from werkplaats.mail.models import OutgoingMail
from werkplaats.registration.actions import Closed, cancel, come_back, register
from werkplaats.registration.models import Registration, RegistrationState
from werkplaats.registration.seats import WayIn
from werkplaats.registration.steps import Answers


@pytest.fixture
def context(app: Flask) -> Iterator[Flask]:
    with app.app_context():
        yield app


def at_once(app: Flask, number: int, do: Callable[[int], object]) -> Counter[str]:
    """Let so many people do something at the same moment; counts what they got, errors by their name."""
    ready = threading.Barrier(number)

    def one(n: int) -> str:
        with app.app_context():
            ready.wait(timeout=30)
            try:
                return str(do(n))
            except Exception as error:
                session.rollback()
                return type(error).__name__

    with ThreadPoolExecutor(number) as people:
        return Counter(people.map(one, range(number)))


def taken(edition_id: int) -> int:
    statement = select(func.count()).where(
        Registration.edition_id == edition_id, Registration.state == RegistrationState.REGISTERED
    )
    return session.scalar(statement) or 0


def answers(n: int) -> Answers:
    return Answers(f"Deelnemer {n}", f"deelnemer.{n}@example.org")


def a_row(edition_id: int, n: int) -> dict[str, object]:
    who = {
        "public_id": f"public{n}",
        "name": f"Deelnemer {n}",
        "email": f"d{n}@example.org",
        "email_key": f"d{n}@example.org",
    }
    return {"edition_id": edition_id, "created_at": datetime.now(UTC), **who}


# The race


def test_without_the_lock_the_last_place_is_sold_twice(app: Flask, make: Make) -> None:
    """Look, then take, as one would at first: everyone looks before anyone takes, and no error says so."""
    edition_id = make.edition(capacity=10)
    everyone_has_looked = threading.Barrier(40)

    def careless(n: int) -> str:
        free = 10 - taken(edition_id)
        session.rollback()
        everyone_has_looked.wait(timeout=30)
        if free < 1:
            return "full"
        session.execute(insert(Registration).values(a_row(edition_id, n)))
        session.commit()
        return "registered"

    assert at_once(app, 40, careless) == {"registered": 40}
    with app.app_context():
        assert taken(edition_id) == 40


def test_forty_people_want_the_last_ten_places(app: Flask, make: Make) -> None:
    edition_id = make.edition(capacity=12)
    make.people(edition_id, 2)
    got = at_once(app, 40, lambda n: "waits" if register(edition_id, answers(100 + n)).was_full else "takes part")
    assert got == {"takes part": 10, "waits": 30}
    with app.app_context():
        assert taken(edition_id) == 12
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 42


def test_one_person_presses_the_button_many_times(app: Flask, make: Make) -> None:
    """One registration, and no mail that says "you were registered already": the confirmation comes."""
    edition_id = make.edition()
    form = links.new_public_id()
    got = at_once(app, 12, lambda _n: register(edition_id, answers(1), form).is_new)
    assert got == {"True": 1, "False": 11}
    with app.app_context():
        assert taken(edition_id) == 1
        assert session.scalars(select(OutgoingMail)).all() == []


def test_one_person_comes_again_much_later_and_is_impatient(app: Flask, make: Make) -> None:
    """However often and from however many tabs: one mail a day tells that the registration is still there."""
    edition_id = make.edition()
    with clock.standing_at(datetime.now(UTC) - timedelta(days=20)), app.app_context():
        register(edition_id, answers(1))
    assert at_once(app, 12, lambda _n: register(edition_id, answers(1)).is_new) == {"False": 12}
    with app.app_context():
        assert session.scalars(select(OutgoingMail.kind)).all() == ["already_registered"]


def test_those_who_come_back_do_not_take_a_place_that_is_gone(app: Flask, make: Make) -> None:
    edition_id = make.edition(capacity=6)
    people = make.people(edition_id, 6)
    with app.app_context():
        for person in people[:3]:
            cancel(person.id)

    def want(n: int) -> str:
        if n < 3:
            return "place" if come_back(people[n].id) == WayIn.PLACE else "line"
        return "line" if register(edition_id, answers(100 + n)).was_full else "place"

    got = at_once(app, 12, want)
    assert got == {"place": 3, "line": 9}
    with app.app_context():
        assert taken(edition_id) == 6


# transaction()


def test_a_transaction_does_not_nest(context: Flask) -> None:
    with transaction(), pytest.raises(RuntimeError, match="nest"), transaction():
        pass


def test_a_transaction_refuses_to_start_on_unsaved_changes(context: Flask, make: Make) -> None:
    edition_id = make.edition()
    edition = session.get_one(Edition, edition_id)
    edition.slug = "elders"
    with pytest.raises(RuntimeError, match="unsaved"), transaction():
        pass
    assert edition.slug == "elders", "what was not saved is not dropped in silence"
    session.rollback()
    record("tester", "never saved")
    with pytest.raises(RuntimeError, match="unsaved"), transaction():
        pass


def test_what_fails_leaves_nothing(context: Flask, make: Make) -> None:
    edition_id = make.edition()
    with pytest.raises(ZeroDivisionError), transaction():
        record("tester", "half done", edition_id)
        session.flush()
        session.get_one(Edition, edition_id).slug = "half"
        _ = 1 // 0
    assert session.scalars(select(AuditEntry)).all() == []
    assert session.get_one(Edition, edition_id).slug == "2027"
    with transaction():
        record("tester", "whole")
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 1


def test_a_refusal_keeps_the_place_free(app: Flask, make: Make) -> None:
    """Whoever is refused leaves no person, no mail and no line in the log."""
    edition_id = make.edition(registration_closes_at=clock.now())
    with app.app_context():
        with pytest.raises(Closed):
            register(edition_id, answers(1))
        for table in (Registration, AuditEntry, OutgoingMail):
            assert session.scalars(select(table)).all() == []


def test_an_action_reads_again_what_was_read_before(context: Flask, make: Make) -> None:
    edition_id = make.edition(capacity=5)
    edition = session.get_one(Edition, edition_id)
    assert edition.capacity == 5

    def another() -> None:
        with context.app_context(), transaction():
            session.get_one(Edition, edition_id).capacity = 0

    other = threading.Thread(target=another)
    other.start()
    other.join()
    with transaction():
        assert edition.capacity == 0


def test_a_writer_waits_for_the_other_and_sees_what_it_did(app: Flask, make: Make) -> None:
    edition_id = make.edition()

    def one_more(_n: int) -> str:
        with transaction():
            locked = select(Edition).where(Edition.id == edition_id).with_for_update()
            edition = session.scalars(locked).one()
            edition.input_stamp = edition.input_stamp + 1
        return "done"

    assert at_once(app, 16, one_more) == {"done": 16}
    with app.app_context():
        assert session.get_one(Edition, edition_id).input_stamp == 17


def test_reading_goes_on_while_somebody_writes(app: Flask, make: Make) -> None:
    edition_id = make.edition()
    writes, has_read = threading.Event(), threading.Event()

    def write() -> None:
        with app.app_context(), transaction():
            session.get_one(Edition, edition_id).slug = "later"
            session.flush()
            writes.set()
            has_read.wait(timeout=30)

    writer = threading.Thread(target=write)
    writer.start()
    assert writes.wait(timeout=30)
    with app.app_context():
        assert session.get_one(Edition, edition_id).slug == "2027"
    has_read.set()
    writer.join()


def test_sqlite_keeps_its_promises(context: Flask) -> None:
    """On connections of its own: those of the tests do not wait for the disk."""
    if db.engine.dialect.name != "sqlite":
        return
    pragmas = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 30_000}
    url = db.engine.url.render_as_string()
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    with engine.connect() as connection:
        assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in pragmas} == pragmas
    engine.dispose()


# The columns' own types


def test_moments_come_back_in_utc(context: Flask, make: Make) -> None:
    moment = datetime(2027, 3, 18, 13, 0, tzinfo=AMSTERDAM)
    edition_id = make.edition(starts_at=moment)
    read = session.get_one(Edition, edition_id).starts_at
    assert read == moment
    assert read.tzinfo is UTC


def test_a_moment_without_a_time_zone_is_refused(context: Flask) -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        UtcDateTime().process_bind_param(datetime(2027, 3, 18), db.engine.dialect)


def test_an_unknown_state_is_refused(context: Flask, make: Make) -> None:
    edition_id = make.edition()
    with pytest.raises(Exception, match="nonsense"), transaction():
        session.get_one(Edition, edition_id).state = "nonsense"  # type: ignore[assignment]
    with pytest.raises(ValueError, match="nonsense"):
        State(EditionState).process_result_value("nonsense", db.engine.dialect)
    assert session.get_one(Edition, edition_id).state == EditionState.PUBLISHED
