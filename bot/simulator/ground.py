"""What there is: people, chats, messages, counters, and the record of what the bot did."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.simulator.answers import Json, copied
from bot.simulator.commands import Profile
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.limits import Limits
from bot.simulator.people import Chat, Person, described
from bot.simulator.queries import Queries
from bot.simulator.updates import Updates
from bot.simulator.webhook import Webhook

Listener = Callable[[Json], None]
LOOK_AGAIN_S = 0.02


@dataclass(frozen=True)
class Call:
    """One request as it was served: `at` is monotonic, `moment` the wall clock."""

    method: str
    params: dict[str, str]
    at: float
    moment: datetime
    status: int
    answer: Json | None


def utc_now() -> datetime:
    return datetime.now(UTC)


class Ground:
    """The state behind the server and what is common to everybody who changes it."""

    def __init__(  # noqa: PLR0913 - a world is furnished in one call
        self,
        token: str,
        bot_username: str = "kaizen_brief_bot",
        now: Callable[[], datetime] = utc_now,
        *,
        bot_name: str = "Kaizen News Brief",
        inline: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.now = now
        self.monotonic = monotonic
        self.bot: Json = {
            "id": int(token.split(":", 1)[0]),
            "is_bot": True,
            "first_name": bot_name,
            "username": bot_username,
        }
        self.inline = inline
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.updates = Updates(now)
        self.queries = Queries(now)
        self.files = Files(self.bot["id"])
        self.profile = Profile()
        self.webhook = Webhook()
        self.webhook_free_at = 0.0
        self.logged_out = False
        self.limits = Limits()
        self.faults = Faults()
        self.calls: list[Call] = []
        self._listeners: list[Listener] = []
        self._last_message_id = 0
        # Media groups have long ids that fit no 32-bit integer.
        self._last_group_number = 13_000_000_000_000_000
        self.chat_instance = str(-7_000_000_000_000_000_000 + self.bot["id"])

    # Looking

    @property
    def answered_queries(self) -> dict[str, Json]:
        """Answers of callback and inline queries by query id."""
        return self.queries.answered()

    def messages(self, chat_id: int) -> list[Json]:
        """The chat as it stands now, oldest first; deleted messages are gone."""
        return [copied(message) for message in self.chats[chat_id].messages.values()]

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call back on every event; the returned function ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def tell(self, kind: str, **event: Any) -> None:
        for listener in list(self._listeners):
            listener({"type": kind, **event})

    async def until(self, condition: Callable[[], Any], seconds: float = 20.0) -> Any:
        """Wait for something to become true of this world, and return it."""
        changed = asyncio.Event()
        unlisten = self.listen(lambda _event: changed.set())
        try:
            async with asyncio.timeout(seconds):
                while not (found := condition()):
                    # Not everything is an event: look again now and then.
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(changed.wait(), LOOK_AGAIN_S)
                    changed.clear()
                return found
        finally:
            unlisten()

    # Bookkeeping shared with the methods

    def owner(self, chat: Chat) -> int:
        return next(user_id for user_id, status in chat.members.items() if status == "creator")

    def next_message_id(self, chat: Chat) -> int:
        if chat.has_own_ids:
            chat.last_message_id += 1
            return chat.last_message_id
        self._last_message_id += 1
        return self._last_message_id

    def skip_message_ids(self, upto: int) -> None:
        """Let the counter of private chats and basic groups continue after `upto`."""
        self._last_message_id = max(self._last_message_id, upto)

    def next_media_group(self) -> str:
        self._last_group_number += 1
        return str(self._last_group_number)

    def timestamp(self) -> int:
        return int(self.now().timestamp())

    def receive(self, chat_id: int, user_id: int, content: Json) -> Json:
        """A person's message enters the chat and, where the bot may see it, its updates."""
        chat = self.chats[chat_id]
        message = {
            "message_id": self.next_message_id(chat),
            "from": self.people[user_id].as_user(),
            "chat": chat.as_chat(),
            "date": self.timestamp(),
            **content,
        }
        if chat.type == "private":
            self.people[user_id].started = True
        chat.messages[message["message_id"]] = message
        self.tell("message", chat_id=chat_id, message=copied(message))
        if self.can_see(chat, message):
            self.updates.add("message", copied(message))
        return copied(message)

    def can_see(self, chat: Chat, message: Json) -> bool:
        """Privacy mode: in groups a bot sees commands for it, replies to it and service messages."""
        if chat.type == "private":
            return True
        if chat.members.get(self.bot["id"]) in (None, "left", "kicked"):
            return False
        if chat.members[self.bot["id"]] == "administrator" or "text" not in message:
            return True
        if message.get("via_bot", {}).get("id") == self.bot["id"]:
            return True
        replied = message.get("reply_to_message", {}).get("from", {}).get("id")
        return replied == self.bot["id"] or self.is_for_bot(message["text"])

    def is_for_bot(self, text: str) -> bool:
        command, _, rest = text.partition(" ")
        _, _, addressee = command.partition("@")
        name = str(self.bot["username"]).lower()
        if command.startswith("/"):
            return addressee.lower() in ("", name)
        return f"@{name}" in rest.lower() or command.lower() == f"@{name}"

    def change_membership(self, chat: Chat, by: int, status: str, lacking: Collection[str] = ()) -> None:
        """Set the bot's own status in a chat and tell it with `my_chat_member`."""
        me = self.bot["id"]
        old = described(self.bot, self.status_of_bot(chat), chat.type, chat.lacking)
        chat.members[me], chat.lacking = status, set(lacking)
        payload = {
            "chat": chat.as_chat(),
            "from": self.people[by].as_user(),
            "date": self.timestamp(),
            "old_chat_member": old,
            "new_chat_member": described(self.bot, status, chat.type, lacking),
        }
        self.updates.add("my_chat_member", payload)
        self.tell("membership", chat_id=chat.id)

    def status_of_bot(self, chat: Chat) -> str:
        return chat.members.get(self.bot["id"], "member" if chat.person is not None else "left")
