"""Whatever readers choose and whatever is published, each gets what their settings plainly say."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from storage.model.entry import Entry
from storage.model.subscriber import SubscriberRecord
from storage.model.tables import metadata
from tests import cast
from tests.services.house import House, house_of, kyiv

EVENING, MORNING = kyiv(2026, 2, 4, 19, 0), kyiv(2026, 2, 5, 7, 30)
MADE = {"attack": cast.attack, "talks": cast.talks, "pledge": cast.pledge}
# Somewhere in each country; Nakhchivan's districts are a region inside a region.
REGIONS = ["UA-51", "UA-63", "UA-30", "UA-32", "RU-KDA", "AZ-SAH", None]
CHOSEN = ["UA-51", "UA-63", "UA-32", "UA", "RU", "AZ-NX", "AZ"]
READERS = st.fixed_dictionaries(
    {
        "kinds": st.sets(st.sampled_from(["talks", "attack", "pledge"]), min_size=1).map(sorted),
        "regions": st.sets(st.sampled_from(CHOSEN), max_size=3).map(sorted),
        "alerts": st.sampled_from(["all", "flash", "off"]),
        "paused_until": st.sampled_from([None, None, kyiv(2026, 2, 4, 18, 0), kyiv(2026, 2, 5, 7, 30)]),
        "weekdays": st.sampled_from([list("1234567"), ["3"]]),
        "quiet": st.sampled_from([[], [], ["18:00", "07:00"], ["22:00", "06:30"]]),
        "quiet_flash": st.booleans(),
    }
)
NEWS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["attack", "talks", "pledge"]),
        "regions": st.lists(st.sampled_from(REGIONS), max_size=2),
        "urgency": st.sampled_from([1, 2, 3, 4, 5, 9]),
    }
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.lists(READERS, min_size=5, max_size=5), st.lists(NEWS, min_size=1, max_size=4))
async def test_who_gets_what_is_what_their_settings_say(database, readers, news):
    house = house_of(database)
    await empty(house)
    house.clock.moment = EVENING
    async with house.database.writing() as session:
        for number, reader in enumerate(readers):
            session.add(record(number, reader))
    await house.publish(*[entry(number, one) for number, one in enumerate(news)])
    await house.alerts_after(seconds=90)
    assert await told(house) == {n: some for n, one in enumerate(readers) if (some := at_once(one, news))}
    await house.wakes_at(kyiv(2026, 2, 5, 7, 0))
    assert await told(house) == {n: alert for n, one in enumerate(readers) if (alert := alerted(one, news))}
    await house.digests_at(MORNING)
    expected = {n: wanted(one, news) for n, one in enumerate(readers)}
    due = {n for n, one in enumerate(readers) if "4" in one["weekdays"]}
    assert await told(house) == {
        n: both for n, one in expected.items() if (both := one if n in due else alerted(readers[n], news))
    }


def wanted(reader: dict[str, Any], news: list[dict[str, Any]]) -> set[int]:
    """Of which entries this reader shall hear at all."""
    return {number for number, one in enumerate(news) if is_wanted(reader, one)}


def is_wanted(reader: dict[str, Any], one: dict[str, Any]) -> bool:
    inside = {"UA-51": "UA", "UA-63": "UA", "UA-30": "UA", "UA-32": "UA", "RU-KDA": "RU"}
    around = {name: {name, country} for name, country in inside.items()} | {
        "AZ-SAH": {"AZ-SAH", "AZ-NX", "AZ"}
    }
    places = [around[name] for name in one["regions"] if name]
    here = not places or not reader["regions"] or any(place & set(reader["regions"]) for place in places)
    return one["kind"] in reader["kinds"] and here


def alerted(reader: dict[str, Any], news: list[dict[str, Any]]) -> set[int]:
    most = {"all": 4, "flash": 2, "off": 0}[reader["alerts"]]
    if reader["paused_until"] and reader["paused_until"] > EVENING:
        return set()
    return {number for number in wanted(reader, news) if news[number]["urgency"] <= most}


def at_once(reader: dict[str, Any], news: list[dict[str, Any]]) -> set[int]:
    """Which of these come in the evening, before quiet hours end."""
    if reader["quiet"] != ["18:00", "07:00"]:
        return alerted(reader, news)
    passes = 2 if reader["quiet_flash"] else 0
    return {number for number in alerted(reader, news) if news[number]["urgency"] <= passes}


def entry(number: int, one: dict[str, Any]) -> Entry:
    places = [
        {"name": region or "Brussels", "country": region[:2] if region else "BE"}
        | ({"region": region} if region else {})
        for region in dict.fromkeys(one["regions"])
    ]
    changes = {"uri": f"kaizen:{number}", "headline": {"en": f"Entry {number}."}, "places": places}
    return MADE[one["kind"]](urgency=one["urgency"], **changes)


def record(number: int, reader: dict[str, Any]) -> SubscriberRecord:
    chat = cast.Chat(5_000 + number, "en", "Europe/Kyiv")
    at, name = MORNING, "2026-02-05T07:30"
    if "4" not in reader["weekdays"]:
        at, name = kyiv(2026, 2, 11, 7, 30), "2026-02-11T07:30"
    return cast.subscriber(chat, next_digest_at=at, next_digest_slot=name, **reader)


async def told(house: House) -> dict[int, set[int]]:
    """The entries that each reader's messages named, each at most once."""
    texts = {edition.id: "\n".join(edition.pages) for edition in await house.editions()}
    found: dict[int, list[int]] = {}
    for one in await house.deliveries():
        named = [n for n in range(4) if f"Entry {n}." in texts[one.edition_id]]
        found.setdefault(one.chat_id - 5_000, []).extend(named)
    assert all(len(set(named)) == len(named) for named in found.values())
    return {number: set(named) for number, named in found.items()}


async def empty(house: House) -> None:
    async with house.database.writing() as session:
        for table in reversed(metadata.sorted_tables):
            await session.exec(delete(table))
