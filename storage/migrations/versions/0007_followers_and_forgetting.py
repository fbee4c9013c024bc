"""Who follows which pledge; and deliveries whose reader is not known any more"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0007"
down_revision = "0006"

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.alter_column("chat_id", existing_type=_BIG, nullable=True)
    op.create_table(
        "pledge_follow",
        sa.Column("subscriber_id", _BIG, nullable=False),
        sa.Column("uri", sqltypes.AutoString(), nullable=False),
        sa.Column("since", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["subscriber_id"],
            ["subscriber.id"],
            name=op.f("fk_pledge_follow_subscriber_id_subscriber"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("subscriber_id", "uri", name=op.f("pk_pledge_follow")),
    )
    op.create_index("ix_pledge_follow_uri", "pledge_follow", ["uri", "subscriber_id"])
    op.create_table(
        "pledge_change",
        sa.Column("id", _BIG, nullable=False),
        sa.Column("entry_id", _BIG, nullable=False),
        sa.Column("known_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("after", _BIG, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_pledge_change_entry_id_entry")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pledge_change")),
    )
    op.create_index(op.f("ix_pledge_change_entry_id"), "pledge_change", ["entry_id"])


def downgrade() -> None:
    op.drop_table("pledge_change")
    op.drop_table("pledge_follow")
    op.execute("DELETE FROM ambiguity WHERE delivery_id IN (SELECT id FROM delivery WHERE chat_id IS NULL)")
    op.execute("DELETE FROM delivery WHERE chat_id IS NULL")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.alter_column("chat_id", existing_type=_BIG, nullable=False)
