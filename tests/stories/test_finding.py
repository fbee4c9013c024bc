"""An entry is found, passed on, corrected and withdrawn, on each kind of database."""

from storage import entries
from tests import cast

READER, STRANGER = cast.KYIV_READER.id, cast.STRANGER.id


def payload(message) -> str:
    rows = message["reply_markup"]["inline_keyboard"]
    [address] = [button["url"] for row in rows for button in row if "url" in button]
    return address.split("%3Fstart%3D")[1].split("&")[0]


async def test_an_entry_is_found_passed_on_corrected_and_withdrawn(play):
    play.world.add_reader(READER, "Reader", "uk")
    play.world.add_reader(STRANGER, "Stranger", "de", started=False)
    assert "Нічого не знайдено." in (await play.say(READER, "/search Київ"))["text"]

    await play.publish(cast.attack(), cast.talks(), aim="archive")
    listed = await play.say(READER, "/search Киева")
    assert "1 повідомлення" in listed["text"]
    link = payload(await play.press(READER, listed, "1"))
    assert "Schwerer Nachtangriff" in (await play.say(STRANGER, f"/start {link}"))["text"]

    await play.publish(cast.attack(headline={"de": "Schwerer Angriff auf Sumy"}, places=[]), aim="archive")
    assert "Нічого не знайдено." in (await play.say(READER, "/search Київ"))["text"]
    assert "Schwerer Angriff auf Sumy" in (await play.say(READER, "/search Сумы"))["text"]
    assert "Schwerer Angriff auf Sumy" in (await play.say(STRANGER, f"/start {link}"))["text"]

    async with play.bot.newsroom.database.writing() as session:
        number = await entries.id_of(session, "kaizen:2026-02-03:attack:overnight")
        stamp = entries.Stamp("telegram:2001", play.clock(), "Another day's figures")
        assert await entries.withdraw(session, number, stamp)
    assert "zurückgezogen" in (await play.say(STRANGER, f"/start {link}"))["text"]
    query = play.world.ask_inline(STRANGER, "sumy")
    await play.quiet()
    assert play.world.answered_queries[query]["results"] == []
