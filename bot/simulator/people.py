"""People and chats as the server knows them."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.answers import Json

SUPERGROUP_BOUNDARY = -1_000_000_000_000


ADMINISTRATOR_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_promote_members", "can_manage_video_chats",
    "is_anonymous", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
MEMBER_RIGHTS = (
    "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics", "can_send_messages",
    "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos", "can_send_video_notes",
    "can_send_voice_notes", "can_send_polls", "can_send_other_messages", "can_add_web_page_previews",
    "can_edit_tag", "can_react_to_messages",
)  # fmt: skip
CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
REPLACED_RIGHTS = {"can_be_edited", "can_promote_members", "is_anonymous"}


def filled(**fields: Any) -> Json:
    """The given fields without those that are empty, as the Bot API writes objects."""
    return {name: value for name, value in fields.items() if value not in (None, "")}


@dataclass
class Person:
    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str | None = None
    is_premium: bool = False
    started: bool = True
    blocked: bool = False
    deleted: bool = False

    def as_user(self) -> Json:
        user = filled(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )
        return user | {"is_premium": True} if self.is_premium else user

    def as_chat(self) -> Json:
        return filled(
            id=self.id,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            type="private",
        )


@dataclass
class Chat:
    """A conversation: its messages by id as they stand now, and who is in it."""

    id: int
    type: str
    person: Person | None = None
    title: str = ""
    username: str = ""
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    migrated_to: int | None = None
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)  # rights that the bot was not given
    last_message_id: int = 0
    reply_keyboard: Json | None = None
    keyboard_messages: set[int] = field(default_factory=set)

    @property
    def has_own_ids(self) -> bool:
        """Supergroups and channels number their messages themselves; all others share the bot's counter."""
        return self.id < SUPERGROUP_BOUNDARY  # ids of basic groups are negative, but small

    def as_chat(self) -> Json:
        if self.person is not None:
            return self.person.as_chat()
        shown = filled(id=self.id, title=self.title, username=self.username, type=self.type)
        return shown | {"is_forum": True} if self.topics else shown

    def is_administrator(self, user_id: int) -> bool:
        return self.members.get(user_id) in {"creator", "administrator"}

    def has(self, user_id: int) -> bool:
        return self.members.get(user_id, "left") not in {"left", "kicked"}

    def set_keyboard(self, message_id: int, shown: Json) -> None:
        """A reply keyboard came with a message, or one takes it away; such messages cannot be edited."""
        self.keyboard_messages.add(message_id)
        self.reply_keyboard = shown if "keyboard" in shown else None


def described(user: Json, status: str, chat_type: str = "", lacking: Collection[str] = ()) -> Json:
    """A chat member as the Bot API writes one, with the fields of their status."""
    shown = {"user": user, "status": status}
    if status == "administrator":
        rights = ADMINISTRATOR_RIGHTS + (CHANNEL_RIGHTS if chat_type == "channel" else ())
        missing = REPLACED_RIGHTS.union(lacking)
        return shown | {name: name not in missing for name in rights}
    if status == "restricted":
        allowed = {name: name not in lacking for name in MEMBER_RIGHTS}
        return shown | allowed | {"is_member": True, "until_date": 0}
    if status == "creator":
        return shown | {"is_anonymous": False}
    return shown | {"until_date": 0} if status == "kicked" else shown
