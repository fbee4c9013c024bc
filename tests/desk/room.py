"""The editors' room: what they do in the chat, step by step, and what readers hold afterwards."""

from datetime import timedelta
from typing import Any

from storage.desk import acts
from tests.cast import Chat
from tests.stories.play import UNSETTLED, Json, Play, buttons

ADMIN = Chat(9_001, "en", "Europe/Kyiv")
EDITOR = Chat(2_001, "en", "Europe/Kyiv")
SECOND = Chat(2_002, "en", "Europe/Kyiv")
STRANGER = Chat(3_001, "en", "Asia/Tokyo")
READERS = [Chat(5_001 + number, "en", "Europe/Kyiv") for number in range(3)]
NOTE = """Drones hit a substation in Odesa overnight
Power is out in two districts.
350 to 500 drones launched, 98 shot down - Air Force, as of 09:00
at least 12 killed - Odesa regional head
https://example.org/odesa-night"""


class Room(Play):
    """A play whose people are of the desk.

    `undo` is after how many seconds a publication can be taken back no more; `held` is how many messages
    wait for a chat that asked for a pause, so that no tick waits for them.
    """

    undo = 61.0
    held = 0

    async def join(self, chat: Chat, role: str = "editor") -> Json:
        """By an invitation that the admin makes."""
        home = await self.say(ADMIN.id, "/desk")
        people = await self.press(ADMIN.id, home, "People")
        label = "Invite an editor" if role == "editor" else "Invite an admin"
        link = (await self.press(ADMIN.id, people, label))["text"].split("?start=")[1].split()[0]
        return await self.say(chat.id, f"/start {link}")

    async def publish_note(self, text: str = NOTE, who: Chat = EDITOR) -> Json:
        """From the note to the publication, the undo having passed; returns the card."""
        card = await self.say(who.id, text)
        await self.let_go(card, who)
        await self.after(seconds=self.undo)
        return self.now(card)

    async def let_go(self, card: Json, who: Chat = EDITOR) -> Json:
        card = await self.press(who.id, card, "Preview and publish")
        return await self.press(who.id, card, "Publish now")

    async def after(self, **span: float) -> None:
        """Some time later, ticked twice: what is published in the first is told by the second."""
        self.later(**span)
        await self.tick()
        await self.tick()

    def later(self, **span: float) -> None:
        self.clock.set(self.clock() + timedelta(**span))

    async def alerted(self) -> None:
        """The alert's settling has passed."""
        await self.after(seconds=91)

    async def _is_delivered(self) -> bool:
        if await self._is_something_due():
            return False
        return (
            sum(many for (_kind, state), many in (await self.ledger()).items() if state in UNSETTLED)
            <= self.held
        )

    def hold(self, chat: Chat) -> None:
        """What is sent to this chat has to wait, again and again: each time too short to concern the bot."""
        self.held += 1
        self.provoked.add(("sendmessage", 429))
        where = {"chat_id": chat.id, "retry_after": 1, "count": None}
        self.world.faults.answer("sendMessage", 429, "Too Many Requests: retry after 1", **where)

    async def released(self) -> None:
        """Whatever was held has left."""
        self.held = 0
        self.world.faults.clear()
        await self.after(seconds=30)
        await self.after(seconds=5)

    def texts(self, chat: Chat) -> list[str]:
        return [message["text"] for message in self.sent(chat.id)]

    def held_by(self, chat: Chat, words: str) -> list[Json]:
        """A chat's messages in which these words stand."""
        return [message for message in self.sent(chat.id) if words in message.get("text", "")]

    async def entry(self, words: str, who: Chat = EDITOR) -> Json:
        """An entry's sheet, found by words."""
        found = await self.say(who.id, f"/entries {words}")
        label = next(label for label, data in buttons(found).items() if data.startswith("d:e:"))
        return await self.press(who.id, found, label)

    async def change(self, words: str, field: str, typed: str, who: Chat = EDITOR) -> Json:
        """Open an entry, change a field by typing; returns the draft's card."""
        sheet = await self.entry(words, who)
        card = await self.press(who.id, sheet, "Correct or update")
        await self.press(who.id, card, field)
        return await self.say(who.id, typed)

    async def correct_figure(self, words: str, figure: int, typed: str, who: Chat = EDITOR) -> Json:
        sheet = await self.entry(words, who)
        card = await self.press(who.id, sheet, "Correct or update")
        card = await self.press(who.id, card, "Figures")
        await self.press(who.id, card, str(figure))
        return await self.say(who.id, typed)

    async def as_correction(self, card: Json, why: str, who: Chat = EDITOR) -> Json:
        """Publish a change as a correction with a reason, the undo having passed."""
        card = await self.press(who.id, card, "Preview and publish")
        await self.press(who.id, card, "Correction: something was wrong")
        card = await self.say(who.id, why)
        card = await self.press(who.id, card, "Publish now")
        await self.after(seconds=self.undo)
        return card

    async def log(self) -> list[tuple[int, str]]:
        """Who did what, oldest first."""
        async with self.bot.newsroom.database.reading() as session:
            rows = await acts.latest(session, 100)
        return [(row.actor, row.verb) for row in reversed(rows)]

    def press_count(self, chat: Chat) -> int:
        return sum(press.chat_id == chat.id for press in self.presses)

    def calls_to(self, chat: Chat) -> list[Any]:
        return [
            call
            for call in self.world.calls
            if call.method.lower() in {"sendmessage", "editmessagetext"}
            and int(call.params["chat_id"]) == chat.id
        ]
