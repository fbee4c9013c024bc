"""What is kept of a chat, in words; and the question that comes before it is deleted."""

from typing import Literal

from bot.brief import render
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue

# Of whoever asks; of a group, for its administrators; of a channel, from afar.
Whose = Literal["own", "group", "channel"]


def kept(speaker: Tongue, whose: Whose = "own") -> Screen:
    """What is kept, and for how long."""
    file = speaker._("My data as a file") if whose == "own" else speaker._("The data as a file")
    rows = [
        [Button(file, "mydata")],
        [Button(_delete(speaker, whose), "forget")],
        [Button(speaker._("Back"), "set" if whose == "channel" else "about")],
    ]
    return Screen(render.write("kept", speaker, whose=whose), rows)


def question(speaker: Tongue, whose: Whose = "own", *, of_desk: bool) -> Screen:
    """What would be deleted, before it is."""
    delete = _delete(speaker, whose)
    rows = [
        [Button(delete, "forget:now")],
        [Button(speaker._("Keep it"), "about:data")],
    ]
    return Screen(render.write("forget", speaker, title=delete, whose=whose, of_desk=of_desk), rows)


def _delete(speaker: Tongue, whose: Whose) -> str:
    return speaker._("Delete my data") if whose == "own" else speaker._("Delete the data")


def forgotten(speaker: Tongue, whose: Whose = "own") -> Screen:
    text = speaker._("What was stored about this chat is deleted. /start begins anew.")
    if whose == "channel":
        text = speaker._(
            "What was stored about this channel is deleted. I am still one of its administrators; "
            "to begin anew, remove me and add me again."
        )
    return Screen(render.write("note", speaker, text=text))


def file(speaker: Tongue, name: str, document: str, whose: Whose = "own") -> Screen:
    """The file, with a word about what it holds; it replaces nothing."""
    text = speaker._("Everything that is stored about this chat, as a file (JSON). /forget deletes it.")
    if whose == "channel":
        text = speaker._("Everything that is stored about this channel, as a file (JSON).")
    return Screen(render.write("note", speaker, text=text), apart=True, document=(name, document))
