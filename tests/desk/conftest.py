"""The desk in the chat: the real bot, an admin, two editors, readers, and somebody who is none of these."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from tests.cast import KYIV_READER
from tests.desk.room import ADMIN, EDITOR, READERS, SECOND, STRANGER, Room
from tests.stories.play import kyiv


@pytest.fixture
def rules() -> dict[str, str]:
    """More settings of a story."""
    return {}


@pytest.fixture
async def room(
    hurried: None,  # noqa: ARG001  its patience
    database_url: str,
    rules: dict[str, str],
) -> AsyncIterator[Room]:
    """The bot runs; the editors have joined, the readers have subscribed."""
    settings = {"admins": str(ADMIN.id)} | rules
    async with Room.staged(kyiv(2026, 2, 4, 14, 0), database_url, **settings) as room:
        for chat in (ADMIN, EDITOR, SECOND, STRANGER, KYIV_READER, *READERS):
            room.meet(chat)
        async with room.on():
            for chat in READERS:
                await room.say(chat.id, "/start")
            await room.join(EDITOR)
            await room.join(SECOND)
            yield room
            room.clock.set(room.clock() + timedelta(seconds=1))
