"""Whatever readers and news there are, crowds get exactly what each reader alone would have got."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import col, select

from bot.brief import schedule
from bot.services import digests, editing, turns
from bot.services.editing import Issue
from bot.services.newsroom import Rules
from storage import editions, views
from storage.model.ledger import Delivery, Edition
from storage.model.subscriber import SubscriberRecord
from storage.model.tables import metadata
from storage.subscribers import Variant
from tests import cast
from tests.services.house import House, house_of, kyiv
from tests.storage.ledger_story import queue_for

NOW = kyiv(2026, 2, 5, 7, 30)
READERS = st.fixed_dictionaries(
    {
        "language": st.sampled_from(["en", "de", "fr"]),
        "timezone": st.sampled_from(["Europe/Kyiv", "Europe/Helsinki", "Europe/Berlin", "Asia/Tokyo"]),
        "times": st.sampled_from([["07:30"], ["06:30", "07:30"], ["12:00", "14:30"], []]),
        "weekdays": st.sampled_from([list("1234567"), ["4"], ["3", "5"], []]),
        "kinds": st.sampled_from([["talks"], ["attack"], ["talks", "attack", "pledge"]]),
        "regions": st.sampled_from([[], ["UA-30"], ["UA-51"]]),
        "seen": st.integers(0, 4),
        "held": st.sampled_from([[], ["901"], ["901", "902"]]),
        "state": st.sampled_from(["active", "active", "active", "stopped"]),
        "waited": st.sampled_from([0, 1, 170, 190, 26 * 60, 75 * 60]),
        "before": st.sampled_from([None, None, "taken", "expired digest", "expired alert", "overdue"]),
    }
)
# Editions that readers got before, under ids that no sequence has come to.
OLD = {901: "alert", 902: "alert", 903: "digest"}
ENTRIES = st.lists(st.sampled_from(["attack", "talks", "pledge", "again"]), max_size=5)


@dataclass(frozen=True)
class Outcome:
    """What a reader is left with: the digest in their slot, and what is noted of them."""

    digest: tuple[str, str, datetime] | None
    next_at: datetime | None
    next_slot: str | None
    seen: int
    held: tuple[str, ...]


@pytest.fixture(autouse=True)
def small_strides(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STRIDE", "LEAST", "MOST"):
        monkeypatch.setattr(turns, name, 4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(readers=st.lists(READERS, min_size=1, max_size=14), news=ENTRIES)
async def test_crowds_get_what_each_reader_alone_would_have_got(database, readers, news):
    await empty(database)
    house = house_of(database)
    house.clock.moment = NOW
    firsts = await prepare(house, readers, news)
    expected = {one: await alone(house, firsts, reader) async for one, reader in known(house, readers)}
    await digests.queue_due(house.newsroom)
    assert {one: await outcome(house, one) async for one, _reader in known(house, readers)} == expected


async def empty(database: Any) -> None:
    async with database.writing() as session:
        for table in reversed(metadata.sorted_tables):
            await session.exec(delete(table))


async def known(house: House, readers: list[dict[str, Any]]) -> Any:
    async with house.database.reading() as session:
        found = (await session.exec(select(SubscriberRecord).order_by(col(SubscriberRecord.id)))).all()
    for record, reader in zip(found, readers, strict=True):
        yield record.id, reader


async def prepare(house: House, readers: list[dict[str, Any]], news: list[str]) -> dict[int, int]:
    """Entries, two old editions and the readers; returns the first publication that each edition told."""
    made = {"attack": cast.attack, "talks": cast.talks, "pledge": cast.pledge}
    for number, kind in enumerate(news):
        again = cast.attack(claims=[cast.claim(100 + number, measure="killed", unit="person")])
        await house.archive(again if kind == "again" else made[kind](uri=f"kaizen:{kind}:{number}"))
    async with house.database.writing() as session:
        told = (await views.changed(session, 0, 2))[:1]
        firsts = {one: min((each.publication for each in told), default=0) for one in OLD}
        for key, kind in OLD.items():
            carried = [(one.id, one.version) for one in told]
            session.add(old_edition(key, kind))
            await session.flush()
            session.add_all(
                editions.EditionEntry(edition_id=key, entry_id=entry, version=version)
                for entry, version in carried
            )
        for number, reader in enumerate(readers):
            await subscribe(session, 5_000 + number, reader)
    return {one: first for one, first in firsts.items() if first}


def old_edition(number: int, kind: str) -> Edition:
    return Edition(
        id=number, key=f"old:{number}", kind=kind, language="en", priority=1, pages=["old"], created_at=NOW
    )


async def subscribe(session: Any, chat: int, reader: dict[str, Any]) -> None:
    fields = {name: value for name, value in reader.items() if name not in {"waited", "before"}}
    slot = due_slot(reader)
    record = cast.subscriber(cast.Chat(chat, "en", "Europe/Kyiv"), **fields)
    record.next_digest_at, record.next_digest_slot = (slot.at, slot.name) if slot else (None, None)
    session.add(record)
    await session.flush()
    if reader["before"]:
        await deliver(session, record, slot, reader["before"])


def due_slot(reader: dict[str, Any]) -> schedule.Slot | None:
    """The slot that fell due after so many minutes before now; perhaps it has not yet."""
    since = NOW - timedelta(minutes=reader["waited"], microseconds=1)
    return following(reader, since)


def following(reader: dict[str, Any], after: datetime) -> schedule.Slot | None:
    return schedule.following(tuple(reader["times"]), tuple(reader["weekdays"]), reader["timezone"], after)


async def deliver(session: Any, record: SubscriberRecord, slot: schedule.Slot | None, before: str) -> None:
    number = 901 if before == "expired alert" else 903
    (edition,) = (await session.exec(select(Edition).where(Edition.id == number))).all()
    name = digests.slot_of(slot.name) if slot and before == "taken" else "old"
    late = NOW - timedelta(minutes=1)
    await queue_for(session, edition, [(record.id or 0, name)], late, expires_at=late)
    row = (await session.exec(select(Delivery).where(Delivery.subscriber_id == record.id))).one()
    row.state = {"taken": "sent", "overdue": "queued"}.get(before, "expired")
    await session.flush()


async def alone(house: House, firsts: dict[int, int], reader: dict[str, Any]) -> Outcome:
    """What becomes of one reader, step by step."""
    rules, slot = house.newsroom.rules, due_slot(reader)
    at, name = (slot.at, slot.name) if slot else (None, None)
    quiet = Outcome(None, at, name, reader["seen"], tuple(reader["held"]))
    if slot is None or slot.at > NOW or reader["state"] != "active":
        return quiet
    after = following(reader, NOW)
    known = replace(given_back(quiet, reader["before"], firsts), next_at=None, next_slot=None)
    if after:
        known = replace(known, next_at=after.at, next_slot=after.name)
    slot = caught_up(reader, slot, rules)
    if NOW - slot.at > rules.catch_up or (reader["before"] == "taken" and name == slot.name):
        return await only_if_nothing_new(house, known, reader, slot)
    return await told(house, known, reader, slot)


def given_back(before: Outcome, what: str | None, firsts: dict[int, int]) -> Outcome:
    if what == "expired alert":
        return replace(before, held=tuple(one for one in before.held if one != "901"))
    if what in {"expired digest", "overdue"} and 903 in firsts:
        return replace(before, seen=min(before.seen, firsts[903] - 1))
    return before


def caught_up(reader: dict[str, Any], slot: schedule.Slot, rules: Rules) -> schedule.Slot:
    if NOW - slot.at <= rules.catch_up:
        return slot
    missed = following(reader, NOW - rules.catch_up - timedelta(microseconds=1))
    return missed if missed and missed.at <= NOW else slot


async def only_if_nothing_new(
    house: House, known: Outcome, reader: dict[str, Any], slot: schedule.Slot
) -> Outcome:
    """A slot that is taken or over tells nothing; where there is nothing to tell, that is as good as told."""
    if NOW - slot.at > house.newsroom.rules.catch_up:
        return known
    after = await told(house, known, reader, slot)
    return after if after.digest is None else known


async def told(house: House, known: Outcome, reader: dict[str, Any], slot: schedule.Slot) -> Outcome:
    rules = house.newsroom.rules
    language = rules.offered(reader["language"])
    chosen = tuple(reader["kinds"]), tuple(reader["regions"])
    variant = Variant(language, *chosen, known.seen, known.held, "")
    async with house.database.reading() as session:
        upto = await views.newest_publication(session)
        news = await editing.news(session, variant, upto)
    expires = house.clock() + rules.catch_up
    after = replace(known, seen=upto, held=())
    if not news.items:
        return after
    issue = Issue(date.fromisoformat(slot.name[:10]), upto, house.clock(), expires)
    pages = editing.digest(news, variant, issue, rules).pages
    return replace(after, digest=(digests.slot_of(slot.name), "\n".join(pages), expires))


async def outcome(house: House, number: int) -> Outcome:
    async with house.database.reading() as session:
        record = (await session.exec(select(SubscriberRecord).where(SubscriberRecord.id == number))).one()
        rows = await session.exec(
            select(Delivery, Edition)
            .join(Edition, col(Edition.id) == col(Delivery.edition_id))
            .where(Delivery.subscriber_id == number, col(Edition.key).not_like("old:%"))
        )
        found = [(row.slot, "\n".join(edition.pages), row.expires_at) for row, edition in rows]
    assert len(found) <= 1
    at, name = record.next_digest_at, record.next_digest_slot
    return Outcome(found[0] if found else None, at, name, record.seen, tuple(record.held))
