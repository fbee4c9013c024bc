"""The screens of groups, forum topics and channels: what is said to those who take the bot in."""

import unicodedata
from dataclasses import replace

from bot.brief import render
from bot.brief.screen import Button, Screen
from bot.brief.sheet import short
from bot.brief.tongue import Tongue

_LONGEST_TITLE = 64


def introduction(speaker: Tongue) -> Screen:
    """Said once, in a group that is new."""
    rows = [[Button(speaker._("Start here"), "start"), Button(speaker._("Settings"), "set")]]
    return Screen(render.write("introduction", speaker), rows)


def begun(speaker: Tongue) -> str:
    return speaker._("Started: digests and alerts come from now on.")


def already(speaker: Tongue) -> str:
    return speaker._("It was started already.")


def back(speaker: Tongue) -> str:
    return speaker._("I am back, and the brief goes on as it was set before.")


def back_unbegun(speaker: Tongue) -> str:
    return speaker._("I am back. The settings were kept.")


def reopened(speaker: Tongue) -> str:
    return speaker._("The topic is open again, and the brief comes here as before.")


def ended(speaker: Tongue, *, was_active: bool, channel: bool) -> Screen:
    text = speaker._("Not started: nothing comes by itself.")
    if was_active:
        text = speaker._("Stopped: no more digests or alerts come. The settings are kept.")
    hint = "" if channel else speaker._("You can still ask /today, /talks and /attacks.")
    row = [Button(speaker._("Start here"), "start"), Button(speaker._("Settings"), "set")]
    return Screen(render.write("note", speaker, text=f"{text} {hint}".strip()), [row])


def answered_by_reply(speaker: Tongue, inner: Screen) -> Screen:
    """In a group the bot does not hear what is typed otherwise."""
    return _with(speaker, inner, speaker._("To type it, reply to this message."))


def _with(speaker: Tongue, inner: Screen, says: str) -> Screen:
    return replace(inner, text=f"{inner.text}\n\n{render.write('note', speaker, text=says)}")


def with_move(speaker: Tongue, inner: Screen) -> Screen:
    """Settings of a topic that gets nothing, while another place of the chat does."""
    says = speaker._("The brief comes to another place in this chat; it can move here, or come here as well.")
    rows = [[Button(speaker._("Move it here"), "here")], *inner.rows]
    return _with(speaker, replace(inner, rows=rows), says)


def topic_gone(speaker: Tongue) -> str:
    return speaker._(
        "The topic in which the brief came is gone, so it comes here now. "
        "Administrators can move it: /settings, sent in another topic."
    )


def topic_ended(speaker: Tongue) -> str:
    return speaker._("A topic in which the brief came is gone; what comes here goes on.")


def topic_closed(speaker: Tongue) -> str:
    return speaker._(
        "The topic in which the brief came is closed to me, so nothing comes there. "
        "It goes on when the topic is opened again, or after /start there."
    )


def only_administrators(speaker: Tongue) -> str:
    """For a toast."""
    return speaker._("Here only the chat's administrators can change that.")


# Channels, which are set up in the private chat of one of their administrators


def of_channel(speaker: Tongue, title: str, inner: Screen) -> Screen:
    """A screen about a channel, under its name."""
    text = render.write("channel", speaker, title=tame(title), says="")
    return replace(inner, text=f"{text}\n{inner.text}")


def met(speaker: Tongue) -> str:
    """The note above the settings of a channel that is new."""
    return speaker._("The brief can come to this channel. Nothing is posted before you press Start here.")


def cannot_post(speaker: Tongue, title: str) -> Screen:
    says = speaker._(
        "I may not post in this channel. Please allow me to post messages, in the list of its administrators."
    )
    return Screen(render.write("channel", speaker, title=tame(title), says=says))


def not_there(speaker: Tongue) -> str:
    """For a toast."""
    return speaker._("I am not in that channel any more.")


def not_yours(speaker: Tongue) -> str:
    """For a toast."""
    return speaker._("Only administrators of the channel can set it up.")


def tame(title: str) -> str:
    """A name that somebody gave: on one line, short, without marks that turn the text around."""
    seen = "".join(c if c.isspace() or unicodedata.category(c)[0] != "C" else "" for c in title)
    return short(" ".join(seen.split()) or "–", _LONGEST_TITLE)
