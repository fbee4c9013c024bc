"""What some readers are told by an alert, composed once for all to whom it tells the same."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.services import editing
from bot.services.editing import Alert
from bot.services.newsroom import Rules
from bot.services.waves import Ongoing
from storage.crowds import Crowd
from storage.editions import Composed
from storage.model.vocabulary import ALERT_UP_TO
from storage.resting import Rest
from storage.rounds import Telling
from storage.subscribers import Variant
from storage.views import Published


@dataclass(frozen=True, slots=True)
class Share:
    """What some readers are told of a round now, and what at the end of their quiet hours."""

    crowd: Crowd
    now: list[Telling]
    rest: Rest | None = None

    @property
    def again(self) -> list[Telling]:
        """What of it they had before."""
        return [one for one in self.now if one.told.id in self.crowd.has]


@dataclass
class Composing:
    """Alerts made at a moment, with the waves that have been alerted before, by entry."""

    rules: Rules
    now: datetime
    expires: datetime
    ongoing: Mapping[int, Ongoing] = field(default_factory=dict)
    _made: dict[tuple[str, str], Composed] = field(default_factory=dict)

    def share(self, share: Share) -> Composed:
        """Those who had a wave before get it as a whole, with what has changed."""
        found = [one.told for one in share.now]
        known = {one.told.id: (one.before, self.ongoing[one.told.id].before) for one in share.again}
        before = {number: (version, entry) for number, (version, entry) in known.items() if entry}
        return self.alert(Alert(found, before, list(self._beside(share))), share.crowd.variant)

    def _beside(self, share: Share) -> Iterable[Published]:
        told = {one.told.id for one in share.now}
        for again in share.again:
            for one in self.ongoing[again.told.id].beside:
                if one.id not in told and _is_alert(one, share.crowd.variant):
                    told.add(one.id)
                    yield one

    def alert(self, told: Alert, variant: Variant) -> Composed:
        spoken = replace(variant, language=self.rules.offered(variant.language))
        name = spoken.language, told.versions
        if name not in self._made:
            self._made[name] = editing.alert(told, spoken, self.now, self.expires, self.rules)
        return replace(self._made[name], key=editing.alert_key(told, spoken))


def _is_alert(one: Published, variant: Variant) -> bool:
    return one.entry.urgency <= ALERT_UP_TO and editing.alerted(one, variant)
