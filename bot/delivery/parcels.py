"""Parcels: an edition made ready for the wire once, for the thousands of deliveries that share it."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable
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


def parcel_of(edition: Edition, *, marked: bool = False) -> Parcel | None:
    """None when there is nothing to send."""
    if not edition.pages:
        return None
    screen = delivering.screen_of(edition)
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
    """The parcels in use. One that was corrected meanwhile is fetched anew."""

    def __init__(self, fetch: Fetch, *, marked: bool = False) -> None:
        self._fetch = fetch
        self._marked = marked
        self._parcels: dict[int, Parcel | None] = {}

    async def stock(self, editions: Iterable[int]) -> None:
        """See to it that these are at hand."""
        wanted = set(editions)
        for number in wanted - self._parcels.keys():
            found = await self._fetch(number)
            self._parcels[number] = parcel_of(found, marked=self._marked) if found else None
        spare = [number for number in self._parcels if number not in wanted]
        for number in spare[: max(0, len(self._parcels) - _KEPT)]:
            del self._parcels[number]

    def has(self, edition_id: int) -> bool:
        return edition_id in self._parcels

    def get(self, edition_id: int) -> Parcel | None:
        """None where there is nothing to send: no such edition, or one without a page."""
        return self._parcels.get(edition_id)

    def forget(self, edition_id: int) -> None:
        self._parcels.pop(edition_id, None)
