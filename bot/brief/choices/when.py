"""When the digest comes: its times of the day, its days, or once a week."""

from bot.brief.choices.chosen import EVERY_DAY, WORKING_DAYS, Choices, days, digest
from bot.brief.choices.parts import back, choice, grid, labelled, plain
from bot.brief.screen import Button, Screen
from bot.brief.sheet import chosen
from bot.brief.tongue import Tongue

TIMES = ("06:30", "07:00", "07:30", "08:00", "09:00", "12:00", "18:00", "21:00")


def times(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    """Add and take away times, or type all of them."""
    offered = sorted({*TIMES, *choices.times})
    marks = [
        Button(chosen(clock, is_chosen=clock in choices.times), f"set:times:{clock}") for clock in offered
    ]
    text = speaker._(
        "Tap a time to add it or to take it away, three at most; or type your times, such as 06:50 and 21:15."
    )
    return choice(speaker, speaker._("Time"), text, grid(marks, 4), note, _now(speaker, choices))


def _now(speaker: Tongue, choices: Choices) -> str:
    return labelled(speaker._("Digest:"), digest(speaker, choices))


def weekdays(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    """Switch weekdays on and off; of a weekly digest, choose its day."""
    marks = [
        Button(chosen(speaker.weekday(int(day)), is_chosen=day in choices.weekdays), f"set:days:{day}")
        for day in EVERY_DAY
    ]
    weekly = choices.rhythm == "weekly"
    text = (
        speaker._("On which day should the weekly digest come?")
        if weekly
        else speaker._("On which days should the digest come?")
    )
    rows = [*grid(marks, 4), *_presets(speaker, choices)]
    return choice(speaker, speaker._("Days"), text, rows, note, _when(speaker, choices))


def _when(speaker: Tongue, choices: Choices) -> str:
    return labelled(speaker._("Digest:"), days(speaker, choices))


def _presets(speaker: Tongue, choices: Choices) -> list[list[Button]]:
    if choices.rhythm == "weekly":
        return [[Button(speaker._("Daily instead"), "set:rhythm:daily")]]
    weekdays = "".join(choices.weekdays)
    working = chosen(speaker._("Weekdays only"), is_chosen=weekdays == WORKING_DAYS)
    every = chosen(speaker._("Every day"), is_chosen=weekdays == EVERY_DAY)
    return [
        [Button(working, f"set:days:{WORKING_DAYS}"), Button(every, f"set:days:{EVERY_DAY}")],
        [Button(speaker._("Once a week instead"), "set:rhythm:weekly")],
    ]


def not_a_time(speaker: Tongue) -> Screen:
    text = speaker._("That is not a time of day. Type it as 07:30, or several as 06:50 and 21:15.")
    return Screen(plain(speaker, text), [[Button(speaker._("Times"), "set:time"), back(speaker)]])


def too_many_times(speaker: Tongue) -> str:
    return speaker._("Three times at most: take one away first.")
