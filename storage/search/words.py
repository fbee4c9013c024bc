"""Words of a text in the form in which they are compared: folded, and stemmed by their language.

A word stands in the index twice: by its stem, for those who search with another form of it, and as it is
written behind `w_`, for those who have typed only its beginning.
"""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

from storage.search import ukrainian

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_APOSTROPHES = re.compile(r"['’ʼ`]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LONGEST = 60  # letters: what is longer is no word, and an index has its limits
_BY_SCRIPT = {True: ("uk", "ru"), False: ("en", "de")}
# Words without which a sentence says the same; none of them tells something in another language.
_EMPTY_WORDS = """
    a an the and or of in on at to for from by with as is are was were be been it its that this
    der die das den dem des ein eine einen einem einer und oder in im an am auf aus bei mit nach von vom zu
    zum zur für ist sind waren als auch sich es
    і й та або в у на з із зі до від по за для що як це є був була були про над під
    и или в во на с со из к ко от по за для что как это был была были о об над под
"""
_EMPTY = frozenset(_EMPTY_WORDS.split())


def words(text: str) -> list[str]:
    """The words of a text, folded to lower case and composed letters, without apostrophes."""
    folded = unicodedata.normalize("NFC", text.casefold())
    return [_APOSTROPHES.sub("", word)[:_LONGEST] for word in _WORD.findall(folded)]


def telling(some: list[str]) -> list[str]:
    """Those that say something."""
    return [word for word in some if word not in _EMPTY]


def languages(word: str, language: str | None = None) -> tuple[str, ...]:
    """In which languages a word is read: in its own, else in each of those that are written so."""
    possible = _BY_SCRIPT[bool(_CYRILLIC.search(word))]
    return (language,) if language in possible else possible


def stems(word: str, language: str | None = None) -> frozenset[str]:
    return frozenset(stem(word, tag) for tag in languages(word, language))


@lru_cache(maxsize=65_536)
def stem(word: str, language: str) -> str:
    """The stem of a word of English, German, Ukrainian or Russian."""
    stemmed = ukrainian.stem(word) if language == "uk" else _snowball(language).stemWord(word)
    return plain(stemmed) or word


@lru_cache(maxsize=8)
def _snowball(language: str) -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer({"en": "english", "de": "german", "ru": "russian"}[language])


@lru_cache(maxsize=65_536)
def plain(word: str) -> str:
    """Without marks on its letters: é is e, ї is і, ё is е."""
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in decomposed if letter.isalnum())
