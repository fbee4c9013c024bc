"""Sheets of the desk that stay true: in whose chat they are, of which version they tell, their buttons"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.add_column(sa.Column("buttons", sa.JSON(), nullable=True))
    with op.batch_alter_table("desk_post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chat_id", _BIG, nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("desk_post", schema=None) as batch_op:
        batch_op.drop_column("version")
        batch_op.drop_column("chat_id")
    with op.batch_alter_table("edition", schema=None) as batch_op:
        batch_op.drop_column("buttons")
