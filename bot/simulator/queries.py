"""Callback and inline queries that wait for their answer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from bot.simulator.answers import Json, bad

CALLBACK_ANSWERED_WITHIN = timedelta(seconds=150)
INLINE_ANSWERED_WITHIN = timedelta(seconds=30)
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass
class Query:
    id: str
    user_id: int
    asked: datetime
    lasts: timedelta
    chat_id: int | None = None
    answer: Json | None = None


@dataclass
class Queries:
    now: Callable[[], datetime]
    asked: dict[str, Query] = field(default_factory=dict)
    _numbers: "count[int]" = field(default_factory=lambda: count(4_000_000_000_000_001))

    def ask(self, user_id: int, lasts: timedelta, chat_id: int | None = None) -> Query:
        query = Query(str(next(self._numbers)), user_id, self.now(), lasts, chat_id)
        self.asked[query.id] = query
        return query

    def check(self, query_id: str) -> Query:
        """The query that still waits for its answer; anything else is refused as too old."""
        query = self.asked.get(query_id)
        if query is None or query.answer is not None or self.now() - query.asked > query.lasts:
            raise bad(TOO_OLD)
        return query

    def settle(self, query_id: str, answer: Json) -> Query:
        query = self.check(query_id)
        query.answer = answer
        return query

    def answered(self) -> dict[str, Json]:
        return {query.id: query.answer for query in self.asked.values() if query.answer is not None}
