"""Pictures of articles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TEXTS = sa.JSON(none_as_null=True).with_variant(
    postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), "postgresql"
)


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("sha", sa.String(), nullable=False),
        sa.Column("alt", TEXTS, nullable=False),
        sa.Column("large_id", sa.Integer(), nullable=False),
        sa.Column("small_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_picture_article_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["large_id"], ["file.id"], name=op.f("fk_picture_large_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["small_id"], ["file.id"], name=op.f("fk_picture_small_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture")),
        sa.UniqueConstraint("article_id", name=op.f("uq_picture_article_id")),
    )
    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picture_large_id"), ["large_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_picture_sha"), ["sha"], unique=False)
        batch_op.create_index(batch_op.f("ix_picture_small_id"), ["small_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("picture", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picture_small_id"))
        batch_op.drop_index(batch_op.f("ix_picture_sha"))
        batch_op.drop_index(batch_op.f("ix_picture_large_id"))

    op.drop_table("picture")
