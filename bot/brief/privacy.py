"""What is kept of a reader, in words; and the question that comes before it is deleted."""

from bot.brief import render
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue


def kept(speaker: Tongue) -> Screen:
    """What is kept, and for how long."""
    rows = [
        [Button(speaker._("My data as a file"), "mydata")],
        [Button(speaker._("Delete my data"), "forget")],
        [Button(speaker._("Back"), "about")],
    ]
    return Screen(render.write("kept", speaker), rows)


def question(speaker: Tongue, *, of_desk: bool) -> Screen:
    """What would be deleted, before it is."""
    rows = [
        [Button(speaker._("Delete my data"), "forget:now")],
        [Button(speaker._("Keep it"), "about:data")],
    ]
    return Screen(render.write("forget", speaker, of_desk=of_desk), rows)


def forgotten(speaker: Tongue) -> Screen:
    text = speaker._("What was stored about this chat is deleted. /start begins anew.")
    return Screen(render.write("note", speaker, text=text))


def file(speaker: Tongue, name: str, document: str) -> Screen:
    """The file, with a word about what it holds; it replaces nothing."""
    text = speaker._("Everything that is stored about this chat, as a file (JSON). /forget deletes it.")
    return Screen(render.write("note", speaker, text=text), apart=True, document=(name, document))
