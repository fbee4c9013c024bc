"""People and chats as the server knows them."""

from dataclasses import dataclass, field
from typing import Any

from bot.simulator.answers import Json

SUPERGROUP_BOUNDARY = -1_000_000_000_000


ADMINISTRATOR_RIGHTS = (
    "can_be_edited", "can_manage_chat", "can_change_info", "can_delete_messages", "can_invite_users",
    "can_restrict_members", "can_pin_messages", "can_promote_members", "can_manage_video_chats",
    "is_anonymous", "can_post_stories", "can_edit_stories", "can_delete_stories",
)  # fmt: skip
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
    topics: set[int] = field(default_factory=set)
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
        return filled(id=self.id, title=self.title, username=self.username, type=self.type)

    def set_keyboard(self, message_id: int, shown: Json) -> None:
        """A reply keyboard came with a message, or one takes it away; such messages cannot be edited."""
        self.keyboard_messages.add(message_id)
        self.reply_keyboard = shown if "keyboard" in shown else None


def described(user: Json, status: str) -> Json:
    """A chat member as the Bot API writes one, with the fields of their status."""
    shown = {"user": user, "status": status}
    if status == "administrator":
        return shown | {name: name not in REPLACED_RIGHTS for name in ADMINISTRATOR_RIGHTS}
    if status == "creator":
        return shown | {"is_anonymous": False}
    return shown | {"until_date": 0} if status == "kicked" else shown
