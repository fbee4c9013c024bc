"""Groups that take the bot in: it introduces itself once, administrators set it up, and nothing is lost."""

import pytest

from tests import cast
from tests.stories.play import Play, buttons, has, kyiv

GROUP, OWNER, MEMBER = cast.GROUP.id, 2001, 3001
ME = "@kaizen_brief_bot"


@pytest.fixture
async def group(play: Play) -> int:
    play.world.add_reader(OWNER, "Owner", "de")
    play.world.add_reader(MEMBER, "Member", "en")
    play.world.add_group(GROUP, "A group", [OWNER, MEMBER], with_bot=False)
    return GROUP


async def admitted(play: Play, group: int):
    """The bot is let in; the one message that it says then."""
    return await play.one_more(group, lambda: play.world.admit_bot(group, OWNER))


def toast(play: Play) -> str:
    return play.world.answered_queries[play.presses[-1].query_id]["text"]


async def test_who_adds_the_bot_is_spoken_to_in_their_language_and_only_once(play, group):
    hello = await admitted(play, group)
    assert "Administratoren" in hello["text"]
    assert list(buttons(hello).values()) == ["start", "set"]
    await play.unanswered(lambda: play.world.admit_bot(group, OWNER, status="administrator"), group)
    await play.unanswered(lambda: play.world.admit_bot(group, OWNER), group)


async def test_nothing_comes_before_an_administrator_starts_it(play, group):
    hello = await admitted(play, group)
    assert (await play.subscriber(group)).state == "stopped"
    shown = await play.press(MEMBER, hello, "start")
    assert shown == hello
    assert "administrators" in toast(play) or "Administratoren" in toast(play)
    assert (await play.subscriber(group)).state == "stopped"
    screen = await play.press(OWNER, hello, "start")
    assert (await play.subscriber(group)).state == "active"
    assert has(screen, "set:time")
    assert has(screen, "stop")
    assert toast(play) == ""


async def test_a_member_learns_by_a_toast_and_the_group_hears_nothing(play, group):
    hello = await admitted(play, group)
    await play.unanswered(lambda: play.tap(MEMBER, hello, "set:time:09:00"), group)
    assert toast(play)


async def test_put_out_it_is_silent_at_once_and_back_it_says_that_all_is_kept(play, group):
    hello = await admitted(play, group)
    await play.press(OWNER, hello, "start")
    await play.press(OWNER, hello, "set:time:09:00")
    await play.publish(cast.attack(urgency=5))
    play.world.remove_from_group(group, OWNER)
    await play.quiet()
    record = await play.subscriber(group)
    assert (record.state, record.state_reason) == ("inactive", "the bot was put out")
    calls = len(play.world.calls_of("sendMessage"))
    await play.at(kyiv(2026, 2, 5, 9, 0))
    assert len(play.world.calls_of("sendMessage")) == calls
    back = await admitted(play, group)
    assert "09:00" in back["text"]
    assert (await play.subscriber(group)).state == "active"


async def test_back_in_a_group_that_never_began_it_does_not_begin_either(play, group):
    await admitted(play, group)
    play.world.remove_from_group(group, OWNER, status="left")
    await play.quiet()
    back = await admitted(play, group)
    assert has(back, "start")
    assert (await play.subscriber(group)).state == "stopped"


async def test_a_silenced_bot_pauses_and_goes_on_when_it_may_speak(play, group):
    hello = await admitted(play, group)
    await play.press(OWNER, hello, "start")
    play.world.admit_bot(group, OWNER, status="restricted", lacking=("can_send_messages",))
    await play.quiet()
    assert (await play.subscriber(group)).state == "paused"
    before = len(play.sent(group))
    play.world.admit_bot(group, OWNER)
    await play.quiet()
    assert (await play.subscriber(group)).state == "active"
    assert len(play.sent(group)) == before + 1


async def test_a_stopped_group_says_so_and_can_begin_again(play, group):
    hello = await admitted(play, group)
    await play.press(OWNER, hello, "start")
    gone = await play.say(OWNER, f"/stop{ME}", group)
    assert has(gone, "start")
    assert (await play.subscriber(group)).state == "stopped"
    await play.press(OWNER, gone, "start")
    assert (await play.subscriber(group)).state == "active"


async def test_an_anonymous_administrator_may_and_another_channel_in_the_group_may_not(play, group):
    await admitted(play, group)
    channel = play.world.add_channel(-1_004_000_000_888, "Another", members=[OWNER])
    foreign = {"text": "/start", "sender_chat": channel.as_chat()}
    foreign["entities"] = [{"type": "bot_command", "offset": 0, "length": 6}]
    play.world.receive(group, OWNER, foreign)
    await play.quiet()
    assert (await play.subscriber(group)).state == "stopped"
    play.world.say_as_chat(group, f"/start{ME}")
    await play.quiet()
    assert (await play.subscriber(group)).state == "active"


async def test_commands_are_answered_in_their_topic(play, group):
    await admitted(play, group)
    topic = play.world.add_topic(group)
    for command in ("/today", "/talks", "/help", "/settings"):
        answer = await play.say(OWNER, f"{command}{ME}", group, thread_id=topic)
        assert answer["message_thread_id"] == topic
    await play.unanswered(lambda: play.world.say(group, OWNER, "/today@other_bot", thread_id=topic), group)


async def test_administrators_are_known_also_where_members_are_hidden(play, group):
    hello = await admitted(play, group)
    play.provoked.add(("getchatmember", 400))
    for who, state in ((MEMBER, "stopped"), (OWNER, "active")):
        play.world.faults.answer("getChatMember", 400, "Bad Request: member list is inaccessible")
        await play.press(who, hello, "start")
        assert (await play.subscriber(group)).state == state


async def test_a_question_in_a_group_says_that_it_is_answered_by_a_reply(play, group):
    hello = await admitted(play, group)
    asked = await play.press(OWNER, hello, "set:time")
    assert "als Antwort" in asked["text"]
    answer = await play.say(OWNER, "6:45", group, reply_to=hello["message_id"])
    assert "06:45" in answer["text"]
    assert "als Antwort" not in (await play.press(OWNER, hello, "set"))["text"]
