"""Several replicas on one database, on clocks that stand still until they are told to go on."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import psycopg
from sqlmodel import select

from bot.delivery.pace import Pace
from bot.services.replicas.census import GRACE, TTL
from bot.services.replicas.membership import Membership
from bot.services.replicas.place import ROLES
from bot.services.replicas.processes import Process
from storage.db import Database
from storage.model.replica import Lease, Replica

LIMIT = 30
DEAD = TTL.total_seconds() + 0.1  # seconds after its last beat
START = datetime(2026, 2, 4, 19, 0, tzinfo=UTC)
# A name without a schema is looked for along the path, so the server's clock can be one of ours.
SETTABLE = """
    DROP SCHEMA IF EXISTS told CASCADE;
    CREATE SCHEMA told;
    CREATE TABLE told.clock AS SELECT now() AS moment;
    CREATE FUNCTION told.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
        AS 'SELECT moment FROM told.clock';
    DO $$ BEGIN
        EXECUTE format('ALTER DATABASE %I SET search_path = told, pg_catalog, public', current_database());
    END $$
"""


@dataclass(eq=False)
class Clocks:
    """The steady clock of all machines, and the database's."""

    steady: float = 1000.0
    database: datetime = START
    server: psycopg.Connection | None = None

    def forward(self, seconds: float) -> None:
        self.steady += seconds
        self.jump(seconds)

    def jump(self, seconds: float) -> None:
        """Only the database's."""
        self.database += timedelta(seconds=seconds)
        if self.server is not None:
            self.server.execute("UPDATE told.clock SET moment = %s", [self.database])


@dataclass(eq=False)
class Ship:
    """A replica: its membership, and a pace as the van has it."""

    place: Membership
    pace: Pace
    busy: int = 0

    async def beat(self) -> None:
        await self.place.beat()
        self.grow()

    def grow(self) -> None:
        self.pace.resize(self.place.share)

    def depart(self, many: int = 1) -> int:
        """Have so many messages under way, or as many as may leave; returns how many."""
        left = 0
        while left < many and self.place.share and self.pace.take_now():
            left += 1
        self.busy += left
        return left

    def arrive(self) -> None:
        """All that was under way is answered, and its second is over."""
        for _one in range(self.busy):
            self.pace.unused()
        self.busy = 0

    @property
    def roles(self) -> list[str]:
        return [role for role in ROLES if self.place.holds(role)]

    @property
    def portion(self) -> tuple[int, int]:
        return self.place.rank, self.place.live


@dataclass(eq=False)
class Fleet:
    url: str
    opening: Callable[[str], Database]
    clocks: Clocks
    limit: int = LIMIT
    ships: list[Ship] = field(default_factory=list)

    def launch(self, skew: float = 0.0, birth: str = "", wanted: int = 1) -> Ship:
        """A new replica that has not said anything yet; `skew` is how wrong its machine's clock is."""
        number = len(self.ships) + 1

        def machine() -> datetime:
            return self.clocks.database + timedelta(seconds=skew)

        process = Process(f"ship-{number}", "harbour", number, birth)
        place = Membership(self.opening(self.url), self.limit, machine, lambda: self.clocks.steady, process)
        ship = Ship(place, Pace(self.limit, lambda: self.clocks.steady))
        place.attach(ship.pace)
        place.want(wanted)
        self.ships.append(ship)
        return ship

    async def join(self, *ships: Ship, seconds: int = 5) -> None:
        """All of these beat once a second."""
        for _second in range(seconds):
            for ship in ships:
                await ship.beat()
            self.clocks.forward(1)

    async def rows(self) -> list[Replica]:
        async with self.reader.reading() as session:
            return list((await session.exec(select(Replica))).all())

    async def leases(self) -> dict[str, Lease]:
        async with self.reader.reading() as session:
            return {lease.role: lease for lease in (await session.exec(select(Lease))).all()}

    async def permits(self) -> int:
        """All that are written down of the living and of the dead in their grace."""
        return sum(row.permits for row in await self.rows() if row.until > self.clocks.database - GRACE)

    @property
    def reader(self) -> Database:
        return self.ships[0].place._database


@asynccontextmanager
async def fleet_on(url: str, opening: Callable[[str], Database]) -> AsyncIterator[Fleet]:
    if not url.startswith("postgresql"):
        yield Fleet(url, opening, Clocks())
        return
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(SETTABLE)
        clocks = Clocks(server=server)
        clocks.jump(0)
        yield Fleet(url, opening, clocks)
