"""Groups, topics and channels: everybody may read, administrators decide, and nobody is talked over."""

import pytest

from tests import cast
from tests.stories.play import Play, has

GROUP, OWNER, MEMBER, CHANNEL = cast.GROUP.id, 2001, 3001, -1_004_000_000_777
ME = "@kaizen_brief_bot"


@pytest.fixture
async def group(play: Play) -> int:
    play.world.add_reader(OWNER, "Owner", "en")
    play.world.add_reader(MEMBER, "Member", "en")
    play.world.add_group(GROUP, "A <b>group</b>", [OWNER, MEMBER])
    await play.publish(cast.attack(), cast.talks(), aim="archive")
    return GROUP


async def test_everybody_may_ask_for_the_day(play, group):
    answer = await play.say(MEMBER, f"/today{ME} 2026-02-03", group)
    assert "3 February 2026" in answer["text"]
    there = await play.press(MEMBER, answer, "talks")
    assert "round 2" in there["text"]


async def test_another_bots_command_is_not_answered(play, group):
    await play.unanswered(lambda: play.world.say(group, OWNER, "/today@another_bot"), group)


async def test_only_administrators_subscribe_change_and_stop(play, group):
    for command in ("start", "stop", "settings"):
        refusal = await play.say(MEMBER, f"/{command}{ME}", group)
        assert not has(refusal, "set:time")
    assert await play.subscriber(group) is None
    await play.say(OWNER, f"/start{ME}", group)
    assert (await play.subscriber(group)).state == "active"
    assert (await play.subscriber(group)).kind == "supergroup"


async def test_a_members_tap_on_the_administrators_settings_changes_nothing(play, group):
    await play.say(OWNER, f"/start{ME}", group)
    screen = await play.say(OWNER, f"/settings{ME}", group)
    for data in ("set:time:09:00", "set:days:1", "stop", "set", "set:alerts:off", "start"):
        shown = await play.press(MEMBER, screen, data)
        assert shown["text"] == screen["text"]
    record = await play.subscriber(group)
    assert (record.state, record.times, record.alerts) == ("active", ["07:30"], "all")
    await play.press(OWNER, screen, "set:time:09:00")
    assert (await play.subscriber(group)).times == ["09:00"]


async def test_a_group_is_not_asked_for_a_location(play, group):
    screen = await play.say(OWNER, f"/settings{ME}", group)
    panel = await play.press(OWNER, screen, "set:zone")
    assert not has(panel, "set:locate")
    await play.press(OWNER, panel, "set:locate")
    before = (await play.subscriber(group)).timezone
    where = {"location": {"latitude": 40.7, "longitude": -74.0}}
    await play.unanswered(lambda: play.world.receive(group, OWNER, where), group)
    assert (await play.subscriber(group)).timezone == before


async def test_an_administrator_types_the_time_as_a_reply_to_the_bot(play, group):
    screen = await play.say(OWNER, f"/settings{ME}", group)
    await play.press(OWNER, screen, "set:time")
    answer = await play.say(OWNER, "6:45", group, reply_to=screen["message_id"])
    assert "06:45" in answer["text"]


async def test_talk_among_members_is_not_answered_even_where_the_bot_hears_all(play, group):
    play.world.admit_bot(group, OWNER, status="administrator")
    said = play.world.say(group, MEMBER, "Good morning")
    await play.unanswered(lambda: play.world.say(group, OWNER, "Morning"), group)
    await play.unanswered(
        lambda: play.world.say(group, OWNER, "And to you", reply_to=said["message_id"]), group
    )
    await play.unanswered(lambda: play.world.say(group, OWNER, "/roll@another_bot"), group)
    await play.unanswered(lambda: play.world.say(group, OWNER, "/roll"), group)


async def test_an_anonymous_administrator_decides(play, group):
    anonymous = {"sender_chat": play.world.chats[group].as_chat(), "text": f"/start{ME}"}
    anonymous["entities"] = [{"type": "bot_command", "offset": 0, "length": len(f"/start{ME}")}]
    play.world.receive(group, MEMBER, anonymous)
    await play.quiet()
    assert (await play.subscriber(group)).state == "active"


async def test_a_topic_has_a_subscription_of_its_own_and_is_answered_there(play, group):
    topic = play.world.add_topic(group)
    answer = await play.say(OWNER, f"/start{ME}", group, thread_id=topic)
    assert answer["message_thread_id"] == topic
    assert (await play.subscriber(group, topic)).state == "active"
    assert await play.subscriber(group) is None


async def test_a_channels_reader_cannot_change_it_with_a_forged_button(play):
    play.world.add_channel(CHANNEL, "A channel")
    play.world.add_reader(MEMBER, "Member", "en")
    await play.publish(cast.attack(), aim="archive")
    sent = await play.bot.application.bot.send_message(CHANNEL, "A digest")
    message = next(m for m in play.world.messages(CHANNEL) if m["message_id"] == sent.message_id)
    play.tap(MEMBER, message, "start")
    await play.quiet()
    assert await play.subscriber(CHANNEL) is None


async def test_a_group_that_became_a_supergroup_keeps_its_settings(play):
    play.world.add_reader(OWNER, "Owner", "en")
    play.world.add_group(-4001, "A group", [OWNER])
    await play.say(OWNER, f"/start{ME}", -4001)
    screen = await play.say(OWNER, f"/settings{ME}", -4001)
    await play.press(OWNER, screen, "set:time:09:00")
    new = play.world.upgrade_group(-4001)
    await play.quiet()
    record = await play.subscriber(new)
    assert (record.state, record.kind, record.times) == ("active", "supergroup", ["09:00"])
    assert "09:00" in (await play.say(OWNER, f"/settings{ME}", new))["text"]


async def test_a_group_that_put_the_bot_out_is_inactive_and_revived_when_it_is_back(play, group):
    await play.say(OWNER, f"/start{ME}", group)
    play.world.remove_from_group(group, OWNER)
    await play.quiet()
    assert (await play.subscriber(group)).state == "inactive"
    play.world.admit_bot(group, OWNER)
    await play.quiet()
    assert (await play.subscriber(group)).state == "active"
