"""What is said of a correction or a withdrawal: in every copy, and to those who read what was wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from bot.brief import compose, labels, paging, render
from bot.brief.differences import differences
from bot.brief.tongue import Tongue, tongue
from storage.model.entry import Entry

# CLDR calls it Kyiv in every language.
_KYIV = {"Europe/Kyiv", "Europe/Kiev"}


@dataclass(frozen=True, slots=True)
class Change:
    """What was put right, when (UTC) and why; `zone` is the newsroom's, `day` what the text is about."""

    wrong: Entry
    right: Entry
    reason: str
    at: datetime
    zone: str
    day: date


def corrected(change: Change, speaker: Tongue) -> tuple[str, str]:
    """The line in a copy, such as "Corrected 14:20 (Kyiv):" and what was wrong."""
    label = speaker._("Corrected %(when)s (%(city)s):") % _moment(change, speaker)
    return label, "; ".join(differences(change.wrong, change.right, speaker)) or change.reason


def withdrawn(change: Change, speaker: Tongue) -> tuple[str, str]:
    """What stands in a copy in place of an entry that was withdrawn."""
    label = speaker._("Withdrawn %(when)s (%(city)s):") % _moment(change, speaker)
    return label, " · ".join(part for part in (_subject(change.wrong, speaker), change.reason) if part)


def notice_of_correction(change: Change, lines: Sequence[str], speaker: Tongue, fallback: str) -> list[str]:
    """The short reply to those who read the wrong version; its `lines` say what of theirs was wrong."""
    return _notice(
        speaker,
        title=speaker._("Correction"),
        about=compose.in_language(change.right.headline, speaker, fallback),
        lines=lines,
        reason=change.reason,
    )


def notice_of_withdrawal(change: Change, speaker: Tongue) -> list[str]:
    line = speaker._("This report no longer stands. Please do not rely on it or pass it on.")
    title, about = speaker._("Withdrawn"), _subject(change.wrong, speaker)
    return _notice(speaker, title=title, about=about, lines=[line], reason=change.reason)


def _notice(speaker: Tongue, **values: object) -> list[str]:
    return paging.pages(render.write("notice", speaker, **values))[:1]


def of_theirs(
    seen: Entry, now: Entry, put_right: Sequence[tuple[Entry, Entry]], speaker: Tongue
) -> list[str]:
    """What was wrong in the version that somebody read; what was merely updated since then is left out."""
    found = differences(seen, now, speaker)
    said = {line for wrong, right in put_right for line in differences(wrong, right, speaker)}
    return [line for line in found if line in said] or found


def was_wrong(version: Entry, wrong: Entry, right: Entry) -> bool:
    """Whether an earlier version had already (one of) the facts that a correction put right."""
    speaker = tongue("en")
    put_right = differences(wrong, right, speaker)
    if not put_right:
        return not differences(version, wrong, speaker)
    return not set(put_right).isdisjoint(differences(version, right, speaker))


def _subject(entry: Entry, speaker: Tongue) -> str:
    """What an entry is about, without repeating what it said."""
    return f"{speaker._(labels.SECTIONS[entry.kind])}, {compose.when(entry, speaker)}"


def _moment(change: Change, speaker: Tongue) -> dict[str, str]:
    local = change.at.astimezone(ZoneInfo(change.zone))
    clock = f"{local:%H:%M}"
    when = clock if local.date() == change.day else f"{speaker.date(local.date())}, {clock}"
    return {"when": when, "city": _city(change.zone, speaker)}


def _city(zone: str, speaker: Tongue) -> str:
    if zone in _KYIV:
        return speaker._("Kyiv")
    return str(get_timezone_location(zone, locale=speaker.locale, return_city=True))
