"""Cut a long text into messages: never inside a word, a tag or a claim.

Telegram allows 4096 characters after parsing (core.telegram.org/bots/api#sendmessage) and ignores entities
beyond about 100; UTF-16 units are counted here, which is always on the safe side.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

MOST_UNITS = 4096
MOST_ENTITIES = 90
_TAG = re.compile(r"</?[a-z][^>]*>")
_OPENING = re.compile(r"<[a-z]")
_CLAIMS = " · "


def units(text: str) -> int:
    """The length of a text after parsing, in UTF-16 units."""
    return len(unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def entities(text: str) -> int:
    return len(_OPENING.findall(text))


def fits(text: str, limit: int) -> bool:
    return units(text) <= limit and entities(text) <= MOST_ENTITIES


def pages(text: str, limit: int = MOST_UNITS) -> list[str]:
    """The text as messages of at most `limit` units, broken between paragraphs where it can be,
    else between lines, else between claims, else between words.
    """
    return _packed(_pieces(text.split("\n\n"), limit), "\n\n", limit)


def _packed(pieces: Iterable[str], glue: str, limit: int) -> list[str]:
    """Join pieces while they fit; sizes are carried along, for joining does not change them."""
    packed: list[list[str]] = []
    length = count = 0
    for piece in pieces:
        more, marks = units(piece), entities(piece)
        if packed and length + len(glue) + more <= limit and count + marks <= MOST_ENTITIES:
            packed[-1].append(piece)
            length, count = length + len(glue) + more, count + marks
        else:
            packed.append([piece])
            length, count = more, marks
    return [glue.join(parts) for parts in packed]


def _pieces(paragraphs: Iterable[str], limit: int) -> Iterator[str]:
    for paragraph in paragraphs:
        if fits(paragraph, limit):
            yield paragraph
        else:
            yield from _packed(_lines(paragraph, limit), "\n", limit)


def _lines(paragraph: str, limit: int) -> Iterator[str]:
    for line in paragraph.split("\n"):
        if fits(line, limit):
            yield line
        else:
            glue = _CLAIMS if _CLAIMS in line else " "
            yield from _packed(_words(line.split(glue), limit), glue, limit)


def _words(words: Iterable[str], limit: int) -> Iterator[str]:
    for word in words:
        if fits(word, limit):
            yield word
        elif " " in word and not _TAG.search(word):
            yield from _packed(_words(word.split(" "), limit), " ", limit)
        else:
            yield from _chopped(word, limit)


def _chopped(word: str, limit: int) -> Iterator[str]:
    """A "word" longer than a message has no good place to break: between characters, its tags dropped."""
    plain = unescape(_TAG.sub("", word))
    size = limit // 2  # a character is at most two units
    for start in range(0, len(plain), size):
        yield plain[start : start + size].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
