"""Where something of the desk is written: what words such as "09:00" or "last night" depend on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Context:
    """The moment (UTC), the newsroom's zone, its languages (the first is the default)."""

    moment: datetime
    zone: ZoneInfo
    languages: Sequence[str] = ("en", "de", "uk")

    @property
    def here(self) -> datetime:
        """The moment by the newsroom's clocks."""
        return self.moment.astimezone(self.zone)
