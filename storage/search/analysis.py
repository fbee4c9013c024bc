"""An entry as terms, and a question as groups of terms: both go through the same analysis."""

from collections.abc import Iterator
from dataclasses import dataclass

from storage.model.entry import Entry
from storage.search import meanings
from storage.search.words import plain, stems, telling, words

# Grows when the analysis changes: what was analysed by an older one is then analysed again.
ANALYSIS = 1
MOST_WORDS = 8
Group = frozenset[str]
"""Terms of which one is enough; one that ends in `*` is the beginning of a term."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an entry must have: a term of every group, or at least of some."""

    groups: tuple[Group, ...]

    @property
    def is_empty(self) -> bool:
        return not self.groups


def terms(entry: Entry) -> set[str]:
    """All terms under which an entry is found."""
    found = set(meanings.reported(entry)) | meanings.located(entry.places)
    for text, language in _texts(entry):
        found |= _terms(text, language)
    return found


def _texts(entry: Entry) -> Iterator[tuple[str, str | None]]:
    """The entry's texts with their languages; names are of none."""
    for texts in (entry.headline, entry.summary or {}, *(one.text for one in entry.positions())):
        yield from ((text, tag.split("-")[0]) for tag, text in texts.items())
    yield from ((place.name, None) for place in entry.places)
    yield from ((claim.claimant, None) for claim in entry.claims)
    yield from ((source.outlet, None) for source in entry.sources)
    if entry.talks:
        yield entry.talks.process.replace("-", " "), None
        yield from ((place.name, None) for place in [entry.talks.venue] if place)
        if entry.talks.next_step:
            yield from ((text, tag.split("-")[0]) for tag, text in entry.talks.next_step.text.items())


def _terms(text: str, language: str | None) -> set[str]:
    found = meanings.located(place for _start, _end, place in meanings.spots(text))
    for word in telling(words(text)):
        found |= {f"w_{plain(word)}"} | stems(word, language) | meanings.subjects(word, language)
    return found


def question(text: str, *, unfinished: bool = False) -> Question:
    """What somebody asks for; the last word of an `unfinished` question may be the beginning of one."""
    groups: dict[Group, None] = {}
    rest, position = [], 0
    for start, end, place in meanings.spots(text):
        rest.append(text[position:start])
        groups[frozenset({meanings.sought(place)})] = None
        position = end
    rest.append(text[position:])
    asked = [word for part in rest for word in telling(words(part))]
    for word in asked:
        groups[_group(word)] = None
    if unfinished and asked and words(rest[-1]):
        last = asked[-1]
        del groups[_group(last)]
        groups[_group(last) | {f"w_{plain(last)}*"}] = None
    return Question(tuple(groups)[:MOST_WORDS])


def _group(word: str) -> Group:
    return frozenset(meanings.subjects(word)) or stems(word)
