"""The table of what the bot shows of itself."""

from sqlmodel import Field, SQLModel

from storage.model import columns


class Face(SQLModel, table=True):
    """A menu or a description as Telegram was last told it, as a print: nothing is told twice.

    `scope` says whose menu it is, such as `all_group_chats` or, for somebody of the desk, `chat:2001`;
    `language` is empty for all who have none of the others.
    """

    __tablename__ = "face"

    bot_id: int = Field(primary_key=True, sa_type=columns.BigId, sa_column_kwargs={"autoincrement": False})
    what: str = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    language: str = Field(primary_key=True)
    print: str
