"""The words for vocabularies: every closed list as a reader sees it, translatable."""

from bot.brief.tongue import Tongue
from storage.model.entry import Talks
from storage.model.values import Quantity


def _(text: str) -> str:
    """Mark for the catalogue; translated when used."""
    return text


SECTIONS = {"talks": _("Talks"), "attack": _("Attacks"), "pledge": _("Pledges")}
MARKS = {"new": _("new"), "updated": _("updated"), "corrected": _("corrected")}
OUTCOMES = {
    "no_outcome": _("no disclosed result"),
    "agreed_to_meet": _("agreed to meet again"),
    "statement": _("statement"),
    "joint_document": _("joint document"),
    "agreement_signed": _("agreement signed"),
    "agreement_disputed": _("agreement disputed"),
    "broke_off": _("broken off"),
    "postponed": _("postponed"),
    "cancelled": _("cancelled"),
}
FORMATS = {
    "bilateral": _("bilateral"),
    "trilateral": _("trilateral"),
    "multilateral": _("multilateral"),
    "shuttle": _("shuttle diplomacy"),
    "summit": _("summit"),
    "phone": _("by telephone"),
    "technical": _("technical talks"),
}
STATUSES = {
    "proposed": _("proposed"),
    "accepted_by_one": _("accepted by one side"),
    "in_force": _("in force"),
    "disputed": _("disputed"),
    "broken": _("broken"),
    "kept": _("kept"),
    "expired": _("expired"),
}
SCOPES = {
    "energy": _("energy"),
    "ceasefire": _("ceasefire"),
    "prisoners": _("prisoners"),
    "sea": _("shipping"),
}
LABELLED = {
    "launched": _("Launched"),
    "shot_down": _("Shot down"),
    "lost_or_suppressed": _("Shot down or suppressed"),
    "hits": _("Hits"),
}
# Said in one phrase with their number, see `suffered`.
PHRASED = ("killed", "injured", "missing", "rescued", "without_power", "without_heat", "damaged")
QUALIFIERS = {
    "about": _("about %(number)s"),
    "nearly": _("nearly %(number)s"),
    "at_least": _("at least %(number)s"),
    "more_than": _("more than %(number)s"),
    "up_to": _("up to %(number)s"),
    "fewer_than": _("fewer than %(number)s"),
}


def things(tongue: Tongue, unit: str, number: str, count: int) -> str:
    """A number with its unit in the right plural, such as "350–500 drones"."""
    forms = {
        "uav": tongue.plural("%(number)s drone", "%(number)s drones", count),
        "missile": tongue.plural("%(number)s missile", "%(number)s missiles", count),
        "glide_bomb": tongue.plural("%(number)s glide bomb", "%(number)s glide bombs", count),
        "building": tongue.plural("%(number)s building", "%(number)s buildings", count),
        "customer": tongue.plural("%(number)s customer", "%(number)s customers", count),
        "site": tongue.plural("%(number)s site", "%(number)s sites", count),
        "person": "%(number)s",
    }
    return forms[unit] % {"number": number}


def suffered(tongue: Tongue, measure: str, amount: str, count: int) -> str:
    """An amount with what became of it, such as "at least 12 killed"; its words are counted too."""
    frames = {
        "killed": tongue.plural("%(amount)s killed", "%(amount)s killed", count),
        "injured": tongue.plural("%(amount)s injured", "%(amount)s injured", count),
        "missing": tongue.plural("%(amount)s missing", "%(amount)s missing", count),
        "rescued": tongue.plural("%(amount)s rescued", "%(amount)s rescued", count),
        "without_power": tongue.plural("%(amount)s without power", "%(amount)s without power", count),
        "without_heat": tongue.plural("%(amount)s without heating", "%(amount)s without heating", count),
        "damaged": tongue.plural("%(amount)s damaged", "%(amount)s damaged", count),
    }
    return frames[measure] % {"amount": amount}


def unit_name(tongue: Tongue, unit: str) -> str:
    """The bare word for a unit, many of it; people go without saying."""
    names = {
        "uav": tongue._("drones"),
        "missile": tongue._("missiles"),
        "glide_bomb": tongue._("glide bombs"),
        "building": tongue._("buildings"),
        "customer": tongue._("customers"),
        "site": tongue._("sites"),
        "person": tongue._("people"),
    }
    return names[unit]


def number_of(tongue: Tongue, quantity: Quantity) -> str:
    """The number with its qualifier, such as "about 65" or "350–500"; needs at least one bound."""
    low, best, high = quantity.low, quantity.best, quantity.high
    if low is not None and high is not None and low != high:
        span = f"{tongue.number(low)}–{tongue.number(high)}"
        return _qualified(tongue, quantity, span) if quantity.qualifier == "about" else span
    number = counted(quantity)
    one_sided = {(True, False): "at_least", (False, True): "up_to"}.get((low is not None, high is not None))
    if quantity.qualifier in {"exact", "between"} and best is None and one_sided:
        return tongue._(QUALIFIERS[one_sided]) % {"number": tongue.number(number)}
    return _qualified(tongue, quantity, tongue.number(number))


def counted(quantity: Quantity) -> int:
    """The number that stands beside the unit, whose plural follows it: the last of a range."""
    low, best, high = quantity.low, quantity.best, quantity.high
    if low is not None and high is not None:
        return high
    order = best, low, high
    if quantity.qualifier in {"at_least", "more_than"}:
        order = low, best, high
    if quantity.qualifier in {"up_to", "fewer_than", "nearly"}:
        order = high, best, low
    return next(n for n in order if n is not None)


def _qualified(tongue: Tongue, quantity: Quantity, number: str) -> str:
    frame = QUALIFIERS.get(quantity.qualifier)
    return tongue._(frame) % {"number": number} if frame else number


def round_of(tongue: Tongue, talks: Talks) -> str:
    """Such as "Abu Dhabi, round 2, day 1 of 2"."""
    parts = [talks.venue.name] if talks.venue else []
    if talks.round:
        parts.append(tongue._("round %(round)s") % {"round": talks.round})
    if talks.day and talks.days:
        parts.append(tongue._("day %(day)s of %(days)s") % {"day": talks.day, "days": talks.days})
    elif talks.day:
        parts.append(tongue._("day %(day)s") % {"day": talks.day})
    return ", ".join(parts)
