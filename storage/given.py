"""Statements for the ledger's hot path: written out, and many rows given to one as a single parameter.

They go straight to the driver: a list of rows costs one round trip and no compiling.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

Row = tuple[Any, ...]
_PARAMETER = re.compile(r"(?<!:):(\w+)")
_AS_STORED = "%Y-%m-%d %H:%M:%S.%f"  # how SQLAlchemy keeps a moment (UTC) in SQLite


@dataclass(frozen=True, slots=True)
class Call:
    """A statement with its values, ready to run."""

    sqlite: str
    postgresql: str
    values: Mapping[str, Any]

    def stored(self) -> dict[str, Any]:
        """The values as SQLite keeps them."""
        return {name: _stored(one) for name, one in self.values.items()}

    async def on(self, session: AsyncSession) -> list[Row]:
        """Run it in the session's transaction; returns what it returns."""
        connection = await session.connection()
        driver: Any = (await connection.get_raw_connection()).driver_connection
        if connection.dialect.name == "sqlite":
            return list(await driver.execute_fetchall(self.sqlite, self.stored()))
        cursor = await driver.execute(self.postgresql, self.values)
        return list(await cursor.fetchall()) if cursor.description else []


class Statement:
    """SQL in the words of either database; where it says `{given}` its rows stand, under that name, and where
    it says `{skip_locked}` it passes over what others have in hand.

    `columns` name what a row holds, each with its type in PostgreSQL. Parameters are written `:name`.
    """

    def __init__(self, sql: str, **columns: str) -> None:
        sqlite, postgresql = _rows(columns)
        self._sqlite = sql.format(given=sqlite, skip_locked="")
        self._postgresql = _PARAMETER.sub(
            r"%(\1)s", sql.format(given=postgresql, skip_locked="FOR UPDATE SKIP LOCKED").replace("%", "%%")
        )

    def call(self, rows: Iterable[Sequence[Any]] | None = None, **values: Any) -> Call:
        """With these rows (of numbers, texts and None) where it takes any."""
        if rows is not None:
            values["given"] = json.dumps(list(rows))
        return Call(self._sqlite, self._postgresql, values)

    async def on(
        self, session: AsyncSession, rows: Iterable[Sequence[Any]] | None = None, **values: Any
    ) -> list[Row]:
        return await self.call(rows, **values).on(session)


def _rows(columns: Mapping[str, str]) -> tuple[str, str]:
    sqlite = ", ".join(f"json_extract(value, '$[{n}]') AS {name}" for n, name in enumerate(columns))
    postgresql = ", ".join(
        f"CAST(value->>{n} AS {kind}) AS {name}" for n, (name, kind) in enumerate(columns.items())
    )
    return (
        f"(SELECT {sqlite} FROM json_each(:given)) AS given",  # noqa: S608  names of our own
        f"(SELECT {postgresql} FROM json_array_elements(CAST(:given AS json))) AS given",  # noqa: S608
    )


def _stored(value: Any) -> Any:
    return value.astimezone(UTC).strftime(_AS_STORED) if isinstance(value, datetime) else value


def moment(found: Any) -> datetime:
    """A moment as a statement returned it: aware UTC."""
    if isinstance(found, datetime):
        return found.astimezone(UTC)
    return datetime.fromisoformat(found).replace(tzinfo=UTC)
