"""What quiet hours hold back, and until when; the story of each entry, and what an alert lets be muted"""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0008"
down_revision = "0007"

_WAITS = sa.text("wakes_at IS NOT NULL")
_FOLDED = sa.text("version = 0")
_BATCH = 1_000


def upgrade() -> None:
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waiting", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("wakes_at", sqltypes.UTCDateTime(), nullable=True))
    op.create_index(
        "ix_subscriber_waking",
        "subscriber",
        ["state", "wakes_at", "id"],
        sqlite_where=_WAITS,
        postgresql_where=_WAITS,
    )
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stories", sa.JSON(), nullable=True))
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("story", sqltypes.AutoString(), server_default=sa.text("''"), nullable=False)
        )
        batch_op.create_index("ix_entry_story", ["story"])
    _tell_stories(op.get_bind())
    op.create_index(
        "ix_edition_entry_folded",
        "edition_entry",
        ["edition_id"],
        sqlite_where=_FOLDED,
        postgresql_where=_FOLDED,
    )


def _tell_stories(connection: sa.Connection) -> None:
    rows = connection.execute(sa.text("SELECT id, uri, process FROM entry")).all()
    change = sa.text("UPDATE entry SET story = :story WHERE id = :id")
    found = [{"id": number, "story": _story(uri, process)} for number, uri, process in rows]
    for start in range(0, len(found), _BATCH):
        connection.execute(change, found[start : start + _BATCH])


def _story(uri: str, process: str | None) -> str:
    return sha256((f"talks:{process}" if process else uri).encode()).hexdigest()[:12]


def downgrade() -> None:
    op.drop_index("ix_edition_entry_folded", table_name="edition_entry")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_story")
        batch_op.drop_column("story")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_column("stories")
    op.drop_index("ix_subscriber_waking", table_name="subscriber")
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.drop_column("wakes_at")
        batch_op.drop_column("waiting")
