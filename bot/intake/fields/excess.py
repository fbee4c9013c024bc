"""What a note brought that is more than one entry should hold: kept whole, it waits to be shortened."""

from collections.abc import Iterator

from bot.brief.labels import _
from bot.intake import bounds
from bot.intake.fields.shape import Content, Refused

_LONG_SUMMARY = _("The summary is %(count)s characters long; at most %(most)s fit. Type a shorter one.")
_MANY = {
    "sources": (bounds.SOURCES, _("There are %(count)s sources; at most %(most)s fit. Type them anew.")),
    "claims": (bounds.CLAIMS, _("There are %(count)s figures; at most %(most)s fit. Remove some.")),
    "places": (bounds.PLACES, _("There are %(count)s places; at most %(most)s fit. Type them anew.")),
}


def excess(content: Content) -> Iterator[Refused]:
    """What has to be shortened before it can be published."""
    longest = max(map(len, (content.get("summary") or {}).values()), default=0)
    if longest > bounds.SUMMARY:
        yield Refused(_LONG_SUMMARY, count=longest, most=bounds.SUMMARY)
    for key, (most, said) in _MANY.items():
        if (count := len(content.get(key) or ())) > most:
            yield Refused(said, count=count, most=most)
