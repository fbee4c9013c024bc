"""All tables, for migrations and for whoever needs the metadata whole."""

from sqlmodel import SQLModel

from storage.model import desk, face, follow, inbox, ledger, picture, record, replica, search, subscriber

__all__ = [
    "desk",
    "face",
    "follow",
    "inbox",
    "ledger",
    "metadata",
    "picture",
    "record",
    "replica",
    "search",
    "subscriber",
]

metadata = SQLModel.metadata
