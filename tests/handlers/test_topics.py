"""Forum topics: each may have a brief of its own; one that closes or goes takes nothing with it."""

import pytest

from tests import cast
from tests.stories.play import Play, has, kyiv

GROUP, OWNER, MEMBER = cast.GROUP.id, 2001, 3001
ME = "@kaizen_brief_bot"
HEADLINE = "Massive overnight strike"


@pytest.fixture
async def forum(play: Play) -> int:
    play.world.add_reader(OWNER, "Owner", "en")
    play.world.add_reader(MEMBER, "Member", "en")
    play.world.add_group(GROUP, "A forum", [OWNER, MEMBER], with_bot=False)
    topic = play.world.add_topic(GROUP, "News")
    play.world.admit_bot(GROUP, OWNER)
    await play.quiet()
    return topic


async def alerted(play: Play) -> None:
    await play.publish(cast.attack())
    await play.at(kyiv(2026, 2, 4, 19, 2))


def threads(play: Play, words: str = HEADLINE) -> list[int]:
    return [m.get("message_thread_id", 0) for m in play.sent(GROUP) if words in m["text"]]


async def test_the_brief_comes_to_the_topic_in_which_it_was_started(play, forum):
    await play.say(OWNER, f"/start{ME}", GROUP, thread_id=forum)
    await alerted(play)
    assert threads(play) == [forum]


async def test_two_topics_have_two_briefs_with_settings_of_their_own(play, forum):
    other = play.world.add_topic(GROUP, "Quiet news")
    for topic in (forum, other):
        await play.say(OWNER, f"/start{ME}", GROUP, thread_id=topic)
    screen = await play.say(OWNER, f"/settings{ME}", GROUP, thread_id=other)
    await play.press(OWNER, screen, "set:alerts:off")
    await alerted(play)
    assert threads(play) == [forum]
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert sorted(threads(play)) == sorted([forum, other])


async def test_settings_in_another_topic_offer_to_move_it_there(play, forum):
    await play.say(OWNER, f"/start{ME}", GROUP)
    screen = await play.say(OWNER, f"/settings{ME}", GROUP)
    await play.press(OWNER, screen, "set:time:09:00")
    there = await play.say(OWNER, f"/settings{ME}", GROUP, thread_id=forum)
    assert has(there, "start")
    assert await play.press(MEMBER, there, "here") == there
    moved = await play.press(OWNER, there, "here")
    assert "09:00" in moved["text"]
    assert has(moved, "stop")
    await alerted(play)
    assert threads(play) == [forum]
    # And it can go back.
    back = await play.say(OWNER, f"/settings{ME}", GROUP)
    await play.press(OWNER, back, "here")
    assert (await play.subscriber(GROUP)).times == ["09:00"]


async def test_there_is_nothing_to_move_where_nothing_comes(play, forum):
    screen = await play.say(OWNER, f"/settings{ME}", GROUP, thread_id=forum)
    assert not has(screen, "here")
    await play.press(OWNER, screen, "here")
    assert (await play.subscriber(GROUP, forum)).state == "stopped"


async def test_a_topic_that_is_deleted_gives_way_to_the_chat_which_is_told(play, forum):
    await play.say(OWNER, f"/start{ME}", GROUP, thread_id=forum)
    play.world.delete_topic(GROUP, forum)
    play.provoked.add(("sendmessage", 400))
    await alerted(play)
    assert threads(play) == [0]
    assert threads(play, "The topic in which the brief came is gone") == [0]
    assert (await play.subscriber(GROUP)).state == "active"


async def test_a_topic_that_is_deleted_ends_where_the_chat_has_its_own(play, forum):
    await play.say(OWNER, f"/start{ME}", GROUP)
    await play.say(OWNER, f"/start{ME}", GROUP, thread_id=forum)
    play.world.delete_topic(GROUP, forum)
    play.provoked.add(("sendmessage", 400))
    await alerted(play)
    assert threads(play) == [0]
    assert threads(play, "A topic in which the brief came is gone") == [0]
    assert (await play.subscriber(GROUP, forum)).state == "inactive"


async def test_a_closed_topic_pauses_the_chat_is_told_and_opened_it_goes_on(play, forum):
    await play.say(OWNER, f"/start{ME}", GROUP, thread_id=forum)
    play.world.close_topic(GROUP, OWNER, forum)
    play.provoked.add(("sendmessage", 400))
    await alerted(play)
    assert threads(play) == []
    assert threads(play, "is closed to me") == [0]
    assert (await play.subscriber(GROUP, forum)).state == "paused"
    again = await play.one_more(GROUP, lambda: play.world.reopen_topic(GROUP, OWNER, forum))
    assert again["message_thread_id"] == forum
    assert (await play.subscriber(GROUP, forum)).state == "active"
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert threads(play) == [forum]
