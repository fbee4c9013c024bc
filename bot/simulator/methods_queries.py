"""Methods that answer what people asked by pressing and typing."""

from typing import Any

from bot.simulator import inline
from bot.simulator.answers import bad
from bot.simulator.arguments import Arguments
from bot.simulator.world import World

LONGEST_ANSWER = 200
LONGEST_CACHE = 30 * 24 * 3600
MOST_RESULTS = 50


async def answer_callback_query(world: World, arguments: Arguments) -> bool:
    text = arguments.text("text")
    answer = {
        "text": text,
        "show_alert": arguments.flag("show_alert"),
        "url": arguments.text("url"),
        "cache_time": arguments.integer("cache_time", 0, 0, LONGEST_CACHE),
    }
    if len(text) > LONGEST_ANSWER:
        world.queries.check(arguments.text("callback_query_id"))
        raise bad("MESSAGE_TOO_LONG")
    query = world.queries.settle(arguments.text("callback_query_id"), answer)
    world.tell("query", chat_id=query.chat_id, query_id=query.id, user_id=query.user_id, **answer)
    return True


async def answer_inline_query(world: World, arguments: Arguments) -> bool:
    button = inline.read_button(arguments)
    results = inline.read_results(arguments)
    answer: dict[str, Any] = {
        "results": results,
        "cache_time": arguments.integer("cache_time", 300, 0, 24 * 3600),
        "is_personal": arguments.flag("is_personal"),
        "next_offset": arguments.text("next_offset"),
        "button": button,
    }
    world.queries.check(arguments.text("inline_query_id"))
    inline.check_results(results)
    query = world.queries.settle(arguments.text("inline_query_id"), answer)
    world.tell("inline", chat_id=query.user_id, user_id=query.user_id, query_id=query.id, answer=answer)
    return True
