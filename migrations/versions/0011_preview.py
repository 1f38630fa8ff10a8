"""A link to look at an edition before everyone does, and since when it stands in the archive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('preview_id', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(op.f('uq_edition_preview_id'), ['preview_id'])


def downgrade() -> None:
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_edition_preview_id'), type_='unique')
        batch_op.drop_column('archived_at')
        batch_op.drop_column('preview_id')
