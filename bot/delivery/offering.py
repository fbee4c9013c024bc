"""An offer of results as the fields of an answer to an inline query."""

from typing import Any

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)

from bot.brief.offers import Offer, Offered
from bot.delivery.door import inline

# What is withdrawn or corrected shall not be offered for long; each gets results in their own language.
_SECONDS = 30


def fields(offer: Offer) -> dict[str, Any]:
    button = InlineQueryResultsButton(offer.hint, start_parameter=offer.payload) if offer.hint else None
    return {
        "results": [_article(one) for one in offer.results],
        "cache_time": _SECONDS,
        "is_personal": True,
        "next_offset": offer.following,
        "button": button,
    }


def _article(one: Offered) -> InlineQueryResultArticle:
    preview = LinkPreviewOptions(is_disabled=True)
    content = InputTextMessageContent(one.screen.text, parse_mode="HTML", link_preview_options=preview)
    return InlineQueryResultArticle(
        one.id, one.title, content, reply_markup=inline(one.screen), description=one.description
    )
