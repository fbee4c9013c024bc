"""All settings on one screen, with a button that leads to each."""

from bot.brief import render
from bot.brief.choices.chosen import Choices, said
from bot.brief.screen import Button, Screen
from bot.brief.tongue import Tongue


def settings(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    muted = speaker.number(choices.muted) if choices.muted else ""
    state = {"active": choices.active, "private": choices.private, "muted": muted}
    text = render.write("settings", speaker, note=note, **state, **said(speaker, choices))
    return Screen(text, _rows(speaker, choices))


def _rows(speaker: Tongue, choices: Choices) -> list[list[Button]]:
    regions = f"set:regions:0:{choices.near}" if choices.near else "set:regions"
    rows = [
        [Button(speaker._("Time"), "set:time"), Button(speaker._("Days"), "set:days")],
        [Button(speaker._("Time zone"), "set:zone"), Button(speaker._("Language"), "set:language")],
        [Button(speaker._("Topics"), "set:kinds"), Button(speaker._("Regions"), regions)],
        [Button(speaker._("Alerts"), "set:alerts"), Button(speaker._("Quiet hours"), "set:quiet")],
    ]
    if choices.muted:
        rows.append([Button(speaker._("Muted stories"), "set:muted")])
    rows.append(_subscription(speaker, choices))
    if choices.channel:  # where no command is heard
        rows.append([Button(speaker._("What is kept"), "about:data")])
    return rows


def _subscription(speaker: Tongue, choices: Choices) -> list[Button]:
    if not choices.active:
        return [Button(speaker._("Subscribe") if choices.private else speaker._("Start here"), "start")]
    pause = Button(speaker._("Pause"), "set:pause")
    if choices.paused_until:
        pause = Button(speaker._("Resume now"), "set:pause:0")
    stop = speaker._("Unsubscribe") if choices.private else speaker._("Stop here")
    return [pause, Button(stop, "stop")]
