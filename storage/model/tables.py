"""All tables, for migrations and for whoever needs the metadata whole."""

from sqlmodel import SQLModel

from storage.model import desk, inbox, ledger, record, replica, search, subscriber

__all__ = ["desk", "inbox", "ledger", "metadata", "record", "replica", "search", "subscriber"]

metadata = SQLModel.metadata
