"""Profiles: what speakers write of themselves, pictures, slides, consents of people and appearances."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), 'postgresql')

ABOUT = ('card_id', 'registration_id', 'response_id', 'person_id', 'appearance_id')


def _exactly_one(columns: tuple[str, ...]) -> str:
    return ' + '.join(f'CASE WHEN {column} IS NULL THEN 0 ELSE 1 END' for column in columns) + ' = 1'


def upgrade() -> None:
    op.create_table('photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sha', sa.String(), nullable=False),
    sa.Column('alt', JSON, nullable=False),
    sa.Column('large_id', sa.Integer(), nullable=False),
    sa.Column('small_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['large_id'], ['file.id'], name=op.f('fk_photo_large_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['small_id'], ['file.id'], name=op.f('fk_photo_small_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_photo'))
    )
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_photo_large_id'), ['large_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_photo_sha'), ['sha'], unique=False)
        batch_op.create_index(batch_op.f('ix_photo_small_id'), ['small_id'], unique=False)

    op.create_table('slides',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('appearance_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['appearance_id'], ['appearance.id'], name=op.f('fk_slides_appearance_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['file_id'], ['file.id'], name=op.f('fk_slides_file_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_slides')),
    sa.UniqueConstraint('appearance_id', name=op.f('uq_slides_appearance_id'))
    )
    with op.batch_alter_table('slides', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_slides_file_id'), ['file_id'], unique=False)

    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.add_column(sa.Column('profiles_until', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.add_column(sa.Column('links', JSON, nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('wanted', JSON, nullable=True))
        batch_op.add_column(sa.Column('photo_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('new_photo_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('invited_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('written_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_person_new_photo_id'), ['new_photo_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_person_photo_id'), ['photo_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_person_new_photo_id'), 'photo', ['new_photo_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_person_photo_id'), 'photo', ['photo_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_consent_about_one_thing'), type_='check')
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('appearance_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_consent_person_id'), ['person_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_consent_appearance_id'), ['appearance_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_consent_person_id'), 'person', ['person_id'], ['id'], ondelete='CASCADE')
        batch_op.create_foreign_key(batch_op.f('fk_consent_appearance_id'), 'appearance', ['appearance_id'], ['id'], ondelete='CASCADE')
        batch_op.create_check_constraint(batch_op.f('ck_consent_about_one_thing'), _exactly_one(ABOUT))

    # Until now organisers alone made people public, on what these had told them.
    op.execute(
        "INSERT INTO consent (appearance_id, purpose, text_version, given_at) "
        "SELECT appearance.id, 'publish', 'told', CURRENT_TIMESTAMP FROM appearance "
        "JOIN person ON person.id = appearance.person_id "
        "WHERE person.state = 'published' AND appearance.state = 'accepted'"
    )


def downgrade() -> None:
    op.execute('DELETE FROM consent WHERE person_id IS NOT NULL OR appearance_id IS NOT NULL')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_consent_about_one_thing'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_consent_appearance_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_consent_person_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_consent_appearance_id'))
        batch_op.drop_index(batch_op.f('ix_consent_person_id'))
        batch_op.drop_column('appearance_id')
        batch_op.drop_column('person_id')
        batch_op.create_check_constraint(batch_op.f('ck_consent_about_one_thing'), _exactly_one(ABOUT[:3]))

    with op.batch_alter_table('person', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_person_photo_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_person_new_photo_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_person_photo_id'))
        batch_op.drop_index(batch_op.f('ix_person_new_photo_id'))
        batch_op.drop_column('written_at')
        batch_op.drop_column('invited_at')
        batch_op.drop_column('new_photo_id')
        batch_op.drop_column('photo_id')
        batch_op.drop_column('wanted')
        batch_op.drop_column('links')

    with op.batch_alter_table('edition', schema=None) as batch_op:
        batch_op.drop_column('profiles_until')

    with op.batch_alter_table('slides', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_slides_file_id'))

    op.drop_table('slides')
    with op.batch_alter_table('photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_photo_small_id'))
        batch_op.drop_index(batch_op.f('ix_photo_sha'))
        batch_op.drop_index(batch_op.f('ix_photo_large_id'))

    op.drop_table('photo')
