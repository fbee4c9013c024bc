"""The same stage as the stories': a handler is met through Telegram or not at all.

The stories play on both kinds of database; `test_conversation.py` among them says what is said here.
"""

import pytest

from tests.stories.conftest import play, stage

__all__ = ["database_url", "play", "stage"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url
