"""Where a reader's clock is: a city, a location, or what time it is for them now."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.brief import zones
from bot.brief.choices.chosen import Choices
from bot.brief.choices.parts import back, choice, grid, labelled, plain
from bot.brief.screen import Button, Screen
from bot.brief.sheet import chosen
from bot.brief.tongue import Tongue

ZONES = (
    "Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin", "Europe/London",
    "America/New_York", "America/Los_Angeles",
)  # fmt: skip
# Whole hours from UTC; with 24 of them every time of day stands there once.
_HOURS = range(-10, 14)


def zone(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    """Pick or type a zone, or send a location where Telegram allows to ask for it."""
    rows = [*grid([_mark(speaker, name, choices.zone) for name in ZONES], 3)]
    if choices.private:
        rows.append([Button(speaker._("Find it from my location"), "set:locate")])
    rows.append([Button(speaker._("Find it from my clock"), "set:clock")])
    text = speaker._("Where are you? Tap a zone, or type a city such as Lviv or Chicago.")
    now = labelled(speaker._("Time zone:"), f"{choices.zone} ({choices.offset})")
    return choice(speaker, speaker._("Time zone"), text, rows, note, now)


def _mark(speaker: Tongue, name: str, current: str) -> Button:
    return Button(chosen(speaker.city(name), is_chosen=name == current), f"set:zone:{name}")


def clock(speaker: Tongue, now: datetime) -> Screen:
    """What time is it for you now? Every whole hour from UTC by its clock; other offsets are typed."""
    marks = [
        Button(f"{now + timedelta(hours=hours):%H:%M}", f"set:clock:{hours * 60}")
        for hours in sorted(_HOURS, key=lambda hours: (now + timedelta(hours=hours)).time())
    ]
    text = speaker._("What time is it for you now? Tap it, or type it.")
    return choice(speaker, speaker._("Time zone"), text, grid(marks, 6))


def same_clock(speaker: Tongue, choices: Choices, offsets: Sequence[int], now: datetime) -> Screen:
    """Places whose clocks are so many minutes from UTC now: they differ in when they change."""
    found = [(name, offset) for offset in offsets for name in zones.at(offset, now)]
    marks = [_mark(speaker, name, choices.zone) for name, _offset in found]
    fixed = [
        Button(zones.written(offset), f"set:zone:{name}")
        for offset in offsets
        if (name := zones.fixed(offset))
    ]
    text = speaker._(
        "In these places it is that time now. Choose the one whose clock is yours in summer and in winter."
    )
    return choice(speaker, speaker._("Time zone"), text, [*grid(marks, 3), fixed])


def locate(speaker: Tongue) -> Screen:
    text = speaker._("Send your location with the button below. Only the time zone is kept.")
    return Screen(
        plain(speaker, text), keyboard="ask", apart=True, location_label=speaker._("Send my location")
    )


def located(speaker: Tongue, zone: str, offset: str) -> Screen:
    text = speaker._("Your time zone is now %(zone)s (%(offset)s).") % {"zone": zone, "offset": offset}
    return Screen(plain(speaker, text), keyboard="remove", apart=True)


def not_a_zone(speaker: Tongue) -> Screen:
    text = speaker._(
        "I do not know that place. Type a larger city near you, such as Kyiv or Chicago, "
        "or an offset such as UTC+2."
    )
    return Screen(plain(speaker, text), [[Button(speaker._("Time zone"), "set:zone"), back(speaker)]])
