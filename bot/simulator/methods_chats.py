"""Methods about chats and their members."""

from bot.simulator import rooms
from bot.simulator.answers import Json, bad, copied, refused
from bot.simulator.arguments import Arguments
from bot.simulator.people import Chat, described
from bot.simulator.rooms import Right
from bot.simulator.world import World


async def get_chat(world: World, arguments: Arguments) -> Json:
    chat = rooms.of(world, arguments, Right.READ)
    shown = chat.as_chat() | {"accent_color_id": chat.id % 7, "max_reaction_count": 11}
    if chat.person is None:
        shown["permissions"] = {"can_send_messages": True, "can_pin_messages": False}
    else:
        shown["active_usernames"] = [chat.person.username] if chat.person.username else []
    if pinned := [chat.messages[number] for number in chat.pinned if number in chat.messages]:
        shown["pinned_message"] = copied(pinned[-1])
    return shown


def members_of(world: World, arguments: Arguments) -> Chat:
    """A chat whose members the bot may see: it must be in the group itself."""
    chat = rooms.of(world, arguments, Right.READ)
    # Reading is not enough: a basic group hides its members from those who left.
    if chat.type == "group":
        rooms.check_access(world, chat, Right.WRITE)
    return chat


async def get_chat_member(world: World, arguments: Arguments) -> Json:
    user_id = arguments.user_id()
    chat = members_of(world, arguments)
    return member(world, chat, user_id)


def member(world: World, chat: Chat, user_id: int) -> Json:
    user = world.bot if user_id == world.bot["id"] else None
    if user is None and user_id in world.people:
        user = world.people[user_id].as_user()
    if user is None or (chat.person is not None and user_id not in (chat.id, world.bot["id"])):
        raise bad("member not found")
    status = "member" if chat.person is not None else chat.members.get(user_id, "left")
    lacking = chat.lacking if user_id == world.bot["id"] else ()
    return described(user, status, chat.type, lacking)


async def get_chat_administrators(world: World, arguments: Arguments) -> list[Json]:
    chat = members_of(world, arguments)
    if chat.person is not None:
        raise bad("there are no administrators in the private chat")
    return [member(world, chat, user_id) for user_id in chat.members if chat.is_administrator(user_id)]


async def get_chat_member_count(world: World, arguments: Arguments) -> int:
    chat = members_of(world, arguments)
    if chat.person is not None:
        return 2
    return sum(status not in ("left", "kicked") for status in chat.members.values())


async def leave_chat(world: World, arguments: Arguments) -> bool:
    chat = rooms.of(world, arguments, Right.READ)
    if chat.person is not None:
        raise bad("chat member status can't be changed in private chats")
    if chat.members.get(world.bot["id"]) in (None, "left", "kicked"):
        raise refused(403, f"bot is not a member of the {chat.type} chat")
    chat.members[world.bot["id"]] = "left"
    return True


async def get_user_profile_photos(world: World, arguments: Arguments) -> Json:
    if arguments.user_id() not in world.people:
        raise bad("user not found")
    return {"total_count": 0, "photos": []}
