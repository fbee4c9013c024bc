"""/pledges: the open promises, page by page; followed and told of through the chat."""

from datetime import timedelta

import pytest

from tests import cast
from tests.stories.play import Play, buttons, has

GROUP, OWNER, MEMBER, READER = cast.GROUP.id, 2001, 3001, 1001
ME = "@kaizen_brief_bot"


def pledge(number=0, status="in_force", **changes):
    uri = f"kaizen:2026-02-01:pledge:{number}"
    block = cast.pledge_block(status=status)
    headline = {"en": f"Pause number {number}"}
    return cast.pledge(**{"uri": uri, "urgency": 5, "pledge": block, "headline": headline} | changes)


@pytest.fixture
async def people(play: Play) -> None:
    for number in (OWNER, MEMBER, READER):
        play.world.add_reader(number, "Somebody", "en")
    play.world.add_group(GROUP, "A group", [OWNER, MEMBER])


@pytest.mark.usefixtures("people")
async def test_a_promise_is_told_with_sides_and_strikes(play):
    await play.publish(
        pledge(),
        cast.attack(
            happened={"start": "2026-01-28T01:00:00+02:00"},
            attack={"attacker": "RU", "defender": "UA", "targets": ["energy_grid"]},
        ),
    )
    text = (await play.say(READER, "/pledges"))["text"]
    for words in (
        "Russia · energy · 25 January\u2009–\u20091 February · in force",
        "United States: Moscow kept its word.",
        "Ukraine: Attacks resumed.",
        "Its term ended on 1 February.",
        "Russia: 1 attack on 1 attack day – Kyiv",
        "Kaizen Blog: 350–500 drones launched",
        "Air Force of Ukraine: 450 drones launched",
    ):
        assert words in text


@pytest.mark.usefixtures("people")
async def test_without_any_it_says_so(play):
    await play.publish(pledge(embargoed_until="2026-03-01T00:00:00Z"))
    answer = await play.say(READER, "/pledges")
    assert "No promise is open" in answer["text"]
    assert "Follow" not in str(buttons(answer))


@pytest.mark.usefixtures("people")
async def test_pages_turn_in_place_and_back(play):
    await play.publish(*[pledge(number) for number in range(4)])
    first = await play.say(READER, "/pledges")
    second = await play.press(READER, first, "More")
    assert second["message_id"] == first["message_id"]
    shown = first["text"] + second["text"]
    assert [number for number in range(4) if f"Pause number {number}" not in shown] == []
    assert (await play.press(READER, second, "Back"))["text"] == first["text"]


@pytest.mark.usefixtures("people")
async def test_those_that_ended_lately_come_last(play):
    await play.publish(pledge(1, "kept"), pledge(2))
    text = (await play.say(READER, "/pledges"))["text"]
    assert text.index("Pause number 2") < text.index("Ended in the last seven days")
    assert text.index("Ended in the last seven days") < text.index("Pause number 1")


@pytest.mark.usefixtures("people")
async def test_a_follower_hears_of_a_change_until_they_unfollow(play):
    await play.say(READER, "/start")
    await play.publish(pledge())
    shown = await play.say(READER, "/pledges")
    followed = await play.press(READER, shown, "Follow: Pause number 0")
    assert "Unfollow: Pause number 0" in buttons(followed)
    await play.publish(pledge(status="broken"))
    await play.at(play.clock() + timedelta(seconds=91))
    assert "Status: in force → broken" in play.sent(READER)[-1]["text"]
    left = await play.press(READER, await play.say(READER, "/pledges"), "Unfollow: Pause number 0")
    assert "Follow: Pause number 0" in buttons(left)
    await play.publish(pledge(status="in_force"))
    before = len(play.sent(READER))
    await play.at(play.clock() + timedelta(seconds=91))
    assert len(play.sent(READER)) == before


@pytest.mark.usefixtures("people")
async def test_whoever_is_not_subscribed_is_told_so(play):
    await play.publish(pledge())
    shown = await play.press(READER, await play.say(READER, "/pledges"), "Follow: Pause number 0")
    assert "only while you are subscribed" in shown["text"]
    await play.say(READER, "/start")
    assert "only while" not in (await play.say(READER, "/pledges"))["text"]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "data", ["follow", "follow:x:0", "follow:1:x", "follow:999:0", "pledges:x", "unfollow:"]
)
async def test_a_forged_button_follows_nothing(play, data):
    await play.publish(pledge())
    await play.press(READER, await play.say(READER, "/pledges"), data)
    assert "out of date" in play.sent(READER)[-1]["text"]


@pytest.mark.usefixtures("people")
async def test_what_is_no_pledge_cannot_be_followed(play):
    await play.publish(cast.attack())
    await play.press(READER, await play.say(READER, "/pledges"), "follow:1:0")
    assert "out of date" in play.sent(READER)[-1]["text"]


@pytest.mark.usefixtures("people")
async def test_in_a_group_its_administrators_follow_and_everybody_reads(play):
    await play.publish(pledge())
    shown = await play.say(MEMBER, f"/pledges{ME}", GROUP)
    await play.press(MEMBER, shown, "Follow: Pause number 0", GROUP)
    assert "only the chat's administrators" in play.world.answered_queries[play.presses[-1].query_id]["text"]
    followed = await play.press(OWNER, shown, "Follow: Pause number 0", GROUP)
    assert "Unfollow: Pause number 0" in buttons(followed)


@pytest.mark.usefixtures("people")
async def test_follows_are_part_of_what_is_stored(play):
    await play.publish(pledge())
    await play.press(READER, await play.say(READER, "/pledges"), "Follow: Pause number 0")
    asked = await play.say(READER, "/forget")
    await play.press(READER, asked, "Delete my data")
    assert has(await play.say(READER, "/pledges"), "follow:1:0")
