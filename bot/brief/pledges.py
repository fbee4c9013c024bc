"""Open promises: how each stands, and what was struck in its scope while it ran."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.brief import compose, regions, totals
from bot.brief.changes import Item
from bot.brief.compose import Told
from bot.brief.tongue import Tongue
from bot.brief.totals import ClaimantTotals
from storage.model.entry import Entry
from storage.model.happening import ATTACK_DAY_ZONE, attack_day
from storage.model.vocabulary import targets_of

OPEN = ("proposed", "accepted_by_one", "in_force", "disputed")
ENDED_FOR = timedelta(days=7)
_MOST_PLACES = 8
# To add figures, each pair of attacks is asked whether it overlaps: of many, only the counts are told.
_MOST_ADDED = 60


@dataclass(frozen=True, slots=True)
class Struck:
    """What one side struck in a scope: how much, on how many attack days, where, and who says what."""

    who: str
    attacks: str
    days: str
    places: str
    claimants: list[ClaimantTotals]


@dataclass(frozen=True, slots=True)
class Standing:
    """A pledge in words. `struck` is None where its scope is not about strikes, or it has not begun."""

    told: Told
    struck: list[Struck] | None
    over: str


def is_shown(entry: Entry, changed: datetime, now: datetime) -> bool:
    """Whether it is open, or was ended (in a version published at `changed`) within the last days."""
    return entry.pledge is not None and (entry.pledge.status in OPEN or now - changed <= ENDED_FOR)


def is_open(entry: Entry) -> bool:
    return entry.pledge is not None and entry.pledge.status in OPEN


def run(entry: Entry, now: datetime) -> tuple[datetime, datetime]:
    """From when until before when it ran or has run so far; a date is a whole day in Kyiv."""
    pledge = entry.pledge
    starts = (pledge.starts if pledge else None) or entry.happened.start
    ends = pledge.ends if pledge else None
    return _moment(starts), min(now, _moment(ends, after=1)) if ends else now


def _moment(when: date | datetime, after: int = 0) -> datetime:
    """A moment, or the beginning of the day so many days after a date, in Kyiv."""
    if isinstance(when, datetime):
        return when
    return datetime.combine(when + timedelta(days=after), time(), ATTACK_DAY_ZONE)


def tests(entry: Entry, attack: Entry, now: datetime) -> bool:
    """Whether an attack began while a pledge ran, and struck what is in its scope."""
    scope = entry.pledge.scope if entry.pledge else ""
    if attack.attack is None or not set(attack.attack.targets) & set(targets_of(scope)):
        return False
    begins, ends = run(entry, now)
    start = attack.happened.start
    # Of a date alone the noon is compared: the day on which a pledge began or ended in the night is its own.
    at = start if isinstance(start, datetime) else _moment(start) + timedelta(hours=12)
    return begins <= at < ends


def standing(
    entry: Entry, attacks: Sequence[Entry], now: datetime, tongue: Tongue, fallback: str
) -> Standing:
    """A pledge as it stands, with what was struck in its scope out of some attacks."""
    scope = entry.pledge.scope if entry.pledge else ""
    begins, ends = run(entry, now)
    told = compose.told(Item(entry), tongue, fallback)
    is_over = is_open(entry) and ends < now
    last = (ends - timedelta(seconds=1)).astimezone(ATTACK_DAY_ZONE).date()
    over = tongue._("Its term ended on %(day)s.") % {"day": tongue.date(last)} if is_over else ""
    if not targets_of(scope) or begins >= now:
        return Standing(told, None, over)
    own = [one for one in attacks if tests(entry, one, now)]
    sides = dict.fromkeys(one.attack.attacker if one.attack else None for one in own)
    return Standing(told, [_struck(side, own, tongue) for side in sides], over)


def _struck(side: str | None, attacks: Sequence[Entry], tongue: Tongue) -> Struck:
    own = [one for one in attacks if one.attack and one.attack.attacker == side]
    days = {attack_day(one.happened) for one in own}
    places = list(dict.fromkeys(regions.place(tongue, place) for one in own for place in one.places))
    more = "…" if len(places) > _MOST_PLACES else ""
    counted = totals.of_day(max(days), own).claimants if len(own) <= _MOST_ADDED else []
    attacks_ = tongue.plural("%(count)s attack", "%(count)s attacks", len(own))
    days_ = tongue.plural("on %(count)s attack day", "on %(count)s attack days", len(days))
    return Struck(
        who=tongue.country(side) if side else tongue._("attacker not named"),
        attacks=attacks_ % {"count": tongue.number(len(own))},
        days=days_ % {"count": tongue.number(len(days))},
        places=tongue.listed(places[:_MOST_PLACES]) + more,
        claimants=counted,
    )
