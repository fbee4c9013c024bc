"""What somebody searches for, within the 64 bytes of a button: one byte a letter, also for Cyrillic ones."""

import unicodedata
from functools import cache

MOST = 40  # letters and spaces, so that numbers of an entry and a page find room beside them
_LATIN = "abcdefghijklmnopqrstuvwxyz0123456789-"
_OTHERS = "абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґёäöü"
_BYTES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ!$%&()*+,./;<="


@cache
def _written() -> dict[str, str]:
    return {letter: letter for letter in _LATIN} | dict(zip(_OTHERS, _BYTES, strict=True))


def kept(text: str) -> str:
    """The words of a text that can be kept, as many as fit, in lower case with a space between them."""
    chosen: list[str] = []
    for word in _words(text):
        if len(" ".join([*chosen, word])) > MOST:
            break
        if word not in chosen:
            chosen.append(word)
    return " ".join(chosen) or next(iter(_words(text)), "")[:MOST]


def is_cut(text: str) -> bool:
    """Whether a text has more words than can be kept."""
    return len(set(_words(text))) > len(kept(text).split())


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFC", text.casefold())
    spelled = "".join(_letter(one) for one in folded)
    return [word.strip("-") for word in spelled.split() if word.strip("-")]


def _letter(letter: str) -> str:
    """Itself, or without its mark; an apostrophe goes, and all else parts words."""
    if letter in _written():
        return letter
    if letter in "'’ʼ`":
        return ""
    bare = unicodedata.normalize("NFKD", letter)[0]
    return bare if bare in _written() else " "


def packed(words: str) -> str:
    """Kept words for a button."""
    return "".join(_written()[letter] if letter != " " else "_" for letter in words)


def unpacked(code: str) -> str | None:
    """The words of a button; None for what was never packed."""
    back = {sign: letter for letter, sign in _written().items()} | {"_": " "}
    return "".join(back[sign] for sign in code) if set(code) <= back.keys() else None
