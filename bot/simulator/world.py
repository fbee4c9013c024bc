"""The world behind the server: people, chats, messages and what people do with the bot."""

import asyncio
import time
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.simulator.answers import Json
from bot.simulator.commands import Profile
from bot.simulator.faults import Faults
from bot.simulator.files import Files
from bot.simulator.limits import Limits
from bot.simulator.people import Chat, Person
from bot.simulator.queries import CALLBACK_ANSWERED_WITHIN, INLINE_ANSWERED_WITHIN, Queries
from bot.simulator.text import found_entities
from bot.simulator.updates import Updates

Listener = Callable[[Json], None]
MEMBERSHIP_KICKED: Json = {"status": "kicked", "until_date": 0}


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


class World:
    """Everything the bot's users can see and do, and the record of what the bot did."""

    def __init__(
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
        self.limits = Limits()
        self.faults = Faults()
        self.calls: list[Call] = []
        self._listeners: list[Listener] = []
        self._last_message_id = 0
        self._last_group_number = 13_000_000_000_000_000
        self.chat_instance = str(-7_000_000_000_000_000_000 + self.bot["id"])

    # Looking

    @property
    def answered_queries(self) -> dict[str, Json]:
        """Answers of callback and inline queries by query id."""
        return self.queries.answered()

    def messages(self, chat_id: int) -> list[Json]:
        """The chat as it stands now, oldest first; deleted messages are gone."""
        return [deepcopy(message) for message in self.chats[chat_id].messages.values()]

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method.lower() == method.lower()]

    def listen(self, callback: Listener) -> Callable[[], None]:
        """Call back on every event; the returned function ends it."""
        self._listeners.append(callback)
        return lambda: self._listeners.remove(callback)

    def tell(self, kind: str, **event: Any) -> None:
        for listener in list(self._listeners):
            listener({"type": kind, **event})

    async def until(self, condition: Callable[[], Any], seconds: float = 5.0) -> Any:
        """Wait for something to become true of this world, and return it."""
        changed = asyncio.Event()
        unlisten = self.listen(lambda _event: changed.set())
        try:
            async with asyncio.timeout(seconds):
                while not (found := condition()):
                    await changed.wait()
                    changed.clear()
                return found
        finally:
            unlisten()

    # Furnishing

    def add_reader(
        self,
        user_id: int,
        first_name: str,
        language_code: str | None = None,
        username: str | None = None,
        *,
        last_name: str = "",
        started: bool = True,
        is_premium: bool = False,
    ) -> Chat:
        """A person and their private chat; unless `started`, the bot may not write first."""
        person = Person(
            user_id, first_name, last_name, username or "", language_code, is_premium, started=started
        )
        self.people[user_id] = person
        self.chats[user_id] = Chat(user_id, "private", person)
        return self.chats[user_id]

    def add_group(
        self, chat_id: int, title: str, members: list[int], *, administrators: list[int] | None = None
    ) -> Chat:
        """A group (or supergroup, by its id); the first member owns it, the bot is a plain member."""
        kind = "supergroup" if chat_id < -1_000_000_000_000 else "group"
        chat = Chat(chat_id, kind, title=title)
        chat.members = dict.fromkeys(members, "member") | dict.fromkeys(administrators or [], "administrator")
        if members:
            chat.members[members[0]] = "creator"
        chat.members[self.bot["id"]] = "member"
        self.chats[chat_id] = chat
        return chat

    def add_channel(self, chat_id: int, title: str, username: str = "") -> Chat:
        """A channel in which the bot is an administrator."""
        chat = Chat(chat_id, "channel", title=title, username=username)
        chat.members[self.bot["id"]] = "administrator"
        self.chats[chat_id] = chat
        return chat

    # People act

    def say(self, chat_id: int, user_id: int, text: str, *, reply_to: int | None = None) -> Json:
        """A person writes; commands, links and the like are found as Telegram finds them."""
        content: Json = {"text": text}
        if entities := found_entities(text):
            content["entities"] = entities
        if reply_to is not None:
            content["reply_to_message"] = deepcopy(self.chats[chat_id].messages[reply_to])
        return self.receive(chat_id, user_id, content)

    def send_location(self, chat_id: int, user_id: int, latitude: float, longitude: float) -> Json:
        return self.receive(chat_id, user_id, {"location": {"latitude": latitude, "longitude": longitude}})

    def press(self, chat_id: int, user_id: int, message_id: int, callback_data: str) -> str:
        """Press a button, a forged one too; returns the callback query's id."""
        query = self.queries.ask(user_id, CALLBACK_ANSWERED_WITHIN, chat_id)
        chat = self.chats[chat_id]
        message = chat.messages.get(message_id)
        inaccessible = {"chat": chat.as_chat(), "message_id": message_id, "date": 0}
        payload = {
            "id": query.id,
            "from": self.people[user_id].as_user(),
            "message": deepcopy(message) if message else inaccessible,
            "chat_instance": self.chat_instance,
            "data": callback_data,
        }
        self.updates.add("callback_query", payload)
        return query.id

    def ask_inline(self, user_id: int, words: str, offset: str = "") -> str:
        """Type `@bot words` somewhere; returns the inline query's id."""
        query = self.queries.ask(user_id, INLINE_ANSWERED_WITHIN)
        payload = {
            "id": query.id,
            "from": self.people[user_id].as_user(),
            "chat_type": "sender",
            "query": words,
            "offset": offset,
        }
        self.updates.add("inline_query", payload)
        return query.id

    def block(self, user_id: int) -> None:
        self._set_blocked(user_id, blocked=True)

    def unblock(self, user_id: int) -> None:
        self._set_blocked(user_id, blocked=False)

    def delete_account(self, user_id: int) -> None:
        self.people[user_id].deleted = True

    def upgrade_group(self, chat_id: int) -> int:
        """Turn a group into a supergroup; returns its new id, and the old one answers with it."""
        old = self.chats[chat_id]
        new_id = -1_000_000_000_000 + chat_id
        new = Chat(new_id, "supergroup", title=old.title, members=dict(old.members))
        self.chats[new_id] = new
        old.migrated_to = new_id
        self.receive(chat_id, self.owner(old), {"migrate_to_chat_id": new_id})
        self.receive(new_id, self.owner(old), {"migrate_from_chat_id": chat_id})
        return new_id

    def remove_from_group(self, chat_id: int, by: int, *, status: str = "kicked") -> None:
        """The bot is put out of a group or channel."""
        self.change_membership(self.chats[chat_id], by, status)

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
        self.tell("message", chat_id=chat_id, message=deepcopy(message))
        if self.can_see(chat, message):
            self.updates.add("message", deepcopy(message))
        return deepcopy(message)

    def can_see(self, chat: Chat, message: Json) -> bool:
        """Privacy mode: in groups a bot sees commands for it, replies to it and service messages."""
        if chat.type == "private":
            return True
        if chat.members.get(self.bot["id"]) in (None, "left", "kicked"):
            return False
        if chat.members[self.bot["id"]] == "administrator" or "text" not in message:
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

    def change_membership(self, chat: Chat, by: int, status: str) -> None:
        """Set the bot's own status in a chat and tell it with `my_chat_member`."""
        old = chat.members.get(self.bot["id"], "member")
        chat.members[self.bot["id"]] = status
        payload = {
            "chat": chat.as_chat(),
            "from": self.people[by].as_user(),
            "date": self.timestamp(),
            "old_chat_member": self.membership(old),
            "new_chat_member": self.membership(status),
        }
        self.updates.add("my_chat_member", payload)

    def membership(self, status: str) -> Json:
        member = {"user": self.bot, "status": status}
        return member | MEMBERSHIP_KICKED if status == "kicked" else member

    def _set_blocked(self, user_id: int, *, blocked: bool) -> None:
        person = self.people[user_id]
        if person.blocked == blocked:
            return
        person.blocked = blocked
        self.change_membership(self.chats[user_id], user_id, "kicked" if blocked else "member")
        self.tell("block", chat_id=user_id, blocked=blocked)
