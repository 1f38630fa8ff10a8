"""The list of who was erased, carried over a restore: the copy that comes back is older than the list.

It waits in a file of its own until everyone on it is erased again, so that a restore that breaks off loses nobody.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, MetaData, Table, inspect, select

TABLE = "erasure"
FILE = "erasures.json"


def save(engine: Engine, instance: Path) -> list[dict[str, Any]]:
    """Everyone who was erased by now, together with those of a restore that broke off."""
    kept = {row["public_id_hash"]: row for row in (*_waiting(instance), *_present(engine))}
    (instance / FILE).write_text(json.dumps([{**row, "at": row["at"].isoformat()} for row in kept.values()]))
    return list(kept.values())


def done(instance: Path) -> None:
    (instance / FILE).unlink(missing_ok=True)


def _waiting(instance: Path) -> list[dict[str, Any]]:
    file = instance / FILE
    rows = json.loads(file.read_text()) if file.exists() else []
    return [{**row, "at": datetime.fromisoformat(row["at"])} for row in rows]


def _present(engine: Engine) -> list[dict[str, Any]]:
    """Read as the table is, which may be that of an older version."""
    if not inspect(engine).has_table(TABLE):
        return []
    table = Table(TABLE, MetaData(), autoload_with=engine)
    columns = [column for column in table.columns if column.name != "id"]
    with engine.connect() as connection:
        rows = [dict(row._mapping) for row in connection.execute(select(*columns))]
    return [{**row, "at": row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)} for row in rows]
