"""Groups, forum topics and channels: how they are furnished, and what their members do."""

from bot.simulator.answers import Json
from bot.simulator.ground import Ground
from bot.simulator.people import SUPERGROUP_BOUNDARY, Chat
from bot.simulator.text import found_entities

# Telegram writes for an administrator who stays anonymous under this account.
ANONYMOUS = {
    "id": 1_087_968_824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}
ABSENT = ("left", "kicked")


class Gatherings(Ground):
    """Chats of several people."""

    # Furnishing

    def add_group(
        self,
        chat_id: int,
        title: str,
        members: list[int],
        *,
        administrators: list[int] | None = None,
        with_bot: bool = True,
    ) -> Chat:
        """A group (or supergroup, by its id); the first member owns it, the bot is a plain member."""
        kind = "supergroup" if chat_id < SUPERGROUP_BOUNDARY else "group"
        chat = Chat(chat_id, kind, title=title)
        self._furnish(chat, members, administrators or [])
        if with_bot:
            chat.members[self.bot["id"]] = "member"
        return chat

    def add_channel(  # noqa: PLR0913 - a channel has this many traits
        self,
        chat_id: int,
        title: str,
        username: str = "",
        members: list[int] | None = None,
        *,
        administrators: list[int] | None = None,
        with_bot: bool = True,
    ) -> Chat:
        """A channel, whose first member owns it; the bot is an administrator."""
        chat = Chat(chat_id, "channel", title=title, username=username)
        self._furnish(chat, members or [], administrators or [])
        if with_bot:
            chat.members[self.bot["id"]] = "administrator"
        return chat

    def _furnish(self, chat: Chat, members: list[int], administrators: list[int]) -> None:
        chat.members = dict.fromkeys(members, "member") | dict.fromkeys(administrators, "administrator")
        if members:
            chat.members[members[0]] = "creator"
        self.chats[chat.id] = chat

    def add_topic(self, chat_id: int, name: str = "Topic") -> int:
        """A forum topic in a supergroup; returns its thread id."""
        chat = self.chats[chat_id]
        thread_id = self.next_message_id(chat)
        chat.topics[thread_id] = name
        return thread_id

    # The bot's place

    def admit_bot(
        self, chat_id: int, by: int, *, status: str = "member", lacking: tuple[str, ...] = ()
    ) -> None:
        """Somebody adds the bot to a group or channel, changes what it may do there, or lets it back in."""
        chat = self.chats[chat_id]
        was_absent = self.status_of_bot(chat) in ABSENT
        self.change_membership(chat, by, status, lacking)
        if was_absent and chat.type != "channel":
            self.receive(chat_id, by, {"new_chat_members": [self.bot]})

    def remove_from_group(self, chat_id: int, by: int, *, status: str = "kicked") -> None:
        """The bot is put out of a group or channel."""
        self.change_membership(self.chats[chat_id], by, status)

    # Members act

    def say_as_chat(self, chat_id: int, text: str, *, thread_id: int | None = None) -> Json:
        """An administrator who stays anonymous writes: the group itself says it."""
        chat = self.chats[chat_id]
        content: Json = {"text": text, "from": ANONYMOUS, "sender_chat": chat.as_chat()}
        if entities := found_entities(text):
            content["entities"] = entities
        return self.receive(chat_id, self.owner(chat), content | in_topic(thread_id))

    def post(self, chat_id: int, text: str) -> Json:
        """An administrator of a channel posts something; a bot is told if it asks for that."""
        chat = self.chats[chat_id]
        post: Json = {
            "message_id": self.next_message_id(chat),
            "sender_chat": chat.as_chat(),
            "chat": chat.as_chat(),
            "date": self.timestamp(),
            "text": text,
        }
        chat.messages[post["message_id"]] = post
        self.tell("message", chat_id=chat_id, message=dict(post))
        self.updates.add("channel_post", dict(post))
        return post

    def close_topic(self, chat_id: int, user_id: int, thread_id: int) -> None:
        """Only administrators can write there now."""
        self.chats[chat_id].closed_topics.add(thread_id)
        self.receive(chat_id, user_id, {"forum_topic_closed": {}} | in_topic(thread_id))

    def reopen_topic(self, chat_id: int, user_id: int, thread_id: int) -> None:
        self.chats[chat_id].closed_topics.discard(thread_id)
        self.receive(chat_id, user_id, {"forum_topic_reopened": {}} | in_topic(thread_id))

    def delete_topic(self, chat_id: int, thread_id: int) -> None:
        """The topic is gone with all that was said in it; nobody is told."""
        chat = self.chats[chat_id]
        chat.topics.pop(thread_id)
        gone = [n for n, message in chat.messages.items() if message.get("message_thread_id") == thread_id]
        for number in gone:
            del chat.messages[number]
            self.tell("delete", chat_id=chat_id, message_id=number)

    def upgrade_group(self, chat_id: int) -> int:
        """Turn a group into a supergroup; returns its new id, and the old one answers with it."""
        old = self.chats[chat_id]
        new_id = SUPERGROUP_BOUNDARY + chat_id
        new = Chat(new_id, "supergroup", title=old.title, members=dict(old.members))
        self.chats[new_id] = new
        old.migrated_to = new_id
        self.receive(chat_id, self.owner(old), {"migrate_to_chat_id": new_id})
        self.receive(new_id, self.owner(old), {"migrate_from_chat_id": chat_id})
        return new_id


def in_topic(thread_id: int | None) -> Json:
    """The fields of a message in a forum topic."""
    return {"message_thread_id": thread_id, "is_topic_message": True} if thread_id else {}
