"""Column types shared by the tables: comma-joined words, big ids, and the names of constraints."""

from typing import Any

from sqlalchemy import BigInteger, Dialect, Integer, MetaData, Text, TypeDecorator
from sqlmodel import SQLModel

# Named before the first table: alembic can only drop what has a name.
SQLModel.metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# SQLite counts up only in a column that is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Words(TypeDecorator[list[str]]):
    """A short list of words kept as one comma-joined text, so that equal lists group together in SQL."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: list[str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else ",".join(value)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> list[str] | None:  # noqa: ARG002  SQLAlchemy's signature
        return None if value is None else [word for word in value.split(",") if word]
