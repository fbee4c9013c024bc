"""The long run: many kills on one kind of database.

python -m tests.faults.long --kills 200 --database sqlite|postgresql
"""

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.migrations import migrate
from tests.faults.kills import kill_at_random
from tests.faults.scene import scene_on
from tests.faults.server import restartable


@contextmanager
def database(kind: str, folder: Path) -> Iterator[str]:
    if kind == "sqlite":
        url = f"sqlite:///{folder / 'brief.db'}"
        migrate(url)
        yield url
        return
    with restartable() as server:
        yield server.url


async def run(url: str, folder: Path, kills: int, seed: int) -> None:
    async with scene_on(url, folder) as scene:
        toll, account = await kill_at_random(scene, kills, random.Random(seed))  # noqa: S311  repeatable
        sys.stdout.write(toll.sentence(account) + "\n")
        toll.check(account)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="brief-kills-") as name:
        folder = Path(name)
        with database(asked.database, folder) as url:
            asyncio.run(run(url, folder, asked.kills, asked.seed))


if __name__ == "__main__":
    main()
