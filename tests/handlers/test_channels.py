"""Channels: set up in private by those who run them, and never written in before they say so."""

import json

import pytest

from tests import cast
from tests.stories.play import Play, buttons, has, kyiv

CHANNEL, OWNER, STRANGER = -1_004_000_000_777, 2001, 3001


@pytest.fixture
async def channel(play: Play) -> int:
    play.world.add_reader(OWNER, "Owner", "en")
    play.world.add_reader(STRANGER, "Stranger", "en")
    play.world.add_channel(CHANNEL, "News <b>of</b>\n the day", members=[OWNER], with_bot=False)
    return CHANNEL


async def admitted(play: Play, *lacking: str):
    """The bot becomes an administrator; what its owner is told then, in private."""
    return await play.one_more(
        OWNER, lambda: play.world.admit_bot(CHANNEL, OWNER, status="administrator", lacking=lacking)
    )


def button(message, label: str) -> str:
    return next(data for name, data in buttons(message).items() if name == label)


def number(message) -> str:
    return button(message, "Start here").removesuffix(":start")


async def test_who_adds_the_bot_sets_the_channel_up_in_private(play, channel):
    screen = await admitted(play)
    assert "News &lt;b&gt;of&lt;/b&gt; the day" not in screen["text"]
    assert screen["text"].startswith("Channel: News <b>of</b> the day\n")
    assert "Nothing is posted before" in screen["text"]
    at = number(screen)
    await play.press(OWNER, screen, f"{at}:set:time:09:00")
    begun = await play.press(OWNER, screen, f"{at}:start")
    assert has(begun, f"{at}:stop")
    record = await play.subscriber(channel)
    assert (record.state, record.kind, record.times) == ("active", "channel", ["09:00"])
    assert play.world.messages(channel) == []
    assert await play.subscriber(OWNER) is None


async def test_a_channel_gets_its_digest_and_its_alerts(play, channel):
    screen = await admitted(play)
    await play.press(OWNER, screen, "Start here")
    await play.publish(cast.attack())
    await play.at(kyiv(2026, 2, 4, 19, 2))
    (alert,) = play.world.messages(channel)
    assert "Massive overnight strike" in alert["text"]
    await play.publish(cast.talks(urgency=5))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    digest = play.world.messages(channel)[-1]
    assert "Abu Dhabi, round two" in digest["text"]


async def test_a_time_is_typed_in_private_for_the_channel(play, channel):
    screen = await admitted(play)
    at = number(screen)
    await play.press(OWNER, screen, f"{at}:set:time")
    answer = await play.say(OWNER, "6:45")
    assert "06:45" in answer["text"]
    assert answer["text"].startswith("Channel: ")
    assert (await play.subscriber(channel)).times == ["06:45"]
    # The next text is the person's own again.
    assert not (await play.say(OWNER, "8:15"))["text"].startswith("Channel: ")
    assert (await play.subscriber(channel)).times == ["06:45"]


async def test_language_kinds_and_alerts_are_chosen_for_the_channel(play, channel):
    screen = await admitted(play)
    at = number(screen)
    for choice in ("language:de", "kinds:pledge", "alerts:flash"):
        what = choice.partition(":")[0]
        panel = await play.press(OWNER, screen, f"{at}:set:{what}")
        await play.press(OWNER, panel, f"{at}:set:{choice}")
    record = await play.subscriber(channel)
    assert (record.language, record.alerts) == ("de", "flash")
    assert "pledge" not in record.kinds
    back = await play.press(OWNER, screen, f"{at}:set")
    assert back["text"].startswith("Kanal: ")
    assert all(data.startswith(f"{at}:") for data in buttons(back).values())


async def test_nothing_else_is_done_for_a_channel_from_afar(play, channel):
    screen = await admitted(play)
    at = number(screen)
    await play.press(OWNER, screen, "Start here")
    for data in ("forget:yes", "forget:now:now", "mydata:x", "about", "here", "day", "nonsense"):
        shown = await play.press(OWNER, screen, f"{at}:{data}")
        assert has(shown, f"{at}:stop")
    assert (await play.subscriber(channel)).state == "active"
    assert play.world.messages(channel) == []


async def test_only_administrators_of_the_channel_set_it_up(play, channel):
    screen = await admitted(play)
    at = number(screen)
    await play.say(STRANGER, "/start")
    forged = await play.say(STRANGER, "/help")
    for data in ("start", "set", "set:time:09:00", "stop", "mydata", "forget:now"):
        assert await play.press(STRANGER, forged, f"{at}:{data}") == forged
        assert play.world.answered_queries[play.presses[-1].query_id]["text"]
    record = await play.subscriber(channel)
    assert (record.state, record.times) == ("stopped", ["07:30"])


async def test_whoever_is_no_administrator_any_more_can_change_nothing(play, channel):
    screen = await admitted(play)
    at = number(screen)
    await play.press(OWNER, screen, f"{at}:set:time")
    play.world.chats[channel].members[OWNER] = "member"
    await play.press(OWNER, screen, f"{at}:start")
    await play.say(OWNER, "6:45")
    record = await play.subscriber(channel)
    assert (record.state, record.times) == ("stopped", ["07:30"])


@pytest.mark.usefixtures("channel")
async def test_a_number_of_no_channel_leads_nowhere(play):
    await admitted(play)
    await play.say(STRANGER, "/start")
    mine = await play.subscriber(STRANGER)
    await play.say(OWNER, "/start")
    forged = await play.say(OWNER, "/help")
    for data in (f"@{mine.id}:stop", "@99999:stop", "@x:stop"):
        await play.press(OWNER, forged, data)
    assert (await play.subscriber(STRANGER)).state == "active"


async def test_without_the_right_to_post_it_says_so_and_goes_on_when_it_has_it(play, channel):
    told = await admitted(play, "can_post_messages")
    assert "may not post" in told["text"]
    assert await play.subscriber(channel) is None
    screen = await admitted(play)
    await play.press(OWNER, screen, "Start here")
    told = await admitted(play, "can_post_messages")
    assert "may not post" in told["text"]
    assert (await play.subscriber(channel)).state == "paused"
    back = await admitted(play)
    assert "goes on as it was set" in back["text"]
    assert (await play.subscriber(channel)).state == "active"


async def test_who_never_wrote_to_the_bot_is_not_reached_and_the_channel_stays_silent(play, channel):
    play.provoked.add(("sendmessage", 403))
    play.world.people[OWNER].started = False
    play.world.admit_bot(channel, OWNER, status="administrator")
    await play.quiet()
    assert play.world.messages(channel) == []
    assert play.sent(OWNER) == []
    await play.say(OWNER, "/start")
    post = play.world.post(channel, "Good morning")
    screen = await play.one_more(OWNER, lambda: play.world.forward(OWNER, OWNER, channel, post["message_id"]))
    await play.press(OWNER, screen, "Start here")
    assert (await play.subscriber(channel)).state == "active"


async def test_a_strangers_forwarded_post_opens_no_settings(play, channel):
    await admitted(play)
    await play.say(STRANGER, "/start")
    post = play.world.post(channel, "Good morning")
    answer = await play.one_more(
        STRANGER, lambda: play.world.forward(STRANGER, STRANGER, channel, post["message_id"])
    )
    assert not any(data.startswith("@") for data in buttons(answer).values())


async def test_a_channel_that_put_the_bot_out_keeps_its_settings(play, channel):
    screen = await admitted(play)
    at = number(screen)
    await play.press(OWNER, screen, f"{at}:set:time:09:00")
    await play.press(OWNER, screen, f"{at}:start")
    play.world.remove_from_group(channel, OWNER)
    await play.quiet()
    assert (await play.subscriber(channel)).state == "inactive"
    play.provoked.add(("getchatmember", 403))
    await play.press(OWNER, screen, f"{at}:set")
    assert "not in that channel" in play.world.answered_queries[play.presses[-1].query_id]["text"]
    back = await admitted(play)
    assert "09:00" in back["text"]
    assert (await play.subscriber(channel)).state == "active"


async def test_a_button_under_a_post_opens_the_bot_and_leaves_the_post(play, channel):
    screen = await admitted(play)
    await play.press(OWNER, screen, "Start here")
    sent = await play.bot.application.bot.send_message(channel, "A digest")
    post = next(m for m in play.world.messages(channel) if m["message_id"] == sent.message_id)
    for data in ("day", "more:1:1", "stop"):
        assert await play.press(STRANGER, post, data) == post
        assert play.world.answered_queries[play.presses[-1].query_id]["url"].startswith("https://t.me/")
    assert (await play.subscriber(channel)).state == "active"


async def test_what_is_stored_of_a_channel_comes_as_a_file_to_whoever_runs_it(play, channel):
    screen = await admitted(play)
    kept = await play.press(OWNER, await play.press(OWNER, screen, "Start here"), "What is kept")
    assert kept["text"].startswith("Channel: News")
    assert "until an administrator deletes them" in kept["text"]
    await play.press(OWNER, kept, "The data as a file")
    answer = play.sent(OWNER)[-1]
    assert answer["caption"].startswith("Channel: News")
    stored = json.loads(play.world.files.get(answer["document"]["file_id"]).content)
    assert [one["chat_id"] for one in stored["subscription"]] == [channel]
    back = await play.press(OWNER, kept, "Back")
    assert has(back, f"{number(await play.press(OWNER, back, 'Stop here'))}:set:time")
    assert play.world.messages(channel) == []


async def test_a_channels_data_are_deleted_after_a_question_and_it_can_begin_anew(play, channel):
    screen = await admitted(play)
    at = number(screen)
    await play.press(OWNER, screen, f"{at}:set:language:de")
    await play.press(OWNER, screen, f"{at}:start")
    asked = await play.press(OWNER, screen, f"{at}:forget")
    left = await play.press(OWNER, asked, f"{at}:about:data")
    assert has(left, f"{at}:forget")
    assert await play.subscriber(channel) is not None
    done = await play.press(OWNER, asked, f"{at}:forget:now")
    assert done["text"].startswith("Kanal: ")
    assert buttons(done) == {}
    assert await play.subscriber(channel) is None
    await play.press(OWNER, asked, f"{at}:set")
    assert "out of date" in play.sent(OWNER)[-1]["text"]
    play.world.remove_from_group(channel, OWNER)
    await play.quiet()
    again = await admitted(play)
    assert "Nothing is posted before" in again["text"]
    assert (await play.subscriber(channel)).language == "en"
    assert play.world.messages(channel) == []
