"""The gazetteer: known places, and the ways in which they are written and inflected in four languages."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from storage.model.values import Place


@dataclass(frozen=True, slots=True)
class Known:
    """A place of the gazetteer and the ways in which it is written."""

    place: Place
    written: str

    @property
    def pattern(self) -> re.Pattern[str]:
        return _alone(self.written)


@cache
def gazetteer() -> tuple[Known, ...]:
    """Every known place, each oblast before the city of its name."""
    lines = (files("storage.gazetteer") / "gazetteer.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_known(*line.split("\t")) for line in lines if line and not line.startswith("#"))


def _known(code: str, name: str, written: str) -> Known:
    region = code if "-" in code else None
    return Known(Place(name=name, country=code[:2], region=region), written)


@cache
def _alone(written: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{written})(?![\w])", re.IGNORECASE)


def named(text: str) -> Iterator[tuple[int, int, Place]]:
    """Where a text names a known place, in one pass; at one and the same spot an oblast goes first."""
    known = gazetteer()
    for hit in _any().finditer(text):
        if hit.lastgroup is not None:
            yield hit.start(), hit.end(), known[int(hit.lastgroup[1:])].place


@cache
def _any() -> re.Pattern[str]:
    # Abu Dhabi or Abu-Dhabi, whoever writes it: no pattern has a space or a hyphen of another kind.
    written = (re.sub("[ -]", "[ -]", known.written) for known in gazetteer())
    each = "|".join(f"(?P<k{number}>{one})" for number, one in enumerate(written))
    return re.compile(rf"\b(?<!-)(?=\w)(?:{each})(?!\w)", re.IGNORECASE)
