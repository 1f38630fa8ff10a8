"""News and articles of an edition, and how it works online."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

TEXTS = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('article',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('title', TEXTS, nullable=False),
    sa.Column('text', TEXTS, nullable=False),
    sa.Column('link', sa.String(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_article_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_article')),
    sa.UniqueConstraint('edition_id', 'slug', name=op.f('uq_article_edition_id_slug'))
    )
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sound_test_url', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('dial_in', TEXTS, nullable=False, server_default='{}'))
        batch_op.add_column(sa.Column('recording', TEXTS, nullable=False, server_default='{}'))


def downgrade() -> None:
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.drop_column('recording')
        batch_op.drop_column('dial_in')
        batch_op.drop_column('sound_test_url')
    op.drop_table('article')
