"""Methods that change messages in place."""

from bot.simulator import contents, keyboards, media, sending
from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Arguments
from bot.simulator.editing import content_of, edit
from bot.simulator.text import LONGEST_CAPTION, LONGEST_TEXT, finished
from bot.simulator.world import World


async def edit_message_text(world: World, arguments: Arguments) -> Json:
    parsed, preview = contents.read_text(arguments)
    markup = keyboards.of(arguments)

    def change(stored: Json) -> Json:
        if "text" not in stored:
            raise bad("there is no text in the message to edit")
        text = finished(parsed)
        if len(text.text) > LONGEST_TEXT:
            raise bad("MESSAGE_TOO_LONG")
        return sending.shown_text(world, text) | preview

    return edit(world, arguments, markup, change)


async def edit_message_caption(world: World, arguments: Arguments) -> Json:
    markup = keyboards.of(arguments)
    parsed = contents.read_caption(arguments)

    def change(stored: Json) -> Json:
        content = content_of(stored)
        if not set(media.KINDS) & set(content):
            raise bad("there is no caption in the message to edit")
        text = finished(parsed, may_be_empty=True)
        if len(text.text) > LONGEST_CAPTION:
            raise bad("MEDIA_CAPTION_TOO_LONG")
        replaced = (*contents.CAPTION, "show_caption_above_media")
        kept = {name: value for name, value in content.items() if name not in replaced}
        above = {"show_caption_above_media": True} if arguments.flag("show_caption_above_media") else {}
        return kept | contents.shown_caption(world, text) | above

    return edit(world, arguments, markup, change)


async def edit_message_media(world: World, arguments: Arguments) -> Json:
    markup = keyboards.of(arguments)
    medium = media.single(arguments)
    return edit(world, arguments, markup, lambda _stored: medium.shown(world))


async def edit_message_reply_markup(world: World, arguments: Arguments) -> Json:
    return edit(world, arguments, keyboards.of(arguments), content_of)
