"""The fields of each kind in the order of the card: what all entries have, then the kind's own."""

from collections.abc import Mapping, Sequence

from bot.intake.fields import attack, moments, places, pledge, sources, talks, texts, urgency, waves
from bot.intake.fields.shape import Field

_GENERAL = (*texts.FIELDS, *moments.FIELDS, *places.FIELDS, *sources.FIELDS, *urgency.FIELDS)
_OWN: Mapping[str, Sequence[Field]] = {
    "talks": talks.FIELDS,
    "attack": (*attack.FIELDS, *waves.FIELDS),
    "pledge": pledge.FIELDS,
}


def fields_of(kind: str) -> Sequence[Field]:
    """What of an entry can be changed; its figures and translations apart."""
    return (*_GENERAL, *_OWN.get(kind, ()))


def field(kind: str, name: str) -> Field | None:
    return next((one for one in fields_of(kind) if one.name == name), None)
