"""The bot's face in Telegram: menu, description and short description in each language."""

import logging

from telegram import Bot, BotCommand, BotCommandScopeChat

from bot.brief import panel, van_panel
from bot.brief.tongue import Tongue, tongue
from bot.delivery.answers import asked
from bot.desk import office
from bot.services.desk import people
from bot.services.newsroom import Newsroom, Rules

log = logging.getLogger(__name__)


async def show(bot: Bot, newsroom: Newsroom) -> None:
    """Set it for every language, and the fallback's for all others; what fails is logged, not fatal."""
    rules = newsroom.rules
    for speaker, language_code in _faces(rules):
        outcome = await asked(_show(bot, speaker, language_code))
        if outcome is not None:
            log.warning("the menu could not be set and stays as it was: %s", outcome)
            return
    for number, _role in await people.everybody(newsroom):
        await show_to(bot, rules, number)


def _faces(rules: Rules) -> list[tuple[Tongue, str | None]]:
    return [(tongue(rules.fallback), None), *((tongue(tag), tag) for tag in rules.languages)]


async def _show(bot: Bot, speaker: Tongue, language_code: str | None) -> None:
    await bot.set_my_commands(_menu(speaker, panel.COMMANDS), language_code=language_code)
    await bot.set_my_description(speaker._(panel.DESCRIPTION), language_code=language_code)
    await bot.set_my_short_description(speaker._(panel.SHORT_DESCRIPTION), language_code=language_code)


async def show_to(bot: Bot, rules: Rules, user_id: int) -> None:
    """Whoever is of the desk has its commands in their menu; Telegram refuses it where nobody ever wrote."""
    more = office.COMMANDS
    if user_id in rules.admins:
        more = more | {van_panel.COMMAND: van_panel.WHAT}
    scope = BotCommandScopeChat(user_id)
    for speaker, language_code in _faces(rules):
        menu = _menu(speaker, panel.COMMANDS | more)
        outcome = await asked(bot.set_my_commands(menu, scope=scope, language_code=language_code))
        if outcome is not True:
            log.info("a menu of the desk could not be set: %s", outcome, extra={"chat": user_id})
            return


async def hide_from(bot: Bot, rules: Rules, user_id: int) -> None:
    """Whoever was removed has a reader's menu again."""
    scope = BotCommandScopeChat(user_id)
    for _speaker, language_code in _faces(rules):
        outcome = await asked(bot.delete_my_commands(scope=scope, language_code=language_code))
        if outcome is not True:
            log.info("a menu could not be taken away: %s", outcome, extra={"chat": user_id})
            return


def _menu(speaker: Tongue, commands: dict[str, str]) -> list[BotCommand]:
    return [BotCommand(name, speaker._(what)) for name, what in commands.items()]
