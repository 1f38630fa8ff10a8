"""The tables as they are and as they should be: migrating up and down, and comparing with the models.

On SQLite a column is changed by making the table anew; with foreign keys on, dropping the old one would take its
children along. So the keys are off while migrating, told to the driver before BEGIN, and checked afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

from werkplaats import audit, consent, files
from werkplaats.accounts import models as accounts
from werkplaats.breakouts import models as breakouts
from werkplaats.db import Base, Json, State, UtcDateTime
from werkplaats.editions import models as editions
from werkplaats.invitations import models as invitations
from werkplaats.jobs import models as jobs
from werkplaats.letters import models as letters
from werkplaats.mail import models as mail
from werkplaats.notes import models as notes
from werkplaats.notes.note import models as note
from werkplaats.people import models as people
from werkplaats.programme import models as programme
from werkplaats.registration import models as registration

TABLES_OF = (
    accounts,
    audit,
    breakouts,
    consent,
    editions,
    files,
    invitations,
    jobs,
    letters,
    mail,
    note,
    notes,
    people,
    programme,
    registration,
)
"""Every module that defines tables: naming them here makes the metadata complete, whoever asks for it."""

MIGRATIONS = Path(__file__).parents[1] / "migrations"


def _render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our own column types into a migration as the plain types they are, so that old ones never change."""
    if kind != "type":
        return False
    if isinstance(item, State):
        return "sa.String(length=32)"
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Json):
        return "sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')"
    return False


OPTIONS: dict[str, Any] = {
    "target_metadata": Base.metadata,
    "render_as_batch": True,
    "transactional_ddl": True,
    "compare_type": True,
    "render_item": _render_item,
}


def upgrade(engine: Engine, to: str = "head") -> None:
    with _connection(engine) as connection:
        command.upgrade(_alembic(connection), to)


def downgrade(engine: Engine, to: str) -> None:
    with _connection(engine) as connection:
        command.downgrade(_alembic(connection), to)


def is_current(engine: Engine) -> bool:
    with engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory(str(MIGRATIONS)).get_heads())


def knows(revision: str) -> bool:
    """Whether this version of the product has that migration."""
    return revision in {script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()}


def differences(engine: Engine) -> list[Any]:
    """What the models say and the migrated tables do not; empty when they are equal."""
    with engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=OPTIONS), Base.metadata))


def new_migration(engine: Engine, message: str) -> str:
    """Write the migration that makes the tables equal to the models, under the next number; returns that number."""
    number = f"{len(list(MIGRATIONS.glob('versions/[0-9]*.py'))) + 1:04}"
    with _connection(engine) as connection:
        command.revision(_alembic(connection), message=message, rev_id=number, autogenerate=True)
    return number


def _alembic(connection: Connection) -> AlembicConfig:
    config = AlembicConfig()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _connection(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        if engine.dialect.name != "sqlite":
            yield connection
            connection.commit()
            return
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.execution_options(writes=True).begin():
                yield connection
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
                if broken:
                    raise RuntimeError(f"the migration would leave rows without their parents: {broken[:5]}")
        finally:
            driver.execute("PRAGMA foreign_keys=ON")
