"""All tables, for migrations and for whoever needs the metadata whole."""

from sqlmodel import SQLModel

from storage.model import inbox, ledger, record, replica, subscriber

__all__ = ["inbox", "ledger", "metadata", "record", "replica", "subscriber"]

metadata = SQLModel.metadata
