"""The same stage as the stories': a handler is met through Telegram or not at all.

The stories play on both kinds of database; `test_conversation.py` among them says what is said here.
"""

import pytest

from tests import cast
from tests.stories.conftest import play, stage
from tests.stories.play import Play

__all__ = ["database_url", "play", "stage"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
async def reader(play: Play) -> int:
    play.world.add_reader(cast.KYIV_READER.id, "Reader", "en")
    return cast.KYIV_READER.id


@pytest.fixture
async def news(play: Play) -> None:
    await play.publish(cast.attack(), cast.talks(), cast.pledge(), aim="archive")
