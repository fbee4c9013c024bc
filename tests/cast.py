"""The standing cast: two readers, two editors, a stranger, a group; and the entries of their stories."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import entries
from storage.model.entry import Entry
from storage.model.subscriber import SubscriberRecord

MORNING = datetime(2026, 2, 5, 6, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Chat:
    """Somebody in Telegram: a person in a private chat (their user id is the chat's), or a group."""

    id: int
    language: str
    timezone: str
    kind: str = "private"


KYIV_READER = Chat(1001, "uk", "Europe/Kyiv")
TORONTO_READER = Chat(1002, "en", "America/Toronto")
EDITOR = Chat(2001, "en", "Europe/Kyiv")
SECOND_EDITOR = Chat(2002, "de", "Europe/Berlin")
STRANGER = Chat(3001, "en", "Asia/Tokyo")
GROUP = Chat(-1_004_000_000_001, "de", "Europe/Berlin", "supergroup")


def subscriber(chat: Chat = KYIV_READER, **changes: Any) -> SubscriberRecord:
    """The table row of a subscriber; not yet kept."""
    fields: dict[str, Any] = {
        "chat_id": chat.id,
        "kind": chat.kind,
        "language": chat.language,
        "timezone": chat.timezone,
        "times": ["07:30"],
        "created_at": MORNING,
    }
    return SubscriberRecord(**fields | changes)


def source(name: str = "kaizen", **changes: Any) -> dict[str, Any]:
    return {"id": name, "outlet": "Kaizen Blog", "url": f"https://example.org/{name}"} | changes


def claim(quantity: int | dict[str, Any] = 450, **changes: Any) -> dict[str, Any]:
    """A figure; a plain number is an exact one."""
    fields = {
        "measure": "launched",
        "unit": "uav",
        "quantity": {"best": quantity} if isinstance(quantity, int) else quantity,
        "claimant": "Air Force of Ukraine",
        "source": "kaizen",
    }
    return fields | changes


def position(party: str = "UA", text: str = "About concrete steps.", **changes: Any) -> dict[str, Any]:
    return {"party": party, "text": {"en": text}, "source": "kaizen"} | changes


def attack_document(**changes: Any) -> dict[str, Any]:
    """The overnight strike of 2-3 February 2026, with two rival claims, as it travels."""
    fields = {
        "uri": "kaizen:2026-02-03:attack:overnight",
        "kind": "attack",
        "urgency": 3,
        "headline": {"en": "Massive overnight strike", "de": "Schwerer Nachtangriff"},
        "summary": {"en": "Drones and missiles hit power plants and homes."},
        "happened": {
            "start": "2026-02-02T18:00:00+02:00",
            "end": "2026-02-03T09:00:00+02:00",
            "precision": "night",
        },
        "places": [{"name": "Kyiv", "country": "UA", "region": "UA-30"}],
        "sources": [source(), source("af", outlet="Air Force of Ukraine")],
        "claims": [
            claim({"low": 350, "high": 500, "qualifier": "between"}, claimant="Kaizen Blog"),
            claim(450, source="af"),
        ],
        "attack": {"attacker": "RU", "defender": "UA", "weapons": ["uav_strike"], "targets": ["residential"]},
    }
    return fields | changes


def talks_document(**changes: Any) -> dict[str, Any]:
    """The first day of the second Abu Dhabi round, 4 February 2026, as it travels."""
    fields = {
        "uri": "kaizen:2026-02-04:talks:abu-dhabi-2-1",
        "kind": "talks",
        "headline": {"en": "Abu Dhabi, round two: first day ends without disclosed result"},
        "happened": {"start": "2026-02-04"},
        "sources": [source()],
        "talks": talks_block(),
    }
    return fields | changes


def talks_block(**changes: Any) -> dict[str, Any]:
    fields = {
        "process": "abu-dhabi-2026",
        "round": 2,
        "day": 1,
        "days": 2,
        "format": "trilateral",
        "venue": {"name": "Abu Dhabi", "country": "AE"},
        "mediators": ["US"],
        "parties": ["UA", "RU"],
        "positions": [position("UA"), position("RU", "Hardly any public statement.")],
        "outcome": "no_outcome",
        "next_step": {"text": {"en": "Working groups meet at the same place."}, "when": "2026-02-05"},
    }
    return fields | changes


def pledge_document(**changes: Any) -> dict[str, Any]:
    """The disputed pause in strikes on the power grid, as it travels."""
    fields = {
        "uri": "kaizen:2026-02-01:pledge:energy-pause",
        "kind": "pledge",
        "headline": {"en": "Pause in strikes on the power grid"},
        "happened": {"start": "2026-02-01", "precision": "day"},
        "sources": [source()],
        "pledge": pledge_block(),
    }
    return fields | changes


def pledge_block(**changes: Any) -> dict[str, Any]:
    fields = {
        "made_by": "RU",
        "scope": "energy",
        "starts": "2026-01-25",
        "ends": "2026-02-01",
        "status": "disputed",
        "positions": [position("US", "Moscow kept its word."), position("UA", "Attacks resumed.")],
    }
    return fields | changes


def attack(**changes: Any) -> Entry:
    return Entry.model_validate(attack_document(**changes))


def talks(**changes: Any) -> Entry:
    return Entry.model_validate(talks_document(**changes))


def pledge(**changes: Any) -> Entry:
    return Entry.model_validate(pledge_document(**changes))


async def save(session: AsyncSession, *items: Entry, at: datetime = MORNING, **stamp: Any) -> list[int]:
    """Save entries as drafts (or as new versions) and return their ids, in order."""
    ids: list[int] = []
    how = entries.Stamp(author=f"telegram:{EDITOR.id}", at=at, **stamp)
    await entries.save_all(session, items, how, lambda _outcome, number: ids.append(number))
    return ids


async def put_out(session: AsyncSession, *items: Entry, at: datetime = MORNING, **stamp: Any) -> list[int]:
    """Save and publish entries, and return their ids."""
    ids = await save(session, *items, at=at, **stamp)
    await entries.publish(session, ids, at)
    return ids


async def enlist(session: AsyncSession, chats: Iterable[Chat], **changes: Any) -> list[int]:
    """Keep subscribers and return their ids, in order."""
    rows = [subscriber(chat, **changes) for chat in chats]
    session.add_all(rows)
    await session.flush()
    return [row.id for row in rows if row.id is not None]
