"""The migrated tables are the models' tables, on both databases, also with data in them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Boolean, Column, Engine, Integer, LargeBinary, Table, create_engine, inspect, text

from werkplaats import schema
from werkplaats.db import Base, Json, State, UtcDateTime, engine_options, prepare

ROWS = 8
"""In each table; enough for every state of every StrEnum, so that each old state is met by a later migration."""

_names = count()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of this test alone, without any table."""
    if request.param == "sqlite":
        yield from _engine(f"sqlite:///{tmp_path / 'empty.sqlite'}")
        return
    server, name = request.getfixturevalue("postgresql"), f"migrations_{next(_names)}"
    _on_server(server, f"CREATE DATABASE {name}")
    yield from _engine(server.replace("/postgres?", f"/{name}?"))
    _on_server(server, f"DROP DATABASE {name}")


@pytest.fixture
def migrated(empty: Engine) -> Engine:
    schema.upgrade(empty)
    return empty


@pytest.fixture
def own_migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of migrations to which a test may add the next one."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return folder


def _engine(url: str) -> Iterator[Engine]:
    engine = create_engine(url, **engine_options(url))
    prepare(engine)
    yield engine
    engine.dispose()


def _on_server(url: str, statement: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


# Data in every table


def fill(engine: Engine) -> None:
    """So many rows in every table; the n-th belongs to the n-th of every parent, in the n-th of its states."""
    with engine.connect().execution_options(writes=True) as connection, connection.begin():
        for table in Base.metadata.sorted_tables:
            connection.execute(table.insert(), [row_of(table, n) for n in range(1, ROWS + 1)])


def row_of(table: Table, n: int) -> dict[str, Any]:
    row = {column.name: value_of(column, n) for column in table.columns}
    if table.name == "appearance":
        row["slot_id" if n % 2 else "item_id"] = None
    if table.name == "calendar_object":
        row["person_id"] = row["edition_id"] = None
    if table.name == "consent":
        row |= dict.fromkeys(("registration_id", "response_id", "person_id", "appearance_id"))
    if table.name == "pair":
        row["first_id"], row["second_id"] = sorted((n, n % ROWS + 1))
    return row


def value_of(column: Column[Any], n: int) -> Any:
    if column.foreign_keys or isinstance(column.type, Integer):
        return n
    if isinstance(column.type, State):
        states = list(column.type.states)
        assert len(states) <= ROWS, f"{column} has more states than rows are made"
        return states[n % len(states)]
    if isinstance(column.type, UtcDateTime):
        return datetime(2027, 3, 18, tzinfo=UTC) + timedelta(days=n, hours=1 if column.name.startswith("ends") else 0)
    if isinstance(column.type, LargeBinary):
        return f"rij {n}".encode()
    if isinstance(column.type, Json):
        return {"nl": f"rij {n}"}
    return n % 2 == 0 if isinstance(column.type, Boolean) else f"{column} {n}"


def contents(engine: Engine) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table that there is, as the database itself gives it."""
    with engine.connect() as connection:
        return {
            name: [
                dict(row) for row in connection.execute(text(f'SELECT * FROM "{name}" ORDER BY 1, 2')).mappings().all()
            ]
            for name in inspect(engine).get_table_names()
            if name != "alembic_version"
        }


def revisions() -> list[str]:
    """Every migration, the first one first."""
    found = [script.revision for script in ScriptDirectory(str(schema.MIGRATIONS)).walk_revisions()]
    return found[::-1]


# The tables


def test_migrating_from_nothing_makes_what_the_models_say(empty: Engine) -> None:
    assert not schema.is_current(empty)
    schema.upgrade(empty)
    assert schema.is_current(empty)
    assert schema.differences(empty) == []


def test_the_migrated_tables_are_the_tables_that_the_models_would_make(migrated: Engine) -> None:
    """To the last constraint and index, which comparing with the models does not see."""
    by_migrations = description(migrated)
    schema.downgrade(migrated, "base")
    Base.metadata.create_all(migrated)
    assert by_migrations == description(migrated)


def description(engine: Engine) -> dict[str, Any]:
    inspector = inspect(engine)
    return {
        name: {
            "columns": {c["name"]: (repr(c["type"]), c["nullable"]) for c in inspector.get_columns(name)},
            "primary key": inspector.get_pk_constraint(name)["constrained_columns"],
            "foreign keys": sorted(map(str, inspector.get_foreign_keys(name))),
            "unique": sorted(map(str, inspector.get_unique_constraints(name))),
            "checks": sorted(str(check["name"]) for check in inspector.get_check_constraints(name)),
            "indexes": sorted(map(str, inspector.get_indexes(name))),
        }
        for name in inspector.get_table_names()
        if name != "alembic_version"
    }


def test_a_difference_is_noticed(migrated: Engine) -> None:
    with migrated.connect().execution_options(writes=True) as connection, connection.begin():
        connection.execute(text("ALTER TABLE person ADD COLUMN nickname VARCHAR"))
        connection.execute(text("DROP INDEX ix_card_edition_state"))
    found = str(schema.differences(migrated))
    assert "nickname" in found
    assert "ix_card_edition_state" in found


def test_migrations_stand_in_one_line(own_migrations: Path) -> None:
    scripts = list(ScriptDirectory(str(own_migrations)).walk_revisions())
    assert [script.revision for script in scripts[::-1]] == [f"{n:04}" for n in range(1, len(scripts) + 1)]
    assert schema.knows("0001")
    assert not schema.knows("9999")


# With data in them


def test_every_table_takes_every_state(migrated: Engine) -> None:
    fill(migrated)
    assert {name: len(rows) for name, rows in contents(migrated).items()} == {
        table.name: ROWS for table in Base.metadata.tables.values()
    }


def test_every_migration_goes_down_and_up_and_keeps_what_both_sides_know(migrated: Engine) -> None:
    fill(migrated)
    before = contents(migrated)
    steps = revisions()
    for below in [*steps[-2::-1], "base"]:
        schema.downgrade(migrated, below)
        left = contents(migrated)
        assert shared(left, before) == shared(before, left)
        assert not schema.is_current(migrated)
    assert left == {}, "below the first migration there is nothing"
    schema.upgrade(migrated)
    assert schema.is_current(migrated)
    assert schema.differences(migrated) == []
    fill(migrated)
    assert contents(migrated) == before


def shared(tables: dict[str, list[dict[str, Any]]], others: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Every row of the tables that the other side has too, with the columns that it has there too."""
    return {
        name: [{column: row[column] for column in row.keys() & others[name][0].keys()} for row in rows]
        for name, rows in tables.items()
        if name in others
    }


def test_changing_a_table_keeps_its_rows_and_their_children(migrated: Engine, own_migrations: Path) -> None:
    """On SQLite the table is made anew, and dropping the old one would take everything of an edition along."""
    fill(migrated)
    before = contents(migrated)
    add_migration(own_migrations, "batch.alter_column('slug', nullable=True, existing_type=sa.String())")
    assert not schema.is_current(migrated)
    schema.upgrade(migrated)
    assert schema.is_current(migrated)
    assert contents(migrated) == before
    with migrated.connect() as connection:
        assert migrated.dialect.name != "sqlite" or connection.scalar(text("PRAGMA foreign_keys")) == 1


def test_a_migration_that_fails_leaves_everything_as_it_was(migrated: Engine, own_migrations: Path) -> None:
    fill(migrated)
    before = contents(migrated)
    add_migration(own_migrations, "batch.add_column(sa.Column('motto', sa.String()))", "1 / 0")
    with pytest.raises(ZeroDivisionError):
        schema.upgrade(migrated)
    assert contents(migrated) == before
    assert schema.differences(migrated) == []


def test_a_migration_that_forgets_children_is_refused(migrated: Engine, own_migrations: Path) -> None:
    """While migrating SQLite looks away from foreign keys, so they are checked before the end."""
    if migrated.dialect.name != "sqlite":
        return
    fill(migrated)
    before = contents(migrated)
    add_migration(own_migrations, "op.execute('DELETE FROM edition WHERE id = 3')")
    with pytest.raises(RuntimeError, match="without their parents"):
        schema.upgrade(migrated)
    assert contents(migrated) == before


def add_migration(folder: Path, *lines: str) -> None:
    last = revisions()[-1]
    number = f"{int(last) + 1:04}"
    body = "\n".join(f"        {line}" for line in lines)
    (folder / "versions" / f"{number}_of_a_test.py").write_text(
        f"import sqlalchemy as sa\nfrom alembic import op\n\nrevision, down_revision = {number!r}, {last!r}\n\n\n"
        f"def upgrade():\n    with op.batch_alter_table('edition') as batch:\n{body}\n"
    )


def test_who_changes_a_model_gets_the_next_migration_written(migrated: Engine, own_migrations: Path) -> None:
    with migrated.begin() as connection:
        connection.execute(text("DROP TABLE sign_in_attempt"))
    number = schema.new_migration(migrated, "Attempts again")
    assert [path.name for path in own_migrations.glob(f"versions/{number}_*.py")] == [f"{number}_attempts_again.py"]
    schema.upgrade(migrated)
    assert schema.is_current(migrated) and schema.differences(migrated) == []
