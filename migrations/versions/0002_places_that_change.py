"""Places that change: schedule, locks, offers, absences, files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('file',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('type', sa.String(), nullable=False),
    sa.Column('sha256', sa.String(), nullable=False),
    sa.Column('bytes', sa.LargeBinary(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('keep_until', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_file_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file')),
    sa.UniqueConstraint('public_id', name=op.f('uq_file_public_id'))
    )
    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_file_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_file_keep_until'), ['keep_until'], unique=False)

    op.create_table('schedule_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.Column('verb', sa.String(), nullable=False),
    sa.Column('rows', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_schedule_change_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedule_change'))
    )
    with op.batch_alter_table('schedule_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_schedule_change_edition_id'), ['edition_id'], unique=False)

    op.create_table('round_absence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_round_absence_registration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['round_id'], ['round.id'], name=op.f('fk_round_absence_round_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_absence')),
    sa.UniqueConstraint('registration_id', 'round_id', name=op.f('uq_round_absence_registration_id_round_id'))
    )
    with op.batch_alter_table('round_absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_round_absence_round_id'), ['round_id'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('registration_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('slot_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['registration_id'], ['registration.id'], name=op.f('fk_offer_registration_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['slot_id'], ['slot.id'], name=op.f('fk_offer_slot_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer'))
    )
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_registration_id'), ['registration_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offer_slot_id'), ['slot_id'], unique=False)
        batch_op.create_index('ix_offer_state_expires_at', ['state', 'expires_at'], unique=False)

    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('places_frozen_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))

    op.execute('UPDATE edition SET changed_at = CURRENT_TIMESTAMP')
    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.alter_column('changed_at', nullable=False)

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('email', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('email_key', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('locale', sa.String(), nullable=False, server_default='nl'))
        batch_op.create_unique_constraint(batch_op.f('uq_person_email_key'), ['email_key'])

    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('locked', sa.Boolean(), nullable=False, server_default=sa.false()))

    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version', sa.Integer(), nullable=False, server_default='1'))

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.add_column(sa.Column('feed_version', sa.Integer(), nullable=False, server_default='1'))

    with op.batch_alter_table('calendar_object', schema=None) as batch_op:
        batch_op.alter_column('registration_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('edition_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_calendar_object_person_id'), 'person', ['person_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_calendar_object_edition_id'), 'edition', ['edition_id'], ['id'], ondelete='CASCADE')
        batch_op.create_unique_constraint(batch_op.f('uq_calendar_object_person_id_edition_id'), ['person_id', 'edition_id'])
        batch_op.create_check_constraint(batch_op.f('ck_calendar_object_registration_or_person'), '(registration_id IS NULL) <> (person_id IS NULL)')
        batch_op.create_check_constraint(batch_op.f('ck_calendar_object_person_in_edition'), '(person_id IS NULL) = (edition_id IS NULL)')
        batch_op.create_index(batch_op.f('ix_calendar_object_edition_id'), ['edition_id'], unique=False)

    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.String(), nullable=True))
        batch_op.alter_column('next_at', existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.drop_index('ix_outgoing_mail_state_next_at')
        batch_op.drop_index(batch_op.f('ix_outgoing_mail_edition_id'))
        batch_op.create_index('ix_outgoing_mail_next_at_id', ['next_at', 'id'], unique=False)
        batch_op.create_index('ix_outgoing_mail_edition_id_created_at_id', ['edition_id', 'created_at', 'id'], unique=False)
        batch_op.create_index('ix_outgoing_mail_edition_id_state_kind_reason', ['edition_id', 'state', 'kind', 'reason'], unique=False)
        batch_op.create_index(batch_op.f('ix_outgoing_mail_tried_at'), ['tried_at'], unique=False)

    # Only what a worker may still take has a moment from which it may; a lease is such a moment.
    op.execute("UPDATE outgoing_mail SET next_at = lease_until WHERE state = 'sending'")
    op.execute("UPDATE outgoing_mail SET next_at = NULL WHERE state NOT IN ('queued', 'waiting', 'sending')")
    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.drop_column('lease_until')

    op.create_table('mail_pause',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('edition_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['edition.id'], name=op.f('fk_mail_pause_edition_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_pause')),
    sa.UniqueConstraint('edition_id', name=op.f('uq_mail_pause_edition_id'))
    )


def downgrade() -> None:
    op.drop_table('mail_pause')
    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.add_column(sa.Column('lease_until', sa.DateTime(timezone=True), nullable=True))

    op.execute("UPDATE outgoing_mail SET lease_until = next_at WHERE state = 'sending'")
    op.execute("UPDATE outgoing_mail SET next_at = created_at WHERE next_at IS NULL")
    with op.batch_alter_table('outgoing_mail', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outgoing_mail_tried_at'))
        batch_op.drop_index('ix_outgoing_mail_edition_id_state_kind_reason')
        batch_op.drop_index('ix_outgoing_mail_edition_id_created_at_id')
        batch_op.drop_index('ix_outgoing_mail_next_at_id')
        batch_op.create_index(batch_op.f('ix_outgoing_mail_edition_id'), ['edition_id'], unique=False)
        batch_op.create_index('ix_outgoing_mail_state_next_at', ['state', 'next_at'], unique=False)
        batch_op.alter_column('next_at', existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.drop_column('reason')
        batch_op.drop_column('tried_at')

    op.execute('DELETE FROM calendar_object WHERE registration_id IS NULL')
    with op.batch_alter_table('calendar_object', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_object_edition_id'))
        batch_op.drop_constraint(batch_op.f('ck_calendar_object_person_in_edition'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_calendar_object_registration_or_person'), type_='check')
        batch_op.drop_constraint(batch_op.f('uq_calendar_object_person_id_edition_id'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_calendar_object_edition_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_calendar_object_person_id'), type_='foreignkey')
        batch_op.drop_column('edition_id')
        batch_op.drop_column('person_id')
        batch_op.alter_column('registration_id', existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table('registration', schema=None) as batch_op:
        batch_op.drop_column('feed_version')

    with op.batch_alter_table('plan', schema=None) as batch_op:
        batch_op.drop_column('version')

    with op.batch_alter_table('placement', schema=None) as batch_op:
        batch_op.drop_column('locked')

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_person_email_key'), type_='unique')
        batch_op.drop_column('locale')
        batch_op.drop_column('email_key')
        batch_op.drop_column('email')

    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.drop_column('changed_at')
        batch_op.drop_column('places_frozen_at')

    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_index('ix_offer_state_expires_at')
        batch_op.drop_index(batch_op.f('ix_offer_slot_id'))
        batch_op.drop_index(batch_op.f('ix_offer_registration_id'))

    op.drop_table('offer')
    with op.batch_alter_table('round_absence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_absence_round_id'))

    op.drop_table('round_absence')
    with op.batch_alter_table('schedule_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_schedule_change_edition_id'))

    op.drop_table('schedule_change')
    with op.batch_alter_table('file', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_file_keep_until'))
        batch_op.drop_index(batch_op.f('ix_file_edition_id'))

    op.drop_table('file')
