"""The harvest: publications, and the index by which everything in it is found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), 'postgresql')


def upgrade() -> None:
    op.create_table('publication',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', JSON, nullable=False),
    sa.Column('text', JSON, nullable=False),
    sa.Column('url', sa.String(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('conditions', JSON, nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_publication_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_publication')),
    sa.UniqueConstraint('edition_id', 'number', name=op.f('uq_publication_edition_id_number'))
    )
    op.create_table('search_entry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('what', sa.String(length=32), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_search_entry_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_entry')),
    sa.UniqueConstraint('edition_id', 'what', 'number', name=op.f('uq_search_entry_edition_id_what_number'))
    )
    op.create_table('search_use',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('word', sa.String(), nullable=False),
    sa.Column('entry_id', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['entry_id'], ['search_entry.id'], name=op.f('fk_search_use_entry_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_use')),
    sa.UniqueConstraint('word', 'entry_id', name=op.f('uq_search_use_word_entry_id'))
    )
    with op.batch_alter_table('search_use', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_use_entry_id'), ['entry_id'], unique=False)

    op.create_table('search_key',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('word', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_search_key')),
    sa.UniqueConstraint('key', 'word', name=op.f('uq_search_key_key_word'))
    )
    with op.batch_alter_table('search_key', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_search_key_word'), ['word'], unique=False)



def downgrade() -> None:
    op.drop_table('search_key')
    op.drop_table('search_use')
    op.drop_table('search_entry')
    op.drop_table('publication')
