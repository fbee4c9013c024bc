"""Places in a text: cities and oblasts that a gazetteer knows, however they are inflected."""

from storage.gazetteer import gazetteer
from storage.model.values import Place

__all__ = ["find", "gazetteer", "places"]


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
