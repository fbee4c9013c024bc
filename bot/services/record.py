"""The newsroom's record comes in and goes out: entries are imported and exported."""

from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.clock import Now, wall
from storage import entries, exports, views
from storage.batches import batches
from storage.db import Database
from storage.model.entry import Entry

AUTHOR = "import"
# Drafts for the desk; published; or published without alerting anybody.
Aim = Literal["keep", "publish", "archive"]
_BATCH = 500


@dataclass(slots=True)
class Imported:
    """What became of some entries. `behind` counts those of which readers see an earlier version."""

    added: int = 0
    revised: int = 0
    unchanged: int = 0
    published: int = 0
    embargoed: int = 0
    behind: int = 0
    ids: list[int] = field(default_factory=list)
    revised_ids: list[int] = field(default_factory=list)

    def hear(self, outcome: entries.Outcome, number: int) -> None:
        setattr(self, outcome, getattr(self, outcome) + 1)
        self.ids.append(number)
        if outcome == "revised":
            self.revised_ids.append(number)


def _nothing(_done: int) -> None:
    """Nobody wants to know how far it is."""


async def take_in(
    database: Database,
    found: Sequence[Entry],
    aim: Aim,
    clock: Now = wall,
    heard: Callable[[int], None] = _nothing,
) -> Imported:
    """Save all these entries, or none, as the clock says; `heard` is told how many are saved."""
    now, done = clock(), Imported()

    def told(outcome: entries.Outcome, number: int) -> None:
        done.hear(outcome, number)
        heard(len(done.ids))

    async with database.writing() as session:
        await entries.save_all(session, found, entries.Stamp(AUTHOR, now), told)
        if aim == "keep":
            done.behind = await _seen_older(session, done.revised_ids)
        else:
            done.published = len(await entries.publish(session, done.ids, now, alert=aim == "publish"))
            done.embargoed = sum(entry.is_embargoed(now) for entry in found)
    return done


async def _seen_older(session: AsyncSession, revised: Sequence[int]) -> int:
    return sum([len(await views.by_id(session, batch)) for batch in batches(revised, _BATCH)])


async def documents(
    database: Database, since: datetime | None = None, clock: Now = wall
) -> AsyncGenerator[str]:
    """Every entry as it travels, or those saved since a moment (UTC)."""
    async with database.reading() as session:
        async for document in exports.documents(session, since, clock()):
            yield document
