"""A group's and a channel's way through a week: started, told, moved, put out, let in again."""

from datetime import timedelta

from tests import cast
from tests.stories.play import Play, buttons, kyiv

OWNER, GROUP, FORUM, CHANNEL = 2001, -4001, -1_004_000_000_001, -1_004_000_000_777
ME = "@kaizen_brief_bot"
STRIKE, TALKS = "Massive overnight strike", "Abu Dhabi, round two"


def seen(play: Play, chat: int, words: str) -> list[int]:
    """The topics in which a message with these words stands."""
    found = [message for message in play.world.messages(chat) if words in message.get("text", "")]
    return [message.get("message_thread_id", 0) for message in found]


async def furnished(play: Play) -> int:
    """A group, a forum's topic and a channel that have started the brief; returns the topic."""
    play.world.add_reader(OWNER, "Owner", "en")
    play.world.add_group(GROUP, "A group", [OWNER], with_bot=False)
    play.world.add_group(FORUM, "A forum", [OWNER], with_bot=False)
    play.world.add_channel(CHANNEL, "A channel", members=[OWNER], with_bot=False)
    topic = play.world.add_topic(FORUM)
    for chat in (GROUP, FORUM):
        await play.one_more(chat, lambda chat=chat: play.world.admit_bot(chat, OWNER))
    await play.say(OWNER, f"/start{ME}", GROUP)
    await play.say(OWNER, f"/start{ME}", FORUM, thread_id=topic)
    screen = await play.one_more(OWNER, lambda: play.world.admit_bot(CHANNEL, OWNER, status="administrator"))
    await play.press(OWNER, screen, buttons(screen)["Start here"])
    return topic


async def test_each_gets_alerts_and_digests_once_and_where_it_wants_them(play):
    topic = await furnished(play)
    await play.publish(cast.attack())
    await play.at(play.clock() + timedelta(seconds=100))
    await play.publish(cast.talks(urgency=5))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    for chat, where in ((GROUP, 0), (FORUM, topic), (CHANNEL, 0)):
        assert seen(play, chat, STRIKE) == [where]
        assert seen(play, chat, TALKS) == [where]


async def test_a_move_between_alert_and_digest_loses_and_doubles_nothing(play):
    await furnished(play)
    await play.publish(cast.attack())
    await play.at(play.clock() + timedelta(seconds=100))
    new = play.world.upgrade_group(GROUP)
    await play.quiet()
    await play.publish(cast.talks(urgency=5))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert seen(play, GROUP, STRIKE) == [0]
    assert seen(play, new, STRIKE) == []
    assert seen(play, new, TALKS) == [0]


async def test_put_out_and_let_in_again_the_next_digest_tells_what_was_missed(play):
    await furnished(play)
    await play.publish(cast.attack())
    for chat in (GROUP, CHANNEL):
        play.world.remove_from_group(chat, OWNER)
    await play.quiet()
    await play.at(play.clock() + timedelta(seconds=100))
    play.world.admit_bot(GROUP, OWNER)
    play.world.admit_bot(CHANNEL, OWNER, status="administrator")
    await play.quiet()
    await play.at(kyiv(2026, 2, 5, 7, 30))
    for chat in (GROUP, CHANNEL):
        assert seen(play, chat, STRIKE) == [0]


async def test_an_alert_that_a_silenced_chat_refused_is_in_its_next_digest(play):
    await furnished(play)
    play.provoked.add(("sendmessage", 400))
    # Telegram does not say so beforehand.
    play.world.chats[CHANNEL].lacking = {"can_post_messages"}
    await play.publish(cast.attack())
    await play.at(play.clock() + timedelta(seconds=100))
    assert (await play.subscriber(CHANNEL)).state == "paused"
    play.world.admit_bot(CHANNEL, OWNER, status="administrator")
    await play.quiet()
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert seen(play, CHANNEL, STRIKE) == [0]
