"""Fields of talks: which process and round, who meets whom where, what came of it and what is next."""

import re
from typing import Any, get_args

from pydantic import ValidationError

from bot.brief.labels import FORMATS, OUTCOMES, _
from bot.brief.tongue import Tongue
from bot.intake import bounds
from bot.intake.context import Context
from bot.intake.fields import checked, dates, places, texts
from bot.intake.fields.closed import ONLY_CODES, One, Several, country, words
from bot.intake.fields.positions import POSITIONS, spoken_anew
from bot.intake.fields.shape import NOTHING, Content, Field, Refused, block, cut, in_block
from storage.model.entry import Talks
from storage.model.vocabulary import TalksFormat, TalksOutcome

PARTIES = ("UA", "RU", "US", "EU")
MEDIATORS = ("US", "TR", "AE", "SA", "CH", "EU", "UN", "QA", "VA")
_NO_PROCESS = _("A process is a short name of Latin letters and digits, such as abu-dhabi-2026.")
_NO_ROUND = _("Type the round, and the day where there are several: 2, or 2, day 1 of 2.")
_NO_DAY = _("After the bar comes a day, such as: Working groups meet again | 2026-02-05.")
_NO_STEP = _("Say what is to follow, such as: Working groups meet again | 2026-02-05.")
_ROUND = re.compile(
    r"(?:(?:round|runde|раунд)?\s*(?P<round>\d{1,4}))?[\s,;]*"
    r"(?:(?:day|tag|день)\s*(?P<day>\d{1,4})(?:\s*(?:of|von|з|із|/)\s*(?P<days>\d{1,4}))?)?",
    re.IGNORECASE,
)
_IN_LANGUAGE = re.compile(r"\((?P<tag>[A-Za-z-]{2,12})\)\s*(?P<text>.*)", re.DOTALL)


# Process and round


def _process_shown(content: Content, _speaker: Tongue, _context: Context) -> str:
    return str(block(content).get("process") or "")


def _process(content: Content, text: str, _context: Context) -> dict[str, Any]:
    name = re.sub(r"[^a-z0-9_]+", "-", text.lower()).strip("-_")
    if not name or len(name) > bounds.PROCESS or any(c.isalpha() and not c.isascii() for c in text):
        raise Refused(_NO_PROCESS)
    return in_block(content, process=name)


def _round_shown(content: Content, speaker: Tongue, _context: Context) -> str:
    talks = block(content)
    parts = [speaker._("round %(round)s") % {"round": talks["round"]}] if talks.get("round") else []
    if talks.get("day") and talks.get("days"):
        parts.append(speaker._("day %(day)s of %(days)s") % {"day": talks["day"], "days": talks["days"]})
    elif talks.get("day"):
        parts.append(speaker._("day %(day)s") % {"day": talks["day"]})
    return ", ".join(parts)


def _round(content: Content, text: str, _context: Context) -> dict[str, Any]:
    if text.strip() == NOTHING:
        return in_block(content, round=None, day=None, days=None)
    found = _ROUND.fullmatch(text.strip())
    numbers = {name: int(number) for name, number in found.groupdict().items() if number} if found else {}
    if not numbers:
        raise Refused(_NO_ROUND)
    try:
        Talks.model_validate({"process": "any", "format": "summit", "parties": ["UA"]} | numbers)
    except ValidationError:
        raise Refused(_NO_ROUND) from None
    return in_block(content, **{"round": None, "day": None, "days": None} | numbers)


# Venue


def _venue_shown(content: Content, _speaker: Tongue, _context: Context) -> str:
    venue = block(content).get("venue")
    return places.told(venue) if venue else ""


def _venue(content: Content, text: str, _context: Context) -> dict[str, Any]:
    return in_block(content, venue=None if text.strip() == NOTHING else places.one(text))


# What is next


def _next_shown(content: Content, speaker: Tongue, context: Context) -> str:
    step = block(content).get("next_step") or {}
    text = texts.within(step.get("text") or {}, [speaker.tag, *texts.languages(content)])
    on = dates.read(step.get("when"), context)
    return cut(f"{text} | {dates.told(on, speaker)}" if on else text)


def _next(content: Content, text: str, context: Context) -> dict[str, Any]:
    """A text and a day, or a translation of the text that is there: "(de) Text"."""
    if text.strip() == NOTHING:
        return in_block(content, next_step=None)
    said, bar, on = text.strip().rpartition("|") if "|" in text else (text.strip(), "", "")
    in_language = _IN_LANGUAGE.fullmatch(said)
    said = in_language["text"] if in_language else said
    if not said.strip():
        raise Refused(_NO_STEP)
    words_ = checked.line(said, bounds.STEP)
    tag = checked.language(in_language["tag"]) if in_language else texts.original(content, words_, context)
    before = block(content).get("next_step") or {}
    step = {"text": spoken_anew(before.get("text") or {}, tag, words_, texts.languages(content))}
    when = _day(on, context) if bar else before.get("when") if in_language else None
    return in_block(content, next_step=step | ({"when": when} if when else {}))


def _day(text: str, context: Context) -> str:
    """A day without a year is the next one."""
    found = dates.day_or_moment(text, context, context.here.date())
    if found is None or not dates.is_sane(found):
        raise Refused(_NO_DAY)
    return found.isoformat()


FIELDS = (
    Field(
        "process",
        _("Process"),
        _("Type the short name that all rounds of these talks have, such as: abu-dhabi-2026."),
        _process_shown,
        _process,
    ),
    Field("round", _("Round"), _NO_ROUND, _round_shown, _round),
    One("format", get_args(TalksFormat), words(FORMATS)).field("format", _("Format")),
    Field(
        "venue",
        _("Venue"),
        _("Type the place, such as: Istanbul, or Abu Dhabi, AE. A dash (-) takes it away."),
        _venue_shown,
        _venue,
    ),
    Several("mediators", MEDIATORS, country, coded=checked.party).field(
        "mediators", _("Mediators"), ONLY_CODES
    ),
    Several("parties", PARTIES, country, least=2, coded=checked.party).field(
        "parties", _("Parties"), ONLY_CODES
    ),
    POSITIONS,
    One("outcome", get_args(TalksOutcome), words(OUTCOMES), optional=True).field("outcome", _("Outcome")),
    Field(
        "next",
        _("Next"),
        _("Type what was announced and, after a bar, when: Working groups meet again | 2026-02-05."),
        _next_shown,
        _next,
    ),
)
