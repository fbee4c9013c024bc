"""All tables, for migrations and for whoever needs the metadata whole."""

from sqlmodel import SQLModel

from storage.model import desk, inbox, ledger, record, replica, subscriber

__all__ = ["desk", "inbox", "ledger", "metadata", "record", "replica", "subscriber"]

metadata = SQLModel.metadata
