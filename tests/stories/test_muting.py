"""Mute this story: no alert tells it any more, the digest does, and one tap brings the alerts back."""

from datetime import timedelta

from bot.brief.tongue import tongue
from bot.services import stories
from storage.model.stories import story_of
from tests import cast
from tests.stories.play import Play, buttons, kyiv

READER, OTHER = cast.KYIV_READER.id, cast.TORONTO_READER.id
MUTE, HEAR = "Mute this story", "Hear it again"


async def subscribe(play: Play, *chats: int) -> None:
    for chat in chats:
        play.world.add_reader(chat, "Reader", "en")
        await play.say(chat, "/start")


async def alerted(play: Play, *items: cast.Entry) -> None:
    await play.publish(*items)
    await play.at(play.clock() + timedelta(minutes=5))


def round_two(day: int) -> cast.Entry:
    return cast.talks(uri=f"kaizen:day-{day}", talks=cast.talks_block(day=day), headline={"en": f"Day {day}"})


def renamed(day: int, headline: str) -> cast.Entry:
    """An update of a day that was told already."""
    return cast.talks(uri=f"kaizen:day-{day}", talks=cast.talks_block(day=day), headline={"en": headline})


async def test_a_muted_story_makes_no_alert_for_this_reader_and_stands_in_the_digest(play):
    await subscribe(play, READER, OTHER)
    await alerted(play, round_two(1))
    alert = play.sent(READER)[-1]
    shown = await play.press(READER, alert, MUTE)
    assert shown["text"] == alert["text"]
    assert HEAR in buttons(shown)
    assert MUTE not in buttons(shown)
    query = play.world.calls_of("answerCallbackQuery")[-1]
    assert query.params["text"] == "No more alerts of this story. Your digest still tells it."
    await alerted(play, round_two(2))
    assert "Day 2" in play.sent(OTHER)[-1]["text"]
    assert len(play.sent(OTHER)) == len(play.sent(READER)) + 1
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert "Day 2" in play.sent(READER)[-1]["text"]


async def test_one_tap_brings_the_alerts_of_a_story_back(play):
    await subscribe(play, READER)
    await alerted(play, round_two(1))
    muted = await play.press(READER, play.sent(READER)[-1], MUTE)
    heard = await play.press(READER, muted, HEAR)
    assert MUTE in buttons(heard)
    await alerted(play, round_two(2))
    assert "Day 2" in play.sent(READER)[-1]["text"]


async def test_other_stories_are_alerted_as_ever(play):
    await subscribe(play, READER)
    await alerted(play, round_two(1))
    await play.press(READER, play.sent(READER)[-1], MUTE)
    await alerted(play, round_two(2), cast.attack())
    text = play.sent(READER)[-1]["text"]
    assert "Massive overnight strike" in text
    assert "Day 2" not in text


async def test_an_alert_of_several_stories_names_them_on_its_buttons(play):
    await subscribe(play, READER)
    await alerted(play, cast.attack(), round_two(1))
    alert = play.sent(READER)[-1]
    assert {"Mute: Massive overnight strike", "Mute: Day 1"} < buttons(alert).keys()
    shown = await play.press(READER, alert, "Mute: Day 1")
    assert {"Mute: Massive overnight strike", "Hear again: Day 1"} < buttons(shown).keys()
    assert (await play.subscriber(READER)).muted == [story_of(round_two(1))]


async def test_a_digest_has_no_such_button(play):
    await subscribe(play, READER)
    await play.publish(cast.attack(), aim="archive")
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert not any("mute" in data for data in buttons(play.sent(READER)[-1]).values())


async def test_in_a_group_only_its_administrators_mute(play):
    group, member = cast.GROUP.id, cast.STRANGER.id
    play.world.add_reader(READER, "Reader", "en")
    play.world.add_reader(member, "Member", "en")
    play.world.add_group(group, "The group", [READER, member])
    await play.say(READER, "/start", chat=group)
    await alerted(play, round_two(1))
    alert = play.sent(group)[-1]
    await play.press(member, alert, MUTE)
    said = play.world.calls_of("answerCallbackQuery")[-1].params["text"]
    assert said == "Here only the chat's administrators can change that."
    assert (await play.subscriber(group)).muted == []
    await play.press(READER, alert, MUTE)
    assert (await play.subscriber(group)).muted == [story_of(round_two(1))]


async def test_forged_data_mutes_nothing(play):
    await subscribe(play, READER)
    await alerted(play, round_two(1))
    key, alert = story_of(round_two(1)), play.sent(READER)[-1]
    for data in ("mute:", "mute:x:1:0", "hear:::", f"mute:{key.upper()}:1:0", f"mute:{key}0:1:0"):
        await play.press(READER, alert, data)
    assert (await play.subscriber(READER)).muted == []
    for data in (f"mute:{key}", f"mute:{key}:1", f"mute:{key}:99:0", f"mute:{key}:1:99"):
        assert (await play.press(READER, alert, data))["text"] == alert["text"]
    assert (await play.subscriber(READER)).muted == [key]


async def test_a_muted_story_is_called_by_what_happened_last_in_it(play):
    await subscribe(play, READER)
    first, last = round_two(1), round_two(2)
    await alerted(play, first, cast.attack())
    await play.publish(last)
    async with play.bot.newsroom.database.reading() as session:
        keys = [story_of(cast.attack()), story_of(first), "0" * 12]
        named = await stories.named(session, keys, tongue("de"), "en")
    assert named == {
        story_of(cast.attack()): "Schwerer Nachtangriff",
        story_of(first): "Day 2 [Englisch]",
    }


async def test_the_settings_list_muted_stories_by_their_headlines_and_one_tap_hears_one_again(play):
    await subscribe(play, READER)
    await alerted(play, round_two(1))
    await play.press(READER, play.sent(READER)[-1], MUTE)
    await alerted(play, cast.attack())
    await play.press(READER, play.sent(READER)[-1], MUTE)
    screen = await play.say(READER, "/settings")
    panel = await play.press(READER, screen, "set:muted")
    assert "You have muted 2 stories" in panel["text"]
    assert list(buttons(panel))[:2] == ["Massive overnight strike", "Day 1"]
    panel = await play.press(READER, panel, "Day 1")
    assert "You have muted 1 story" in panel["text"]
    assert (await play.subscriber(READER)).muted == [story_of(cast.attack())]
    await play.press(READER, panel, "Hear all again")
    assert (await play.subscriber(READER)).muted == []


async def test_an_edit_of_an_alert_leaves_the_button_as_its_reader_set_it(play):
    await subscribe(play, READER, OTHER)
    await alerted(play, round_two(1))
    alert, others = play.sent(READER)[-1], play.sent(OTHER)[-1]
    await play.press(READER, alert, MUTE)
    await alerted(play, renamed(1, "The first day ends"))
    assert "The first day ends" in play.now(alert)["text"]
    assert HEAR in buttons(play.now(alert))
    assert play.now(others)["text"] == play.now(alert)["text"]
    assert MUTE in buttons(play.now(others))
    await play.press(READER, play.now(alert), HEAR)
    await alerted(play, renamed(1, "The first day has ended"))
    assert "has ended" in play.now(alert)["text"]
    assert MUTE in buttons(play.now(alert))


async def test_of_several_stories_an_edit_leaves_each_button_as_it_was_set(play):
    await subscribe(play, READER)
    await alerted(play, cast.attack(), round_two(1))
    alert = play.sent(READER)[-1]
    await play.press(READER, alert, "Mute: Day 1")
    await alerted(play, cast.attack(headline={"en": "A strike at night"}))
    assert "A strike at night" in play.now(alert)["text"]
    assert {"Mute: Massive overnight strike", "Hear again: Day 1"} < buttons(play.now(alert)).keys()


async def test_an_edit_of_a_groups_alert_leaves_the_button_as_its_administrators_set_it(play):
    group = cast.GROUP.id
    play.world.add_reader(READER, "Reader", "en")
    play.world.add_group(group, "The group", [READER])
    await play.say(READER, "/start", chat=group)
    await alerted(play, round_two(1))
    alert = play.sent(group)[-1]
    await play.press(READER, alert, MUTE)
    await alerted(play, renamed(1, "The first day ends"))
    assert "The first day ends" in play.now(alert)["text"]
    assert HEAR in buttons(play.now(alert))
