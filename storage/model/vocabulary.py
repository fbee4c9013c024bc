"""The closed lists of the trade; each is written down once, here.

The words come from IPTC ninjs (urgency, signals), Superdesk (states), UCDP and ACLED (measures, qualifiers).
"""

from typing import Literal, get_args

Kind = Literal["talks", "attack", "pledge"]
Measure = Literal[
    "launched",
    "shot_down",
    "lost_or_suppressed",
    "hits",
    "killed",
    "injured",
    "missing",
    "rescued",
    "without_power",
    "without_heat",
    "damaged",
]
Unit = Literal["uav", "missile", "glide_bomb", "person", "building", "customer", "site"]
Qualifier = Literal[
    "exact",
    "about",
    "nearly",
    "at_least",
    "more_than",
    "up_to",
    "fewer_than",
    "between",
    "vague",
    "unknown",
]
Target = Literal[
    "energy_generation",
    "energy_grid",
    "oil_gas",
    "rail",
    "port",
    "airfield",
    "military_industry",
    "residential",
    "market",
    "medical",
    "education",
    "cultural",
    "government",
    "military",
    "unknown",
]
TalksFormat = Literal["bilateral", "trilateral", "multilateral", "shuttle", "summit", "phone", "technical"]
TalksOutcome = Literal[
    "no_outcome",
    "agreed_to_meet",
    "statement",
    "joint_document",
    "agreement_signed",
    "agreement_disputed",
    "broke_off",
    "postponed",
    "cancelled",
]
PledgeStatus = Literal["proposed", "accepted_by_one", "in_force", "disputed", "broken", "kept", "expired"]
Precision = Literal["hour", "night", "day", "week", "month"]
Signal = Literal["update", "correction", "refile", "withdrawn"]
EntryState = Literal[
    "draft", "submitted", "approved", "scheduled", "published", "corrected", "withdrawn", "spiked"
]
ChatKind = Literal["private", "group", "supergroup", "channel"]
Rhythm = Literal["daily", "weekly"]
AlertTier = Literal["all", "flash", "off"]
SubscriberState = Literal["active", "stopped", "paused", "inactive"]
EditionKind = Literal["digest", "chart", "alert", "edit", "notice", "desk"]
DeliveryState = Literal[
    "queued",
    "claimed",
    "sending",
    "sent",
    "unknown",
    "parked",
    "failed",
    "expired",
    "superseded",
    "cancelled",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
PUBLIC_STATES: tuple[EntryState, ...] = ("published", "corrected")
DEFAULT_URGENCY = 4
FLASH_UP_TO = 2
ALERT_UP_TO = 4
# What is struck where a pledge of a scope is tested; a scope that is none of these names a target itself, or
# is about something else.
STRUCK_IN_SCOPE: dict[str, tuple[Target, ...]] = {
    "energy": ("energy_generation", "energy_grid", "oil_gas"),
    "ceasefire": get_args(Target),
    "sea": ("port",),
    "prisoners": (),
}


def targets_of(scope: str) -> tuple[str, ...]:
    """The targets that a pledge's scope covers."""
    named = (scope,) if scope in get_args(Target) else ()
    return STRUCK_IN_SCOPE.get(scope, named)
