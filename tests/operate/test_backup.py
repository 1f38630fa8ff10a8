"""A copy is only worth what comes back from it: whole, on either kind of database, and never half."""

import stat
import zipfile
from pathlib import Path

import pytest
from click import Command
from flask import Flask
from sqlalchemy import Engine, create_engine, delete, text

from tests.databases import POSTGRESQL_LATER
from tests.make import Make
from werkplaats import schema
from werkplaats.db import db, engine_options, prepare, session, transaction
from werkplaats.jobs.steps import ask
from werkplaats.mail.models import OutgoingMail
from werkplaats.operate import backup as copies
from werkplaats.operate import erasures
from werkplaats.operate.cli import backup, migrate, restore
from werkplaats.privacy.actions import erase
from werkplaats.registration.models import Erasure, Registration, RegistrationState

pytestmark = POSTGRESQL_LATER


@pytest.fixture
def filled(app: Flask, make: Make) -> Flask:
    """An edition with people whose names are not easy."""
    edition = make.edition()
    first, second, *_ = make.breakouts(edition)
    make.register(edition, "Zoë 'Drop' Ünal ☂\u2028", "zoe@example.org", [second, first])
    make.register(edition, "Bob", "bob@example.org", locale="en")
    with app.app_context(), transaction():
        ask("once", "nothing.yet", edition_id=edition)
    return app


@pytest.fixture(params=["sqlite", "postgresql"])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    """Another database, with nothing in it at all."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'elsewhere.sqlite'}"
    else:
        url = _second_database(request.getfixturevalue("postgresql"))
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    request.addfinalizer(engine.dispose)
    return engine


def _second_database(server: str) -> str:
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS elsewhere WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE elsewhere"))
    admin.dispose()
    return admin.url.set(database="elsewhere").render_as_string(hide_password=False)


def tables_in(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist() if name.endswith(".jsonl")}


def run(app: Flask, command: Command, *arguments: object) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(command, [str(a) for a in arguments])
    return result.exit_code, result.output


def test_what_comes_back_is_what_went_in(filled: Flask, elsewhere: Engine, tmp_path: Path) -> None:
    with filled.app_context():
        copies.write(db.engine, tmp_path / "first.zip")
    copies.restore(elsewhere, tmp_path / "first.zip")
    with filled.app_context():
        copies.write(elsewhere, tmp_path / "second.zip")
    assert tables_in(tmp_path / "second.zip") == tables_in(tmp_path / "first.zip")
    assert b'"Zo\xc3\xab' in tables_in(tmp_path / "second.zip")["registration.jsonl"]
    assert schema.is_current(elsewhere)
    with elsewhere.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM job WHERE result IS NULL")) == 1


def test_life_goes_on_after_a_restore(filled: Flask, make: Make, tmp_path: Path) -> None:
    """Ids are counted on from the highest; on PostgreSQL they are counted apart from the rows."""
    run(filled, backup, tmp_path / "copy.zip")
    run(filled, restore, "--replace", tmp_path / "copy.zip")
    with filled.app_context():
        edition = session.query(Registration).first()
        assert edition is not None
        edition_id = edition.edition_id
    assert make.register(edition_id, "Later", "later@example.org").id == 3


def test_a_restore_never_overwrites_by_accident(filled: Flask, tmp_path: Path) -> None:
    run(filled, backup, tmp_path / "copy.zip")
    code, output = run(filled, restore, tmp_path / "copy.zip")
    assert (code, "There is data in this database already" in output) == (1, True)


def test_what_a_restore_replaces_is_kept(filled: Flask, make: Make, tmp_path: Path) -> None:
    run(filled, backup, tmp_path / "copy.zip")
    make.edition(slug="2028")
    code, _ = run(filled, restore, "--replace", tmp_path / "copy.zip")
    assert code == 0
    kept = max(filled.config["WERKPLAATS"].instance.glob("before-restore-*.zip"))
    assert b'"slug": "2028"' in tables_in(kept)["edition.jsonl"]
    with filled.app_context():
        copies.write(db.engine, tmp_path / "after.zip")
    assert tables_in(tmp_path / "after.zip") == tables_in(tmp_path / "copy.zip")


def test_a_copy_is_for_its_owner_only_and_never_overwritten(filled: Flask, tmp_path: Path) -> None:
    assert run(filled, backup, tmp_path / "copy.zip")[0] == 0
    assert stat.S_IMODE((tmp_path / "copy.zip").stat().st_mode) == 0o600
    assert run(filled, backup, tmp_path / "copy.zip")[0] == 1
    assert [path.name for path in tmp_path.iterdir() if "copy" in path.name] == ["copy.zip"]


@pytest.mark.parametrize("damage", ["missing", "cut", "not a zip", "rows"])
def test_a_damaged_file_changes_nothing(damage: str, filled: Flask, tmp_path: Path) -> None:
    whole, bad = tmp_path / "copy.zip", tmp_path / "bad.zip"
    run(filled, backup, whole)
    if damage == "cut":
        bad.write_bytes(whole.read_bytes()[:-200])
    elif damage == "not a zip":
        bad.write_text("hello")
    elif damage == "rows":
        _without_last_row(whole, bad, "registration.jsonl")
    code, output = run(filled, restore, "--replace", bad)
    assert code == 1
    assert "Traceback" not in output
    assert str(bad) in output
    with filled.app_context():
        copies.write(db.engine, tmp_path / "after.zip")
    assert tables_in(tmp_path / "after.zip") == tables_in(whole)


def _without_last_row(source: Path, target: Path, table: str) -> None:
    with zipfile.ZipFile(source) as whole, zipfile.ZipFile(target, "w") as cut:
        for name in whole.namelist():
            content = whole.read(name)
            cut.writestr(name, b"".join(content.splitlines(keepends=True)[:-1]) if name == table else content)


def test_a_copy_of_a_newer_version_is_refused(filled: Flask, tmp_path: Path) -> None:
    whole, newer = tmp_path / "copy.zip", tmp_path / "newer.zip"
    run(filled, backup, whole)
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(newer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b'"revision": "', b'"revision": "9'))
    code, output = run(filled, restore, "--replace", newer)
    assert (code, "newer Werkplaats" in output) == (1, True)
    with filled.app_context():
        assert copies.holds_rows(db.engine)


def test_an_empty_database_has_nothing_to_copy(elsewhere: Engine, app: Flask, tmp_path: Path) -> None:
    with app.app_context(), pytest.raises(copies.CannotCopy):
        copies.write(elsewhere, tmp_path / "copy.zip")
    assert list(tmp_path.glob("copy*")) == []


def test_migrating_what_is_up_to_date_changes_nothing(app: Flask) -> None:
    assert run(app, migrate) == (0, "The tables are up to date already.\n")


def test_who_was_erased_since_stays_erased(app: Flask, make: Make, tmp_path: Path) -> None:
    """The copy was made before; it even holds somebody who was erased and is on no list any more but ours."""
    edition_id = make.edition()
    ans, bob = (make.register(edition_id, name, f"{name}@example.org".lower()) for name in ("Ans", "Bob"))
    run(app, backup, tmp_path / "copy.zip")
    with app.app_context():
        erase(ans.id, cards_stay=False)
    code, output = run(app, restore, "--replace", tmp_path / "copy.zip")
    assert (code, "1 person in it asked to be erased" in output) == (0, True)
    with app.app_context():
        states = {row.id: (row.state, row.name) for row in session.query(Registration)}
        assert states == {
            ans.id: (RegistrationState.ERASED, ""),
            bob.id: (RegistrationState.REGISTERED, "Bob"),
        }
        assert [mail.to_email for mail in session.query(OutgoingMail) if "ans" in mail.to_email] == []


def test_a_restore_that_broke_off_forgets_nobody(app: Flask, make: Make, tmp_path: Path) -> None:
    ans = make.register(make.edition(), "Ans")
    run(app, backup, tmp_path / "copy.zip")
    with app.app_context():
        erase(ans.id, cards_stay=False)
        erasures.save(db.engine, app.config["WERKPLAATS"].instance)
        with transaction():
            session.execute(delete(Erasure))
    run(app, restore, "--replace", tmp_path / "copy.zip")
    with app.app_context():
        assert session.get_one(Registration, ans.id).state == RegistrationState.ERASED
    assert not (app.config["WERKPLAATS"].instance / erasures.FILE).exists()
