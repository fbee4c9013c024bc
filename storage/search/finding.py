"""What a question finds: entries that have all of it first, then those that have some, each newest first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import views
from storage.model.vocabulary import PUBLIC_STATES
from storage.search.analysis import Group, Question
from storage.views import Published


@dataclass(frozen=True, slots=True)
class Found:
    """Some of the hits, and how many there are that have all of the question, and only some of it."""

    whole: list[Published]
    partly: list[Published]
    all_whole: int = 0
    all_partly: int = 0

    @property
    def count(self) -> int:
        return self.all_whole + self.all_partly


@dataclass(frozen=True, slots=True)
class _Dialect:
    """How a database asks its index, and how its questions are written."""

    hits: str
    beginning: str
    both: str
    either: str
    without: str
    quote: str

    def term(self, term: str) -> str:
        quoted = f"{self.quote}{term.removesuffix('*')}{self.quote}"
        return f"{quoted}{self.beginning}" if term.endswith("*") else quoted

    def group(self, group: Group) -> str:
        return f"({self.either.join(self.term(term) for term in sorted(group))})"

    def matches(self, question: Question) -> dict[str, str]:
        """What the entries match that have all of a question, and those that have only some."""
        groups = [self.group(group) for group in question.groups]
        whole = self.both.join(groups)
        if len(groups) == 1:
            return {"whole": whole}
        return {"whole": whole, "partly": f"({self.either.join(groups)}){self.without}({whole})"}


_SQLITE = _Dialect(
    "SELECT rowid AS id, {rank} AS rank FROM search_terms WHERE search_terms MATCH :{what}",
    "*", " AND ", " OR ", " NOT ", '"',
)  # fmt: skip
_POSTGRESQL = _Dialect(
    "SELECT found.id, {rank} AS rank FROM search_hits(CAST(:{what} AS tsquery)) AS found (id)",
    ":*", " & ", " | ", " & !", "'",
)  # fmt: skip
_STATES = ", ".join(f"'{state}'" for state in PUBLIC_STATES)


async def find(session: AsyncSession, question: Question, first: int, most: int) -> Found:
    """Up to `most` hits from the one numbered `first` on, counted from 0."""
    if question.is_empty:
        return Found([], [])
    connection = await session.connection()
    dialect = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    matches = dialect.matches(question)
    hits = " UNION ALL ".join(dialect.hits.format(rank=rank, what=what) for rank, what in enumerate(matches))
    page = await connection.execute(text(_page(hits)), {**matches, "first": first, "most": most})
    ranks = {int(number): int(rank) for number, rank in page}
    counted = await connection.execute(text(_count(hits)), matches)
    return await _found(session, ranks, {int(rank): int(count) for rank, count in counted})


def _page(hits: str) -> str:
    return f"""
        SELECT hit.id, hit.rank FROM ({hits}) AS hit JOIN entry ON entry.id = hit.id
        WHERE entry.state IN ({_STATES})
        ORDER BY hit.rank, entry.sort_at DESC, entry.id DESC LIMIT :most OFFSET :first
    """  # noqa: S608  no value


def _count(hits: str) -> str:
    return f"SELECT hit.rank, count(*) FROM ({hits}) AS hit GROUP BY hit.rank"  # noqa: S608  no value


async def _found(session: AsyncSession, ranks: Mapping[int, int], counted: Mapping[int, int]) -> Found:
    known = {one.id: one for one in await views.by_id(session, ranks)}

    def of(rank: int) -> Iterable[Published]:
        return (known[number] for number, its in ranks.items() if its == rank and number in known)

    return Found(list(of(0)), list(of(1)), counted.get(0, 0), counted.get(1, 0))
