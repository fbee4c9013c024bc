"""What is new to a reader: an entry's mark, and the figures that moved since they last read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from storage.model.entry import Entry
from storage.model.values import Claim, Quantity

Mark = Literal["new", "updated", "corrected"]


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as it stands in a text: its mark, the correction's reason, and what the reader had before.

    `notes` (each a label and a text) tell what was put right in a text that had been sent; of what was
    withdrawn they are all that is left.
    """

    entry: Entry
    mark: Mark | None = None
    reason: str = ""
    before: Entry | None = None
    notes: tuple[tuple[str, str], ...] = ()
    withdrawn: bool = False


def item(entry: Entry, before: Entry | None, signals: Sequence[tuple[str, str]]) -> Item | None:
    """How an entry is told to somebody who last read `before`; None when it says nothing new.

    `signals` are the kinds and reasons of the publications since. A refile changes wording only: not news.
    """
    if before is None:
        return Item(entry, "new")
    kinds = [signal for signal, _reason in signals]
    if before == entry or (kinds and set(kinds) == {"refile"}):
        return None
    if "correction" in kinds:
        reason = next(why for signal, why in reversed(signals) if signal == "correction")
        return Item(entry, "corrected", reason, before)
    return Item(entry, "updated", before=before)


def earlier(claim: Claim, now: Sequence[Claim], before: Entry | None) -> Quantity | None:
    """The figure that the same claimant gave for the same measure before, if it was another.

    Where somebody gives several figures of one measure (for two places, say), none can be matched safely.
    """
    if before is None:
        return None
    old = [c for c in before.claims if _same(c, claim)]
    new = [c for c in now if _same(c, claim)]
    if len(old) != 1 or len(new) != 1 or old[0].quantity == claim.quantity:
        return None
    return old[0].quantity


def _same(one: Claim, other: Claim) -> bool:
    return (one.measure, one.unit, one.claimant) == (other.measure, other.unit, other.claimant)
