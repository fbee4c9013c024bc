"""What Telegram was last told of the bot's menus and descriptions"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "face",
        sa.Column(
            "bot_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("what", sqltypes.AutoString(), nullable=False),
        sa.Column("scope", sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqltypes.AutoString(), nullable=False),
        sa.Column("print", sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "what", "scope", "language", name=op.f("pk_face")),
    )


def downgrade() -> None:
    op.drop_table("face")
