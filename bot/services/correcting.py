"""Put right what readers hold: corrections, withdrawals and updates reach every copy of the last 30 days.

First every edition concerned is composed anew, so that what is queued leaves with the new text; then those
who read what was wrong are told, and all copies are edited. Run again, it finds nothing to do.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import priorities, quiet
from bot.services import charts, renditions
from bot.services.newsroom import Newsroom
from bot.services.renditions import WITHDRAWAL, Past, Rendition
from bot.services.turns import Turn
from storage import copies, editions, edits, views, waves
from storage.ageing import KEPT_FOR
from storage.copies import Line
from storage.editions import UNTOLD, Carried, Composed
from storage.edits import EVERYBODY, Mistake, Window
from storage.model.ledger import Edition
from storage.versions import Later

REACHES_BACK = KEPT_FOR
CHUNK = 1_000  # copies in one transaction
_WATCHED_FOR = timedelta(days=1)
_SETTLED_LATE = timedelta(seconds=30)  # longer than a settlement takes to be seen, and clocks differ


@dataclass
class Errata:
    """Which editions are to be looked at. Only a memory: a new one looks at all of them once."""

    publication: int | None = None
    edition: int = 0
    looked_at: datetime | None = None
    stale: list[int] = field(default_factory=list)
    open: list[int] = field(default_factory=list)
    reached: dict[int, int] = field(default_factory=dict)
    watched: dict[int, datetime] = field(default_factory=dict)

    def is_behind(self, publication: int, edition: int) -> bool:
        """Whether there may be something to put right, where these are the newest."""
        known = (publication, edition) == (self.publication, self.edition)
        return not known or bool(self.stale or self.open or self.watched)

    @property
    def is_open(self) -> bool:
        """Whether copies wait to be put right, or their readers to be told."""
        return bool(self.stale or self.open)

    def renewed(self, number: int, now: datetime) -> None:
        self.reopen([number])
        self.watched[number] = now

    def reopen(self, numbers: Sequence[int]) -> None:
        """Their copies are to be looked at, newest first: a reply goes to the newest of a chat."""
        self.open = sorted({*self.open, *numbers}, reverse=True)
        self.reached.update(dict.fromkeys(numbers, EVERYBODY))

    def forget(self, before: datetime) -> None:
        self.watched = {number: at for number, at in self.watched.items() if at >= before}


async def put_right(newsroom: Newsroom, turn: Turn | None = None, errata: Errata | None = None) -> int:
    """Bring changes of published entries to the editions that carried them, until all are or the turn is
    over; returns how many deliveries were queued.
    """
    turn, errata = turn or Turn(), errata or Errata()
    await _look(newsroom, errata)
    queued, acted = 0, False
    while (errata.stale or errata.open) and not (acted and turn.is_over):
        acted = True
        if errata.stale:
            with _taken(errata.stale) as number:
                await _renew(newsroom, number, errata)
        else:
            with _taken(errata.open) as number:
                queued += turn.queued(await _bring(newsroom, number, errata))
    return queued


@contextmanager
def _taken(numbers: list[int]) -> Iterator[int]:
    """Take the first; one that fails comes last next time, lest it hold up the others."""
    number = numbers.pop(0)
    try:
        yield number
    except BaseException:
        numbers.append(number)
        raise


async def _look(newsroom: Newsroom, errata: Errata) -> None:
    """Find what has become out of date since the last look, and copies that were on their way meanwhile."""
    now = newsroom.now()
    async with newsroom.database.reading() as session:
        publication = await views.newest_publication(session)
        edition = await copies.last_edition(session)
        if (publication, edition) != (errata.publication, errata.edition):
            known = -1 if errata.publication is None else errata.publication
            fresh = await copies.out_of_date(session, now - REACHES_BACK, known, errata.edition)
            errata.stale = sorted({*errata.stale, *fresh}, reverse=True)
        if added := set(await waves.unfinished(session)) - {*errata.stale}:
            errata.stale = sorted({*errata.stale, *added}, reverse=True)
        if errata.publication is None:
            for number in await copies.renewed_since(session, now - _WATCHED_FOR):
                errata.renewed(number, now)
        elif errata.watched:
            since = (errata.looked_at or now) - _SETTLED_LATE
            errata.reopen(await edits.with_late_copies(session, errata.watched.keys(), since))
    errata.publication, errata.edition, errata.looked_at = publication, edition, now
    errata.forget(now - _WATCHED_FOR)


async def _renew(newsroom: Newsroom, number: int, errata: Errata) -> None:
    """Compose an edition anew, in place; where its text stays the same no copy needs an edit."""
    now, chart = newsroom.now(), await charts.redrawn(newsroom, number)
    async with newsroom.database.writing() as session:
        edition = await copies.locked(session, number)
        fresh = await renditions.composed(session, edition, newsroom.rules, chart)
        if fresh is None:
            return
        await copies.carry(session, number, fresh.versions)
        if fresh.is_empty:
            await copies.cancel(session, number, "withdrawn", now)
        if (fresh.pages, fresh.picture) != (edition.pages, edition.picture):
            urgency = await copies.supersede(session, number, now)
            await copies.renew(session, edition, fresh.pages, fresh.picture)
            await editions.keep(session, await _edit(session, edition, fresh, urgency, now))
            errata.renewed(number, now)


async def _edit(
    session: AsyncSession, edition: Edition, fresh: Rendition, urgency: int | None, now: datetime
) -> Composed:
    """The edition that brings a new rendition to the copies, no less urgent than one that it supersedes."""
    priority = min(fresh.priority, urgency or fresh.priority)
    kind = "notice" if edition.kind == "notice" else "edit"
    made = copies.edit(edition, now, kind, priority, silent=priority == priorities.SILENT_EDIT)
    lines = await copies.lines(session, edition.id or 0)
    return replace(made, entries=[Carried(line.entry, line.version) for line in lines])


async def _bring(newsroom: Newsroom, number: int, errata: Errata) -> int:
    """One transaction for some copies of an edition: who is to be told, then what is to be edited."""
    async with newsroom.database.writing() as session:
        chats = await edits.window(session, number, errata.reached.pop(number, EVERYBODY), CHUNK)
        if chats is None:
            return 0
        edition = await copies.locked(session, number)
        queued = await _tell(newsroom, session, edition, chats)
        if edit := await copies.edit_of(session, number, edition.rendition):
            queued += await edits.queue_edits(session, edit, chats, newsroom.now())
    errata.open.insert(0, number)
    errata.reached[number] = chats.upto
    return queued


@dataclass(frozen=True, slots=True)
class _Slip:
    """A version that some renditions of an edition showed and that was put right since."""

    line: Line
    seen: int
    put_right: Later
    renditions: list[int]


async def _tell(newsroom: Newsroom, session: AsyncSession, edition: Edition, chats: Window) -> int:
    """Queue a reply to each copy that shows what was put right since; before the edits, which end that."""
    if edition.kind in {"notice", charts.KIND} or edition.rendition == 1:
        return 0
    lines = [line for line in await copies.lines(session, edition.id or 0) if line.mark != UNTOLD]
    known = await renditions.past(session, lines)
    shown = await copies.shown(session, edition.id or 0)
    queued = 0
    for slip in _slips(edition, lines, known, shown):
        since = slip.put_right.version
        mistake = Mistake(chats, edition.rendition, slip.renditions, slip.line.entry, since, newsroom.now())
        if await edits.is_anybody_wrong(session, mistake):
            queued += await _reply(newsroom, session, mistake, _notice(newsroom, edition, slip, known))
    return queued


async def _reply(newsroom: Newsroom, session: AsyncSession, mistake: Mistake, notice: Composed) -> int:
    """Queue it, without a sound for those in their quiet hours; whoever has it then is not told again."""
    now, queued = newsroom.now(), 0
    asleep = [hours for hours in await edits.hours_of(session, mistake) if quiet.until(*hours, now)]
    if asleep:
        hushed = await _kept(session, replace(notice, key=f"{notice.key}:silent", silent=True))
        queued = await edits.queue_notice(session, hushed, mistake, now, asleep)
    if not asleep or await edits.is_anybody_wrong(session, mistake):
        queued += await edits.queue_notice(session, await _kept(session, notice), mistake, now)
    return queued


async def _kept(session: AsyncSession, composed: Composed) -> Edition:
    return await editions.one(session, await editions.keep(session, composed))


def _slips(
    edition: Edition, lines: Sequence[Line], known: Past, shown: dict[int, dict[int, int]]
) -> Iterator[_Slip]:
    for line in lines:
        found: dict[int, list[int]] = {}
        for rendition in range(1, edition.rendition):
            if version := shown.get(rendition, {}).get(line.entry, line.first_version):
                found.setdefault(version, []).append(rendition)
        for version, affected in found.items():
            since = known.since(line.entry, version, line.version)
            if put_right := [one for one in since if known.is_wrong(line.entry, version, one)]:
                yield _Slip(line, version, put_right[-1], affected)


def _notice(newsroom: Newsroom, edition: Edition, slip: _Slip, known: Past) -> Composed:
    """What those are told who read one version: the same for all of a language."""
    line, last = slip.line, slip.put_right
    return Composed(
        key=f"notice:{line.entry}:{slip.seen}-{last.version}:{edition.language}",
        kind="notice",
        language=edition.language,
        priority=priorities.WITHDRAWAL if last.signal == WITHDRAWAL else priorities.CORRECTION,
        pages=renditions.notice_pages(edition, line, known, slip.seen, newsroom.rules),
        entries=[Carried(line.entry, line.version, last.signal, slip.seen, last.reason)],
        created_at=newsroom.now(),
        caused_at=last.at,
    )
