"""The screens around a subscription: welcome, settings, help and what to say to the unknown."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.brief import render
from bot.brief.labels import _
from bot.brief.screen import Button, Screen
from bot.brief.sheet import chosen
from bot.brief.tongue import Tongue

TIMES = ("06:30", "07:00", "07:30", "08:00", "09:00", "12:00", "18:00", "21:00")
ZONES = (
    "Europe/Kyiv", "Europe/Warsaw", "Europe/Berlin", "Europe/London",
    "America/New_York", "America/Los_Angeles",
)  # fmt: skip
EVERY_DAY = "1234567"


COMMANDS = {
    "today": _("The brief of a day"),
    "talks": _("The talks as they stand"),
    "attacks": _("The last seven attack days"),
    "settings": _("Time, zone, days and alerts"),
    "start": _("Subscribe"),
    "stop": _("Unsubscribe"),
    "about": _("How this brief is made, and its corrections"),
    "help": _("What this bot can do"),
}
DESCRIPTION = _(
    "A daily brief on the war in Ukraine: peace talks, attacks, and the pledges between them. "
    "Every figure says who claims it. Press START to get the morning digest."
)
SHORT_DESCRIPTION = _("Peace talks, attacks and pledges: a daily brief, every figure with its claimant.")
FULL_BRIEF, SUPPORT = _("Full brief"), _("Support")
ALERT_TIERS = {"all": _("all"), "flash": _("flash only"), "off": _("off")}


@dataclass(frozen=True, slots=True)
class Choices:
    """A reader's settings, as far as the screens show them."""

    active: bool
    times: Sequence[str]
    weekdays: Sequence[str]
    zone: str
    offset: str
    alerts: str
    private: bool = True


def welcome(speaker: Tongue, choices: Choices, *, already: bool) -> Screen:
    text = render.write("welcome", speaker, already=already, **_said(speaker, choices))
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


def settings(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    text = render.write("settings", speaker, note=note, active=choices.active, **_said(speaker, choices))
    rows = [
        [Button(speaker._("Time"), "set:time"), Button(speaker._("Time zone"), "set:zone")],
        [Button(speaker._("Days"), "set:days"), Button(speaker._("Alerts"), "set:alerts")],
        [
            Button(speaker._("Unsubscribe"), "stop")
            if choices.active
            else Button(speaker._("Subscribe"), "start")
        ],
    ]
    return Screen(text, rows)


def _said(speaker: Tongue, choices: Choices) -> dict[str, str]:
    return {
        "times": speaker.listed(list(choices.times)),
        "days": _days(speaker, choices.weekdays),
        "zone": choices.zone,
        "offset": choices.offset,
        "alerts": speaker._(ALERT_TIERS[choices.alerts]),
    }


def _days(speaker: Tongue, weekdays: Sequence[str]) -> str:
    if "".join(weekdays) == EVERY_DAY:
        return speaker._("every day")
    if not weekdays:
        return speaker._("on no day")
    return speaker.listed([speaker.weekday(int(day)) for day in weekdays])


def times(speaker: Tongue, choices: Choices) -> Screen:
    """Pick or type a digest time."""
    marks = [Button(chosen(time, is_chosen=time in choices.times), f"set:time:{time}") for time in TIMES]
    text = speaker._("When should the digest come? Tap a time, or type one such as 06:50.")
    return Screen(_plain(speaker, text), [marks[:4], marks[4:], [_back(speaker)]])


def zones(speaker: Tongue, choices: Choices) -> Screen:
    """Pick or type a zone, or send a location where Telegram allows to ask for it."""
    marks = [
        Button(
            chosen(name.split("/")[1].replace("_", " "), is_chosen=name == choices.zone), f"set:zone:{name}"
        )
        for name in ZONES
    ]
    text = speaker._("Where are you? Tap a zone, or type a city such as Lviv or Chicago.")
    rows = [marks[:3], marks[3:]]
    if choices.private:
        rows.append([Button(speaker._("Find it from my location"), "set:locate")])
    return Screen(_plain(speaker, text), [*rows, [_back(speaker)]])


def days(speaker: Tongue, choices: Choices) -> Screen:
    """Switch weekdays on and off."""
    marks = [
        Button(chosen(speaker.weekday(int(day)), is_chosen=day in choices.weekdays), f"set:days:{day}")
        for day in EVERY_DAY
    ]
    text = speaker._("On which days should the digest come?")
    return Screen(_plain(speaker, text), [marks[:4], marks[4:], [_back(speaker)]])


def alerts(speaker: Tongue, choices: Choices) -> Screen:
    """Choose which alerts come."""
    marks = [
        Button(chosen(speaker._(label), is_chosen=tier == choices.alerts), f"set:alerts:{tier}")
        for tier, label in ALERT_TIERS.items()
    ]
    text = speaker._(
        "Alerts come soon after something important is published. Flash is for the gravest only."
    )
    return Screen(_plain(speaker, text), [marks, [_back(speaker)]])


def _back(speaker: Tongue) -> Button:
    return Button(speaker._("Back"), "set")


def locate(speaker: Tongue) -> Screen:
    text = speaker._("Send your location with the button below. Only the time zone is kept.")
    return Screen(
        _plain(speaker, text), keyboard="ask", apart=True, location_label=speaker._("Send my location")
    )


def located(speaker: Tongue, zone: str, offset: str) -> Screen:
    text = speaker._("Your time zone is now %(zone)s (%(offset)s).") % {"zone": zone, "offset": offset}
    return Screen(_plain(speaker, text), keyboard="remove", apart=True)


def help_text(speaker: Tongue) -> Screen:
    commands = [(name, speaker._(what)) for name, what in COMMANDS.items()]
    rows = [
        [
            Button(speaker._("Today"), "day"),
            Button(speaker._("Talks"), "talks"),
            Button(speaker._("Attacks"), "attacks"),
        ],
        [Button(speaker._("Settings"), "set")],
    ]
    return Screen(render.write("help", speaker, commands=commands), rows)


def unknown(speaker: Tongue) -> Screen:
    text = speaker._("I did not understand that. Send /today for the brief, or /help for what I can do.")
    return _hint(speaker, text)


def outdated(speaker: Tongue) -> Screen:
    """Said apart: the button may stand under a digest, which the reader keeps."""
    text = speaker._("This button is out of date. Send /today for the brief.")
    return replace(_hint(speaker, text), apart=True)


def not_a_time(speaker: Tongue) -> Screen:
    text = speaker._("That is not a time of day. Type it as 07:30, or tap one.")
    return Screen(_plain(speaker, text), [[Button(speaker._("Times"), "set:time"), _back(speaker)]])


def not_a_zone(speaker: Tongue) -> Screen:
    text = speaker._(
        "I do not know that place. Type a larger city near you, such as Kyiv or Chicago, "
        "or an offset such as UTC+2."
    )
    return Screen(_plain(speaker, text), [[Button(speaker._("Time zone"), "set:zone"), _back(speaker)]])


def only_administrators(speaker: Tongue) -> Screen:
    return Screen(_plain(speaker, speaker._("Here only the chat's administrators can change that.")))


def failed(speaker: Tongue) -> Screen:
    return _hint(speaker, speaker._("That did not work just now. Please try again in a moment."))


def _hint(speaker: Tongue, text: str) -> Screen:
    row = [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]
    return Screen(_plain(speaker, text), [row])


def _plain(speaker: Tongue, text: str) -> str:
    return render.write("note", speaker, text=text)
