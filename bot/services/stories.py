"""Stories that a reader is spared: no alert tells them any more, the digest still does."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import compose
from bot.brief.screen import MARK, Screen
from bot.brief.tongue import Tongue
from bot.services import reading, subscribing
from bot.services.newsroom import Asker, Newsroom
from storage import views
from storage.model.stories import is_key
from storage.model.subscriber import SubscriberRecord

MOST_MUTED = 50
MUTE, HEAR = "mute", "hear"
BUTTONS = (f"{MUTE}:", f"{HEAR}:")


async def named(session: AsyncSession, keys: Sequence[str], speaker: Tongue, fallback: str) -> dict[str, str]:
    """What each of these stories is called: the headline of what happened last in it. Those of which readers
    may see nothing any more are left out.
    """
    found = await views.newest_of_stories(session, keys)
    heads = {key: one.entry.headline for key, one in found.items()}
    return {key: compose.in_language(heads[key], speaker, fallback) for key in keys if key in heads}


async def pressed(newsroom: Newsroom, asker: Asker, data: str) -> tuple[str, Screen | None]:
    """A button under an alert: what is said at once, and the alert as it looks then, where it is known.

    The data name what is to be done, the story, and the edition with its page; forged ones do nothing.
    """
    word, key, *where = [*data.partition(MARK)[0].split(":"), ""]
    if word not in {MUTE, HEAR} or not is_key(key):
        return "", None
    act = _mute if word == MUTE else _hear
    who = await subscribing.change(newsroom, asker, lambda record: act(record, key))
    said = {
        MUTE: who.speaker._("No more alerts of this story. Your digest still tells it."),
        HEAR: who.speaker._("You will be alerted to this story again."),
    }
    return said[word], await _alert(newsroom, asker, where)


def _mute(record: SubscriberRecord, key: str) -> None:
    """The one that was muted first is heard again where there are too many."""
    record.muted = [*(one for one in record.muted if one != key), key][-MOST_MUTED:]


def _hear(record: SubscriberRecord, key: str) -> None:
    record.muted = [one for one in record.muted if one != key]


async def _alert(newsroom: Newsroom, asker: Asker, where: Sequence[str]) -> Screen | None:
    numbers = [int(word) for word in where if word.isdecimal() and len(word) < 18]
    if len(numbers) != 2:
        return None
    return await reading.edition_page(newsroom, asker, numbers[0], numbers[1])
