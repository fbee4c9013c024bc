"""What words mean in whatever language: places of the gazetteer, and the newsroom's most frequent subjects.

A meaning is a term of its own in the index: `p_odesa` a place, `r_ua51` a region, `c_drone` a subject.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from storage import gazetteer
from storage.model.entry import Entry
from storage.model.values import Place
from storage.search.words import languages, plain, stem, words

_COLUMNS = ("en", "de", "uk", "ru")  # of the synonyms
_OBLAST = " Oblast"
_PARTS = {"uav": "drone", "missile": "missile", "bomb": "bomb", "kab": "bomb"}  # of a weapon's name
_TARGETS = {
    "energy_generation": "energy", "energy_grid": "energy", "oil_gas": "oil", "rail": "rail", "port": "port",
    "medical": "hospital", "education": "school",
}  # fmt: skip
_SCOPES = {"energy", "ceasefire", "prisoners", "sea"}


def subjects(word: str, language: str | None = None) -> set[str]:
    """The subjects that a word stands for."""
    known = _subjects()
    return {subject for tag in languages(word, language) for subject in known.get((tag, stem(word, tag)), ())}


@cache
def _subjects() -> dict[tuple[str, str], set[str]]:
    """Subjects by the languages and the stems of their words."""
    found: dict[tuple[str, str], set[str]] = {}
    for line in (files("storage.search") / "synonyms.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        subject, *listed = line.split("\t")
        for tag, some in zip(_COLUMNS, listed, strict=True):
            for word in words(some):
                found.setdefault((tag, stem(word, tag)), set()).add(f"c_{subject}")
    return found


def reported(entry: Entry) -> Iterator[str]:
    """The subjects of an entry by what kind it is, which weapons, targets and scope it names."""
    yield f"c_{entry.kind}"
    if entry.attack:
        for weapon in entry.attack.weapons:
            yield from (f"c_{subject}" for part, subject in _PARTS.items() if part in weapon)
        yield from (f"c_{_TARGETS[target]}" for target in entry.attack.targets if target in _TARGETS)
    if entry.pledge and entry.pledge.scope in _SCOPES:
        yield f"c_{entry.pledge.scope}"


def located(places: Iterable[Place]) -> set[str]:
    """The terms under which places are found: each by its name, all by their region."""
    found = set()
    for place in places:
        found |= {_named(place.name), _named(place.name.removesuffix(_OBLAST))}
        if place.region:
            found.add(_region(place.region))
    return found


def sought(place: Place) -> str:
    """The term that finds a place: an oblast is found with all that lies in it."""
    return _region(place.region) if place.region and place.name.endswith(_OBLAST) else _named(place.name)


def _named(name: str) -> str:
    return "p_" + "".join(plain(word) for word in words(name))


def _region(code: str) -> str:
    return "r_" + plain(code.lower())


def spots(text: str) -> list[tuple[int, int, Place]]:
    """Where a text names a place, from its start to its end."""
    return list(gazetteer.named(text))
