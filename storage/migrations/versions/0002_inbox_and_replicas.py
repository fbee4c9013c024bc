"""The inbox, the replicas, and editions that can be paused"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0002"
down_revision = "0001"

_OF_EDITIONS = {
    "ix_edition_halted": "paused_at IS NOT NULL OR stopped IS NOT NULL",
    "ix_edition_undone": "carried_out < decision",
}


def upgrade() -> None:
    op.create_table(
        "incoming",
        sa.Column(
            "update_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("state", sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("worker", sqltypes.AutoString(), nullable=True),
        sa.Column("lease_until", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("received_at", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_incoming")),
    )
    with op.batch_alter_table("incoming", schema=None) as batch_op:
        batch_op.create_index(
            "ix_incoming_open",
            ["chat_id", "update_id"],
            unique=False,
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )
        batch_op.create_index(
            "ix_incoming_new",
            ["update_id"],
            unique=False,
            sqlite_where=sa.text("state = 'new'"),
            postgresql_where=sa.text("state = 'new'"),
        )
        batch_op.create_index(batch_op.f("ix_incoming_received_at"), ["received_at"], unique=False)

    op.create_table(
        "lease",
        sa.Column("role", sqltypes.AutoString(), nullable=False),
        sa.Column("holder", sqltypes.AutoString(), nullable=False),
        sa.Column("epoch", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("role", name=op.f("pk_lease")),
    )
    op.create_table(
        "replica",
        sa.Column("id", sqltypes.AutoString(), nullable=False),
        sa.Column("host", sqltypes.AutoString(), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("birth", sqltypes.AutoString(), nullable=False),
        sa.Column("started_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("seen_at", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("until", sqltypes.UTCDateTime(), nullable=False),
        sa.Column("permits", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replica")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("update_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chat_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("thread_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("action", sqltypes.AutoString(), nullable=False),
        sa.Column("target_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("screen", sa.JSON(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("worker", sqltypes.AutoString(), nullable=True),
        sa.Column("lease_until", sqltypes.UTCDateTime(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_lease_until"), ["lease_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_update_id"), ["update_id"], unique=False)

    op.create_table(
        "follower",
        sa.Column(
            "chat_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("message_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("language", sqltypes.AutoString(), nullable=False),
        sa.Column("shown", sqltypes.AutoString(), nullable=False),
        sa.Column("until", sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_follower_edition_id_edition")),
        sa.PrimaryKeyConstraint("chat_id", "message_id", name=op.f("pk_follower")),
    )
    with op.batch_alter_table("follower", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_follower_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "alert_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("after", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("upto", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rest", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_round")),
    )
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscriber_next_digest_at"))
        batch_op.drop_index(batch_op.f("ix_subscriber_state"))
        batch_op.create_index("ix_subscriber_due", ["state", "next_digest_at", "id"], unique=False)

    with op.batch_alter_table("ambiguity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("resolution", sqltypes.AutoString(), nullable=True))

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.alter_column("subscriber_id", existing_type=sa.INTEGER(), nullable=True)
        batch_op.drop_constraint(batch_op.f("uq_delivery_edition_id_subscriber_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_edition_id_chat_id_thread_id"), ["edition_id", "chat_id", "thread_id"]
        )
        batch_op.drop_constraint(batch_op.f("fk_delivery_edition_id_edition"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_delivery_subscriber_id_subscriber"), type_="foreignkey")
        batch_op.create_index(
            "ix_delivery_expired",
            ["subscriber_id"],
            unique=False,
            sqlite_where=sa.text("state = 'expired'"),
            postgresql_where=sa.text("state = 'expired'"),
        )
        batch_op.create_index(
            "ix_delivery_expiry",
            ["expires_at"],
            unique=False,
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.create_index(
            "ix_delivery_sent",
            ["settled_at"],
            unique=False,
            sqlite_where=sa.text("state = 'sent'"),
            postgresql_where=sa.text("state = 'sent'"),
        )

    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("caused_at", sqltypes.UTCDateTime(), nullable=True))
        batch_op.add_column(sa.Column("decision", sa.Integer(), server_default=sa.text("0"), nullable=False))
        batch_op.add_column(
            sa.Column("carried_out", sa.Integer(), server_default=sa.text("0"), nullable=False)
        )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        for name, condition in _OF_EDITIONS.items():
            where = sa.text(condition)
            batch_op.create_index(name, ["id"], unique=False, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch_op:
        for name, condition in _OF_EDITIONS.items():
            where = sa.text(condition)
            batch_op.drop_index(name, sqlite_where=where, postgresql_where=where)
        batch_op.drop_column("carried_out")
        batch_op.drop_column("decision")
        batch_op.drop_column("caused_at")
        batch_op.drop_column("paused_at")

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_delivery_expired",
            sqlite_where=sa.text("state = 'expired'"),
            postgresql_where=sa.text("state = 'expired'"),
        )
        batch_op.drop_index(
            "ix_delivery_expiry",
            sqlite_where=sa.text("state = 'queued'"),
            postgresql_where=sa.text("state = 'queued'"),
        )
        batch_op.drop_index(
            "ix_delivery_sent",
            sqlite_where=sa.text("state = 'sent'"),
            postgresql_where=sa.text("state = 'sent'"),
        )
        batch_op.drop_constraint(batch_op.f("uq_delivery_edition_id_chat_id_thread_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_edition_id_subscriber_id"), ["edition_id", "subscriber_id"]
        )
        batch_op.alter_column("subscriber_id", existing_type=sa.INTEGER(), nullable=False)
        for name in ("edition", "subscriber"):
            key = batch_op.f(f"fk_delivery_{name}_id_{name}")
            batch_op.create_foreign_key(key, name, [f"{name}_id"], ["id"])

    with op.batch_alter_table("ambiguity", schema=None) as batch_op:
        batch_op.drop_column("resolution")

    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.drop_index("ix_subscriber_due")
        batch_op.create_index(batch_op.f("ix_subscriber_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_subscriber_next_digest_at"), ["next_digest_at"], unique=False)

    op.drop_table("alert_round")

    with op.batch_alter_table("follower", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_follower_edition_id"))

    op.drop_table("follower")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_update_id"))
        batch_op.drop_index(batch_op.f("ix_reply_lease_until"))

    op.drop_table("reply")
    op.drop_table("replica")
    op.drop_table("lease")
    with op.batch_alter_table("incoming", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_incoming_received_at"))
        batch_op.drop_index(
            "ix_incoming_new",
            sqlite_where=sa.text("state = 'new'"),
            postgresql_where=sa.text("state = 'new'"),
        )
        batch_op.drop_index(
            "ix_incoming_open",
            sqlite_where=sa.text("state <> 'done'"),
            postgresql_where=sa.text("state <> 'done'"),
        )

    op.drop_table("incoming")
