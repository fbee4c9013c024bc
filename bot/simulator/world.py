"""The world behind the server, with everything that people do in it."""

from bot.simulator.answers import Json, copied
from bot.simulator.gatherings import Gatherings, in_topic
from bot.simulator.ground import Call
from bot.simulator.people import Chat, Person
from bot.simulator.queries import CALLBACK_ANSWERED_WITHIN, INLINE_ANSWERED_WITHIN
from bot.simulator.text import found_entities

__all__ = ["Call", "World"]


class World(Gatherings):
    """Everything the bot's users can see and do, and the record of what the bot did."""

    # Furnishing

    def add_reader(  # noqa: PLR0913 - a person has this many traits
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

    # People act

    def say(
        self,
        chat_id: int,
        user_id: int,
        text: str,
        *,
        reply_to: int | None = None,
        thread_id: int | None = None,
    ) -> Json:
        """A person writes; commands, links and the like are found as Telegram finds them."""
        content: Json = {"text": text}
        if entities := found_entities(text):
            content["entities"] = entities
        if reply_to is not None:
            content["reply_to_message"] = copied(self.chats[chat_id].messages[reply_to])
        return self.receive(chat_id, user_id, content | in_topic(thread_id))

    def rewrite(self, chat_id: int, message_id: int, text: str) -> None:
        """A person changes a message of their own."""
        chat = self.chats[chat_id]
        message = chat.messages[message_id]
        message.pop("entities", None)
        message.update(text=text, edit_date=self.timestamp())
        if entities := found_entities(text):
            message["entities"] = entities
        self.tell("edit", chat_id=chat_id, message=copied(message))
        if self.can_see(chat, message):
            self.updates.add("edited_message", copied(message))

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
            "message": copied(message) if message else inaccessible,
            "chat_instance": self.chat_instance,
            "data": callback_data,
        }
        self.updates.add("callback_query", payload)
        return query.id

    def forward(self, chat_id: int, user_id: int, source: int, message_id: int) -> Json:
        """A person forwards a channel's post to the bot."""
        post = self.chats[source].messages[message_id]
        origin = {name: post[name] for name in ("chat", "message_id", "date")} | {"type": "channel"}
        content = {name: post[name] for name in ("text", "entities") if name in post}
        return self.receive(chat_id, user_id, content | {"forward_origin": origin})

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

    def _set_blocked(self, user_id: int, *, blocked: bool) -> None:
        person = self.people[user_id]
        if person.blocked == blocked:
            return
        person.blocked = blocked
        self.change_membership(self.chats[user_id], user_id, "kicked" if blocked else "member")
        self.tell("block", chat_id=user_id, blocked=blocked)
