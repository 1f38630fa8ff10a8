"""Cards that talk: notes to oneself, links, cards through a code, and what others say to a card."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None

ONE_OF_THREE = (
    'CASE WHEN card_id IS NULL THEN 0 ELSE 1 END + CASE WHEN registration_id IS NULL THEN 0 ELSE 1 END'
    ' + CASE WHEN response_id IS NULL THEN 0 ELSE 1 END = 1'
)


def upgrade() -> None:
    with op.batch_alter_table('card', schema=None) as batch_op:
        batch_op.add_column(sa.Column('link', sa.String(), nullable=False, server_default=''))
        batch_op.add_column(sa.Column('link_version', sa.Integer(), nullable=False, server_default='1'))

    op.create_table('response',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('card_id', sa.Integer(), nullable=False),
    sa.Column('author_id', sa.Integer(), nullable=True),
    sa.Column('author_name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('text', sa.String(), nullable=False),
    sa.Column('perspective', sa.String(length=32), nullable=True),
    sa.Column('show', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['author_id'], ['registration.id'], name=op.f('fk_response_author_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['card_id'], ['card.id'], name=op.f('fk_response_card_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_response')),
    sa.UniqueConstraint('public_id', name=op.f('uq_response_public_id'))
    )
    with op.batch_alter_table('response', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_response_author_id'), ['author_id'], unique=False)
        batch_op.create_index('ix_response_card_id_kind_state', ['card_id', 'kind', 'state'], unique=False)

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('response_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_consent_response_id'), ['response_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_consent_response_id'), 'response', ['response_id'], ['id'], ondelete='CASCADE')
        batch_op.drop_constraint(batch_op.f('ck_consent_about_one_thing'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_consent_about_one_thing'), ONE_OF_THREE)


def downgrade() -> None:
    op.execute("DELETE FROM consent WHERE response_id IS NOT NULL")
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_consent_about_one_thing'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_consent_about_one_thing'), '(card_id IS NULL) <> (registration_id IS NULL)')
        batch_op.drop_constraint(batch_op.f('fk_consent_response_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_consent_response_id'))
        batch_op.drop_column('response_id')

    with op.batch_alter_table('response', schema=None) as batch_op:
        batch_op.drop_index('ix_response_card_id_kind_state')
        batch_op.drop_index(batch_op.f('ix_response_author_id'))

    op.drop_table('response')
    with op.batch_alter_table('card', schema=None) as batch_op:
        batch_op.drop_column('link_version')
        batch_op.drop_column('link')
