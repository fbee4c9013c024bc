"""Methods that send and fetch files."""

from collections.abc import Awaitable, Callable

from bot.simulator import contents, media, rooms, sending
from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Arguments
from bot.simulator.rooms import Right
from bot.simulator.world import World

LONGEST_ALBUM = 10
KINDS = media.KINDS


def sends(kind: str) -> Callable[[World, Arguments], Awaitable[Json]]:
    """The method that sends one file of a kind."""

    async def send(world: World, arguments: Arguments) -> Json:
        file = media.wanted(arguments, kind, arguments.text(kind))
        if file is None:
            raise bad(f"There is no {kind} in the request")
        options = contents.media_options(arguments)
        medium = media.Medium(kind, file, contents.read_caption(arguments), options)
        return sending.send(world, arguments, lambda: medium.shown(world))

    return send


async def send_media_group(world: World, arguments: Arguments) -> list[Json]:
    reply = sending.read_reply(arguments)
    album = media.album(arguments)
    chat = rooms.of(world, arguments, Right.WRITE)
    replied = sending.answered(world, chat, reply) | sending.topic(world, chat, arguments)
    check_album(album)
    shown = [medium.shown(world) for medium in album]
    sending.admit(world, chat, count=len(shown))
    group = {"media_group_id": world.next_media_group()} if len(shown) > 1 else {}
    extra = group | sending.options(arguments) | replied
    silent = sending.is_silent(arguments)
    return [sending.place(world, chat, content | extra, silent=silent) for content in shown]


def check_album(album: list[media.Medium]) -> None:
    if not album:
        raise bad("there are no messages to send")
    if len(album) > LONGEST_ALBUM:
        raise bad("too many messages to send as an album")
    kinds = {"visual" if medium.kind in ("photo", "video") else medium.kind for medium in album}
    if len(kinds) > 1:
        kind = next(iter(kinds - {"visual"}))
        raise bad(f"{kind} can't be mixed with other media types")


async def get_file(world: World, arguments: Arguments) -> Json:
    if not arguments.text("file_id"):
        raise bad("file_id not specified")
    stored = world.files.get(arguments.text("file_id"))
    if stored is None:
        raise bad("invalid file_id")
    return stored.as_file() | {"file_path": stored.path()}
