"""Links to entries: a number, and a sign that it is the number of that very entry in this very record."""

from dataclasses import dataclass
from hashlib import sha256

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage import views
from storage.model.record import EntryRecord
from storage.views import Published

_SIGN = 6  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Behind:
    """What stands behind a link: an entry as readers see it, or that it was withdrawn, or nothing."""

    published: Published | None = None
    withdrawn: bool = False


def sign(uri: str) -> str:
    """In a record that was filled anew the same numbers belong to other entries."""
    return sha256(uri.encode()).hexdigest()[:_SIGN]


async def behind(session: AsyncSession, number: int, signed: str | None = None) -> Behind:
    """What readers may know of an entry: of one that is not published, nothing."""
    rows = await session.exec(select(EntryRecord.uri, EntryRecord.state).where(EntryRecord.id == number))
    found = rows.one_or_none()
    if found is None or (signed is not None and signed != sign(found[0])):
        return Behind()
    if found[1] == "withdrawn":
        return Behind(withdrawn=True)
    seen = await views.by_id(session, [number])
    return Behind(seen[0] if seen else None)
