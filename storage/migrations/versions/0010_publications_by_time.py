"""When a version was published, to be asked for: the public log of corrections looks thirty days back"""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_index(op.f("ix_revision_published_at"), "revision", ["published_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_revision_published_at"), table_name="revision")
