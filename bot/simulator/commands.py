"""The bot's public face: commands by scope and language, name, descriptions, menu buttons."""

from dataclasses import dataclass, field

from bot.simulator.answers import Json

Scope = tuple[str, int, int]  # type, chat id, user id
DEFAULT: Scope = ("default", 0, 0)
PRIVATE: Scope = ("all_private_chats", 0, 0)
ADMINISTRATORS: Scope = ("all_chat_administrators", 0, 0)
GROUPS: Scope = ("all_group_chats", 0, 0)


@dataclass
class Profile:
    commands: dict[tuple[Scope, str], list[Json]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    # An empty list and a deletion are the same.
    def set_commands(self, scope: Scope, language_code: str, commands: list[Json]) -> None:
        if commands:
            self.commands[scope, language_code] = commands
        else:
            self.commands.pop((scope, language_code), None)

    def commands_for(
        self, chat_id: int, language_code: str | None, *, is_administrator: bool = False
    ) -> list[Json]:
        """The menu a person sees in a chat: the narrowest scope first, their language before none."""
        narrow = [ADMINISTRATORS] if is_administrator else []
        wide = PRIVATE if chat_id > 0 else GROUPS
        for scope in (("chat", chat_id, 0), *narrow, wide, DEFAULT):
            for language in (language_code or "", ""):
                if found := self.commands.get((scope, language)):
                    return found
        return []

    def text_for(self, texts: dict[str, str], language_code: str | None) -> str:
        return texts.get(language_code or "") or texts.get("", "")

    def menu_button(self, chat_id: int) -> Json:
        return self.menu_buttons.get(chat_id) or self.menu_buttons.get(0) or {"type": "commands"}
