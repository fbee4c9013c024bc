"""Searching from a private chat: hits in place, each opened and shared; bad input is answered."""

import json

import pytest

from bot.services import searching
from bot.services.newsroom import Asker
from storage import entries
from tests import cast
from tests.stories.play import buttons, has, kyiv

READER = cast.KYIV_READER.id
BOT = "kaizen_brief_bot"


def one_of_many(number: int):
    day = f"2026-01-{number + 1:02}"
    return cast.attack(
        uri=f"kaizen:{day}:attack:port",
        headline={"en": f"Port hit for the {number}th time"},
        happened={"start": day},
        places=[{"name": "Odesa", "country": "UA", "region": "UA-51"}],
    )


def links(message) -> dict[str, str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["url"] for row in rows for button in row if "url" in button}


@pytest.mark.usefixtures("news")
async def test_a_hit_has_headline_day_kind_and_its_first_figure(play, reader):
    text = (await play.say(reader, "/search kyiv"))["text"]
    assert "1 entry" in text
    assert "1. Massive overnight strike" in text
    assert "Attacks · 2–3 February 2026" in text
    assert "350–500 drones (Kaizen Blog)" in text


@pytest.mark.usefixtures("news")
async def test_a_tap_on_its_number_opens_a_hit_and_leads_back_to_all(play, reader):
    answer = await play.say(reader, "/search Abu Dhabi")
    opened = await play.press(reader, answer, "1")
    assert "Ukraine: About concrete steps." in opened["text"]
    assert (await play.press(reader, opened, "All results"))["text"] == answer["text"]
    assert len(play.sent(reader)) == 1


async def test_hits_are_paged_in_place_newest_first(play, reader):
    await play.publish(*(one_of_many(number) for number in range(1, 13)), aim="archive")
    answer = await play.say(reader, "/search Одесса порт")
    assert "12 entries" in answer["text"]
    assert "1. Port hit for the 12th time" in answer["text"]
    second = await play.press(reader, answer, "More")
    assert "6. Port hit for the 7th time" in second["text"]
    third = await play.press(reader, second, "More")
    assert "12. Port hit for the 1th time" in third["text"]
    assert "More" not in buttons(third)
    assert (await play.press(reader, third, "Back"))["text"] == second["text"]
    opened = await play.press(reader, second, "7")
    assert "6th time" in opened["text"]
    assert (await play.press(reader, opened, "All results"))["text"] == second["text"]


async def test_a_page_that_is_no_more_leads_to_the_last_one(play, reader):
    await play.publish(*(one_of_many(number) for number in range(1, 7)), aim="archive")
    answer = await play.say(reader, "/search Odesa")
    last = await play.press(reader, answer, "find:1:odesa")
    assert (await play.press(reader, last, "find:7:odesa"))["text"] == last["text"]


@pytest.mark.usefixtures("news")
async def test_what_has_only_some_of_the_words_comes_last_and_is_marked(play, reader):
    text = (await play.say(reader, "/search talks grid"))["text"]
    assert "No entry has all of these words" in text
    await play.publish(
        cast.talks(
            uri="kaizen:grid", headline={"en": "Talks about the grid"}, happened={"start": "2026-01-02"}
        )
    )
    text = (await play.say(reader, "/search talks grid"))["text"]
    whole, partly = text.split("With only some of the words:")
    assert "Talks about the grid" in whole
    assert "Abu Dhabi, round two" in partly
    assert "Pause in strikes" in partly


@pytest.mark.usefixtures("news")
async def test_nothing_found_says_what_can_be_tried(play, reader):
    answer = await play.say(reader, "/search zebra")
    assert "Nothing was found." in answer["text"]
    assert "/search Odesa" in answer["text"]
    assert "zebra" in answer["text"]
    tried = await play.press(reader, answer, "power plants")
    assert "Pause in strikes" in tried["text"]


NO_WORDS = ("", "\N{THUMBS UP SIGN}\N{FIRE}", "...", "the of", "東京", "\u202e\u200b", "#:_")


async def test_a_search_for_no_word_says_how_to_search(play, reader):
    for words in NO_WORDS:
        assert "behind the command" in (await play.say(reader, f"/search {words}"))["text"], words


MANY_WORDS = (
    "word " * 300,
    "x" * 3000,
    "<b>&lt;</b> %s %(words)s {{ 7*7 }}",
    "'\" OR 1=1 --",
    'a" NOT "b*',
    "é ß ґ",
)


@pytest.mark.usefixtures("news")
async def test_whatever_is_searched_for_gets_one_short_answer(play, reader):
    for words in MANY_WORDS:
        answer = await play.say(reader, f"/search {words}")
        assert len(answer["text"]) < 700, words
    many = " ".join(["Abu Dhabi", *(f"word{number}" for number in range(300))])
    assert "Only the first words" in (await play.say(reader, f"/search {many}"))["text"]


async def test_buttons_of_the_longest_search_hold_64_bytes(play, reader):
    await play.publish(*(one_of_many(number) for number in range(1, 13)), aim="archive")
    long = "Запоріжжя електростанція"
    await play.publish(cast.attack(uri="kaizen:long", headline={"uk": f"{long} щогодинно"}), aim="archive")
    answer = await play.say(reader, f"/search {long} щогодинно порт")
    assert "Запоріжжя".casefold() in answer["text"]
    opened = await play.press(reader, answer, "1")
    assert all(
        0 < len(data.encode()) <= 64 for shown in (answer, opened) for data in buttons(shown).values() if data
    )
    assert has(opened, "day")


FORGED = (
    "find",
    "find:0",
    "find:0:",
    "find:x:a",
    "find:0:\N{FIRE}",
    "find:9999:a",
    "one",
    "one:x",
    "one:1:x",
    "one:999:0",
)


@pytest.mark.usefixtures("news")
async def test_a_forged_button_is_answered(play, reader):
    for data in FORGED:
        answer = await play.say(reader, "/search kyiv")
        await play.press(reader, answer, data)
    assert "Page" not in (await play.say(reader, "/search kyiv"))["text"]


async def test_what_is_withdrawn_is_found_no_more(play, reader):
    await play.publish(cast.attack(), aim="archive")
    answer = await play.say(reader, "/search kyiv")
    await withdraw(play)
    assert "Nothing was found." in (await play.say(reader, "/search kyiv"))["text"]
    assert "withdrawn" in (await play.press(reader, answer, "1"))["text"]


async def test_what_is_embargoed_is_found_when_that_ends(play, reader):
    await play.publish(cast.attack(embargoed_until="2026-02-04T18:00:00Z"))
    assert "Nothing was found." in (await play.say(reader, "/search kyiv"))["text"]
    await play.at(kyiv(2026, 2, 4, 20, 1))
    assert "1 entry" in (await play.say(reader, "/search kyiv"))["text"]


async def test_a_correction_is_found_by_what_it_says_now(play, reader):
    await play.publish(cast.attack(), aim="archive")
    await play.publish(cast.attack(headline={"en": "Strike near Sumy"}, places=[]), aim="archive")
    assert "Strike near Sumy" in (await play.say(reader, "/search Сумах"))["text"]
    assert "Nothing was found." in (await play.say(reader, "/search kyiv"))["text"]


# Links


async def withdraw(play, uri="kaizen:2026-02-03:attack:overnight"):
    async with play.bot.newsroom.database.writing() as session:
        number = await entries.id_of(session, uri)
        stamp = entries.Stamp("telegram:2001", play.clock(), "wrong")
        assert await entries.withdraw(session, number, stamp)


async def payload_of(play, reader, words) -> str:
    answer = await play.say(reader, f"/search {words}")
    opened = await play.press(reader, answer, "1")
    address = links(opened)["Share"]
    assert address.startswith(f"https://t.me/share/url?url=https%3A%2F%2Ft.me%2F{BOT}%3Fstart%3De")
    return address.split("%3Fstart%3D")[1].split("&")[0]


@pytest.mark.usefixtures("news")
async def test_a_shared_link_shows_the_entry_to_somebody_new_without_subscribing_them(play, reader):
    payload = await payload_of(play, reader, "kyiv")
    play.world.add_reader(5001, "Stranger", "de", started=False)
    answer = await play.say(5001, f"/start {payload}")
    assert "Schwerer Nachtangriff" in answer["text"]
    assert "Kaizen News Brief" in answer["text"]
    assert "Teilen" in links(answer)
    assert await play.subscriber(5001) is None
    welcome = await play.press(5001, answer, "start")
    assert "07:30" in welcome["text"]
    assert (await play.subscriber(5001)).state == "active"


@pytest.mark.usefixtures("news")
async def test_a_subscriber_opens_a_link_without_a_welcome(play, reader):
    payload = await payload_of(play, reader, "kyiv")
    await play.say(reader, "/start")
    answer = await play.say(reader, f"/start {payload}")
    assert "Massive overnight strike" in answer["text"]
    assert "Kaizen News Brief" not in answer["text"]
    assert (await play.subscriber(reader)).state == "active"


@pytest.mark.usefixtures("news")
async def test_a_link_to_what_was_withdrawn_says_so(play, reader):
    payload = await payload_of(play, reader, "kyiv")
    await withdraw(play)
    answer = await play.say(reader, f"/start {payload}")
    assert "withdrawn" in answer["text"]
    assert "Reason: wrong" in (await play.press(reader, answer, "errata"))["text"]


async def test_a_link_to_a_draft_or_to_another_records_entry_leads_nowhere(play, reader):
    await play.publish(cast.attack(), aim="keep")
    await play.publish(cast.talks(embargoed_until="2026-02-05T18:00:00Z"))
    await play.publish(cast.pledge(), aim="archive")
    for payload in ("e1", "e2", "e3-000000", "e99", "e99999999999999999"):
        answer = await play.say(reader, f"/start {payload}")
        assert "There is no entry behind this link" in answer["text"], payload
        assert await play.subscriber(reader) is None


@pytest.mark.usefixtures("news")
async def test_what_is_no_link_to_an_entry_subscribes_as_ever(play, reader):
    for payload in ("e", "entry", "e-1", "week", "E1", "e1-XYZ", "x" * 64):
        assert "07:30" in (await play.say(reader, f"/start {payload}"))["text"], payload
        assert (await play.subscriber(reader)).state == "active"


def test_an_address_has_only_what_a_deep_link_may_carry():
    address = searching.link_to(Asker(1, bot=BOT), 10**9, "kaizen:x")
    payload = address.split("start=")[1]
    assert len(payload) <= 64
    assert payload.replace("-", "").isalnum()
    assert json.dumps(payload) == f'"{payload}"'


@pytest.mark.usefixtures("news")
async def test_the_entries_of_a_day_are_opened_one_by_one_and_shared(play, reader):
    today = await play.say(reader, "/today 2026-02-03")
    listed = await play.press(reader, today, "Share")
    assert "Tue 3 February 2026" in listed["text"]
    opened = await play.press(reader, listed, "1")
    assert "Share" in links(opened)
    assert (await play.press(reader, opened, "All results"))["text"] == listed["text"]
    for words in ("2026-02-03", "3.2.2026", "yesterday", "gestern"):
        assert (await play.say(reader, f"/search {words}"))["text"] == listed["text"]


async def test_a_day_without_entries_offers_nothing_to_share(play, reader):
    assert "Share" not in buttons(await play.say(reader, "/today 2025-12-24"))
    assert "Nothing was found." in (await play.say(reader, "/search 2025-12-24"))["text"]


@pytest.mark.usefixtures("news")
async def test_a_text_without_a_command_can_be_searched_for_with_a_tap(play, reader):
    answer = await play.say(reader, "Удар по Києву")
    assert "/help" in answer["text"]
    assert "Massive overnight strike" in (await play.press(reader, answer, "Search: удар по києву"))["text"]
