"""Many ids as one parameter: gathered by one statement, handed to the next as they came."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Dialect, Text, TypeDecorator, bindparam, cast
from sqlmodel import any_, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Ids(TypeDecorator[Any]):
    """A list as the database itself writes it, `{1,2}` or `[1,2]`: a text that is not taken apart here,
    since a number of each reader's own would cost more than all else that is done for them.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        if value is None or isinstance(value, str):
            return value
        return _written(map(str, value), brackets="{}" if dialect.name == "postgresql" else "[]")


def joined(lists: Sequence[Any]) -> Any:
    """Some lists of ids, none of them empty, as one."""
    if isinstance(lists[0], str):
        return _written((one[1:-1] for one in lists), brackets=lists[0][0] + lists[0][-1])
    return [number for one in lists for number in one]


def _written(parts: Iterable[str], brackets: str) -> str:
    return f"{brackets[0]}{','.join(parts)}{brackets[1]}"


def gathered(session: AsyncSession, column: Any) -> Any:
    """An aggregate: the ids of a group, in one value."""
    if _has_arrays(session):
        return cast(cast(func.array_agg(column), Text), Ids)
    return func.json_group_array(column, type_=Ids)


def among(session: AsyncSession, column: Any, name: str = "ids") -> ColumnElement[bool]:
    """Whether the column is one of the ids that the statement is given under a name."""
    given: ColumnElement[Any] = bindparam(name, type_=Ids)
    listed = func.json_each(given).table_valued("value")
    is_one: ColumnElement[bool] = (
        column == any_(cast(given, ARRAY(BigInteger)))
        if _has_arrays(session)
        else column.in_(select(listed.c.value))
    )
    return is_one


def _has_arrays(session: AsyncSession) -> bool:
    return session.get_bind().dialect.name == "postgresql"
