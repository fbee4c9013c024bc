"""All tables, for migrations and for whoever needs the metadata whole."""

from sqlmodel import SQLModel

from storage.model import ledger, record, subscriber

__all__ = ["ledger", "metadata", "record", "subscriber"]

metadata = SQLModel.metadata
