"""The subscription in conversation: what is said, pressed and typed becomes a change and a screen."""

from collections.abc import Awaitable, Callable

from bot.brief import hosts, panel, shorthand
from bot.brief.choices import overview
from bot.brief.screen import MARK, Screen
from bot.brief.tongue import Tongue
from bot.brief.week import RANGES
from bot.services import about, pledges, privacy, reading, searching, subscribing, talking, week
from bot.services.choosing import dialogue, screens
from bot.services.newsroom import Asker, Newsroom, asking

Say = Callable[[Tongue], str]


async def start(newsroom: Newsroom, asker: Asker, payload: str = "") -> Screen:
    """Subscribe, unless a deep link led here to an entry: that is shown, and nothing else changes."""
    if (screen := await searching.opened(newsroom, asker, payload)) is not None:
        return screen
    who, changed = await subscribing.start(newsroom, asker)
    shown = screens.choices(newsroom, asker, who)
    if not asker.is_private:
        note = hosts.begun(who.speaker) if changed else hosts.already(who.speaker)
        return overview.settings(who.speaker, shown, note)
    return panel.welcome(who.speaker, shown, already=not changed)


async def stop(newsroom: Newsroom, asker: Asker) -> Screen:
    who, was_active = await subscribing.stop(newsroom, asker)
    if not asker.is_private:
        return hosts.ended(who.speaker, was_active=was_active, channel=asker.is_channel)
    return panel.goodbye(who.speaker, was_active=was_active)


async def settings(newsroom: Newsroom, asker: Asker, say: Say | None = None) -> Screen:
    """The settings as they stand, under a note."""
    who = await subscribing.change(newsroom, asker, None)
    note = say(who.speaker) if say else ""
    screen = overview.settings(who.speaker, screens.choices(newsroom, asker, who), note)
    return await _with_move(newsroom, asker, who.speaker, screen)


async def _with_move(newsroom: Newsroom, asker: Asker, speaker: Tongue, screen: Screen) -> Screen:
    is_elsewhere = not asker.is_private and await subscribing.is_elsewhere(newsroom, asker)
    return hosts.with_move(speaker, screen) if is_elsewhere else screen


async def speaker(newsroom: Newsroom, asker: Asker) -> Tongue:
    """The language in which this chat is spoken to."""
    async with newsroom.database.reading() as session:
        return (await asking(newsroom, session, asker)).speaker


async def help_text(newsroom: Newsroom, asker: Asker) -> Screen:
    """What can be asked; in a private chat also how the bot comes into a group."""
    return panel.help_text(await speaker(newsroom, asker), asker.bot if asker.is_private else "")


async def pressed(newsroom: Newsroom, asker: Asker, data: str) -> Screen:
    """What a button leads to; data that no button of ours carries is answered politely."""
    word, *rest = data.partition(MARK)[0].split(":")
    if word in _ROUTES:
        screen = await _ROUTES[word](newsroom, asker, rest)
        if screen is not None:
            return screen
    return panel.outdated(await speaker(newsroom, asker))


async def _day(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if not rest:
        return await reading.today(newsroom, asker)
    page = _page(rest[1:])
    return None if page is None else await reading.today(newsroom, asker, rest[0], page)


def _page(rest: list[str]) -> int | None:
    """The page that a button asks for, the first where it names none."""
    if not rest:
        return 0
    return int(rest[0]) if rest[0].isdecimal() and len(rest[0]) <= 3 else None


async def _more(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if len(rest) != 2 or not all(word.isdecimal() and len(word) < 18 for word in rest):
        return None
    return await reading.edition_page(newsroom, asker, int(rest[0]), int(rest[1]))


async def _talks(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest)
    return None if page is None else await talking.talks(newsroom, asker, page)


async def _attacks(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest)
    return None if page is None else await reading.attacks(newsroom, asker, page)


async def _week(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if not rest:
        return await week.week_of(newsroom, asker)
    if rest[0] not in map(str, RANGES) or len(rest) > 2:
        return None
    return await week.week_of(newsroom, asker, int(rest[0]), *rest[1:])


async def _pledges(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest)
    return None if page is None else await pledges.show(newsroom, asker, page)


async def _follow(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    return await _wish(newsroom, asker, rest, follow=True)


async def _unfollow(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    return await _wish(newsroom, asker, rest, follow=False)


async def _wish(newsroom: Newsroom, asker: Asker, rest: list[str], *, follow: bool) -> Screen | None:
    page = _page(rest[1:])
    if page is None or not rest or not (rest[0].isdecimal() and len(rest[0]) < 18):
        return None
    return await pledges.wish(newsroom, asker, int(rest[0]), page, follow=follow)


async def _about(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if rest == ["data"]:
        return await privacy.kept(newsroom, asker)
    page = _page(rest[1:])
    if rest[:1] == ["sources"] and page is not None:
        return await about.sources(newsroom, asker, page)
    return None if rest else await about.show(newsroom, asker)


async def _errata(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest)
    return None if page is None else await about.log(newsroom, asker, page)


async def _find(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest[:1])
    return None if page is None else await searching.again(newsroom, asker, page, "".join(rest[1:2]))


async def _one(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    page = _page(rest[1:2])
    if page is None or not rest or not rest[0].isdecimal() or len(rest[0]) >= 18:
        return None
    return await searching.show(newsroom, asker, int(rest[0]), page, ":".join(rest[2:4]))


async def _forget(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    if rest == ["now"]:
        return await privacy.forget(newsroom, asker)
    return None if rest else await privacy.ask(newsroom, asker)


async def _mydata(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    return None if rest else await privacy.mydata(newsroom, asker)


async def _start(newsroom: Newsroom, asker: Asker, _rest: list[str]) -> Screen | None:
    return await start(newsroom, asker)


async def _stop(newsroom: Newsroom, asker: Asker, _rest: list[str]) -> Screen | None:
    return await stop(newsroom, asker)


async def _here(newsroom: Newsroom, asker: Asker, _rest: list[str]) -> Screen | None:
    if asker.is_private or not await subscribing.bring(newsroom, asker):
        return None
    return await settings(newsroom, asker, hosts.begun)


async def _set(newsroom: Newsroom, asker: Asker, rest: list[str]) -> Screen | None:
    screen = await dialogue.pressed(newsroom, asker, rest)
    if screen is None or rest or asker.is_private:
        return screen
    return await _with_move(newsroom, asker, await speaker(newsroom, asker), screen)


async def is_asked(newsroom: Newsroom, asker: Asker, text: str = "") -> bool:
    """Whether this chat's next text (such as this one) answers a question."""
    _who, question = await subscribing.awaited(newsroom, asker)
    return bool(question) and dialogue.may_answer(text)


async def said(newsroom: Newsroom, asker: Asker, text: str) -> Screen:
    """A plain text: the answer to a question that was asked, or something unknown."""
    who, question = await subscribing.awaited(newsroom, asker)
    answer = await dialogue.answered(newsroom, asker, who, question or "", text)
    return answer or panel.unknown(who.speaker, "" if text.startswith("/") else shorthand.kept(text))


async def located(newsroom: Newsroom, asker: Asker, latitude: float, longitude: float) -> Screen:
    """A location sent: its zone is kept, the place is not."""
    return await dialogue.located(newsroom, asker, latitude, longitude)


_Route = Callable[[Newsroom, Asker, list[str]], Awaitable[Screen | None]]
_ROUTES: dict[str, _Route] = {
    "day": _day,
    "more": _more,
    "talks": _talks,
    "attacks": _attacks,
    "week": _week,
    "find": _find,
    "one": _one,
    "pledges": _pledges,
    "follow": _follow,
    "unfollow": _unfollow,
    "about": _about,
    "errata": _errata,
    "forget": _forget,
    "mydata": _mydata,
    "set": _set,
    "here": _here,
    "start": _start,
    "stop": _stop,
}
# What only a chat's administrators may press.
GOVERNED = frozenset(
    {"set", "start", "stop", "here", "forget", "mydata", "follow", "unfollow", "mute", "hear"}
)
