"""A yard: editions ready to leave, without the readers and entries that a test of the desk does not need."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlmodel import col, select, update

from bot.services import control
from bot.services.control import Press
from bot.services.newsroom import Asker
from bot.services.watching import Carrier
from storage.deliveries import Claimed
from storage.model.ledger import Ambiguity, Delivery, Edition, Follower
from tests.services.house import House

ADMIN = 2001
MESSAGE = 77  # the message under which the admin presses


@dataclass
class Yard:
    house: House
    carrier: Carrier = field(init=False)
    _numbers: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.carrier = Carrier(self.house.newsroom)

    async def edition(self, many: int = 3, **values: Any) -> int:
        """An edition with so many copies waiting; returns its number."""
        now, number = self.house.clock(), next(self._numbers)
        default = {"key": f"digest:2026-02-04:{number}", "kind": "digest", "language": "en", "priority": 60}
        async with self.house.database.writing() as session:
            edition = Edition.model_validate({"pages": ["Text"], "created_at": now} | default | values)
            session.add(edition)
            await session.flush()
            for chat in range(many):
                session.add(_delivery(edition, 5001 + chat))
            return int(edition.id or 0)

    async def put(self, number: int, state: str, chats: Sequence[int], **values: Any) -> None:
        """Move some copies of an edition to a state, as a van would."""
        async with self.house.database.writing() as session:
            await session.exec(
                update(Delivery)
                .where(col(Delivery.edition_id) == number, col(Delivery.chat_id).in_(chats))
                .values(state=state, **values)
            )

    async def doubt(self, number: int, chat: int) -> int:
        """A copy that may have arrived, with its ambiguity; returns the ambiguity's number."""
        await self.put(number, "unknown", [chat])
        async with self.house.database.writing() as session:
            one = (
                await session.exec(
                    select(Delivery).where(Delivery.edition_id == number, Delivery.chat_id == chat)
                )
            ).one()
            now = self.house.clock()
            ambiguity = Ambiguity(
                delivery_id=one.id or 0, epoch=one.epoch, reason="cut off", policy="hold", recorded_at=now
            )
            session.add(ambiguity)
            await session.flush()
            return int(ambiguity.id or 0)

    async def press(self, data: str, chat: int = ADMIN, message: int = MESSAGE) -> Any:
        return await control.pressed(self.house.newsroom, Press(Asker(chat), chat, message, data))

    async def states(self, number: int) -> Counter[str]:
        return Counter(one.state for one in await self.rows(number))

    async def rows(self, number: int) -> list[Delivery]:
        return [one for one in await self.house.deliveries() if one.edition_id == number]

    async def of(self, number: int) -> Edition:
        return next(one for one in await self.house.editions() if one.id == number)

    async def followers(self) -> list[Follower]:
        async with self.house.database.reading() as session:
            return list((await session.exec(select(Follower))).all())

    async def ambiguities(self) -> list[Ambiguity]:
        async with self.house.database.reading() as session:
            return list((await session.exec(select(Ambiguity).order_by(col(Ambiguity.id)))).all())


def _delivery(edition: Edition, chat: int) -> Delivery:
    return Delivery(
        edition_id=edition.id or 0,
        chat_id=chat,
        slot=f"edition:{edition.id}",
        priority=edition.priority,
        not_before=edition.created_at,
        created_at=edition.created_at,
        expires_at=edition.expires_at,
    )


def claimed(one: Delivery) -> Claimed:
    """What a worker has in its hands of a row as it stands."""
    return Claimed(**{name: getattr(one, name) for name in Claimed.__dataclass_fields__})
