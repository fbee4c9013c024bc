"""A group becomes a supergroup: what it chose, what waits for it and the desk's chat move along, once."""

import pytest

from tests import cast
from tests.stories.play import Play, kyiv

OLD, OWNER = -4001, 2001
ME = "@kaizen_brief_bot"
HEADLINE = "Massive overnight strike"


@pytest.fixture
async def group(play: Play) -> int:
    play.world.add_reader(OWNER, "Owner", "en")
    play.world.add_group(OLD, "A group", [OWNER], with_bot=False)
    play.world.admit_bot(OLD, OWNER)
    await play.quiet()
    await play.say(OWNER, f"/start{ME}", OLD)
    screen = await play.say(OWNER, f"/settings{ME}", OLD)
    await play.press(OWNER, screen, "set:time:09:00")
    return OLD


def copies(play: Play, chat: int) -> int:
    return sum(HEADLINE in message["text"] for message in play.sent(chat))


async def test_everything_moves_when_telegram_says_so_in_both_chats(play, group):
    new = play.world.upgrade_group(group)
    await play.quiet()
    record = await play.subscriber(new)
    assert (record.state, record.kind, record.times, record.thread_id) == (
        "active",
        "supergroup",
        ["09:00"],
        0,
    )
    assert await play.subscriber(group) is None
    assert play.sent(new) == []
    await play.publish(cast.attack())
    await play.at(kyiv(2026, 2, 5, 9, 0))
    assert copies(play, new) == 1


async def test_it_moves_when_only_a_refused_message_says_so(play, group):
    new = play.world.upgrade_group(group)
    play.world.updates.drop_all()
    play.provoked.add(("sendmessage", 400))
    await play.publish(cast.attack())
    await play.at(kyiv(2026, 2, 4, 19, 2))
    assert copies(play, new) == 1
    assert (await play.subscriber(new)).times == ["09:00"]
    # Telegram's word comes late, and changes nothing.
    play.world.receive(new, OWNER, {"migrate_from_chat_id": group})
    await play.quiet()
    assert (await play.subscriber(new)).state == "active"


async def test_only_the_new_chats_word_moves_it_too(play, group):
    new = play.world.upgrade_group(group)
    play.world.updates.drop_all()
    play.world.receive(new, OWNER, {"migrate_from_chat_id": group})
    await play.quiet()
    assert (await play.subscriber(new)).times == ["09:00"]


async def test_let_in_anew_before_the_move_is_known_it_still_keeps_what_was_set(play, group):
    new = play.world.upgrade_group(group)
    play.world.updates.drop_all()
    play.world.chats[new].members.pop(play.world.bot["id"])
    play.world.admit_bot(new, OWNER)
    await play.quiet()
    assert (await play.subscriber(new)).state == "stopped"
    play.world.receive(new, OWNER, {"migrate_from_chat_id": group})
    await play.quiet()
    record = await play.subscriber(new)
    assert (record.state, record.times) == ("active", ["09:00"])


async def test_a_correction_of_what_the_old_chat_holds_comes_as_a_message_of_its_own(play, group):
    await play.publish(cast.attack())
    await play.at(kyiv(2026, 2, 4, 19, 2))
    assert copies(play, group) == 1
    new = play.world.upgrade_group(group)
    await play.quiet()
    # A message of ours that has the old one's number by chance must not be overwritten.
    taken = next(m["message_id"] for m in play.sent(group) if HEADLINE in m["text"])
    play.world.chats[new].last_message_id = taken - 1
    talk = await play.say(OWNER, f"/help{ME}", new)
    play.provoked |= {("editmessagetext", 400), ("sendmessage", 400)}
    async with play.bot.newsroom.database.writing() as session:
        corrected = cast.attack(headline={"en": "Strike in the night"})
        await cast.put_out(session, corrected, at=play.clock(), signal="correction", reason="Misnamed.")
    await play.at(kyiv(2026, 2, 4, 19, 10))
    assert play.now(talk)["text"] == talk["text"]
    assert sum("Strike in the night" in message["text"] for message in play.sent(new)) >= 1
