"""The screens around a subscription: welcome, help and what to say to the unknown."""

from dataclasses import replace

from bot.brief import render
from bot.brief.choices.chosen import Choices, said
from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import short
from bot.brief.shorthand import packed
from bot.brief.tongue import Tongue

COMMANDS = {
    "today": _("The brief of a day"),
    "talks": _("The talks as they stand"),
    "attacks": _("The last seven attack days"),
    "week": _("Attacks beside talks and pledges, as a picture"),
    "search": _("Find entries by words"),
    "pledges": _("Open promises, and what was struck meanwhile"),
    "settings": _("Language, times, topics, quiet hours, pause"),
    "start": _("Subscribe"),
    "stop": _("Unsubscribe"),
    "about": _("How this brief is made, and its corrections"),
    "mydata": _("What is stored about you, as a file"),
    "forget": _("Delete what is stored about you"),
    "help": _("What this bot can do"),
}
# In a group only its administrators may, and only they have them in their menu.
FOR_ADMINISTRATORS = frozenset({"settings", "start", "stop", "mydata", "forget"})
DESCRIPTION = _(
    "A daily brief on the war in Ukraine: peace talks, attacks, and the pledges between them. "
    "Every figure says who claims it. Press START to get the morning digest."
)
SHORT_DESCRIPTION = _("Peace talks, attacks and pledges: a daily brief, every figure with its claimant.")
FULL_BRIEF, SUPPORT = _("Full brief"), _("Support")


def welcome(speaker: Tongue, choices: Choices, *, already: bool) -> Screen:
    text = render.write("welcome", speaker, already=already, **said(speaker, choices))
    rows = [
        [Button(speaker._("Today's brief"), "day"), Button(speaker._("Talks"), "talks")],
        [Button(speaker._("Change time or zone"), "set")],
    ]
    return Screen(text, rows)


def goodbye(speaker: Tongue, *, was_active: bool) -> Screen:
    text = speaker._("You are not subscribed.")
    if was_active:
        text = speaker._("You are unsubscribed; no more digests or alerts will come. Your settings are kept.")
    hint = speaker._("You can still ask /today, /talks and /attacks.")
    return Screen(_plain(speaker, f"{text} {hint}"), [[Button(speaker._("Subscribe again"), "start")]])


def help_text(speaker: Tongue, bot: str = "") -> Screen:
    """The commands, and for a bot with this name a link that adds it to a group."""
    commands = [(name, speaker._(what)) for name, what in COMMANDS.items()]
    rows = [
        [
            Button(speaker._("Today"), "day"),
            Button(speaker._("Talks"), "talks"),
            Button(speaker._("Attacks"), "attacks"),
        ],
        [Button(speaker._("Settings"), "set")],
    ]
    if bot:  # nothing after the word: else the group would hear a /start from whoever adds it
        rows.append([Button(speaker._("Add to a group"), url=f"https://t.me/{bot}?startgroup")])
    return Screen(render.write("help", speaker, commands=commands), rows)


def unknown(speaker: Tongue, words: str = "") -> Screen:
    """A text without a command; it may be words that somebody looks for."""
    text = speaker._("I did not understand that. Send /today for the brief, or /help for what I can do.")
    screen = _hint(speaker, text)
    if not words:
        return screen
    looked_for = Button(speaker._("Search: %(words)s") % {"words": short(words)}, f"find:0:{packed(words)}")
    return replace(screen, rows=[[looked_for], *screen.rows])


def outdated(speaker: Tongue) -> Screen:
    """Said apart: the button may stand under a digest, which the reader keeps."""
    text = speaker._("This button is out of date. Send /today for the brief.")
    return replace(_hint(speaker, text), apart=True)


def only_administrators(speaker: Tongue) -> Screen:
    return Screen(_plain(speaker, speaker._("Here only the chat's administrators can change that.")))


def failed(speaker: Tongue) -> Screen:
    return _hint(speaker, speaker._("That did not work just now. Please try again in a moment."))


def _hint(speaker: Tongue, text: str) -> Screen:
    row = [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]
    return Screen(_plain(speaker, text), [row])


def _plain(speaker: Tongue, text: str) -> str:
    return render.write("note", speaker, text=text)
