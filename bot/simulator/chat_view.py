"""Chats as their readers see them, whole and as they change."""

from bot.simulator import places
from bot.simulator.answers import Json
from bot.simulator.people import Chat
from bot.simulator.world import World

SHOWN = {"message", "edit", "delete", "typing", "query", "inline", "block", "membership"}


class ChatView:
    """Looks at one world; remembers which messages came without sound, as the Bot API does not say it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._silent: set[tuple[int, int]] = set()

    def chat(self, user_id: int, chat: Chat) -> Json:
        person = self.world.people[user_id]
        return {
            "messages": [self._shown(chat.id, message) for message in self.world.messages(chat.id)],
            "commands": self._commands(user_id, chat),
            "bot": self._bot(person.language_code),
            "blocked": person.blocked and chat.person is not None,
            "reply_keyboard": chat.reply_keyboard,
            "place": places.described(self.world, chat, user_id),
        }

    def _commands(self, user_id: int, chat: Chat) -> list[Json]:
        language = self.world.people[user_id].language_code
        place = places.described(self.world, chat, user_id)
        if chat.type == "channel" or not place["has_bot"]:
            return []
        return self.world.profile.commands_for(chat.id, language, is_administrator=place["may_manage"])

    def event(self, event: Json) -> tuple[str, Json] | None:
        """An event of the world as the page's event and its data; None when no page shows it."""
        kind, chat_id = event["type"], event.get("chat_id")
        if kind not in SHOWN or chat_id not in self.world.chats:
            return None
        if kind in ("message", "edit"):
            return kind, self._changed(chat_id, event)
        return kind, {name: value for name, value in event.items() if name not in ("type", "chat_id")}

    def _changed(self, chat_id: int, event: Json) -> Json:
        message = event["message"]
        if event.get("silent"):
            self._silent.add((chat_id, message["message_id"]))
        keyboard = {"reply_keyboard": self.world.chats[chat_id].reply_keyboard}
        return self._shown(chat_id, message) | keyboard

    def _shown(self, chat_id: int, message: Json) -> Json:
        silent = (chat_id, message["message_id"]) in self._silent
        return message | {"silent": silent} | files_of(message)

    def _bot(self, language: str | None) -> Json:
        profile = self.world.profile
        return {
            "name": profile.text_for(profile.names, language) or self.world.bot["first_name"],
            "username": self.world.bot["username"],
            "description": profile.text_for(profile.descriptions, language),
            "short_description": profile.text_for(profile.short_descriptions, language),
        }


def files_of(message: Json) -> Json:
    """Addresses of the message's picture or file on the page's own server."""
    if photo := message.get("photo"):
        return {"photo_url": f"/demo/files/{photo[-1]['file_id']}"}
    if document := message.get("document"):
        return {"file_url": f"/demo/files/{document['file_id']}"}
    return {}
