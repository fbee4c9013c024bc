"""Tables of the replicas: who is alive, who has which role, and how much each may send."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.model import columns


class Replica(SQLModel, table=True):
    """A running process, alive until `until` by the database's clock unless it says so again.

    `permits` is its share of the messages per second, `wanted` how many it has use for. By `birth` others
    on its machine can tell that it is gone; it is empty where the system does not say.
    """

    __tablename__ = "replica"

    id: str = Field(primary_key=True)
    host: str
    pid: int
    birth: str = ""
    started_at: datetime
    seen_at: datetime
    until: datetime
    permits: int = 0
    wanted: int = 0


class Lease(SQLModel, table=True):
    """A role that one replica has at a time; `epoch` grows with each new holder."""

    __tablename__ = "lease"

    role: str = Field(primary_key=True)
    holder: str
    epoch: int = Field(default=1, sa_type=columns.BigId)
    until: datetime
