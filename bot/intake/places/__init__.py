"""Places in a text: cities and oblasts that a gazetteer knows, however they are inflected."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from storage.model.values import Place


@dataclass(frozen=True, slots=True)
class Known:
    """A place of the gazetteer and the ways in which it is written."""

    place: Place
    pattern: re.Pattern[str]


def places(text: str) -> list[Place]:
    """The places that a text names, each once and in their order.

    Oblasts win over the cities whose name they contain: Kyiv Oblast is not Kyiv.
    """
    found: list[tuple[int, int, Place]] = []
    for known in gazetteer():
        for hit in known.pattern.finditer(text):
            if not any(start < hit.end() and hit.start() < end for start, end, _place in found):
                found.append((hit.start(), hit.end(), known.place))
    named = list(dict.fromkeys(place.name for _start, _end, place in sorted(found, key=lambda one: one[:2])))
    by_name = {place.name: place for _start, _end, place in found}
    return [by_name[name] for name in named]


def find(words: str) -> Place | None:
    """The one place that these words name and nothing else."""
    named = [known.place for known in gazetteer() if known.pattern.fullmatch(words.strip())]
    return named[0] if named else None


@cache
def gazetteer() -> tuple[Known, ...]:
    """Every known place, each oblast before the city of its name."""
    lines = (files("bot.intake.places") / "gazetteer.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(_known(*line.split("\t")) for line in lines if line and not line.startswith("#"))


def _known(code: str, name: str, written: str) -> Known:
    region = code if "-" in code else None
    place = Place(name=name, country=code[:2], region=region)
    return Known(place, re.compile(rf"(?<![\w-])(?:{written})(?![\w])", re.IGNORECASE))
