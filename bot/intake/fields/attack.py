"""Fields of attacks: who attacked, with what, and what was hit."""

from typing import Any, get_args

from bot.brief.labels import _
from bot.intake.fields.closed import One, Several, country, words
from storage.model.vocabulary import Target

WEAPONS = {
    "uav_strike": _("drones"),
    "missile": _("missiles"),
    "glide_bomb": _("glide bombs"),
    "artillery": _("artillery"),
}
TARGETS = {
    "energy_generation": _("power plants"),
    "energy_grid": _("power grid"),
    "oil_gas": _("oil and gas"),
    "rail": _("railway"),
    "port": _("port"),
    "airfield": _("airfield"),
    "military_industry": _("arms industry"),
    "residential": _("homes"),
    "market": _("market"),
    "medical": _("hospital"),
    "education": _("school"),
    "cultural": _("culture"),
    "government": _("government"),
    "military": _("military"),
    "unknown": _("unknown"),
}
_OTHER = {"RU": "UA", "UA": "RU"}


def _defender(attacker: str) -> dict[str, Any]:
    return {"defender": _OTHER[attacker]} if attacker in _OTHER else {}


FIELDS = (
    One("attacker", list(_OTHER), country, implied=_defender).field("attacker", _("Attacker")),
    Several("targets", get_args(Target), words(TARGETS)).field("targets", _("Hit")),
    Several("weapons", list(WEAPONS), words(WEAPONS)).field("weapons", _("Weapons")),
)
