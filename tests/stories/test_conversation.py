"""A first visit from beginning to end, on each kind of database."""

from tests import cast
from tests.stories.play import buttons, kyiv

READER, OWNER, GROUP = cast.KYIV_READER.id, cast.EDITOR.id, cast.GROUP.id
TEXTS = (
    "/start", "/start again", "/help", "/today", "/today 2026-02-03", "/today gestern", "/today <b>",
    "/talks", "/attacks", "/nonsense", "hello", "x" * 5000, "\x00", "\u202eabc",
)  # fmt: skip


async def test_a_reader_comes_looks_around_settles_in_and_leaves(play):
    play.world.add_reader(READER, "<b>R&D</b>", "de-AT")
    await play.publish(cast.attack(), cast.talks(), cast.pledge(), aim="archive")
    for text in TEXTS:
        await play.say(READER, text)
    screen = await play.say(READER, "/settings")
    for data in ("set:time", "set:zone", "set:days", "set:alerts"):
        panel = await play.press(READER, screen, data)
        for choice in buttons(panel).values():
            if choice != "set:locate":
                await play.press(READER, panel, choice)
    await play.press(READER, screen, "set:time")
    await play.say(READER, "6.50 Uhr")
    await play.press(READER, screen, "set:zone")
    await play.say(READER, "Wien")
    record = await play.subscriber(READER)
    assert (record.times, record.timezone, record.alerts) == (["06:50"], "Europe/Vienna", "off")
    await play.send(READER, {"location": {"latitude": 50.45, "longitude": 30.52}})
    for data in (
        "more:1:0",
        "more:99999999999999999:0",
        "day:9999-12-31:0",
        "set:zone:\x00",
        "'; --",
        "\N{SNOWMAN}",
    ):
        await play.press(READER, screen, data)
    gone = await play.say(READER, "/stop")
    assert (await play.subscriber(READER)).state == "stopped"
    await play.press(READER, gone, "start")
    record = await play.subscriber(READER)
    assert (record.state, record.times, record.timezone) == ("active", ["06:50"], "Europe/Kyiv")


async def test_a_group_subscribes_and_gets_its_digest(play):
    play.world.add_reader(OWNER, "Owner", "en")
    play.world.add_group(GROUP, "A group", [OWNER])
    await play.say(OWNER, "/start@kaizen_brief_bot", GROUP)
    await play.publish(cast.attack(urgency=5))
    await play.at(kyiv(2026, 2, 5, 7, 30))
    assert "Massive overnight strike" in play.sent(GROUP)[-1]["text"]
    shown = await play.press(OWNER, play.sent(GROUP)[-1], "attacks")
    assert "450" in shown["text"]
