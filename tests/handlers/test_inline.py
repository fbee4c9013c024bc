"""The bot's name typed in any chat: entries in the language of whoever types, to be sent there."""

import pytest

from bot.simulator import choosing
from tests import cast
from tests.stories.play import Play, eventually

STRANGER, GERMAN = 7001, 7002
URI = "kaizen:2026-02-03:attack:overnight"


@pytest.fixture
async def people(play: Play) -> None:
    play.world.add_reader(STRANGER, "Stranger", "en", started=False)
    play.world.add_reader(GERMAN, "Leser", "de", started=False)


async def ask(play: Play, words: str, user: int = STRANGER, offset: str = "") -> dict:
    query_id = play.world.ask_inline(user, words, offset)
    await play.quiet()
    answer = play.world.answered_queries[query_id]
    return answer | {"query_id": query_id}


def titles(answer: dict) -> list[str]:
    return [result["title"] for result in answer["results"]]


@pytest.mark.usefixtures("people", "news")
async def test_a_place_finds_its_entries_in_the_language_of_whoever_types(play):
    assert titles(await ask(play, "kyiv")) == ["Massive overnight strike"]
    [german] = (await ask(play, "Київ", GERMAN))["results"]
    assert german["title"] == "Schwerer Nachtangriff"
    assert german["description"].startswith("Angriffe · 2.–3. Februar 2026")
    assert "350–500 Drohnen" in german["input_message_content"]["message_text"]


@pytest.mark.usefixtures("people", "news")
async def test_talks_are_found_by_what_they_are(play):
    assert titles(await ask(play, "talks"))[0].startswith("Abu Dhabi, round two")


@pytest.mark.usefixtures("people", "news")
async def test_the_beginning_of_a_word_is_enough(play):
    assert titles(await ask(play, "massi")) == ["Massive overnight strike"]
    assert titles(await ask(play, "abu dh"))[0].startswith("Abu Dhabi, round two")


@pytest.mark.usefixtures("people", "news")
async def test_nothing_typed_offers_todays_entries(play):
    assert titles(await ask(play, "")) == ["Abu Dhabi, round two: first day ends without disclosed result"]


@pytest.mark.usefixtures("people")
async def test_a_day_without_entries_offers_the_newest(play):
    await play.publish(cast.attack(), aim="archive")
    assert titles(await ask(play, " ")) == ["Massive overnight strike"]


@pytest.mark.usefixtures("people", "news")
async def test_answers_are_personal_and_not_kept_for_long(play):
    answer = await ask(play, "kyiv")
    assert answer["is_personal"] is True
    assert answer["cache_time"] <= 60


@pytest.mark.usefixtures("people")
async def test_nothing_found_leads_to_how_to_search(play):
    answer = await ask(play, "zebra")
    assert answer["results"] == []
    assert answer["button"]["text"].startswith("Nothing was found")
    shown = await play.say(STRANGER, f"/start {answer['button']['start_parameter']}")
    assert "/search Odesa" in shown["text"]
    assert await play.subscriber(STRANGER) is None


ODD = ("\N{FIRE}", "qwert " * 50, "x" * 256, "\"' OR 1=1 --", "<b>&", "東京")


@pytest.mark.usefixtures("people", "news")
async def test_whatever_is_typed_is_answered(play):
    for words in ODD:
        assert len((await ask(play, words))["results"]) <= 3, words
    for offset in ("x", "-1", "999999999", "5000"):
        assert (await ask(play, "kyiv", offset=offset))["query_id"]


@pytest.mark.usefixtures("people")
async def test_more_results_follow_as_somebody_scrolls(play):
    many = [cast.attack(uri=f"kaizen:{n}", headline={"en": f"Number {n}"}) for n in range(23)]
    await play.publish(*many, aim="archive")
    seen, offset = [], ""
    for _page in range(3):
        answer = await ask(play, "kyiv", offset=offset)
        offset = answer["next_offset"]
        seen += titles(answer)
    assert len(set(seen)) == len(seen) == 23
    assert offset == ""


@pytest.mark.usefixtures("people")
async def test_what_is_not_public_is_never_offered(play):
    await play.publish(cast.attack(), aim="keep")
    await play.publish(cast.talks(embargoed_until="2026-02-05T18:00:00Z"))
    for words in ("kyiv", "talks", ""):
        assert (await ask(play, words))["results"] == []


@pytest.mark.usefixtures("people", "news")
async def test_a_chosen_result_carries_a_link_and_is_no_message_to_the_bot(play):
    answer = await ask(play, "kyiv")
    sent = choosing.choose(play.world, STRANGER, answer["query_id"], answer["results"][0]["id"])
    await play.quiet()
    assert "Massive overnight strike" in sent["text"]
    [[button]] = sent["reply_markup"]["inline_keyboard"]
    assert button["url"].startswith("https://t.me/kaizen_brief_bot?start=e")
    assert play.sent(STRANGER) == []
    opened = await play.say(STRANGER, f"/start {button['url'].split('start=')[1]}")
    assert "Massive overnight strike" in opened["text"]


@pytest.mark.usefixtures("people", "news")
async def test_an_entry_longer_than_a_message_is_offered_as_one(play):
    long = "word " * 1500
    await play.publish(
        cast.pledge(uri="kaizen:long", headline={"en": "Zebra"}, summary={"en": long}), aim="archive"
    )
    [result] = (await ask(play, "zebra"))["results"]
    assert len(result["input_message_content"]["message_text"]) <= 4200


@pytest.mark.usefixtures("people", "news")
async def test_a_query_that_is_too_old_is_let_go(play):
    play.provoked.add(("answerinlinequery", 400))
    query_id = play.world.ask_inline(STRANGER, "kyiv")
    play.world.queries.asked[query_id].lasts *= 0

    async def refused():
        return any(call.status == 400 for call in play.world.calls_of("answerInlineQuery"))

    await eventually(refused)
    await play.quiet()
    assert titles(await ask(play, "kyiv")) == ["Massive overnight strike"]


async def test_the_bot_asks_telegram_for_inline_queries(play):
    await play.quiet()
    assert "inline_query" in play.world.updates.allowed
