"""Writing: a note becomes a draft, and every tap and text changes the newest version of it or nothing.

Whatever changes a draft raises DraftChanged where it is not as it was seen, and DraftGoneError without one.
"""

from collections.abc import Callable, Sequence
from typing import Any

from bot.brief.screen import Screen
from bot.desk import cards
from bot.desk.standing import Since, standing
from bot.desk.view import DRAFT, SPIKED, View
from bot.intake import fields, kinds, notes
from bot.intake.fields import Refused
from bot.services.desk import posts, viewing
from bot.services.desk.visits import Visit
from storage.desk import drafts
from storage.desk.drafts import Step
from storage.model.desk import Draft
from storage.model.vocabulary import KINDS

Change = Callable[[dict[str, Any]], dict[str, Any]]
Show = Callable[[View], Screen]
_POSTS = "t.me"
_REMEMBERED = 30  # changes of a draft, to tell whoever saw an older version


async def start(visit: Visit, text: str, links: Sequence[tuple[str, str]] = ()) -> Screen:
    """A note becomes a draft: kept before anything is asked about it."""
    context = visit.context
    note = notes.draft(text, context, links)
    for source in note.content.get("sources", []):
        # A forwarded post's channel says who speaks, its address only where.
        titles = [words for words, url in links if _is_post(url, source)]
        source["outlet"] = fields.named(titles[0] if titles else "") or source["outlet"]
    content = notes.as_kind(note.content, kinds.likely(text)[0], context, text)
    original = next(iter(fields.languages(content)), context.languages[0])
    kept = {"text": text, "assumed": note.assumed, "texts": {original: 1}}
    draft = visit.draft(uri="", content=content, notes=kept)
    async with visit.acting() as session:
        await visit.ask_nothing(session)
        await drafts.start(session, draft)
        draft.uri = _uri(visit, draft)
        session.add(draft)
        await session.flush()
        await visit.record(session, "drafted", draft.uri, draft=draft.id)
        await posts.follow(visit.newsroom, session, draft)
    return cards.card(viewing.view(visit, draft))


def _is_post(url: str, source: dict[str, Any]) -> bool:
    return bool(url == source["url"] and source["outlet"] == _POSTS)


def _uri(visit: Visit, draft: Draft) -> str:
    """It never changes: the newsroom's day and the draft's number."""
    return f"desk:{visit.newsroom.today(visit.newsroom.rules.timezone)}:{draft.id}"


async def opened(visit: Visit, number: int, show: Show | None = None, note: str = "") -> Screen | None:
    """A draft as it is now; None when there is none. Whatever was asked is asked no more."""
    async with visit.acting() as session:
        await visit.ask_nothing(session)
        draft = await drafts.find(session, number)
        if draft is None:
            return None
        seen = await viewing.changed(session, draft, viewing.view(visit, draft, note))
    return (show or shown)(seen)


async def asking(visit: Visit, step: Step, about: str, show: Show) -> Screen:
    """Show something of a draft, and take the next text for an answer about it."""
    async with visit.acting() as session:
        draft = await drafts.seen(session, step, DRAFT)
        await visit.ask(session, about, draft.id, draft.version)
        return show(viewing.view(visit, draft))


async def changed(
    visit: Visit, step: Step, change: Change, show: Show = cards.card, *, tag: str = ""
) -> Screen:
    """Change a draft that is still as it was seen, and show it; `tag` is the language that is written anew.

    Raises:
        Refused: the change is none; nothing was changed.
    """
    async with visit.acting() as session:
        draft = await drafts.seen(session, step, DRAFT)
        content = change(dict(draft.content))
        kept = _noted(draft, content, visit.who.user_id, tag)
        draft = await drafts.change(session, step, content=content, notes=kept)
        await visit.ask_nothing(session)
        return show(await viewing.changed(session, draft, viewing.view(visit, draft)))


def _noted(draft: Draft, content: dict[str, Any], who: int, tag: str) -> dict[str, Any]:
    """What of the writing does not travel: when each language was written, and what is still assumed."""
    kept = dict(draft.notes)
    texts = dict(kept.get("texts", {}))
    was = {part: draft.content.get(part, {}) for part in ("headline", "summary")}
    for language in fields.languages(content):
        now = [content.get(part, {}).get(language) for part in was]
        if language == tag or now != [was[part].get(language) for part in was]:
            texts[language] = draft.version + 1
    kept["texts"] = texts
    kept["assumed"] = [one for one in kept.get("assumed", []) if content.get(one) == draft.content.get(one)]
    what = list(viewing.changed_parts(draft.content, content))
    return kept | {"changes": [*kept.get("changes", []), [draft.version + 1, who, what]][-_REMEMBERED:]}


async def stale(visit: Visit, draft: Draft, seen: int) -> Screen:
    """The draft as it is now, and that somebody was quicker."""
    async with visit.newsroom.database.writing() as session:
        await visit.ask_nothing(session)
    if draft.version == seen:
        return shown(viewing.view(visit, draft))
    since = [change for change in draft.notes.get("changes", []) if change[0] > seen]
    parts = dict.fromkeys(part for _version, _who, what in since for part in what)
    speaker = visit.speaker
    what = speaker.listed([speaker._(_label(draft, part)) for part in parts])
    people = dict.fromkeys(who for _version, who, _what in since) or [draft.changed_by]
    by = speaker.listed([viewing.person(visit, who) for who in people])
    note = cards.outdated(speaker, what or speaker._(cards.STATES[draft.state]), by)
    return shown(viewing.view(visit, draft, note))


def shown(view: View) -> Screen:
    """A draft in whatever state it is."""
    return cards.card(view) if view.state == DRAFT else standing(view, Since())


def _label(draft: Draft, what: str) -> str:
    known = {"claims": cards.FIGURES, "kind": cards.KIND_LABEL}
    one = fields.field(fields.kind_of(draft.content), what)
    return known.get(what) or (one.label if one else what)


# What can be changed


def as_kind(visit: Visit, kind: str) -> Change:
    def change(content: dict[str, Any]) -> dict[str, Any]:
        if kind not in KINDS:
            raise Refused(cards.NO_CHOICE)
        text = " ".join([*content.get("headline", {}).values(), *content.get("summary", {}).values()])
        return notes.as_kind(content, kind, visit.context, text)

    return change


def chosen(visit: Visit, name: str, value: str) -> Change:
    def change(content: dict[str, Any]) -> dict[str, Any]:
        return _field(content, name).chosen(content, value, visit.context)

    return change


def typed(visit: Visit, name: str, text: str) -> Change:
    def change(content: dict[str, Any]) -> dict[str, Any]:
        return _field(content, name).typed(content, text, visit.context)

    return change


def _field(content: dict[str, Any], name: str) -> fields.Field:
    found = fields.field(fields.kind_of(content), name)
    if found is None:
        raise Refused(cards.NO_CHOICE)
    return found


async def keep_text(visit: Visit, step: Step, tag: str) -> Screen:
    """A translation is still right although the original was changed after it."""
    return await changed(visit, step, lambda content: content, cards.texts, tag=tag)


async def discard(visit: Visit, step: Step) -> Screen:
    """Throw a draft away; it stays as a row."""
    async with visit.acting() as session:
        await drafts.seen(session, step, DRAFT)
        draft = await drafts.change(session, step, state=SPIKED)
        await visit.ask_nothing(session)
        await visit.record(session, "discarded", draft.uri, draft=draft.id)
        await posts.follow(visit.newsroom, session, draft)
        return shown(viewing.view(visit, draft))
