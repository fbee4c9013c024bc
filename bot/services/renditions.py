"""An edition composed anew: what it carried, as readers see it now, with what was put right in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.brief import corrections, priorities, render, schedule
from bot.brief.changes import Item
from bot.brief.corrections import Change
from bot.brief.tongue import Tongue, tongue
from bot.services import editing
from bot.services.charts import Redrawn
from bot.services.newsroom import Rules
from storage import copies, versions, waves
from storage.copies import Line
from storage.editions import UNTOLD
from storage.model.entry import Entry
from storage.model.ledger import Edition
from storage.versions import Later

CORRECTION, WITHDRAWAL = "correction", "withdrawn"
_MARKS = {"new": "new", "updated": "updated", "corrected": "corrected"}


@dataclass
class Past:
    """All published versions of some entries: what each says and how it came about."""

    contents: Mapping[tuple[int, int], Entry]
    history: Mapping[int, Sequence[Later]]

    def says(self, entry: int, version: int | None) -> Entry | None:
        return self.contents.get((entry, version)) if version else None

    def since(self, entry: int, version: int, upto: int) -> list[Later]:
        """The publications of an entry after one version and up to another."""
        return [one for one in self.history.get(entry, ()) if version < one.version <= upto]

    def before(self, entry: int, version: int) -> int:
        """What readers saw before a version; 0 when there was nothing."""
        return max((one.version for one in self.history[entry] if one.version < version), default=0)

    def change(self, line: Line, one: Later, edition: Edition, rules: Rules) -> Change | None:
        wrong = self.says(line.entry, self.before(line.entry, one.version))
        right = self.says(line.entry, one.version)
        if wrong is None or right is None:
            return None
        return Change(wrong, right, one.reason, one.at, rules.timezone, day_of(edition, rules))

    def is_wrong(self, entry: int, version: int, one: Later) -> bool:
        """Whether a version had what this correction or withdrawal put right."""
        if one.signal == WITHDRAWAL:
            return True
        seen, right = self.says(entry, version), self.says(entry, one.version)
        wrong = self.says(entry, self.before(entry, one.version))
        if one.signal != CORRECTION or not (seen and wrong and right):
            return False
        return corrections.was_wrong(seen, wrong, right)


async def past(session: AsyncSession, lines: Iterable[Line]) -> Past:
    ids = [line.entry for line in lines]
    return Past(await versions.contents(session, ids), await versions.publications_of(session, ids))


@dataclass(frozen=True, slots=True)
class Rendition:
    """An edition as it should be now: its pages, the versions it carries, and the kinds of changes since."""

    pages: list[str]
    versions: dict[int, int]
    signals: set[str] = field(default_factory=set)
    is_empty: bool = False
    picture: str = ""

    @property
    def priority(self) -> int:
        if WITHDRAWAL in self.signals:
            return priorities.WITHDRAWAL
        return priorities.CORRECTION if CORRECTION in self.signals else priorities.SILENT_EDIT


async def composed(
    session: AsyncSession, edition: Edition, rules: Rules, chart: Redrawn | None = None
) -> Rendition | None:
    """None when nothing that it carries has changed for readers; a chart was drawn anew before."""
    lines = await copies.lines(session, edition.id or 0)
    if all(line.newest == line.version for line in lines):
        return None
    known = await past(session, lines)
    if chart is not None:
        return _of_chart(chart, lines, known)
    if edition.kind == "notice":
        pages = _notice_pages(edition, lines[0], known, rules)
    else:
        pages = _pages(edition, lines, known, rules)
    told = [line for line in lines if line.mark != UNTOLD]
    # What is only now added was never told wrong.
    known_here = [line for line in told if line.version]
    signals = {
        one.signal for line in known_here for one in known.since(line.entry, line.version, line.newest)
    }
    return Rendition(
        pages=pages,
        versions={line.entry: line.newest for line in lines if line.newest != line.version},
        signals=signals,
        is_empty=edition.kind != "notice" and bool(told) and all(line.withdrawn for line in told),
    )


def _of_chart(chart: Redrawn, lines: Sequence[Line], known: Past) -> Rendition:
    """What is newer than the drawing is left to the next look; what is in it no more was withdrawn."""
    versions = {
        line.entry: line.newest if line.withdrawn else chart.versions.get(line.entry, line.version)
        for line in lines
    }
    changed = {line.entry: versions[line.entry] for line in lines if versions[line.entry] != line.version}
    signals = {
        one.signal for line in lines for one in known.since(line.entry, line.version, versions[line.entry])
    }
    return Rendition([chart.said], changed, signals, picture=chart.picture)


def _pages(edition: Edition, lines: Sequence[Line], known: Past, rules: Rules) -> list[str]:
    speaker = tongue(edition.language)
    items = [
        item
        for line in lines
        if line.mark != UNTOLD and (item := _item(edition, line, known, speaker, rules))
    ]
    if all(item.withdrawn for item in items):
        notes = [f"{label} {text}" for item in items for label, text in item.notes]
        return render.paged("note", speaker, text="\n\n".join(notes))
    if edition.kind == "digest":
        return editing.digest_pages(items, speaker, day_of(edition, rules), rules, edition.lede)
    if edition.key.startswith(editing.STATUS):
        return editing.status_pages(items, _course(lines[0], known), speaker, rules)
    return editing.alert_pages(items, speaker, rules, flash=edition.priority == priorities.FLASH)


def _course(line: Line, known: Past) -> list[Entry | None]:
    """A pledge before it was told, as it was told unless that was wrong, and as it is."""
    since = known.since(line.entry, line.first_version, line.newest)
    is_right = not any(known.is_wrong(line.entry, line.first_version, one) for one in since)
    told = [line.first_version] if is_right else []
    return [known.says(line.entry, version) for version in (line.known_version, *told, line.newest)]


def _item(edition: Edition, line: Line, known: Past, speaker: Tongue, rules: Rules) -> Item | None:
    entry = known.says(line.entry, line.newest)
    if entry is None:
        return None
    was_folded = line.mark == waves.MARK
    at_first = (line.known_version if was_folded else line.first_version) or 0
    put_right = known.since(line.entry, at_first, line.newest)
    if line.withdrawn and not line.version:
        return None
    if line.withdrawn:
        changes = [known.change(line, one, edition, rules) for one in put_right if one.signal == WITHDRAWAL]
        notes = [corrections.withdrawn(change, speaker) for change in changes if change]
        return Item(entry, notes=tuple(notes), withdrawn=True)
    changes = [known.change(line, one, edition, rules) for one in put_right if one.signal == CORRECTION]
    notes = [corrections.corrected(change, speaker) for change in changes if change]
    # A digest from before its marks were kept tells each as new.
    usual = "new" if edition.kind == "digest" else ""
    before = None if was_folded else known.says(line.entry, line.known_version)
    return Item(entry, _MARKS.get(line.mark or usual), line.reason, before, tuple(notes))  # type: ignore[arg-type]


def _notice_pages(edition: Edition, line: Line, known: Past, rules: Rules) -> list[str]:
    """What a notice says by now: a later update does not concern it, a later correction does."""
    seen = line.known_version or 0
    return notice_pages(edition, line, known, seen, rules) or edition.pages


def notice_pages(edition: Edition, line: Line, known: Past, seen: int, rules: Rules) -> list[str]:
    """What those are told who read a version of an entry that was put right; empty when it never was."""
    speaker = tongue(edition.language)
    since = known.since(line.entry, seen, line.newest)
    put_right = [one for one in since if one.signal in {CORRECTION, WITHDRAWAL}]
    read = known.says(line.entry, seen)
    last = known.change(line, put_right[-1], edition, rules) if put_right else None
    if last is None or read is None:
        return []
    if put_right[-1].signal == WITHDRAWAL:
        return corrections.notice_of_withdrawal(last, speaker)
    pairs = [
        (change.wrong, change.right)
        for one in put_right
        if (change := known.change(line, one, edition, rules))
    ]
    lines = corrections.of_theirs(read, last.right, pairs, speaker)
    return corrections.notice_of_correction(last, lines, speaker, rules.fallback)


def day_of(edition: Edition, rules: Rules) -> date:
    """The day of a digest, which its key says; else when the edition was made."""
    if edition.kind == "digest":
        return date.fromisoformat(edition.key.split(":")[1])
    return schedule.day_of(edition.created_at, rules.timezone)
