"""The bot's face in Telegram: menus for each kind of chat, and descriptions, in each language.

Telegram is told only what has changed since it was last told.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    BotCommandScopeDefault,
)

from bot.brief import panel, van_panel
from bot.brief.tongue import Tongue, tongue
from bot.delivery.answers import asked
from bot.desk import office
from bot.services import faces
from bot.services.desk import people
from bot.services.newsroom import Newsroom, Rules

log = logging.getLogger(__name__)
_MENU, _LONG, _SHORT = "commands", "description", "short_description"
Part = tuple[str, str, str]
_IN_GROUPS = {name: what for name, what in panel.COMMANDS.items() if name not in panel.FOR_ADMINISTRATORS}
# Whose menu it is; the narrowest that fits a person is shown.
_MENUS: dict[str, tuple[Callable[[], BotCommandScope], Mapping[str, str]]] = {
    "default": (BotCommandScopeDefault, panel.COMMANDS),
    "all_group_chats": (BotCommandScopeAllGroupChats, _IN_GROUPS),
    "all_chat_administrators": (BotCommandScopeAllChatAdministrators, panel.COMMANDS),
}


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing that Telegram is told: a menu (with its commands) or a text."""

    what: str
    scope: str
    language: str
    text: str = ""
    commands: tuple[tuple[str, str], ...] = ()

    @property
    def part(self) -> Part:
        return self.what, self.scope, self.language

    @property
    def print(self) -> str:
        return sha256(repr((self.text, self.commands)).encode()).hexdigest()[:16]


async def show(bot: Bot, newsroom: Newsroom) -> None:
    """All of it, the fallback's language for whoever has none of the others; what fails is logged, not
    fatal.
    """
    told = await faces.told(newsroom, bot.id)
    common = list(_common(newsroom.rules))
    desk = [
        one for number, _role in await people.everybody(newsroom) for one in _desk(newsroom.rules, number)
    ]
    wanted = {one.part for one in (*common, *desk)}
    gone = [Feature(*part) for part in told if part not in wanted]
    await _tell(bot, newsroom, told, [*common, *gone, *desk])


def _common(rules: Rules) -> Iterator[Feature]:
    for speaker, language in _languages(rules):
        for scope, (_make, commands) in _MENUS.items():
            yield Feature(_MENU, scope, language, commands=_menu(speaker, commands))
        yield Feature(_LONG, "", language, speaker._(panel.DESCRIPTION))
        yield Feature(_SHORT, "", language, speaker._(panel.SHORT_DESCRIPTION))


def _desk(rules: Rules, user_id: int) -> Iterator[Feature]:
    """The menu of somebody of the desk."""
    more = office.COMMANDS
    if user_id in rules.admins:
        more = more | {van_panel.COMMAND: van_panel.WHAT}
    for speaker, language in _languages(rules):
        yield Feature(_MENU, _chat(user_id), language, commands=_menu(speaker, panel.COMMANDS | more))


def _languages(rules: Rules) -> list[tuple[Tongue, str]]:
    return [(tongue(rules.fallback), ""), *((tongue(tag), tag) for tag in rules.languages)]


def _menu(speaker: Tongue, commands: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, speaker._(what)) for name, what in commands.items())


def _chat(user_id: int) -> str:
    return f"chat:{user_id}"


async def show_to(bot: Bot, newsroom: Newsroom, user_id: int) -> None:
    """Whoever is of the desk has its commands in their menu; Telegram refuses it where nobody ever wrote."""
    await _tell(bot, newsroom, await faces.told(newsroom, bot.id), _desk(newsroom.rules, user_id))


async def hide_from(bot: Bot, newsroom: Newsroom, user_id: int) -> None:
    """Whoever was removed has a reader's menu again."""
    told = await faces.told(newsroom, bot.id)
    await _tell(bot, newsroom, told, [Feature(*part) for part in told if part[1] == _chat(user_id)])


async def _tell(bot: Bot, newsroom: Newsroom, told: Mapping[Part, str], features: Iterable[Feature]) -> None:
    """What is empty is taken away. Whose menu Telegram refuses is passed over."""
    done: dict[Part, str] = {}
    refused: set[str] = set()
    for one in features:
        if told.get(one.part) == one.print or one.scope in refused:
            continue
        outcome = await asked(_call(bot, one))
        if outcome is True:
            done[one.part] = one.print if one.text or one.commands else ""
        else:
            log.info("%s of %s could not be set and stays as it was: %s", one.what, one.scope, outcome)
            refused.add(one.scope)
    shown = {part: seen for part, seen in done.items() if seen}
    await faces.note(newsroom, bot.id, shown, [part for part, seen in done.items() if not seen])


async def _call(bot: Bot, one: Feature) -> bool:
    language = one.language or None
    if one.what == _LONG:
        return await bot.set_my_description(one.text, language_code=language)
    if one.what == _SHORT:
        return await bot.set_my_short_description(one.text, language_code=language)
    scope = _scope(one.scope)
    if not one.commands:
        return await bot.delete_my_commands(scope, language)
    return await bot.set_my_commands([BotCommand(*command) for command in one.commands], scope, language)


def _scope(name: str) -> BotCommandScope:
    kind, _colon, chat = name.partition(":")
    return BotCommandScopeChat(int(chat)) if chat else _MENUS[kind][0]()
