"""Pictures: drawn once, uploaded once, and carried by editions"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "picture",
        sa.Column("key", sqltypes.AutoString(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("file_id", sqltypes.AutoString(), nullable=True),
        sa.Column("created_at", sqltypes.UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_picture")),
    )
    op.create_index("ix_picture_created_at", "picture", ["created_at"], unique=False)
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("picture", sqltypes.AutoString(), server_default=sa.text("''"), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_column("picture")
    op.drop_index("ix_picture_created_at", table_name="picture")
    op.drop_table("picture")
