"""A chart as values, with all its words: what it shows decides its picture, and names it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any, Self

# Grows when the same values are drawn in another way.
STYLE = 1


@dataclass(frozen=True, slots=True)
class Bar:
    """A figure: certain up to `low`, claimed up to `high`; one may be unknown. Its label is written."""

    low: int | None
    high: int | None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """What is counted, with a bar for each day; None where there is no figure."""

    title: str
    bars: Sequence[Bar | None]


@dataclass(frozen=True, slots=True)
class Term:
    """From one day to another, by their places in the row; an open one goes on after the last. The remark
    stands behind its name, which may be shortened.
    """

    first: int
    last: int
    name: str = ""
    remark: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Legend:
    """The words for what the eye does not know."""

    reach: str
    more: str
    missing: str
    talks: str
    pledges: str
    note: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Days in a row; `ticks` are the places of those that are named, `thousands` separates their digits."""

    title: str
    claimant: str
    days: int
    ticks: Sequence[tuple[int, str]]
    panels: Sequence[Panel]
    legend: Legend
    thousands: str = ","
    talks: Sequence[Term] = field(default=())
    pledges: Sequence[Term] = field(default=())

    def written(self) -> str:
        return json.dumps(asdict(self) | {"style": STYLE}, ensure_ascii=False, sort_keys=True)

    @property
    def key(self) -> str:
        """Equal for charts that look the same, in every process."""
        return sha256(self.written().encode()).hexdigest()

    @classmethod
    def read(cls, text: str) -> Self:
        """What `written` wrote."""
        values: dict[str, Any] = json.loads(text)
        values.pop("style")
        panels = [
            Panel(one["title"], [bar and Bar(**bar) for bar in one["bars"]]) for one in values.pop("panels")
        ]
        talks, pledges = ([Term(**one) for one in values.pop(name)] for name in ("talks", "pledges"))
        return cls(
            panels=panels, talks=talks, pledges=pledges, legend=Legend(**values.pop("legend")), **values
        )
