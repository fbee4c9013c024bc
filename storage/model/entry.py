"""An entry, as it travels: one JSON object per line, checked strictly, written canonically."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from storage.model.values import (
    Claim,
    Country,
    Moment,
    Party,
    Place,
    Slug,
    Source,
    Texts,
    Value,
)
from storage.model.vocabulary import (
    DEFAULT_URGENCY,
    Kind,
    PledgeStatus,
    Precision,
    TalksFormat,
    TalksOutcome,
    Target,
)

Uri = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f\x7f-\x9f]+$", max_length=255)]
Ordinal = Annotated[int, Field(ge=1, le=1000)]
Token = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


class Happened(Value):
    """When: calendar dates where no clock is known, instants (kept as UTC) where one is."""

    start: Moment
    end: Moment | None = None
    precision: Precision = "day"

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.end is None:
            return self
        if isinstance(self.start, datetime) != isinstance(self.end, datetime):
            raise ValueError("start and end are either both dates or both times with a zone")
        if self.end < self.start:
            raise ValueError(f"it ends ({self.end.isoformat()}) before it starts ({self.start.isoformat()})")
        return self


class Position(Value):
    """What one side says, in the reader's languages, and where it was said."""

    party: Party
    text: Texts
    source: Slug


class NextStep(Value):
    """What was announced to follow."""

    text: Texts
    when: Moment | None = None


class Talks(Value):
    """One day of talks: which process and round, who meets whom where, who says what, what came of it."""

    process: Slug
    round: Ordinal | None = None
    day: Ordinal | None = None
    days: Ordinal | None = None
    format: TalksFormat
    venue: Place | None = None
    mediators: list[Party] = []
    parties: Annotated[list[Party], Field(min_length=1)]
    positions: list[Position] = []
    outcome: TalksOutcome | None = None
    next_step: NextStep | None = None

    @model_validator(mode="after")
    def _day_within_days(self) -> Self:
        if self.days is not None and self.day is not None and self.day > self.days:
            raise ValueError(f"day {self.day} of {self.days} does not exist")
        return self


def _true_or_absent(value: bool | None) -> bool | None:  # noqa: FBT001  a value, not a switch
    return value or None


class Attack(Value):
    """Who attacked whom, with what, and what was hit. Entries with the same `wave` are one attack that goes
    on until one of them is `final`.
    """

    wave: Slug | None = None
    final: Annotated[bool | None, AfterValidator(_true_or_absent)] = None
    attacker: Country | None = None
    defender: Country | None = None
    weapons: list[Token] = []
    targets: list[Target] = []


class Pledge(Value):
    """A promise: who made it, what it covers, how long, and how each side reads it."""

    made_by: Party
    scope: Token
    starts: Moment | None = None
    ends: Moment | None = None
    status: PledgeStatus
    positions: list[Position] = []

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.starts and self.ends and _ends_early(self.starts, self.ends):
            raise ValueError(f"it ends ({self.ends}) before it starts ({self.starts})")
        return self


def _ends_early(starts: date, ends: date) -> bool:
    if isinstance(starts, datetime) == isinstance(ends, datetime):
        return ends < starts
    # A time (kept as UTC) may fall on the day before or after in the zone that the date was meant in.
    return _day(ends) < _day(starts) - timedelta(days=1)


def _day(moment: date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


class Entry(Value):
    """One thing the newsroom reports; its `uri` never changes."""

    uri: Uri
    kind: Kind
    urgency: Annotated[int, Field(ge=1, le=9)] = DEFAULT_URGENCY
    headline: Texts
    summary: Texts | None = None
    happened: Happened
    places: list[Place] = []
    sources: Annotated[list[Source], Field(min_length=1)]
    claims: list[Claim] = []
    embargoed_until: Moment | None = None
    talks: Talks | None = None
    attack: Attack | None = None
    pledge: Pledge | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _check_block(self)
        _check_sources(self)
        if self.embargoed_until is not None and not isinstance(self.embargoed_until, datetime):
            raise ValueError("embargoed_until is a time with a zone, such as 2026-02-04T18:00:00+02:00")
        return self

    @property
    def embargo(self) -> datetime | None:
        """The moment (UTC) before which nobody may read it."""
        return self.embargoed_until if isinstance(self.embargoed_until, datetime) else None

    def is_embargoed(self, now: datetime) -> bool:
        return self.embargo is not None and self.embargo > now

    def canonical(self) -> str:
        """The entry as one line of JSON; equal content gives equal text, byte for byte."""
        return self.model_dump_json()

    def positions(self) -> list[Position]:
        """What the sides say, wherever this kind of entry keeps it."""
        block = self.talks or self.pledge
        return block.positions if block else []


def _check_block(entry: Entry) -> None:
    for kind in ("talks", "attack", "pledge"):
        block = getattr(entry, kind)
        if kind == entry.kind and block is None:
            raise ValueError(f'an entry of kind {kind!r} needs a "{kind}" object')
        if kind != entry.kind and block is not None:
            raise ValueError(f'an entry of kind {entry.kind!r} cannot have a "{kind}" object')


def _check_sources(entry: Entry) -> None:
    ids = [source.id for source in entry.sources]
    if twice := next((name for name in ids if ids.count(name) > 1), None):
        raise ValueError(f"sources: the id {twice!r} stands twice")
    for path, name in _citations(entry):
        if name not in ids:
            raise ValueError(f"{path}: no source has the id {name!r} (there is {', '.join(ids)})")


def _citations(entry: Entry) -> Iterable[tuple[str, str]]:
    for index, claim in enumerate(entry.claims):
        yield f"claims[{index}].source", claim.source
    for index, position in enumerate(entry.positions()):
        yield f"{entry.kind}.positions[{index}].source", position.source
