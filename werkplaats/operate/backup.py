"""A copy of the whole database in one file, and putting it back.

The file is a zip: `werkplaats.json` says what is in it, then one file per table with a row on each line.
It speaks no database's dialect: a copy made on SQLite can be put back on PostgreSQL. Tables are read as they
are and not as the models say: an old copy goes back into tables of its own time, which are then migrated.
"""

from __future__ import annotations

import base64
import json
import os
import zipfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    LargeBinary,
    MetaData,
    Row,
    Table,
    event,
    func,
    insert,
    inspect,
    select,
)
from sqlalchemy.exc import SQLAlchemyError

from werkplaats import clock, schema

FORMAT = 1
MANIFEST = "werkplaats.json"
VERSIONS = "alembic_version"
ROWS_AT_ONCE = 500


class CannotCopy(Exception):
    """The copy cannot be made or put back; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Contents:
    """What a copy holds; `revision` is the migration that its tables stand at."""

    format: int
    revision: str
    made_at: str
    rows: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.rows.values())


def write(engine: Engine, path: Path) -> Contents:
    """Copy everything, as it is at one moment, into a new file that only its owner may read."""
    if path.exists():
        raise CannotCopy(f"{path} exists already; give the copy another name.")
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            contents = _write(engine, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED))
        unfinished.rename(path)
    except OSError as error:
        raise CannotCopy(f"{path} could not be written: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            unfinished.unlink()
    return contents


def _write(engine: Engine, archive: zipfile.ZipFile) -> Contents:
    with archive, _one_moment(engine) as connection:
        revision = _revision(connection)
        if revision is None:
            raise CannotCopy("This database has no tables yet, so there is nothing to copy.")
        rows = {table.name: _write_table(connection, table, archive) for table in _tables(connection)}
        contents = Contents(FORMAT, revision, clock.now().isoformat(timespec="seconds"), rows)
        archive.writestr(MANIFEST, json.dumps(asdict(contents), indent=1))
    return contents


def _one_moment(engine: Engine) -> Connection:
    """A connection that sees all tables as they are when it first looks, whoever writes meanwhile."""
    connection = engine.connect()
    if engine.dialect.name == "postgresql":
        connection = connection.execution_options(isolation_level="REPEATABLE READ")
    return connection


def _write_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> int:
    count = 0
    with archive.open(f"{table.name}.jsonl", "w") as file:
        in_order = select(table).order_by(*table.primary_key).execution_options(yield_per=ROWS_AT_ONCE)
        for row in connection.execute(in_order):
            file.write(_line(row))
            count += 1
    return count


def _line(row: Row[Any]) -> bytes:
    """One row, sorted: PostgreSQL forgets the order inside JSON, and copies of the same should be alike."""
    return json.dumps(dict(row._mapping), default=_plain, ensure_ascii=False, sort_keys=True).encode() + b"\n"


def _plain(value: Any) -> str:
    """All moments are kept in UTC; SQLite does not say so. Bytes stand in base64."""
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"a {type(value).__name__} has no place in a copy yet")


def read(path: Path) -> Contents:
    """What a file holds, after checking that all of it is there."""
    try:
        with zipfile.ZipFile(path) as archive:
            contents = Contents(**json.loads(archive.read(MANIFEST)))
            damaged = archive.testzip() or _table_that_lacks_rows(archive, contents)
    except FileNotFoundError as error:
        raise CannotCopy(f"There is no file {path}.") from error
    except (OSError, KeyError, TypeError, ValueError, zipfile.BadZipFile) as error:
        raise CannotCopy(f"{path} is not a copy made by Werkplaats, or it is damaged.") from error
    if contents.format != FORMAT:
        raise CannotCopy(f"{path} was made by a newer Werkplaats; restore it with that version.")
    if damaged:
        raise CannotCopy(f"{path} is damaged: {damaged} is not complete.")
    return contents


def _table_that_lacks_rows(archive: zipfile.ZipFile, contents: Contents) -> str | None:
    for table, rows in contents.rows.items():
        with archive.open(f"{table}.jsonl") as file:
            if sum(1 for _ in file) != rows:
                return table
    return None


def holds_rows(engine: Engine) -> bool:
    """Whether there is anything in the database that a restore would replace."""
    with engine.connect() as connection:
        return any(connection.execute(select(table).limit(1)).first() for table in _tables(connection))


def restore(engine: Engine, path: Path) -> Contents:
    """Make the database what the file says, whatever was in it; then bring its tables up to date."""
    contents = read(path)
    if not schema.knows(contents.revision):
        raise CannotCopy(f"{path} was made by a newer Werkplaats; restore it with that version.")
    try:
        _drop_tables(engine)
        schema.upgrade(engine, contents.revision)
        with zipfile.ZipFile(path) as archive, _for_writing(engine) as connection, connection.begin():
            for table in _tables(connection):
                _read_table(connection, table, archive)
        schema.upgrade(engine)
    except SQLAlchemyError as error:
        raise CannotCopy(f"{path} could not be put back: {getattr(error, 'orig', error)}.") from error
    return contents


def _drop_tables(engine: Engine) -> None:
    with _for_writing(engine) as connection, connection.begin():
        everything = MetaData()
        everything.reflect(connection)
        everything.drop_all(connection)


def _for_writing(engine: Engine) -> Connection:
    return engine.connect().execution_options(writes=True)


def _read_table(connection: Connection, table: Table, archive: zipfile.ZipFile) -> None:
    readers = {column.name: read for column in table.columns if (read := _reader(column.type))}
    with archive.open(f"{table.name}.jsonl") as file:
        while rows := [_row(line, readers) for line in islice(file, ROWS_AT_ONCE)]:
            connection.execute(insert(table), rows)
    if connection.dialect.name == "postgresql" and "id" in table.columns:
        _continue_counting(connection, table)


def _reader(type: Any) -> Callable[[str], Any] | None:
    """What makes the value of a column again from the text that stands for it in a copy."""
    if isinstance(type, DateTime):
        return datetime.fromisoformat
    return base64.b64decode if isinstance(type, LargeBinary) else None


def _row(line: bytes, readers: Mapping[str, Callable[[str], Any]]) -> dict[str, Any]:
    row: dict[str, Any] = json.loads(line)
    return row | {name: read(row[name]) for name, read in readers.items() if row[name] is not None}


def _continue_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL counts ids apart from the rows; it must go on after the highest."""
    sequence = func.pg_get_serial_sequence(connection.dialect.identifier_preparer.format_table(table), "id")
    connection.execute(select(func.setval(sequence, func.coalesce(func.max(table.c.id), 0) + 1, False)))


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSIONS):
        return None
    versions = Table(VERSIONS, MetaData(), autoload_with=connection)
    return connection.scalars(select(versions.c.version_num)).first()


def _tables(connection: Connection) -> list[Table]:
    """All tables but Alembic's, parents before their children."""
    present = MetaData()
    event.listen(present, "column_reflect", _keep_null)
    present.reflect(connection)
    return [table for table in present.sorted_tables if table.name != VERSIONS]


def _keep_null(_inspector: Any, _table: Table, column: dict[str, Any]) -> None:
    """No value is kept as SQL's NULL and not as the word null in JSON, as `werkplaats.db.Json` does."""
    if isinstance(column["type"], JSON):
        column["type"].none_as_null = True
