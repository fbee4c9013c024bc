"""Addresses in what was written, and the short names under which sources are cited."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

LINK = re.compile(r"https?://[^\s<>\"]+")
_TRAILING = ".,;:!?)]}»”'"
_SLUG = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 48  # leaves room for a number in the 64 characters of an id


def slug(words: str) -> str:
    """Words as a name of small letters and digits; empty where they have none."""
    return _SLUG.sub("-", words.lower()).strip("-")


def addresses(text: str) -> list[str]:
    """The addresses of a text without the marks that end its sentences."""
    return [match.group().rstrip(_TRAILING) for match in LINK.finditer(text)]


def host(url: str) -> str:
    """The outlet that an address names by itself; empty where it is none."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # half of an IPv6 address
        return ""


def sources(urls: Iterable[str]) -> Iterator[dict[str, Any]]:
    """A source for each address, once, called after its outlet."""
    taken: set[str] = set()
    for url in dict.fromkeys(urls):
        outlet = host(url)
        if not outlet or not url.startswith(("http://", "https://")):
            continue
        name = free(outlet, taken)
        taken.add(name)
        yield {"id": name, "outlet": outlet, "url": url}


def free(outlet: str, taken: Collection[str]) -> str:
    """An id after an outlet's host, with a number where it stands already."""
    name = slug(outlet)[:_LONGEST_NAME].strip("-") or "source"
    number = 2
    while (candidate := name if name not in taken else f"{name}-{number}") in taken:
        number += 1
    return candidate
