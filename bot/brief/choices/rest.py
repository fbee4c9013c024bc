"""When a reader is left alone: quiet hours at night, and a pause."""

from bot.brief.choices.chosen import Choices, quiet, until
from bot.brief.choices.parts import back, choice, grid, labelled, plain
from bot.brief.screen import Button, Screen
from bot.brief.sheet import chosen
from bot.brief.tongue import Tongue

USUAL = (("22:00", "06:30"), ("22:00", "07:00"), ("23:00", "07:00"), ("23:00", "08:00"))
STARTS = ("20:00", "21:00", "21:30", "22:00", "22:30", "23:00", "00:00", "01:00")
ENDS = ("05:00", "06:00", "06:30", "07:00", "07:30", "08:00", "09:00", "10:00")


def hours(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    """Quiet hours: usual ones, others in two taps, typed ones, or none."""
    spans = [
        Button(
            chosen(f"{start}–{end}", is_chosen=(start, end) == tuple(choices.quiet)),
            f"set:quiet:{start}-{end}",
        )
        for start, end in USUAL
    ]
    off = chosen(speaker._("Off"), is_chosen=not choices.quiet)
    others = [Button(speaker._("Other hours"), "set:from"), Button(off, "set:quiet:off")]
    text = speaker._(
        "Alerts that fall into your quiet hours come at their end, as one message. Tap the hours, or type "
        "them, such as 22:00–06:30. With the same start and end they are off."
    )
    rows = [*grid(spans, 2), others, *_flash(speaker, choices)]
    return choice(speaker, speaker._("Quiet hours"), text, rows, note, _now(speaker, choices))


def _now(speaker: Tongue, choices: Choices) -> str:
    return labelled(speaker._("Quiet hours:"), quiet(speaker, choices))


def _flash(speaker: Tongue, choices: Choices) -> list[list[Button]]:
    if not choices.quiet:
        return []
    label = chosen(speaker._("Flash comes at once"), is_chosen=choices.quiet_flash)
    return [[Button(label, f"set:flash:{'off' if choices.quiet_flash else 'on'}")]]


def starts(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    buttons = [Button(start, f"set:until:{start}") for start in STARTS]
    text = speaker._("When do your quiet hours begin?")
    return choice(speaker, speaker._("Quiet hours"), text, grid(buttons, 4), note, _now(speaker, choices))


def ends(speaker: Tongue, choices: Choices, start: str) -> Screen:
    buttons = [Button(end, f"set:quiet:{start}-{end}") for end in ENDS]
    text = speaker._("When do they end, if they begin at %(start)s?") % {"start": start}
    return choice(speaker, speaker._("Quiet hours"), text, grid(buttons, 4), "", _now(speaker, choices))


def same_hours(speaker: Tongue) -> str:
    return speaker._("Start and end are the same: quiet hours are off.")


def not_hours(speaker: Tongue) -> Screen:
    text = speaker._("Those are no hours that I understand. Type them as 22:00–06:30, or tap some.")
    return Screen(plain(speaker, text), [[Button(speaker._("Quiet hours"), "set:quiet"), back(speaker)]])


def pause(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    """Nothing for a while; a date is typed."""
    rows = [[Button(speaker._("For a day"), "set:pause:1"), Button(speaker._("For a week"), "set:pause:7")]]
    now = ""
    if choices.paused_until:
        now = speaker._("Paused until %(moment)s.") % {
            "moment": until(speaker, choices.paused_until, choices.zone)
        }
        rows.append([Button(speaker._("Resume now"), "set:pause:0")])
    text = speaker._(
        "For how long shall nothing come? Tap it, or type the day on which it goes on, such as Monday or "
        "15 March. The first digest afterwards tells what you missed."
    )
    return choice(speaker, speaker._("Pause"), text, rows, note, now)


def not_a_date(speaker: Tongue) -> Screen:
    text = speaker._("That is not a day in the coming year. Type it as 2026-03-15, 15 March or Monday.")
    return Screen(plain(speaker, text), [[Button(speaker._("Pause"), "set:pause"), back(speaker)]])
