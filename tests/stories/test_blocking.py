"""Readers who block the bot, come back, or are gone: nobody's settings are lost."""

from tests import cast
from tests.stories.play import Play, has, kyiv

READER = cast.KYIV_READER.id


async def subscribe(play: Play) -> None:
    play.world.add_reader(READER, "Reader", "en")
    await play.say(READER, "/start")
    screen = await play.say(READER, "/settings")
    await play.press(READER, screen, "set:time:09:00")


async def test_a_block_makes_inactive_keeps_settings_and_start_revives(play):
    await subscribe(play)
    play.world.block(READER)
    await play.quiet()
    record = await play.subscriber(READER)
    assert (record.state, record.times) == ("inactive", ["09:00"])
    play.world.unblock(READER)
    answer = await play.say(READER, "/start")
    assert "09:00" in answer["text"]
    record = await play.subscriber(READER)
    assert (record.state, record.next_digest_at) == ("active", kyiv(2026, 2, 5, 9, 0))


async def test_a_blocked_reader_gets_no_digest_and_nobody_is_asked(play):
    await subscribe(play)
    play.world.block(READER)
    await play.quiet()
    await play.publish(cast.attack(urgency=5))
    before = len(play.world.calls_of("sendMessage"))
    await play.at(kyiv(2026, 2, 5, 9, 0))
    assert len(play.world.calls_of("sendMessage")) == before


async def test_a_block_that_is_only_found_out_at_sending_makes_inactive_too(play):
    await subscribe(play)
    play.provoked.add(("sendmessage", 403))
    play.world.people[READER].blocked = True
    await play.publish(cast.attack(urgency=5))
    await play.at(kyiv(2026, 2, 5, 9, 0))
    record = await play.subscriber(READER)
    assert (record.state, record.times) == ("inactive", ["09:00"])
    assert await play.ledger() == {("digest", "failed"): 1}


async def test_who_comes_back_gets_the_next_digest(play):
    await subscribe(play)
    play.world.block(READER)
    await play.quiet()
    play.clock.set(kyiv(2026, 2, 6, 12, 0))
    play.world.unblock(READER)
    await play.quiet()
    await play.publish(cast.attack(urgency=5))
    before = len(play.sent(READER))
    await play.at(kyiv(2026, 2, 7, 9, 0))
    assert len(play.sent(READER)) == before + 1


async def test_a_stopped_reader_who_blocks_and_unblocks_stays_stopped(play):
    await subscribe(play)
    gone = await play.say(READER, "/stop")
    assert has(gone, "start")
    play.world.block(READER)
    play.world.unblock(READER)
    await play.quiet()
    assert (await play.subscriber(READER)).state == "stopped"


async def test_an_unknown_refusal_unsubscribes_nobody(play):
    await subscribe(play)
    play.provoked.add(("sendmessage", 400))
    play.world.faults.answer("sendMessage", 400, "Bad Request: something new", chat_id=READER)
    await play.publish(cast.attack(urgency=5))
    await play.at(kyiv(2026, 2, 5, 9, 0))
    assert (await play.subscriber(READER)).state == "active"


async def test_a_command_is_answered_after_a_short_flood_wait(play):
    await subscribe(play)
    play.provoked.add(("sendmessage", 429))
    play.world.faults.answer("sendMessage", 429, "Too Many Requests: retry after 1", retry_after=1)
    assert "/today" in (await play.say(READER, "/help"))["text"]
