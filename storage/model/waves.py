"""How loud an attack is that goes on: an alert sounds again only when it has grown by a step."""

from collections.abc import Iterable
from typing import NamedTuple

from storage.model.entry import Entry
from storage.model.vocabulary import FLASH_UP_TO

STEPS = (1, 5, 10, 25, 50, 100, 250, 500, 1_000)  # people killed, people injured


class Loudness(NamedTuple):
    """Whether it is flash, and how many steps the killed and the injured have passed."""

    flash: int
    killed: int
    injured: int


def loudness(entry: Entry) -> Loudness:
    return Loudness(int(entry.urgency <= FLASH_UP_TO), _steps(entry, "killed"), _steps(entry, "injured"))


def _steps(entry: Entry, measure: str) -> int:
    """By the highest figure that somebody is sure of; figures are never added."""
    known = [c.quantity for c in entry.claims if c.measure == measure and c.unit == "person"]
    sure = [quantity.best if quantity.low is None else quantity.low for quantity in known]
    most = max((number for number in sure if number is not None), default=0)
    return sum(step <= most for step in STEPS)


def is_louder(entry: Entry, sounded: Iterable[Entry]) -> bool:
    """Whether it exceeds, in one way or another, all that readers have been alerted to."""
    before = [loudness(one) for one in sounded]
    return any(now > max(past) for now, past in zip(loudness(entry), zip(*before, strict=True), strict=True))
