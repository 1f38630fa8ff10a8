"""The database handle, the column types all tables share, and the only place that commits.

Reads begin plainly and see one snapshot. A write goes through `transaction()`: it ends the reading transaction and
begins with the write lock, so that what an action checks is what it changes. Without that, SQLite sells one seat many
times (a WAL snapshot cannot be upgraded), and says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    String,
    Table,
    TypeDecorator,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session

from werkplaats.config import Config

NAMES = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

BUSY_TIMEOUT_MS = 30_000
LARGEST_ID = 2**31 - 1


def row_id(given: str) -> int:
    """The number of a row as an address or a form names it; no row has a larger one, and SQLite refuses to
    look for it."""
    if (number := int(given)) > LARGEST_ID:
        raise ValueError(f"No row has the number {number}.")
    return number


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, disable_autonaming=False)

if TYPE_CHECKING:

    class Model(Base):
        __abstract__ = True

        def __init__(self, **values: Any) -> None: ...

else:
    Model = db.Model

session: scoped_session[Session] = db.session  # type: ignore[assignment]


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, kept in UTC. A naive one is refused: it would mean something else in every time zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class State(TypeDecorator[StrEnum]):
    """A StrEnum as text, checked here, not by the database: a CHECK of old states would stay behind in production."""

    impl = String(32)
    cache_ok = True

    def __init__(self, states: type[StrEnum]) -> None:
        super().__init__()
        self.states = states

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.states(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.states(value)

    def coerce_compared_value(self, op: Any, value: Any) -> State:
        return self


class Json(TypeDecorator[Any]):
    """A JSON value. It is replaced, never changed in place: a change inside would not be seen."""

    impl = JSON
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        kind = JSONB(none_as_null=True) if dialect.name == "postgresql" else JSON(none_as_null=True)
        return dialect.type_descriptor(kind)


Texts = dict[str, str]
"""A text in our languages: {"nl": …, "en": …}; read it with `web.language.text_in`."""


def init_app(app: Flask, config: Config) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = config.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(config.database_url)
    db.init_app(app)
    with app.app_context():
        prepare(db.engine)


def engine_options(url: str) -> dict[str, Any]:
    """What `create_engine` needs; with isolation_level=None the driver begins nothing behind our back.

    An error that reaches the log names no parameters: they may be somebody's words or address.
    """
    if make_url(url).get_backend_name() == "sqlite":
        return {"hide_parameters": True, "connect_args": {"isolation_level": None, "timeout": BUSY_TIMEOUT_MS / 1000}}
    return {"hide_parameters": True, "pool_pre_ping": True, "pool_size": 8, "max_overflow": 8}


def prepare(engine: Engine) -> None:
    """Make SQLite keep its promises: foreign keys, write-ahead log, a commit that survives a power cut."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)


def _set_pragmas(connection: Any, _record: object) -> None:
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "foreign_keys=ON",
        "synchronous=FULL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def transaction() -> Iterator[None]:
    """One write: the write lock first, then everything the block reads and changes, then the commit.

    Whatever was loaded before is read again when touched. It does not nest, and it refuses to start on unsaved
    changes, because ending the reading transaction would silently drop them.
    """
    begin_writing()
    try:
        yield
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop("writing", None)


def begin_writing() -> None:
    """End the reading transaction and take the write lock; the caller commits or rolls back.

    Only `transaction()` and the sign-in pages, whose library commits by itself, begin this way.
    """
    if session.info.get("writing"):
        raise RuntimeError("a transaction does not nest; share the inner part as a step")
    if session.new or session.dirty or session.deleted:
        raise RuntimeError("unsaved changes stand outside a transaction")
    session.rollback()
    session.connection(execution_options={"writes": True})
    session.info["writing"] = True


@cache
def insert_or_update(
    table: Table, conflict: tuple[str, ...], *columns: str
) -> dict[str, sqlite.Insert | postgresql.Insert]:
    """By dialect: an INSERT that, where a row with these `conflict` columns is there already, sets only these columns.

    Both databases know it in the same words, but SQLAlchemy keeps them apart.
    """
    statements: dict[str, sqlite.Insert | postgresql.Insert] = {}
    for name, insert in (("sqlite", sqlite.insert(table)), ("postgresql", postgresql.insert(table))):
        new = {column: insert.excluded[column] for column in columns}
        statements[name] = insert.on_conflict_do_update(index_elements=conflict, set_=new)
    return statements


def dialect() -> str:
    """The name of the database that the session talks to: sqlite or postgresql."""
    return str(session.get_bind().dialect.name)


def one_at_a_time(what: str) -> None:
    """Inside a transaction: whoever does the same waits until this one is done, and then sees it.

    For a row that is looked for and then made; there is no row yet that could be locked. SQLite's write lock does it.
    """
    if dialect() == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(what, 0))))
