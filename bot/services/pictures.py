"""Pictures of charts: drawn where they are not there yet, and what Telegram calls them."""

import asyncio

from bot.pictures.chart import Chart
from bot.services.newsroom import Newsroom
from storage import pictures
from storage.db import Database
from storage.pictures import Print


async def ready(newsroom: Newsroom, chart: Chart) -> str:
    """The key of a chart's picture, drawn if need be; empty where it cannot be drawn.

    To be called before anything is written, since it may take a second or two.
    """
    key = chart.key
    if await _is_there(newsroom, key):
        return key
    async with newsroom.studio.turn:
        if await _is_there(newsroom, key):  # somebody else asked for it meanwhile
            return key
        made = await newsroom.studio.draw(chart)
        if made is None:
            return ""
        # A task of its own has a transaction of its own: whoever waits here finds the picture.
        await asyncio.create_task(_keep(newsroom, key, made))
    return key


async def _keep(newsroom: Newsroom, key: str, made: bytes) -> None:
    async with newsroom.database.writing() as session:
        await pictures.keep(session, key, made, newsroom.now())


async def _is_there(newsroom: Newsroom, key: str) -> bool:
    async with newsroom.database.reading() as session:
        return await pictures.is_there(session, key)


async def find(database: Database, key: str) -> Print | None:
    async with database.reading() as session:
        return await pictures.find(session, key)


async def uploaded(database: Database, key: str, file_id: str) -> None:
    async with database.writing() as session:
        await pictures.uploaded(session, key, file_id)


async def refused(database: Database, key: str, file_id: str) -> None:
    async with database.writing() as session:
        await pictures.refused(session, key, file_id)
