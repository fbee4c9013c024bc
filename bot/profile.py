"""The bot's face in Telegram: menu, description and short description in each language."""

import logging

from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.brief import panel, van_panel
from bot.brief.tongue import Tongue, tongue
from bot.delivery.answers import asked
from bot.services.newsroom import Rules

log = logging.getLogger(__name__)


async def show(bot: Bot, rules: Rules) -> None:
    """Set it for every language, and the fallback's for all others; what fails is logged, not fatal."""
    for speaker, language_code in _faces(rules):
        outcome = await asked(_show(bot, speaker, language_code))
        if outcome is not None:
            log.warning("the menu could not be set and stays as it was: %s", outcome)
            return
    for admin in rules.admins:
        await _show_to(bot, rules, admin)


def _faces(rules: Rules) -> list[tuple[Tongue, str | None]]:
    return [(tongue(rules.fallback), None), *((tongue(tag), tag) for tag in rules.languages)]


async def _show(bot: Bot, speaker: Tongue, language_code: str | None) -> None:
    await bot.set_my_commands(_menu(speaker, panel.COMMANDS), language_code=language_code)
    await bot.set_my_description(speaker._(panel.DESCRIPTION), language_code=language_code)
    await bot.set_my_short_description(speaker._(panel.SHORT_DESCRIPTION), language_code=language_code)


async def _show_to(bot: Bot, rules: Rules, admin: int) -> None:
    """An admin's own menu has one command more; Telegram refuses it where nobody ever wrote to the bot."""
    for speaker, language_code in _faces(rules):
        menu = _menu(speaker, panel.COMMANDS | {van_panel.COMMAND: van_panel.WHAT})
        scope = BotCommandScopeChat(admin)
        outcome = await asked(bot.set_my_commands(menu, scope=scope, language_code=language_code))
        if outcome is not True:
            log.info("an admin's menu could not be set: %s", outcome, extra={"chat": admin})
            return


def _menu(speaker: Tongue, commands: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(name, speaker._(what)) for name, what in commands.items()]
