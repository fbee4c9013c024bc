"""Who lives and who is dead among the replicas, told from their rows at a moment of the database's clock."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.services.replicas.processes import Process, is_gone
from storage.replicas import Known

TTL = timedelta(seconds=6)  # from one sign of life, the next must come within
GRACE = timedelta(seconds=1.5)  # after a death, until nothing that it sent is still on its way


@dataclass(slots=True)
class Census:
    """The others: `living`, and `remembered` dead whose permits are not free yet.

    To be written down: who is `dying` just now, who lives `longer` than its row says, who can be `forgotten`.
    """

    living: list[Known] = field(default_factory=list)
    remembered: list[Known] = field(default_factory=list)
    dying: list[str] = field(default_factory=list)
    longer: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)

    @property
    def permits(self) -> int:
        """What the others may be using."""
        return sum(row.permits for row in (*self.living, *self.remembered))

    def roles(self, now: datetime) -> set[str]:
        """What the others have."""
        return {
            role
            for row in self.living
            for role, until in row.roles.items()
            if until > now or row.id in self.longer
        }

    def with_(self, mine: Known) -> list[Known]:
        """All that live, in the order in which they came."""
        return sorted([*self.living, mine], key=lambda row: (row.started_at, row.id))


def taken(rows: Sequence[Known], me: Process, now: datetime, spared: Collection[str]) -> Census:
    """`spared` are those who shall not die of a jump of the clock: their time begins anew."""
    census = Census()
    for row in rows:
        if row.id != me.id:
            _count(row, census, me, now, spared)
    return census


def _count(row: Known, census: Census, me: Process, now: datetime, spared: Collection[str]) -> None:
    said_to_live = row.until > now or row.id in spared
    if said_to_live and is_gone(row.birth, me.birth):
        census.dying.append(row.id)
        census.remembered.append(row)
    elif said_to_live:
        census.living.append(row)
        # Nobody writes a moment that far ahead: the clock was set back since.
        if row.id in spared or row.until > now + TTL:
            census.longer.append(row.id)
    elif row.until > now - GRACE:
        census.remembered.append(row)
    else:
        census.forgotten.append(row.id)
