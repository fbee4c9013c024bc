"""Subscribers move house: out as lines of JSON, and in again, all or none of a file."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from bot.brief import schedule
from bot.services.newsroom import Rules
from storage import travel
from storage.batches import batches
from storage.engines import url_of
from storage.model.subscriber import Subscriber
from storage.model.values import written
from storage.model.vocabulary import KINDS
from storage.travel import Joined, Twice

_BATCH = 2000
Heard = Callable[[int, int], None]
# Counts what stands twice; raises when nothing of the file may be kept.
Judge = Callable[[list[Twice], int], None]


def lines(url: str, heard: Heard) -> Iterator[str]:
    """Every subscriber as one line of JSON, by chat and topic; equal settings give equal text."""
    with travel.opened(url_of(url)) as engine:
        total = travel.how_many(engine)
        for number, row in enumerate(travel.everybody(engine), 1):
            if number % _BATCH == 0:
                heard(number, max(total, number))
            yield _line(dict(zip(travel.TRAVELS, row, strict=True)))


def _line(kept: dict[str, Any]) -> str:
    travels = {
        "chat_id": kept["chat_id"],
        "kind": kept["kind"],
        "thread_id": kept["thread_id"] or None,
        "language": kept["language"],
        "timezone": kept["timezone"],
        "times": sorted(kept["times"]),
        "weekdays": sorted(int(day) for day in kept["weekdays"]),
        "kinds": _in_order(kept["kinds"]),
        "regions": sorted(kept["regions"]),
        "alerts": kept["alerts"],
        "quiet": kept["quiet"] or None,
        **_rarer(kept),
        "state": kept["state"],
    }
    return json.dumps(travels, ensure_ascii=False)


def _rarer(kept: dict[str, Any]) -> dict[str, Any]:
    """What most readers have not chosen, where they have."""
    until = kept["paused_until"]
    chosen = {
        "quiet_flash": kept["quiet_flash"],
        "rhythm": "" if kept["rhythm"] == "daily" else kept["rhythm"],
        "muted": sorted(kept["muted"]),
        "follows": kept["follows"],
        "paused_until": written(until) if until else "",
    }
    return {name: value for name, value in chosen.items() if value}


def _in_order(kinds: Iterable[str]) -> list[str]:
    wanted = set(kinds)
    return [kind for kind in KINDS if kind in wanted]


def take_in(
    url: str, arriving: Iterable[tuple[int, Subscriber]], rules: Rules, now: datetime, judge: Judge
) -> Joined:
    """Set all of them down, let `judge` see which stand twice, then keep them all."""
    rows = (_row(line, one, rules, now) for line, one in arriving)
    with travel.opened(url_of(url)) as engine, engine.connect() as connection:
        arrivals = travel.Arrivals(connection)
        arrivals.set_down(batches(rows, _BATCH))
        judge(*arrivals.twice())
        return arrivals.join(now)


def _row(line: int, one: Subscriber, rules: Rules, now: datetime) -> dict[str, Any]:
    """As a new reader's row, with the newsroom's settings where the line has none.

    Lists have one order, since readers with equal lists share an edition.
    """
    times = sorted(one.times if one.times is not None else [rules.digest_time])
    weekdays = [str(day) for day in sorted(one.weekdays)]
    zone = one.timezone or rules.timezone
    until = one.paused_until if isinstance(one.paused_until, datetime) else None
    after = schedule.after_pause(until, now)
    slot = schedule.following(tuple(times), tuple(weekdays), zone, after, one.rhythm)
    return {
        "line": line,
        "chat_id": one.chat_id,
        "thread_id": one.thread_id or 0,
        "kind": _kind(one),
        "language": one.language or rules.fallback,
        "timezone": zone,
        "times": times,
        "weekdays": weekdays,
        "kinds": _in_order(one.kinds),
        "regions": sorted(one.regions),
        "alerts": one.alerts,
        "quiet": one.quiet or [],
        "quiet_flash": one.quiet_flash,
        "rhythm": one.rhythm,
        "muted": sorted(one.muted),
        "follows": one.follows,
        "paused_until": until,
        "state": one.state,
        "next_digest_at": slot.at if slot else None,
        "next_digest_slot": slot.name if slot else None,
    }


def _kind(one: Subscriber) -> str:
    """Telegram's negative numbers are groups, those of supergroups and channels below -10^12."""
    if one.chat_id > 0 or "kind" in one.model_fields_set:
        return one.kind
    return "supergroup" if one.chat_id < -1_000_000_000_000 else "group"
