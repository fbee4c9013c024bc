"""How the bot is doing, from the database alone: readers, the queue and its end, gate, doubts, replicas."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import priorities
from storage import gates, moments, replies, status, subscribers
from storage.db import Database

NAMES = {
    priorities.WITHDRAWAL: "withdrawals",
    priorities.CORRECTION: "corrections",
    priorities.DESK: "desk",
    priorities.FLASH: "flash",
    priorities.ALERT: "alerts",
    priorities.SILENT_EDIT: "silent edits",
    priorities.DIGEST: "digests",
}
# What is still to leave; `unknown` waits for the desk, `parked` for the edition to go on.
LEAVING = ("queued", "claimed", "sending")
OPEN_STATES = (*LEAVING, "parked", "unknown")
READER_STATES = ("active", "paused", "inactive", "stopped")
_CHANNEL_FROM = 50_000  # active readers
_MINUTE = timedelta(seconds=60)
CHANNEL = (
    "More than {many:,} readers: a digest to all of them takes {hours:.1f} h at {rate} messages a second. "
    "A channel reaches any number with one message."
)


@dataclass(frozen=True, slots=True)
class Lane:
    """What waits at one priority, and in how many seconds the last of it will have left."""

    priority: int
    states: dict[str, int]
    oldest_due: datetime | None
    eta_seconds: int

    @property
    def name(self) -> str:
        return NAMES.get(self.priority, f"priority {self.priority}")

    @property
    def leaving(self) -> int:
        return sum(self.states.get(state, 0) for state in LEAVING)


@dataclass(frozen=True, slots=True)
class Standing:
    """A living replica; `permits` is its share of the messages per second."""

    id: str
    host: str
    pid: int
    started_at: datetime
    seen_at: datetime
    permits: int
    roles: list[str]


@dataclass(frozen=True, slots=True)
class Doubts:
    """Sends that may have arrived: since midnight, ever, held for the desk, and those found out about."""

    today: int
    all: int
    held: int
    resolved: int


@dataclass(frozen=True, slots=True)
class Held:
    """Readers for whom quiet hours hold something back, and when the first of these end."""

    readers: int = 0
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Depth:
    """The queue as such: what is asked every few seconds."""

    lanes: list[Lane]
    gate: datetime | None
    updates: int
    updates_since: datetime | None
    replies: int


@dataclass(frozen=True, slots=True)
class Status:
    """Everything at one moment; all moments are aware UTC."""

    at: datetime
    per_second: int
    readers: dict[str, int]
    depth: Depth
    sent_last_minute: int
    last_sent: datetime | None
    doubts: Doubts
    replicas: list[Standing] = field(default_factory=list)
    quiet: Held = field(default_factory=Held)

    @property
    def oldest_due(self) -> datetime | None:
        return min((lane.oldest_due for lane in self.depth.lanes if lane.oldest_due), default=None)

    @property
    def waiting(self) -> int:
        return sum(lane.leaving for lane in self.depth.lanes)

    @property
    def eta_seconds(self) -> int:
        return max((lane.eta_seconds for lane in self.depth.lanes), default=0)

    @property
    def suggestion(self) -> str | None:
        active = self.readers.get("active", 0)
        if active <= _CHANNEL_FROM:
            return None
        hours = active / self.per_second / 3600
        return CHANNEL.format(many=_CHANNEL_FROM, hours=hours, rate=self.per_second)


async def status_of(database: Database, now: datetime, zone: ZoneInfo, per_second: int) -> Status:
    """Ask the database how everything stands at `now` (UTC)."""
    midnight = datetime.combine(now.astimezone(zone).date(), time(), zone)
    async with database.reading() as session:
        found = await depth(session, now, per_second)
        recent, ever, resolved = await status.ambiguities(session, midnight)
        return Status(
            at=now,
            per_second=per_second,
            readers=await _readers(session),
            depth=found,
            sent_last_minute=await status.sent_since(session, now - _MINUTE),
            last_sent=await status.last_sent(session),
            doubts=Doubts(recent, ever, sum(lane.states["unknown"] for lane in found.lanes), resolved),
            replicas=await _replicas(session, now),
            quiet=Held(*await subscribers.count_held(session)),
        )


async def depth(session: AsyncSession, now: datetime, per_second: int) -> Depth:
    """What waits, most urgent first, when it will have left, and the gate before it."""
    counts = await status.queue(session)
    gate = await gates.closed_until(session)
    closed = max((gate - now).total_seconds(), 0.0) if gate else 0.0
    lanes: list[Lane] = []
    before = 0
    for priority in sorted({priority for priority, _state in counts}):
        states = {state: counts.get((priority, state), 0) for state in OPEN_STATES}
        leaving = sum(states[state] for state in LEAVING)
        before += leaving
        eta = round(closed + before / per_second) if leaving else 0
        oldest = await status.oldest_due(session, priority, now) if states["queued"] else None
        lanes.append(Lane(priority, states, oldest, eta))
    updates, since = await status.inbox(session)
    still_closed = gate if gate and gate > now else None
    return Depth(lanes, still_closed, updates, since, await replies.open_count(session))


async def _readers(session: AsyncSession) -> dict[str, int]:
    counts = await subscribers.count_by_state(session)
    return {state: counts.get(state, 0) for state in READER_STATES}


async def _replicas(session: AsyncSession, now: datetime) -> list[Standing]:
    return [
        Standing(one.id, one.host, one.pid, one.started_at, one.seen_at, one.permits, roles)
        for one, roles in await status.replicas(session, await moments.moment(session, lambda: now))
    ]


def document(found: Status, schema: str) -> dict[str, Any]:
    """The status as one JSON object (the keys are in the README)."""
    depth = found.depth
    return {
        "at": _stamp(found.at),
        "schema": schema,
        "readers": found.readers | {"all": sum(found.readers.values())},
        "queue": {
            "waiting": found.waiting,
            "messages_per_second": found.per_second,
            "eta_seconds": found.eta_seconds,
            "oldest_due": _stamp(found.oldest_due),
            "priorities": [_lane(lane) for lane in depth.lanes],
        },
        "quiet": {"readers": found.quiet.readers, "until": _stamp(found.quiet.until)},
        "rate": {"last_minute": found.sent_last_minute, "per_second": round(found.sent_last_minute / 60, 2)},
        "gate": {"closed_until": _stamp(depth.gate)},
        "ambiguities": asdict(found.doubts),
        "last_sent": _stamp(found.last_sent),
        "inbox": {"updates": depth.updates, "since": _stamp(depth.updates_since), "replies": depth.replies},
        "replicas": [_replica(one) for one in found.replicas],
        "suggestion": found.suggestion,
    }


def _lane(lane: Lane) -> dict[str, Any]:
    return {
        "priority": lane.priority,
        "name": lane.name,
        **lane.states,
        "oldest_due": _stamp(lane.oldest_due),
        "eta_seconds": lane.eta_seconds,
    }


def _replica(one: Standing) -> dict[str, Any]:
    return asdict(one) | {"started_at": _stamp(one.started_at), "seen_at": _stamp(one.seen_at)}


def _stamp(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z") if moment else None
