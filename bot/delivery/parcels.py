"""Parcels: an edition made ready for the wire once, for the thousands of deliveries that share it."""

import json
import re
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from typing import Any

from bot.brief.screen import MARK, Screen
from bot.delivery.door import inline
from bot.services import delivering
from storage.model.ledger import Edition

_KEPT = 50
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is the same for all deliveries of an edition, written as Telegram wants it."""

    edition_id: int
    rendition: int
    kind: str
    screen: Screen
    keyboard: str
    silent: bool
    caused_at: datetime | None
    marked: bool = False
    plain: bool = False

    def keyboard_of(self, delivery_id: int) -> str:
        """The buttons in JSON; where it is asked for, the last of them carries the delivery's own number."""
        if not self.marked or not self.keyboard:
            return self.keyboard
        rows: list[list[dict[str, Any]]] = json.loads(self.keyboard)["inline_keyboard"]
        buttons = [button for row in rows for button in row if "callback_data" in button]
        if buttons:
            buttons[-1]["callback_data"] += f"{MARK}{delivery_id}"
        return json.dumps({"inline_keyboard": rows})

    def as_plain(self) -> "Parcel":
        """The bare text, for when Telegram refuses the way it is written."""
        text = unescape(_TAG.sub("", self.screen.text))
        return replace(self, screen=Screen(text), keyboard="", plain=True, marked=False)


def parcel_of(edition: Edition, muted: Collection[str] = (), *, marked: bool = False) -> Parcel | None:
    """None when there is nothing to send."""
    if not edition.pages:
        return None
    screen = delivering.screen_of(edition, muted)
    keyboard = inline(screen)
    return Parcel(
        edition_id=edition.id or 0,
        rendition=edition.rendition,
        kind=edition.kind,
        screen=screen,
        keyboard=keyboard.to_json() if keyboard else "",
        silent=edition.silent,
        caused_at=edition.caused_at,
        marked=marked,
    )


Fetch = Callable[[int], Awaitable[Edition | None]]


class Shelf:
    """The parcels in use, each for most readers and for those who muted some of its stories. One that was
    corrected meanwhile is fetched anew.
    """

    def __init__(self, fetch: Fetch, *, marked: bool = False) -> None:
        self._fetch = fetch
        self._marked = marked
        self._editions: dict[int, Edition | None] = {}
        self._parcels: dict[tuple[int, frozenset[str]], Parcel | None] = {}

    async def stock(self, editions: Iterable[int]) -> None:
        """See to it that these are at hand."""
        wanted = set(editions)
        for number in wanted - self._editions.keys():
            self._editions[number] = await self._fetch(number)
        spare = [number for number in self._editions if number not in wanted]
        for number in spare[: max(0, len(self._editions) - _KEPT)]:
            self.forget(number)

    def has(self, edition_id: int) -> bool:
        return edition_id in self._editions

    def get(self, edition_id: int, muted: frozenset[str] = frozenset()) -> Parcel | None:
        """As a reader has it who muted these stories. None where there is nothing to send: no such edition,
        or one without a page.
        """
        edition = self._editions.get(edition_id)
        if edition is None:
            return None
        name = edition_id, muted & _stories(edition) if muted else muted
        if name not in self._parcels:
            self._parcels[name] = parcel_of(edition, name[1], marked=self._marked)
        return self._parcels[name]

    def forget(self, edition_id: int) -> None:
        self._editions.pop(edition_id, None)
        for name in [name for name in self._parcels if name[0] == edition_id]:
            del self._parcels[name]


def _stories(edition: Edition) -> frozenset[str]:
    return frozenset(key for key, _name in edition.stories or ())
