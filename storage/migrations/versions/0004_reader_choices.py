"""What readers choose: a rhythm, stories to be spared, pauses with an end, and what passes quiet hours"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql import sqltypes

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quiet_flash", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(
            sa.Column("rhythm", sqltypes.AutoString(), server_default=sa.text("'daily'"), nullable=False)
        )
        batch_op.add_column(sa.Column("muted", sa.Text(), server_default=sa.text("''"), nullable=False))
        batch_op.add_column(sa.Column("paused_until", sqltypes.UTCDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("subscriber", schema=None) as batch_op:
        batch_op.drop_column("paused_until")
        batch_op.drop_column("muted")
        batch_op.drop_column("rhythm")
        batch_op.drop_column("quiet_flash")
