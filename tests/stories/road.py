"""A road: an alert that leaves slowly for many readers, and two admins who look after it."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlmodel import select

from bot.services import subscribing
from bot.services.newsroom import Asker
from bot.settings import Settings
from storage.model.ledger import Follower
from tests import cast
from tests.cast import Chat
from tests.stories.play import Play, buttons, eventually, settings_of

ADMIN, SECOND = Chat(2001, "en", "Europe/Kyiv"), Chat(2002, "de", "Europe/Berlin")
READERS = [Chat(3101 + number, "en", "Europe/Kyiv") for number in range(12)]
# So many that the last of them cannot be reached while somebody presses three buttons.
CROWD = [Chat(3101 + number, "en", "Europe/Kyiv") for number in range(40)]
HEADLINE = "Massive overnight strike"


def slowly(stage: Play) -> Play:
    """Four messages a second, and two admins, who have met the bot."""
    stage.settings = ruled(stage, admins=f"{ADMIN.id},{SECOND.id}")
    stage.meet(ADMIN)
    stage.meet(SECOND)
    return stage


def ruled(stage: Play, **rules: str) -> Settings:
    return settings_of(
        stage.simulator.url, stage.settings.database_url, **({"messages_per_second": "4"} | rules)
    )


async def depart(play: Play, readers: Sequence[Chat] = READERS) -> None:
    """An alert begins to leave."""
    for reader in readers:
        play.meet(reader)
        await subscribing.start(play.bot.newsroom, Asker(reader.id, language_code="en"))
    await play.publish(cast.attack(urgency=3))
    play.clock.set(play.clock() + timedelta(seconds=90))
    await play.bot.ticker.tick()
    play.bot.van.wake()
    await eventually(lambda: arrived(play, 2))


async def arrived(play: Play, many: int) -> bool:
    return len(alerts(play)) >= many


def alerts(play: Play) -> Counter[int]:
    """How many copies of the alert each reader has."""
    known = [reader.id for reader in CROWD if reader.id in play.world.chats]
    return Counter(chat for chat in known for message in play.sent(chat) if HEADLINE in message["text"])


async def open_card(play: Play) -> dict[str, Any]:
    road = await play.say(ADMIN.id, "/van")
    (data,) = [data for data in buttons(road).values() if data.startswith("van:e:")]
    return await play.press(ADMIN.id, road, data)


async def settled(play: Play) -> bool:
    return not {"queued", "claimed", "sending"} & {state for _kind, state in await play.ledger()}


async def followers(play: Play) -> list[Follower]:
    async with play.bot.newsroom.database.reading() as session:
        return list((await session.exec(select(Follower))).all())
