"""How Alembic runs here: on the connection that `werkplaats.schema` hands over, in one transaction."""

from __future__ import annotations

from alembic import context

from werkplaats import schema

connection = context.config.attributes["connection"]
context.configure(connection=connection, **schema.OPTIONS)
with context.begin_transaction():
    context.run_migrations()
