"""The bot's face in Telegram: menu, description and short description in each language."""

import logging

from telegram import Bot, BotCommand

from bot.brief import panel
from bot.brief.tongue import Tongue, tongue
from bot.delivery.answers import asked
from bot.services.newsroom import Rules

log = logging.getLogger(__name__)


async def show(bot: Bot, rules: Rules) -> None:
    """Set it for every language, and the fallback's for all others; what fails is logged, not fatal."""
    faces = [(tongue(rules.fallback), None), *((tongue(tag), tag) for tag in rules.languages)]
    for speaker, language_code in faces:
        outcome = await asked(_show(bot, speaker, language_code))
        if outcome is not None:
            log.warning("the menu could not be set and stays as it was: %s", outcome)
            return


async def _show(bot: Bot, speaker: Tongue, language_code: str | None) -> None:
    commands = [BotCommand(name, speaker._(what)) for name, what in panel.COMMANDS.items()]
    await bot.set_my_commands(commands, language_code=language_code)
    await bot.set_my_description(speaker._(panel.DESCRIPTION), language_code=language_code)
    await bot.set_my_short_description(speaker._(panel.SHORT_DESCRIPTION), language_code=language_code)
