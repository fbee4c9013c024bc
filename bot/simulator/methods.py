"""All methods by name; names are matched without regard to case."""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.simulator import (
    methods_chats,
    methods_edits,
    methods_media,
    methods_messages,
    methods_profile,
    methods_queries,
    methods_updates,
)
from bot.simulator.arguments import Arguments
from bot.simulator.methods_profile import gets, sets
from bot.simulator.world import World

Method = Callable[[World, Arguments], Awaitable[Any]]

METHODS: dict[str, Method] = {
    "getme": methods_profile.get_me,
    "logout": methods_updates.log_out,
    "close": methods_updates.close,
    "getupdates": methods_updates.get_updates,
    "setwebhook": methods_updates.set_webhook,
    "deletewebhook": methods_updates.delete_webhook,
    "getwebhookinfo": methods_updates.get_webhook_info,
    "sendmessage": methods_messages.send_message,
    "sendlocation": methods_messages.send_location,
    "sendchataction": methods_messages.send_chat_action,
    "forwardmessage": methods_messages.forward_message,
    "forwardmessages": methods_messages.forward_messages,
    "copymessage": methods_messages.copy_message,
    "copymessages": methods_messages.copy_messages,
    "deletemessage": methods_messages.delete_message,
    "deletemessages": methods_messages.delete_messages,
    "pinchatmessage": methods_messages.pin_chat_message,
    "unpinchatmessage": methods_messages.unpin_chat_message,
    "unpinallchatmessages": methods_messages.unpin_all_chat_messages,
    "setmessagereaction": methods_messages.set_message_reaction,
    **{f"send{kind}": methods_media.sends(kind) for kind in methods_media.KINDS},
    "sendmediagroup": methods_media.send_media_group,
    "getfile": methods_media.get_file,
    "editmessagetext": methods_edits.edit_message_text,
    "editmessagecaption": methods_edits.edit_message_caption,
    "editmessagemedia": methods_edits.edit_message_media,
    "editmessagereplymarkup": methods_edits.edit_message_reply_markup,
    "answercallbackquery": methods_queries.answer_callback_query,
    "answerinlinequery": methods_queries.answer_inline_query,
    "setmycommands": methods_profile.set_my_commands,
    "getmycommands": methods_profile.get_my_commands,
    "deletemycommands": methods_profile.delete_my_commands,
    "setmyname": sets("names", "name", 64, "BOT_TITLE_INVALID"),
    "getmyname": gets("names", "name"),
    "setmydescription": sets("descriptions", "description", 512, "DESCRIPTION_INVALID"),
    "getmydescription": gets("descriptions", "description"),
    "setmyshortdescription": sets("short_descriptions", "short_description", 120, "ABOUT_TOO_LONG"),
    "getmyshortdescription": gets("short_descriptions", "short_description"),
    "setchatmenubutton": methods_profile.set_chat_menu_button,
    "getchatmenubutton": methods_profile.get_chat_menu_button,
    "getchat": methods_chats.get_chat,
    "getchatmember": methods_chats.get_chat_member,
    "getchatadministrators": methods_chats.get_chat_administrators,
    "getchatmembercount": methods_chats.get_chat_member_count,
    "getchatmemberscount": methods_chats.get_chat_member_count,
    "leavechat": methods_chats.leave_chat,
    "getuserprofilephotos": methods_chats.get_user_profile_photos,
}
