"""A reader's choices, and how each of them is said in a line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.brief import regions
from bot.brief.labels import SECTIONS, _
from bot.brief.tongue import Tongue
from storage.model.subscriber import MOST_TIMES
from storage.model.vocabulary import KINDS

EVERY_DAY, WORKING_DAYS = "1234567", "12345"
ALERT_TIERS = {"all": _("all"), "flash": _("flash only"), "off": _("off")}
__all__ = ["ALERT_TIERS", "EVERY_DAY", "MOST_TIMES", "WORKING_DAYS", "Choices", "said"]


@dataclass(frozen=True, slots=True)
class Choices:
    """A reader's settings, as far as the screens show them. `languages` are those that are offered, `near`
    is the region of a city that was just typed, or empty; `stories` are headlines of those that are muted,
    by their keys, where they are to be shown.
    """

    active: bool
    times: Sequence[str]
    weekdays: Sequence[str]
    zone: str
    offset: str
    alerts: str
    private: bool = True
    channel: bool = False
    languages: Sequence[str] = ()
    rhythm: str = "daily"
    kinds: Sequence[str] = KINDS
    regions: Sequence[str] = ()
    quiet: Sequence[str] = ()
    quiet_flash: bool = False
    paused_until: datetime | None = None
    muted: int = 0
    near: str = ""
    stories: Mapping[str, str] = field(default_factory=dict)


def said(speaker: Tongue, choices: Choices) -> dict[str, str]:
    """Each choice in words."""
    return {
        "digest": digest(speaker, choices),
        "language": endonym(speaker.tag, speaker),
        "zone": choices.zone,
        "offset": choices.offset,
        "alerts": speaker._(ALERT_TIERS[choices.alerts]),
        "kinds": kinds(speaker, choices.kinds),
        "regions": places(speaker, choices.regions),
        "quiet": quiet(speaker, choices),
        "paused": until(speaker, choices.paused_until, choices.zone) if choices.paused_until else "",
    }


def digest(speaker: Tongue, choices: Choices) -> str:
    """Such as: 06:50, 21:15, Monday to Friday. A weekly one comes at the first of the times."""
    if not choices.times:
        return speaker._("none")
    times = choices.times[:1] if choices.rhythm == "weekly" else choices.times
    return f"{speaker.listed(list(times))}, {days(speaker, choices)}"


def days(speaker: Tongue, choices: Choices) -> str:
    weekdays = "".join(choices.weekdays)
    if not weekdays:
        return speaker._("on no day")
    named = speaker.listed([speaker.weekday(int(day)) for day in weekdays])
    if choices.rhythm == "weekly":
        return speaker._("once a week: %(day)s") % {"day": named}
    named = speaker._("Monday to Friday") if weekdays == WORKING_DAYS else named
    return speaker._("every day") if weekdays == EVERY_DAY else named


def endonym(tag: str, speaker: Tongue) -> str:
    """A language by its own name, for those who do not read the one they are shown."""
    name = str(speaker.locale.parse(tag).languages.get(tag, tag))
    return name[:1].upper() + name[1:]


def kinds(speaker: Tongue, wanted: Sequence[str]) -> str:
    return speaker.listed([speaker._(SECTIONS[kind]) for kind in KINDS if kind in wanted])


def places(speaker: Tongue, wanted: Sequence[str]) -> str:
    return speaker.listed(regions.named(speaker, wanted)) if wanted else speaker._("everywhere")


def quiet(speaker: Tongue, choices: Choices) -> str:
    """Such as: 22:00–06:30, flash passes."""
    if not choices.quiet or choices.quiet[0] == choices.quiet[1]:
        return speaker._("off")
    span = "–".join(choices.quiet)
    return speaker.listed([span, speaker._("flash passes")]) if choices.quiet_flash else span


def until(speaker: Tongue, moment: datetime, zone: str) -> str:
    """A moment by the reader's clock, without its time where it is the beginning of a day."""
    local = moment.astimezone(ZoneInfo(zone))
    day = speaker.short_day(local.date())
    return day if local.time() == time() else f"{day}, {local:%H:%M}"
