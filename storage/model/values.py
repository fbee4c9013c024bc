"""Values that entries are made of: texts, moments, places, sources, quantities and claims."""

import re
import unicodedata
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Annotated, Any, Self

import pycountry
from babel import Locale, UnknownLocaleError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    PlainSerializer,
    PlainValidator,
    SerializerFunctionWrapHandler,
    TypeAdapter,
    WithJsonSchema,
    model_serializer,
    model_validator,
)

from storage.model.vocabulary import Measure, Qualifier, Unit

# Alliances that mediate or take part, beside the countries; both codes are reserved in ISO 3166-1.
ALLIANCES = frozenset({"EU", "UN"})
YEARS = range(1900, 2200)
_DATE_ONLY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Value(BaseModel):
    """A strict, immutable value; unknown keys are refused, absent and empty keys are the same."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_serializer(mode="wrap")
    def _without_blanks(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {key: value for key, value in handler(self).items() if value not in (None, [], {})}


def moment(value: object) -> date | datetime:
    """A calendar date, or an instant as aware UTC.

    Raises:
        ValueError: the date does not exist, or an instant has no time zone.
    """
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return _sane(value)
    if not isinstance(value, str):
        raise ValueError("expected a date such as 2026-02-04 or a time such as 2026-02-04T18:00:00+02:00")
    try:
        if _DATE_ONLY.fullmatch(value):
            return _sane(date.fromisoformat(value))
        return _instant(datetime.fromisoformat(value))
    except ValueError as error:
        raise ValueError(
            f"{value!r} is not a date or time: {error} (write 2026-02-04 or 2026-02-04T18:00:00+02:00)"
        ) from None


def _instant(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError("it has no time zone; add one, such as +02:00 or Z")
    _sane(value)
    return value.astimezone(UTC)


def _sane(value: date) -> date:
    if value.year not in YEARS:
        raise ValueError(f"the year {value.year} is out of range")
    return value


def written(value: date | datetime) -> str:
    """A moment as entries write it: dates as they are, instants in UTC with a Z."""
    return value.isoformat().replace("+00:00", "Z")


Moment = Annotated[
    date | datetime,
    PlainValidator(moment),
    PlainSerializer(written, return_type=str),
    WithJsonSchema(
        {"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}], "examples": ["2026-02-04"]}
    ),
]


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} and character != "\n"


def _readable(text: str) -> str:
    text = text.strip()
    # Nearly all text is printable; asking for that is far faster than looking at each character.
    odd = None if text.isprintable() else next(filter(_is_control, text), None)
    if odd is not None:
        raise ValueError(f"the text holds a control character ({odd!r})")
    if not any(unicodedata.category(c)[0] in "LNPS" for c in text):
        raise ValueError("the text is blank")
    return text


Text = Annotated[str, AfterValidator(_readable), Field(max_length=20_000)]
Word = Annotated[Text, Field(max_length=200)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]


@lru_cache(maxsize=1024)
def _language(tag: str) -> str:
    try:
        Locale.parse(tag, sep="-")
    except (UnknownLocaleError, ValueError):
        raise ValueError(f"{tag!r} is not a language tag (BCP 47), such as en, de or uk") from None
    return _cased(tag)


def _cased(tag: str) -> str:
    """A tag in its usual spelling (uk, pt-BR, zh-Hant), since case means nothing in one."""
    first, *rest = tag.split("-")
    cases = {2: str.upper, 4: str.title}
    return "-".join([first.lower(), *(cases.get(len(part), str.lower)(part) for part in rest)])


Language = Annotated[str, AfterValidator(_language)]


def _some_language(texts: dict[str, str]) -> dict[str, str]:
    if not texts:
        raise ValueError("give the text in at least one language")
    return dict(sorted(texts.items()))


Texts = Annotated[dict[Language, Text], AfterValidator(_some_language)]


def _web_address(url: str) -> str:
    if " " in url or not url.isprintable():
        raise ValueError("an address has no spaces and no control characters")
    _HTTP_URL.validate_python(url)
    return url


_HTTP_URL = TypeAdapter(HttpUrl)
Url = Annotated[str, AfterValidator(_web_address), Field(max_length=2000)]


@cache
def _countries() -> frozenset[str]:
    return frozenset(country.alpha_2 for country in pycountry.countries) | {"XK"}


@cache
def _regions() -> frozenset[str]:
    return frozenset(region.code for region in pycountry.subdivisions)


def _country(code: str) -> str:
    if code not in _countries():
        raise ValueError(f"{code!r} is not a country code (ISO 3166-1), such as UA")
    return code


def _party(code: str) -> str:
    return code if code in ALLIANCES else _country(code)


def _region(code: str) -> str:
    if code not in _regions():
        raise ValueError(f"{code!r} is not a region code (ISO 3166-2), such as UA-51")
    return code


def _area(code: str) -> str:
    return _country(code) if len(code) == 2 else _region(code)


@cache
def lineage(region: str) -> frozenset[str]:
    """A region, every region that it lies in (ISO 3166-2), and its country."""
    above = _parents().get(region)
    return frozenset({region, region[:2]}) | (lineage(above) if above else frozenset())


@cache
def _parents() -> dict[str, str]:
    return {one.code: one.parent_code for one in pycountry.subdivisions if one.parent_code}


Country = Annotated[str, AfterValidator(_country)]
Party = Annotated[str, AfterValidator(_party)]
Region = Annotated[str, AfterValidator(_region)]
Area = Annotated[str, AfterValidator(_area)]
"""A region, or a whole country."""


class Place(Value):
    """Where something happened; a region belongs to its country."""

    name: Word
    country: Country
    region: Region | None = None

    @model_validator(mode="after")
    def _region_of_country(self) -> Self:
        if self.region and not self.region.startswith(self.country + "-"):
            raise ValueError(f"region {self.region} is not in country {self.country}")
        return self


class Source(Value):
    """Who published it: `outlet`, the `office` it came from, its address and the moment it appeared."""

    id: Slug
    outlet: Word
    office: Word | None = None
    url: Url
    published: Moment | None = None


Count = Annotated[int, Field(ge=0, le=10**12)]


class Quantity(Value):
    """A number as somebody gave it: None is unknown, 0 is none."""

    low: Count | None = None
    best: Count | None = None
    high: Count | None = None
    qualifier: Qualifier = "exact"
    verbatim: Word | None = None

    @model_validator(mode="after")
    def _upright(self) -> Self:
        known = [n for n in (self.low, self.best, self.high) if n is not None]
        if known != sorted(known):
            raise ValueError(f"upside down: low ≤ best ≤ high is needed, not {' > '.join(map(str, known))}")
        if not known and self.qualifier not in {"vague", "unknown"}:
            raise ValueError(
                f"qualifier {self.qualifier!r} needs a number; without one, say vague or unknown"
            )
        if known and self.qualifier == "unknown":
            raise ValueError("qualifier 'unknown' goes without a number")
        return self


class Claim(Value):
    """A figure somebody states: what is measured, how many, who says so, where, and as of when."""

    measure: Measure
    unit: Unit
    quantity: Quantity
    claimant: Word
    source: Slug
    as_of: Moment | None = None
