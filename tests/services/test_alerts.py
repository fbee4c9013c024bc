"""Alerts: after some quiet, merged into one message, to those who want them, and never twice."""

import asyncio

from bot.services import alerts, subscribing
from bot.services.ticking import release_due
from tests import cast
from tests.services.house import ANNA, BEN, asker, house_of, kyiv


async def test_an_alert_waits_for_one_window_of_quiet(house):
    await house.start()
    await house.publish(cast.attack())
    assert await house.alerts_after(seconds=89) == []
    (text,) = await house.alerts_after(seconds=1)
    assert "Massive overnight strike" in text


async def test_each_new_entry_begins_the_quiet_anew(house):
    await house.start()
    await house.publish(cast.attack())
    assert await house.alerts_after(seconds=60) == []
    await house.publish(cast.talks())
    assert await house.alerts_after(seconds=60) == []
    (text,) = await house.alerts_after(seconds=30)
    assert "Massive overnight strike" in text
    assert "Abu Dhabi" in text


async def test_there_is_no_more_waiting_after_five_windows(house):
    await house.start()
    came = []
    for number in range(8):
        await house.publish(cast.attack(uri=f"kaizen:{number}"))
        came.append(len(await house.alerts_after(seconds=60)))
    assert came == [0, 0, 0, 0, 0, 0, 0, 1]  # 8 × 60 s is more than 5 × 90 s


async def test_updates_of_a_waiting_entry_do_not_hold_it_up(house):
    await house.start()
    came = []
    for number in range(8):
        await house.publish(cast.attack(headline={"en": f"Version {number}"}))
        came += await house.alerts_after(seconds=60)
    (text,) = came
    assert "Version 1" in text  # as it stood when the first publication had been quiet for a window


async def test_an_entry_is_alerted_once(house):
    await house.start()
    await house.publish(cast.attack())
    assert len(await house.alerts_after(seconds=90)) == 1
    assert await house.alerts_after(seconds=90) == []


async def test_an_update_of_an_alerted_entry_makes_no_second_alert(house):
    await house.start()
    await house.publish(cast.attack())
    await house.alerts_after(seconds=90)
    await house.publish(cast.attack(summary={"en": "More is known."}))
    assert await house.alerts_after(seconds=500) == []


async def test_only_urgency_up_to_four_is_alerted(house):
    await house.start()
    strikes = {urgency: f"Strike of urgency {urgency}." for urgency in (1, 4, 5, 9)}
    for urgency, headline in strikes.items():
        await house.publish(cast.attack(uri=f"kaizen:{urgency}", urgency=urgency, headline={"en": headline}))
    (text,) = await house.alerts_after(seconds=90)
    assert [urgency for urgency, headline in strikes.items() if headline in text] == [1, 4]


async def test_without_an_urgency_an_entry_is_alerted(house):
    await house.start()
    await house.publish(cast.talks())
    assert len(await house.alerts_after(seconds=90)) == 1


async def test_an_archive_alerts_nobody(house):
    await house.start()
    await house.archive(cast.attack(urgency=1))
    assert await house.alerts_after(seconds=500) == []


async def test_the_readers_tier_decides(house):
    chats = {
        tier: cast.Chat(5_001 + n, "en", "Europe/Kyiv") for n, tier in enumerate(("all", "flash", "off"))
    }
    for tier, chat in chats.items():
        await house.start(chat, alerts=tier)
    await house.publish(cast.attack(urgency=3))
    await house.alerts_after(seconds=90)
    assert await house.delivered_to() == {chats["all"].id: 1}
    await house.publish(cast.talks(urgency=2))
    await house.alerts_after(seconds=90)
    assert await house.delivered_to() == {chats["all"].id: 2, chats["flash"].id: 1}


async def test_a_flash_reader_gets_only_the_flash_of_a_merged_alert(house):
    await house.start(alerts="flash")
    await house.publish(cast.attack(urgency=2), cast.talks())
    (text,) = await house.alerts_after(seconds=90)
    assert "Massive overnight strike" in text
    assert "Abu Dhabi" not in text


async def test_flash_leaves_before_alerts_and_alerts_before_digests(house):
    await house.archive(cast.pledge())
    reader = await house.start()
    await house.publish(cast.attack(urgency=2))
    await house.alerts_after(seconds=90)
    await house.publish(cast.talks())
    await house.alerts_after(seconds=90)
    await house.digests_at(reader.next_digest_at)
    priorities = [one.priority for one in await house.deliveries()]
    assert len(priorities) == 3
    assert priorities == sorted(set(priorities))


async def test_kinds_and_regions_decide(house):
    wishes = [{"kinds": ["talks"]}, {"kinds": ["attack"]}, {"regions": ["UA-51"]}, {"regions": ["UA-30"]}]
    for number, wish in enumerate(wishes):
        await house.start(cast.Chat(5_000 + number, "en", "Europe/Kyiv"), **wish)
    await house.publish(cast.attack())
    assert len(await house.alerts_after(seconds=90)) == 2
    assert await house.delivered_to() == {5_001: 1, 5_003: 1}


async def test_stopped_and_inactive_readers_get_none(house):
    await house.start(ANNA)
    await house.start(BEN)
    await house.publish(cast.attack())
    await subscribing.stop(house.newsroom, asker(ANNA))
    await subscribing.reachable(house.newsroom, BEN.id, can_be_reached=False)
    assert await house.alerts_after(seconds=90) == []


async def test_who_subscribes_after_an_alert_is_told_by_the_digest(house):
    await house.start(ANNA)
    await house.publish(cast.attack())
    await house.alerts_after(seconds=90)
    late = await house.start(BEN)
    assert await house.alerts_after(seconds=90) == []
    (text,) = await house.digests_at(late.next_digest_at)
    assert "Massive overnight strike" in text
    assert await house.delivered_to() == {ANNA.id: 1, BEN.id: 1}


async def test_readers_of_one_language_share_one_edition(house):
    for number in range(20):
        await house.start(cast.Chat(5_000 + number, "en", "Europe/Kyiv"))
    await house.start(cast.Chat(6_000, "en", "Europe/Kyiv"), kinds=["attack"])
    await house.start(cast.Chat(6_001, "de", "Europe/Kyiv"))
    await house.publish(cast.attack())
    assert len(await house.alerts_after(seconds=90)) == 22
    assert len(await house.editions()) == 2


async def test_an_alert_shows_no_entry_withdrawn_while_it_settled(house):
    await house.start()
    await house.publish(cast.attack(), cast.talks())
    await house.set_state(cast.attack().uri, "withdrawn")
    (text,) = await house.alerts_after(seconds=90)
    assert "Massive overnight strike" not in text


async def test_an_embargoed_entry_is_alerted_after_its_hour(house):
    await house.start()
    await house.publish(cast.attack(embargoed_until="2026-02-04T20:00:00Z"))
    assert await house.alerts_after(seconds=500) == []
    house.clock.moment = kyiv(2026, 2, 4, 22, 0)
    await release_due(house.newsroom)
    assert await house.alerts_after(seconds=89) == []
    assert len(await house.alerts_after(seconds=1)) == 1


async def test_an_archive_under_embargo_alerts_nobody_when_it_is_released(house):
    await house.start()
    await house.archive(cast.attack(embargoed_until="2026-02-04T20:00:00Z"))
    house.clock.moment = kyiv(2026, 2, 4, 22, 0)
    assert await release_due(house.newsroom) == 1
    assert await house.alerts_after(seconds=500) == []


async def test_a_restart_while_an_alert_settles_neither_loses_nor_doubles_it(house):
    await house.start()
    await house.publish(cast.attack())
    house.clock.forward(seconds=60)
    restarted = house_of(house.database, house.clock)
    assert len(await restarted.alerts_after(seconds=30)) == 1
    assert await house.alerts_after(seconds=90) == []


async def test_two_processes_that_tick_at_once_alert_once(house, open_database, database_url):
    await house.start()
    await house.publish(cast.attack())
    house.clock.forward(seconds=90)
    other = house_of(open_database(database_url), house.clock)
    counts = await asyncio.gather(*(alerts.queue_settled(one.newsroom) for one in (house, other)))
    assert sum(counts) == 1
    assert await house.delivered_to() == {ANNA.id: 1}


async def test_a_reader_of_a_language_that_is_no_longer_offered_does_not_stop_the_others(house):
    await house.start(ANNA, language="fr")
    await house.start(BEN)
    await house.publish(cast.attack())
    assert len(await house.alerts_after(seconds=90)) == 2
