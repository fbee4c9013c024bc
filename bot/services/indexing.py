"""The search catches up: what was published before it existed, or analysed by an older program."""

from dataclasses import dataclass

from bot.services.newsroom import Newsroom
from bot.services.turns import Turn
from storage.search import index

_AT_ONCE = 25  # entries in a transaction: less than a tenth of a second


@dataclass
class Shelf:
    """How far this process has looked: the last entry's number, and whether all are found by now.

    What is published from then on is indexed as it is published.
    """

    upto: int = 0
    is_whole: bool = False


async def is_whole(newsroom: Newsroom) -> bool:
    """Whether nothing is left to be indexed."""
    async with newsroom.database.reading() as session:
        return not await index.behind(session, 0, 1)


async def catch_up(newsroom: Newsroom, turn: Turn, shelf: Shelf) -> int:
    """Index as many as there is time for; returns how many looks found some."""
    chunks = 0
    while True:
        async with newsroom.database.writing() as session:
            last = await index.catch_up(session, shelf.upto, _AT_ONCE)
        if last is None:
            shelf.is_whole = True
            return chunks
        shelf.upto, chunks = last, chunks + 1
        if turn.is_over:
            return chunks
