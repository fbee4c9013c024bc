"""Cut a long text into messages: never inside a word, a tag or a claim.

Telegram allows 4096 characters after parsing (core.telegram.org/bots/api#sendmessage) and ignores entities
beyond about 100; UTF-16 units are counted here, which is always on the safe side.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape

MOST_UNITS = 4096
MOST_ENTITIES = 90
_TAG = re.compile(r"<(/?)([a-z][a-z0-9-]*)[^>]*>")
# What Telegram makes a link of by itself: it is an entity, and splits one around it into itself and a gap.
_FOUND = re.compile(r"\w[.@][^\W\d]|\d\.\d+\.\d|[@#$/]\w|\d{12}")
_PER_LINK = 3
_TOKEN = re.compile(r"<[^>]*>|&[^;\s]*;|.", re.DOTALL)
_CLAIMS = " · "


def units(text: str) -> int:
    """The length of a text after parsing, in UTF-16 units."""
    return len(unescape(_TAG.sub("", text)).encode("utf-16-le")) // 2


def entities(text: str) -> int:
    """At most how many entities a text has: those that are marked, and those that Telegram finds."""
    marked = sum(not closing for closing, _name in _TAG.findall(text))
    return marked + _PER_LINK * len(_FOUND.findall(unescape(_TAG.sub("\n", text))))


def fits(text: str, limit: int) -> bool:
    return units(text) <= limit and entities(text) <= MOST_ENTITIES


def pages(text: str, limit: int = MOST_UNITS) -> list[str]:
    """The text as messages of at most `limit` units, broken between paragraphs where it can be,
    else between lines, else between claims, else between words.
    """
    packed = _packed(_pieces(text.split("\n\n"), limit), "\n\n", limit)
    return [page for page in _balanced(packed) if not _is_blank(page)]


def _is_blank(page: str) -> bool:
    return not any(character.isprintable() and not character.isspace() for character in _TAG.sub("", page))


def _balanced(texts: Iterable[str]) -> Iterator[str]:
    """What stands open at the end of a page is closed there and opened again on the next one."""
    opened: list[tuple[str, str]] = []
    for text in texts:
        start = "".join(tag for _name, tag in opened)
        for tag in _TAG.finditer(text):
            if not tag[1]:
                opened.append((tag[2], tag[0]))
            elif opened:
                opened.pop()
        yield start + text + "".join(f"</{name}>" for name, _tag in reversed(opened))


def _packed(pieces: Iterable[str], glue: str, limit: int) -> list[str]:
    packed: list[str] = []
    length = marks = 0
    for piece in pieces:
        more, further = len(glue) + units(piece), entities(piece)
        if packed and length + more <= limit and marks + further <= MOST_ENTITIES:
            packed[-1] += glue + piece
            length, marks = length + more, marks + further
        else:
            packed.append(piece)
            length, marks = more - len(glue), further
    return packed


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
            yield from _packed(_claims(line.split(_CLAIMS), limit), _CLAIMS, limit)


def _claims(claims: Iterable[str], limit: int) -> Iterator[str]:
    for claim in claims:
        if fits(claim, limit):
            yield claim
        else:
            yield from _packed(_words(_spaced(claim), limit), " ", limit)


def _spaced(text: str) -> list[str]:
    """What stands between spaces; one inside a tag is no place to break."""
    masked = _TAG.sub(lambda tag: tag[0].replace(" ", "\0"), text)
    return [word.replace("\0", " ") for word in masked.split(" ")]


def _words(words: Iterable[str], limit: int) -> Iterator[str]:
    for word in words:
        if fits(word, limit):
            yield word
        else:
            yield from _chopped(word, limit)


def _chopped(word: str, limit: int) -> Iterator[str]:
    """A "word" longer than a message has no good place to break: between characters, never in a tag."""
    piece, length, marks = "", 0, 0
    for token in _TOKEN.findall(word):
        width, mark = units(token), entities(token)
        if length + width > limit or marks + mark > MOST_ENTITIES:
            yield piece
            piece, length, marks = "", 0, 0
        piece += token
        length, marks = length + width, marks + mark
    yield piece
