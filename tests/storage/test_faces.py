"""What Telegram was told of the bot's face, by bot."""

from storage import faces

MENU, TEXT = ("commands", "default", ""), ("description", "", "de")


async def test_what_was_told_is_known_by_bot_and_can_change_and_go(database):
    async with database.writing() as session:
        await faces.note(session, 1, {MENU: "a", TEXT: "b"})
        await faces.note(session, 2, {MENU: "z"})
        await faces.note(session, 1, {MENU: "c"})
        assert await faces.told(session, 1) == {MENU: "c", TEXT: "b"}
        await faces.forget(session, 1, [TEXT])
        assert await faces.told(session, 1) == {MENU: "c"}
        assert await faces.told(session, 2) == {MENU: "z"}
