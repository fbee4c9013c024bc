"""What is the same for all who ask the same is made once, until something else is public."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlmodel.ext.asyncio.session import AsyncSession

from storage import publicity
from storage.publicity import Stamp

_T = TypeVar("_T")
_MOST = 200  # screens of some kilobytes


@dataclass
class Ready:
    """Values by what decides them beside what is public: the language, the day, the page. After a publication
    thousands ask for the same within minutes.
    """

    _stamp: Stamp | None = None
    _made: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)

    async def once(self, session: AsyncSession, key: Hashable, make: Callable[[], Awaitable[_T]]) -> _T:
        """What stands ready, or else is made; nobody may change it.

        The stamp is asked first: what is published while it is made can make it newer, never older.
        """
        stamp = await publicity.stamp(session)
        if stamp != self._stamp:
            self._made.clear()
            self._stamp = stamp
        if key in self._made:
            self._made.move_to_end(key)
            found: _T = self._made[key]
            return found
        value = await make()
        if stamp == self._stamp:
            self._made[key] = value
            if len(self._made) > _MOST:
                self._made.popitem(last=False)
        return value
