"""/talks says beside the positions what was struck since the process began."""

from bot.services import talking
from tests import cast
from tests.services.house import asker, kyiv

BEFORE = {
    "start": "2026-01-20T01:00:00+02:00",
    "end": "2026-01-20T06:00:00+02:00",
    "precision": "night",
}


async def text(house):
    return (await talking.talks(house.newsroom, asker())).text


def first_day(**changes):
    block = cast.talks_block(round=1, day=1)
    return cast.talks(uri="kaizen:first", happened={"start": "2026-01-23"}, talks=block, **changes)


async def test_attacks_since_the_process_began_stand_beside_the_positions(house):
    await house.archive(first_day(), cast.talks(), cast.attack())
    said = await text(house)
    assert "Attacks since 23 January (1 attack day)" in said
    assert "Air Force of Ukraine: 450 drones launched (a figure for 1 day)" in said
    assert "Kaizen Blog: 350–500 drones launched (a figure for 1 day)" in said
    assert "18:00 to 18:00 Kyiv time" in said
    assert said.index("Hardly any public statement") < said.index("Attacks since") < said.index("Earlier")


async def test_what_was_struck_before_is_not_counted(house):
    await house.archive(cast.talks(), cast.attack(uri="kaizen:before", happened=BEFORE))
    assert "Attacks since" not in await text(house)


async def test_what_was_withdrawn_or_is_embargoed_is_not_counted(house):
    embargo = kyiv(2026, 2, 6, 12).isoformat()
    await house.archive(first_day(), cast.talks(), cast.attack(embargoed_until=embargo))
    assert "Attacks since" not in await text(house)
    await house.archive(cast.attack(uri="kaizen:other"))
    assert "Attacks since" in await text(house)
    await house.set_state("kaizen:other", "withdrawn")
    assert "Attacks since" not in await text(house)


async def test_an_old_process_is_followed_for_a_season(house):
    old = cast.talks(uri="kaizen:old", happened={"start": "2025-02-04"})
    struck = {"start": "2025-03-04T01:00:00+02:00", "precision": "hour"}
    await house.archive(old, cast.talks(), cast.attack(), cast.attack(uri="kaizen:struck", happened=struck))
    assert "Attacks since 5 November (1 attack day)" in await text(house)
