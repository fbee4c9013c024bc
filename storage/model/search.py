"""The table of the search: what readers can see, as terms."""

from sqlalchemy import Text
from sqlmodel import Field, SQLModel

from storage.model import columns


class SearchText(SQLModel, table=True):
    """The terms of a published entry in alphabetical order, and which `analysis` made them.

    Beside it each database keeps an index of its own kind named `search_terms`, which follows by itself:
    SQLite a virtual table with triggers, PostgreSQL an index on the expression and the function
    `search_hits` that asks it.
    """

    __tablename__ = "search_text"

    entry_id: int = Field(primary_key=True, foreign_key="entry.id", sa_type=columns.BigId)
    terms: str = Field(sa_type=Text)
    analysis: int
