"""Commands from a private chat: each gets exactly one answer, whatever stands behind the name."""

import pytest

from tests import cast
from tests.stories.play import buttons, has, kyiv

READER = cast.KYIV_READER.id


async def test_start_subscribes_and_says_when_where_and_how_to_change_it(play, reader):
    answer = await play.say(reader, "/start")
    assert "07:30" in answer["text"]
    assert "Europe/Kyiv" in answer["text"]
    assert "UTC+02:00" in answer["text"]
    assert "/settings" in answer["text"]
    assert "/stop" in answer["text"]
    assert has(answer, "set")
    record = await play.subscriber(reader)
    assert (record.state, record.times, record.timezone) == ("active", ["07:30"], "Europe/Kyiv")


async def test_a_second_start_changes_nothing(play, reader):
    await play.say(reader, "/start")
    before = await play.subscriber(reader)
    answer = await play.say(reader, "/start")
    after = await play.subscriber(reader)
    assert "already" in answer["text"]
    assert before.model_dump() == after.model_dump()


async def test_start_takes_a_deep_links_payload(play, reader):
    for payload in ("week", "a-Z_9", "x" * 64):
        answer = await play.say(reader, f"/start {payload}")
        assert "07:30" in answer["text"]
        assert (await play.subscriber(reader)).state == "active"


@pytest.mark.usefixtures("news")
async def test_today_shows_the_asked_day_with_both_claims_and_their_claimants(play, reader):
    answer = await play.say(reader, "/today 2026-02-03")
    assert "3 February 2026" in answer["text"]
    assert "350–500" in answer["text"]
    assert "450" in answer["text"]
    assert "Kaizen Blog" in answer["text"]
    assert "Air Force of Ukraine" in answer["text"]


@pytest.mark.usefixtures("news")
async def test_today_without_words_is_the_readers_today(play, reader):
    answer = await play.say(reader, "/today")
    assert "4 February 2026" in answer["text"]
    assert "Abu Dhabi" in answer["text"]


@pytest.mark.usefixtures("news")
async def test_today_takes_a_day_as_people_write_it(play, reader):
    for word in ("yesterday", "Gestern", "вчора", "3.2.2026", "3.2.", "2026-2-3", " YESTERDAY "):
        answer = await play.say(reader, f"/today {word}")
        assert "3 February 2026" in answer["text"], word


@pytest.mark.usefixtures("news")
async def test_today_is_another_day_on_the_other_side_of_the_world(play, reader):
    await play.say(reader, "/start")
    settings = await play.say(reader, "/settings")
    await play.press(reader, settings, "set:zone")
    await play.say(reader, "Auckland")
    play.clock.set(kyiv(2026, 2, 4, 13, 0))
    answer = await play.say(reader, "/today")
    assert "5 February 2026" in answer["text"]


async def test_a_day_without_entries_says_so(play, reader):
    answer = await play.say(reader, "/today 2025-12-24")
    assert "24 December 2025" in answer["text"]
    assert has(answer, "day:2025-12-23:0")


NO_DAYS = (
    "2026-02-30", "1999-01-01", "9999-12-31", "tomorrow's <b>", "0000-00-00", "٣", "&lt;" * 400, "\u202ex",
)  # fmt: skip


async def test_a_day_that_cannot_be_shown_is_answered_politely(play, reader):
    for word in NO_DAYS:
        answer = await play.say(reader, f"/today {word}")
        assert "/today 2026-02-04" in answer["text"], word
        assert len(answer["text"]) < 300


@pytest.mark.usefixtures("news")
async def test_the_days_are_walked_in_place(play, reader):
    answer = await play.say(reader, "/today")
    back = await play.press(reader, answer, "day:2026-02-03:0")
    assert "3 February 2026" in back["text"]
    assert "Massive overnight strike" in back["text"]
    there = await play.press(reader, back, "day:2026-02-04:0")
    assert there["text"] == answer["text"]
    assert len(play.sent(reader)) == 1


async def test_today_offers_no_day_that_has_not_begun(play, reader):
    answer = await play.say(reader, "/today")
    assert not has(answer, "day:2026-02-05:0")


@pytest.mark.usefixtures("news")
async def test_talks_shows_round_day_venue_mediator_positions_outcome_and_next_step(play, reader):
    text = (await play.say(reader, "/talks"))["text"]
    for part in (
        "round 2",
        "day 1 of 2",
        "Abu Dhabi",
        "United States",
        "Ukraine: ",
        "Russia: ",
        "5 February",
    ):
        assert part in text


@pytest.mark.usefixtures("news")
async def test_talks_lists_earlier_rounds_once_each(play, reader):
    before = [
        cast.talks(
            uri=f"kaizen:round-1:{day}",
            headline={"en": f"First round, day {day}"},
            happened={"start": f"2026-01-2{day}"},
            talks=cast.talks_block(round=1, day=day),
        )
        for day in (1, 2)
    ]
    await play.publish(*before, aim="archive")
    text = (await play.say(reader, "/talks"))["text"]
    assert "First round, day 2" in text
    assert "First round, day 1" not in text


@pytest.mark.usefixtures("news")
async def test_attacks_totals_are_attributed_and_name_the_attack_day(play, reader):
    text = (await play.say(reader, "/attacks"))["text"]
    assert "18:00" in text
    assert "Air Force of Ukraine" in text
    assert "450" in text
    assert "350–500" in text


async def test_an_empty_record_is_answered_too(play, reader):
    for command in ("/talks", "/attacks", "/today"):
        assert (await play.say(reader, command))["text"]


@pytest.mark.usefixtures("news")
async def test_talks_attacks_and_today_lead_to_each_other_in_place(play, reader):
    answer = await play.say(reader, "/talks")
    attacks = await play.press(reader, answer, "attacks")
    assert "18:00" in attacks["text"]
    today = await play.press(reader, attacks, "day")
    assert "4 February 2026" in today["text"]
    assert (await play.press(reader, today, "talks"))["text"] == answer["text"]
    assert len(play.sent(reader)) == 1


async def test_help_names_every_command(play, reader):
    text = (await play.say(reader, "/help"))["text"]
    for name in ("today", "talks", "attacks", "settings", "start", "stop", "help"):
        assert f"/{name}" in text


async def test_help_leads_to_adding_the_bot_to_a_group_from_a_private_chat(play, reader):
    answer = await play.say(reader, "/help")
    (add,) = answer["reply_markup"]["inline_keyboard"][-1]
    assert (add["text"], add["url"]) == (
        "Add to a group",
        f"https://t.me/{play.world.bot['username']}?startgroup",
    )
    play.world.add_group(cast.GROUP.id, "A group", [reader])
    in_group = await play.say(reader, "/help", cast.GROUP.id)
    assert "Add to a group" not in buttons(in_group)


async def test_stop_unsubscribes_and_one_tap_brings_everything_back(play, reader):
    await play.say(reader, "/start")
    answer = await play.say(reader, "/stop")
    assert (await play.subscriber(reader)).state == "stopped"
    back = await play.press(reader, answer, "start")
    assert "07:30" in back["text"]
    assert (await play.subscriber(reader)).state == "active"


async def test_stop_without_a_subscription_is_answered_and_keeps_nothing(play, reader):
    await play.say(reader, "/stop")
    assert await play.subscriber(reader) is None


TEXTS = (
    "hello", "/nonsense", "/today@another_bot", "/", "//", "/today" + "x" * 60, "<b>bold</b> & <script>",
    "\u202eabc\u202c", "\u200b\u200b.", "x" * 5000, "/today " + "y" * 5000, "\N{THUMBS UP SIGN}", "/start@",
    "%s %(words)s {{ 7*7 }}", "\n\n/today",
)  # fmt: skip


async def test_whatever_is_written_gets_one_short_useful_answer(play, reader):
    for text in TEXTS:
        answer = await play.say(reader, text)
        assert "/today" in answer["text"], text
        assert len(answer["text"]) < 700


FILE = {"file_id": "a", "file_unique_id": "b"}
SHAPE = FILE | {"width": 9, "height": 9}
NO_TEXTS = (
    {"sticker": SHAPE | {"type": "regular", "is_animated": False, "is_video": False}},
    {"photo": [SHAPE], "caption": "/today"},
    {"voice": FILE | {"duration": 3}},
    {"contact": {"phone_number": "1", "first_name": "<i>"}},
    {"dice": {"emoji": "\N{GAME DIE}", "value": 3}},
    {"forward_origin": {"type": "hidden_user", "date": 1, "sender_user_name": "<b>"}, "text": "news"},
)


async def test_what_is_no_text_is_answered_too(play, reader):
    for content in NO_TEXTS:
        assert "/today" in (await play.send(reader, content))["text"]


NAMES = ("<b>&", "</a><a href='x'>", "\u202edekcah\u202c", "x" * 64, "%s{0}{{x}}")


async def test_a_readers_name_is_harmless(play):
    for number, name in enumerate(NAMES, 5001):
        play.world.add_reader(number, name, "en", last_name=name)
        for command in ("/start", "/today", "/settings", "/stop", "/help", name):
            await play.say(number, command)


@pytest.mark.usefixtures("news")
async def test_a_language_that_is_missing_or_unknown_is_answered_in_the_first(play):
    for number, code in enumerate((None, "", "xx", "pt-BR", "zh-hans", "EN_us"), 5001):
        play.world.add_reader(number, "Reader", code)
        await play.say(number, "/start")
        assert "3 February 2026" in (await play.say(number, "/today yesterday"))["text"]
        assert (await play.subscriber(number)).language == "en"


@pytest.mark.usefixtures("news")
async def test_a_german_reader_reads_german_headlines_and_dates(play):
    for number, code in enumerate(("de", "de-AT"), 5001):
        play.world.add_reader(number, "Reader", code)
        text = (await play.say(number, "/today gestern"))["text"]
        assert "3. Februar 2026" in text
        assert "Schwerer Nachtangriff" in text


@pytest.mark.usefixtures("news")
async def test_a_text_that_is_missing_in_a_language_comes_in_another_and_says_so(play):
    play.world.add_reader(READER, "Reader", "de")
    assert "[Englisch]" in (await play.say(READER, "/talks"))["text"]


async def test_an_edited_message_gets_no_second_answer(play, reader):
    await play.say(reader, "/today")
    asked = play.world.messages(reader)[0]
    await play.unanswered(lambda: play.world.rewrite(reader, asked["message_id"], "/talks"), reader)


@pytest.mark.usefixtures("news")
async def test_five_commands_at_once_get_five_answers_in_order(play, reader):
    for command in ("/help", "/talks", "/attacks", "/today", "/settings"):
        play.world.say(reader, reader, command)
    await play.quiet()
    texts = [message["text"] for message in play.sent(reader)]
    assert len(texts) == 5
    assert "/attacks" in texts[0]
    assert "round 2" in texts[1]
    assert "Europe/Kyiv" in texts[4]


@pytest.mark.usefixtures("news")
async def test_buttons_carry_at_most_64_bytes_and_lead_somewhere(play, reader):
    await play.say(reader, "/start")
    for command in ("/start", "/today", "/talks", "/attacks", "/settings", "/help"):
        answer = await play.say(reader, command)
        for label, data in buttons(answer).items():
            if label == "Add to a group":  # a link
                continue
            assert 0 < len(data.encode()) <= 64, label
            shown = await play.press(reader, answer, data)
            if data == "week":  # a picture is a message of its own
                assert "photo" in play.sent(reader)[-1]
                continue
            assert "out of date" not in shown["text"]
            assert shown["text"] != answer["text"]
            answer = await play.say(reader, command)
