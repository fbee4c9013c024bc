"""What an alert says of a wave of attacks as a whole: that it goes on, or that it has ended."""

from collections.abc import Iterable

from bot.brief.tongue import Tongue
from storage.model.entry import Entry


def state(told: Iterable[Entry], speaker: Tongue) -> str:
    """Empty where the attacks that are told are not one wave, or nobody said that they are."""
    attacks = [(entry.uri, entry.attack) for entry in told if entry.attack]
    if not attacks or len({attack.wave or uri for uri, attack in attacks}) > 1:
        return ""
    if any(attack.final for _uri, attack in attacks):
        return speaker._("This attack has ended.")
    if all(attack.wave is None for _uri, attack in attacks):
        return ""
    return speaker._("This attack is going on. The message is kept up to date.")
