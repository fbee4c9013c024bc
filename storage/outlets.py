"""Which outlets the published entries rest on."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.model.record import EntryRecord, Revision
from storage.model.vocabulary import PUBLIC_STATES
from storage.versions import content, is_version

_AT_MOST = 5_000  # entries, newest first


@dataclass(slots=True)
class Outlet:
    """An outlet by name, the newest address that was cited of it, and by how many entries."""

    name: str
    url: str
    entries: int = 0


async def since(session: AsyncSession, moment: datetime) -> list[Outlet]:
    """The outlets of what was published, or anew, since a moment (UTC); those that most rest on first."""
    question = (
        select(Revision.document)
        .join(EntryRecord, is_version(EntryRecord.published_version))
        .where(col(EntryRecord.published_at) >= moment, col(EntryRecord.state).in_(PUBLIC_STATES))
        .order_by(col(EntryRecord.publication).desc())
        .limit(_AT_MOST)
    )
    found: dict[str, Outlet] = {}
    for document in await session.exec(question):
        own = {source.outlet: source.url for source in reversed(content(document).sources)}
        for name, url in own.items():
            found.setdefault(name, Outlet(name, url)).entries += 1
    return sorted(found.values(), key=lambda one: (-one.entries, one.name.casefold()))
