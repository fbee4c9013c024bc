"""A process that keeps its place, and says twenty times a second which roles it believes it has."""

import asyncio
import sys

from bot.services.replicas.membership import Membership
from bot.services.replicas.place import ROLES
from bot.services.replicas.processes import uptime
from storage.db import Database


async def main(url: str) -> None:
    place = Membership(Database(url), limit=30)
    beating = asyncio.create_task(place.run())
    while not beating.done():
        sys.stdout.write(f"{uptime():.3f} {','.join(filter(place.holds, ROLES))}\n")
        sys.stdout.flush()
        await asyncio.sleep(0.05)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
