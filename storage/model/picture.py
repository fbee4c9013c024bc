"""The table of pictures: each by what it shows, until Telegram keeps it."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Picture(SQLModel, table=True):
    """A picture named by the print of its values. `content` is there until it was uploaded, from then on
    `file_id` says where Telegram has it; with neither it has to be drawn anew.
    """

    __tablename__ = "picture"

    key: str = Field(primary_key=True)
    content: bytes | None = None
    file_id: str | None = None
    created_at: datetime = Field(index=True)
