"""Sources: links with their outlets; whoever cited one that is gone cites the first that is left."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake import bounds, links
from bot.intake.context import Context
from bot.intake.fields import checked
from bot.intake.fields.shape import NOTHING, Content, Field, Refused, changed, cut
from storage.model.values import Source

_NO_LINK = _("A source needs a link that begins with http:// or https://; this has none: %(line)s")
_NO_ADDRESS = _("This is not a web address: %(url)s")
_ODD = _("The outlet or office cannot be kept so; each has at most 200 characters: %(line)s")
_OFFICE = re.compile(r"(?P<outlet>.+?)\s*\((?P<office>[^()]+)\)")
_AROUND = " \t–—-:|,;"


def first(content: Content) -> str:
    """The source that is cited where nobody says another one; empty where there is none."""
    sources = content.get("sources") or []
    return str(sources[0]["id"]) if sources else ""


def _typed(content: Content, text: str, _context: Context) -> dict[str, Any]:
    if text.strip() == NOTHING:
        return _with(content, [])
    known = {source["url"]: source for source in content.get("sources") or []}
    found: dict[str, dict[str, Any]] = {}
    taken = {source["id"] for source in known.values()}
    for outlet, url in _named(text):
        source = _source(outlet, url, known, taken)
        taken.add(source["id"])
        found[url] = source
    if not found:
        raise Refused(_NO_LINK, line=checked.shortened(text))
    return _with(content, checked.few([*found.values()], bounds.SOURCES))


def _named(text: str) -> Iterator[tuple[str, str]]:
    """Each address with the words before it."""
    for line in filter(None, (one.strip() for one in text.splitlines())):
        at = 0
        for link in links.LINK.finditer(line):
            yield line[at : link.start()].strip(_AROUND), links.addresses(link.group())[0]
            at = link.end()
        if at == 0 or line[at:].strip(_AROUND):
            raise Refused(_NO_LINK, line=checked.shortened(line[at:]))


def _source(outlet: str, url: str, known: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    """A link that was there before keeps its id and whatever is not said anew."""
    host = links.host(url)
    if not host:
        raise Refused(_NO_ADDRESS, url=checked.shortened(url))
    before = known.get(url) or {"id": links.free(host, taken), "outlet": host, "url": url}
    source = dict(before) | (_outlet(outlet) if outlet else {})
    _check(source)
    return source


def _outlet(words: str) -> dict[str, str]:
    """Its name and, in brackets, the office that it comes from."""
    found = _OFFICE.fullmatch(words)
    parts = found.groupdict() if found else {"outlet": words}
    return {name: checked.line(part) for name, part in parts.items()}


def _check(source: Mapping[str, Any]) -> None:
    try:
        Source.model_validate(source)
    except ValidationError as error:
        if any("url" in problem["loc"] for problem in error.errors()):
            raise Refused(_NO_ADDRESS, url=checked.shortened(source["url"])) from None
        raise Refused(_ODD, line=checked.shortened(source["outlet"])) from None


def _with(content: Content, sources: list[dict[str, Any]]) -> dict[str, Any]:
    """With other sources, and all that cites one citing one that is there."""
    fresh = changed(content, "sources", sources)
    ids = [source["id"] for source in sources]
    cited = first(fresh)

    def citing(one: Mapping[str, Any]) -> dict[str, Any]:
        return dict(one) | ({} if one.get("source") in ids else {"source": cited})

    if claims := fresh.get("claims"):
        fresh["claims"] = [citing(claim) for claim in claims]
    for kind in ("talks", "pledge"):
        block = fresh.get(kind) or {}
        if positions := block.get("positions"):
            fresh[kind] = dict(block) | {"positions": [citing(position) for position in positions]}
    return fresh


def _told(source: Mapping[str, Any]) -> str:
    office = f" ({source['office']})" if source.get("office") else ""
    host = links.host(source["url"])
    return str(source["outlet"]) + office + ("" if host == source["outlet"] else f", {host}")


def _shown(content: Content, _speaker: Tongue, _context: Context) -> str:
    return cut(" · ".join(_told(source) for source in content.get("sources") or []))


FIELDS = (
    Field(
        "sources",
        _("Sources"),
        _("Type or paste all links, one a line, with or without the outlet: Air Force of Ukraine https://…"),
        _shown,
        _typed,
    ),
)
