"""Fields of pledges: who promised what, for how long, and how it stands."""

import re
from datetime import date, datetime, timedelta
from typing import Any, get_args

from bot.brief.labels import SCOPES, STATUSES, _
from bot.brief.tongue import Tongue
from bot.intake.context import Context
from bot.intake.fields import checked, dates
from bot.intake.fields.closed import One, country, words
from bot.intake.fields.dates import Moment
from bot.intake.fields.positions import POSITIONS
from bot.intake.fields.shape import NOTHING, Content, Field, Refused, block, in_block
from storage.model.vocabulary import PledgeStatus

MAKERS = ("RU", "UA", "US", "EU")
_NO_TERM = _("Type 2026-01-25 - 2026-02-01, from 2026-01-25, or until 2026-02-01. A dash (-) takes it away.")
_BACKWARDS = _("It would end before it starts.")
_FROM, _UNTIL = _("from %(day)s"), _("until %(day)s")
_FROM_WORDS = re.compile(r"(?:from|since|ab|seit|von|vom|від|з|із)\s+", re.IGNORECASE)
_UNTIL_WORDS = re.compile(r"(?:until|till|to|bis|до)\s+", re.IGNORECASE)
# A day without a year: a term is told soon after it began, and not long after it is over.
_BEGAN_WITHIN, _ENDED_WITHIN = timedelta(days=300), timedelta(days=60)


def _typed(content: Content, text: str, context: Context) -> dict[str, Any]:
    if text.strip() == NOTHING:
        return in_block(content, starts=None, ends=None)
    starts, ends = _term(" ".join(text.split()), context)
    if not all(dates.is_sane(one) for one in (starts, ends) if one):
        raise Refused(_NO_TERM)
    if starts and ends and _is_backwards(starts, ends):
        raise Refused(_BACKWARDS)
    return in_block(content, starts=_written(starts), ends=_written(ends))


def _term(text: str, context: Context) -> tuple[Moment | None, Moment | None]:
    today = context.here.date()
    if until := _UNTIL_WORDS.match(text):
        return None, _moment(text[until.end() :], context, today - _ENDED_WITHIN)
    opened = _FROM_WORDS.match(text)
    first, *last = dates.parted(text[opened.end() :] if opened else text)
    if not opened and not last:
        raise Refused(_NO_TERM)
    starts = _moment(first, context, today - _BEGAN_WITHIN)
    return starts, _moment(last[0], context, _day(starts)) if last else None


def _moment(text: str, context: Context, first: date) -> Moment:
    found = dates.day_or_moment(text, context, first)
    if found is None:
        raise Refused(_NO_TERM)
    return found


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _is_backwards(starts: Moment, ends: Moment) -> bool:
    if isinstance(starts, datetime) == isinstance(ends, datetime):
        return dates.is_before(ends, starts)
    return _day(ends) < _day(starts)


def _written(moment: Moment | None) -> str | None:
    return moment.isoformat() if moment else None


def _shown(content: Content, speaker: Tongue, context: Context) -> str:
    starts, ends = (dates.read(block(content).get(name), context) for name in ("starts", "ends"))
    if starts and ends:
        return f"{dates.told(starts, speaker)} – {dates.told(ends, speaker)}"
    if starts:
        return speaker._(_FROM) % {"day": dates.told(starts, speaker)}
    return speaker._(_UNTIL) % {"day": dates.told(ends, speaker)} if ends else ""


FIELDS = (
    One("made_by", MAKERS, country, coded=checked.party).field(
        "madeby", _("Made by"), _("Tap one, or type the code of a country, such as GB.")
    ),
    One("scope", list(SCOPES), words(SCOPES)).field("scope", _("Scope")),
    Field("term", _("Term"), _NO_TERM, _shown, _typed),
    One("status", get_args(PledgeStatus), words(STATUSES)).field("status", _("Status")),
    POSITIONS,
)
