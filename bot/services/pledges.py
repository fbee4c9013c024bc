"""The open promises as a reader asks for them, page by page; each can be followed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from bot.brief import compose, paging, pledges, render
from bot.brief.pledges import Standing
from bot.brief.screen import Button, Screen
from bot.brief.sheet import short
from bot.brief.tongue import Tongue
from bot.services import reading, subscribing
from bot.services.newsroom import Asker, Newsroom, Reader, asking
from storage import follows, views
from storage.model.entry import Entry
from storage.model.happening import ATTACK_DAY_ZONE
from storage.views import Published

_LOOKED_AT = 500  # pledges, newest first: many times what can be open
_ON_A_PAGE = 3
_ROOM = paging.MOST_UNITS - 60  # for the page's number


@dataclass(frozen=True, slots=True)
class _Page:
    """A text, and the pledges in it that can be followed."""

    text: str
    shown: Sequence[Published]


async def show(newsroom: Newsroom, asker: Asker, page: int = 0) -> Screen:
    """The open promises, the newest first, then those that ended in the last days."""
    now = newsroom.now()
    async with newsroom.database.reading() as session:
        who = await asking(newsroom, session, asker)
        found = await views.latest(session, "pledge", now + timedelta(days=1), _LOOKED_AT)
        own = [one for one in found if pledges.is_shown(one.entry, one.published_at, now)]
        own.sort(key=lambda one: not pledges.is_open(one.entry))
        first = min((pledges.run(one.entry, now)[0] for one in own), default=now)
        days = first.astimezone(ATTACK_DAY_ZONE).date(), newsroom.today("Europe/Kyiv") + timedelta(days=1)
        attacks = [one.entry for one in await views.attacks_between(session, *days)] if own else []
        followed = await follows.followed(session, who.record.id if who.record else None)
    pages = _pages(newsroom, who, own, attacks, "" if who.is_active or not followed else _asleep(who.speaker))
    return _screen(newsroom, who, pages, followed, page)


def _pages(
    newsroom: Newsroom, who: Reader, own: Sequence[Published], attacks: Sequence[Entry], note: str
) -> list[_Page]:
    """As many pledges to a page as fit, three at most; one that is too long for a page takes several."""
    speaker, now = who.speaker, newsroom.now()
    shown = [
        (one, pledges.standing(one.entry, attacks, now, speaker, newsroom.rules.fallback)) for one in own
    ]
    found: list[_Page] = []
    rest = shown
    while rest or not found:
        many = next((n for n in range(_ON_A_PAGE, 1, -1) if _fits(speaker, rest[:n], note)), 1)
        part, rest = rest[:many], rest[many:]
        texts = paging.pages(_written(speaker, part, note), _ROOM)
        found += [_Page(text, [one for one, _standing in part]) for text in texts]
    return found


def _asleep(speaker: Tongue) -> str:
    return speaker._("Changes are told only while you are subscribed: /start")


def _fits(speaker: Tongue, part: Sequence[tuple[Published, Standing]], note: str) -> bool:
    return paging.fits(_written(speaker, part, note), _ROOM)


def _written(speaker: Tongue, part: Sequence[tuple[Published, Standing]], note: str) -> str:
    titled, before = [], True
    for one, standing in part:
        is_open = pledges.is_open(one.entry)
        ended = speaker._("Ended in the last seven days") if before and not is_open else ""
        titled.append((ended, standing))
        before = is_open
    claimed = partial(reading.claimed, speaker=speaker)
    return render.write("pledges", speaker, pledges=titled, note=note, claimed=claimed)


def _screen(newsroom: Newsroom, who: Reader, pages: Sequence[_Page], followed: set[str], page: int) -> Screen:
    speaker, page = who.speaker, min(page, len(pages) - 1)
    texts = [one.text for one in pages]
    if len(texts) > 1:
        texts = render.numbered(texts, speaker)
    others = [Button(speaker._("Today"), "day"), Button(speaker._("Talks"), "talks")]
    screen = reading.one_of(texts, page, "pledges", others, speaker)
    rows = []
    for one in pages[page].shown:
        name = short(compose.in_language(one.entry.headline, speaker, newsroom.rules.fallback), 32)
        rows.append([_wish(f"{one.id}:{page}", name, speaker, follows=one.entry.uri in followed)])
    return Screen(screen.text, [*rows, *screen.rows])


def _wish(which: str, name: str, speaker: Tongue, *, follows: bool) -> Button:
    if follows:
        return Button(speaker._("Unfollow: %(pledge)s") % {"pledge": name}, f"unfollow:{which}")
    return Button(speaker._("Follow: %(pledge)s") % {"pledge": name}, f"follow:{which}")


async def wish(newsroom: Newsroom, asker: Asker, number: int, page: int, *, follow: bool) -> Screen | None:
    """Follow a pledge, or do so no more; None where there is none of that number to be seen."""
    async with newsroom.database.reading() as session:
        found = [one for one in await views.by_id(session, [number]) if one.entry.pledge]
    if not found:
        return None
    who = await subscribing.change(newsroom, asker, None)
    subscriber, uri = who.record.id if who.record else None, found[0].entry.uri
    async with newsroom.database.writing() as session:
        if follow:
            await follows.follow(session, subscriber or 0, uri, newsroom.now())
        else:
            await follows.unfollow(session, subscriber or 0, uri)
    return await show(newsroom, asker, page)
