"""Letters: own words for mails, moments of automatic mails, free letters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')


def upgrade() -> None:
    op.create_table('mail_text',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('locale', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('opening', sa.String(), nullable=False),
    sa.Column('closing', sa.String(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_mail_text_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_text')),
    sa.UniqueConstraint('edition_id', 'kind', 'locale', name=op.f('uq_mail_text_edition_id_kind_locale'))
    )
    op.create_table('mail_moment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('day', sa.String(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('went_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_mail_moment_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_moment')),
    sa.UniqueConstraint('edition_id', 'kind', name=op.f('uq_mail_moment_edition_id_kind'))
    )
    op.create_table('letter',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('once', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('whom', JSON, nullable=False),
    sa.Column('subject', JSON, nullable=False),
    sa.Column('text', JSON, nullable=False),
    sa.Column('held', sa.Boolean(), nullable=False),
    sa.Column('recipients', JSON, nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_letter_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter')),
    sa.UniqueConstraint('once', name=op.f('uq_letter_once'))
    )
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_letter_edition_id'), ['edition_id'], unique=False)

    with op.batch_alter_table('calendar_object', schema=None) as batch_op:
        batch_op.add_column(sa.Column('frame', JSON, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('calendar_object', schema=None) as batch_op:
        batch_op.drop_column('frame')

    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_letter_edition_id'))

    op.drop_table('letter')
    op.drop_table('mail_moment')
    op.drop_table('mail_text')
