"""What somebody of the desk writes: the answer to a question, or a note that becomes a draft."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date

from bot.brief.labels import _
from bot.brief.screen import Screen
from bot.brief.sheet import with_typed
from bot.desk import cards, sheets
from bot.desk import entries as lists
from bot.intake import bounds, fields
from bot.intake.fields import Refused, TooLong, checked
from bot.services.desk import office, publishing, revising, timing, viewing, withdrawing, writing
from bot.services.desk.publishing import Plan
from bot.services.desk.visits import NotOfTheDeskError, Visit
from storage import shelves
from storage.desk import drafts, questions
from storage.desk.drafts import DraftChanged, DraftGoneError, Step
from storage.model.desk import Draft, Question

Answer = Callable[[Visit, Question, str, str], Awaitable[Screen | None]]
NOT_A_TIME = _("That is not a time. Type 06:30, or 2026-02-05 06:30.")


async def said(
    guest: Visit, text: str, links: Sequence[tuple[str, str]] = (), replied_to: int | None = None
) -> Screen | None:
    """One text becomes one act; None for whoever lost their rights meanwhile."""
    try:
        async with guest.newsroom.database.reading() as session:
            question = await questions.asked(session, guest.asker.chat_id, guest.now)
        if question is not None:
            return await _answered(guest, question, text)
        if replied_to is not None and (found := await _replied(guest, replied_to)):
            return found
        return await writing.start(guest, text, links)
    except DraftChanged as refused:
        screen = await writing.stale(guest, refused.draft, refused.seen)
        return with_typed(guest.speaker, screen, text)
    except (NotOfTheDeskError, DraftGoneError):
        return None


async def _replied(guest: Visit, message_id: int) -> Screen | None:
    """A reply to one of the bot's own messages opens the entry that it brought."""
    async with guest.newsroom.database.reading() as session:
        numbers = await shelves.carried_by(session, guest.asker.chat_id, message_id)
        found = [await shelves.one(session, number) for number in numbers]
    if len(numbers) == 1:
        return await revising.opened(guest, numbers[0])
    named = [(one.id, revising.headline(guest, one.entry)) for one in found if one is not None]
    return lists.choice(guest.speaker, named) if named else None


async def _answered(guest: Visit, question: Question, text: str) -> Screen | None:
    word, _colon, rest = question.about.partition(":")
    try:
        return await _ANSWERS[word](guest, question, rest, text)
    except Refused as refused:
        screen = await _asked_again(guest, question, refused.told(guest.speaker))
        is_worth_keeping = screen is not None and isinstance(refused, TooLong)
        return with_typed(guest.speaker, screen, text) if screen and is_worth_keeping else screen


async def _asked_again(guest: Visit, question: Question, note: str) -> Screen | None:
    """The question stays open; what was wrong is said with it."""
    word, _colon, rest = question.about.partition(":")
    if word == withdrawing.ABOUT:
        return await withdrawing.ask_why(guest, int(rest), note)
    if word == office.LEDE:
        day, _colon, tag = rest.partition(":")
        return await office.ask_lede(guest, date.fromisoformat(day), tag, note)
    async with guest.newsroom.database.reading() as session:
        draft = await drafts.find(session, question.draft_id or 0)
    return _question(guest, draft, question.about, note) if draft else None


def _question(guest: Visit, draft: Draft, about: str, note: str) -> Screen:
    view = viewing.view(guest, draft, note)
    word, _colon, rest = about.partition(":")
    if word in sheets.REASONS:
        return sheets.reason(view, word)
    if word == "field" and (one := fields.field(view.kind, rest)):
        return cards.field(view, one)
    if word == "figure":
        return cards.figure(view, int(rest))
    if word in {"time", "embargo"}:
        return sheets.times(view, timing.offered(guest), embargo=word == "embargo")
    shown = {"figures": cards.figures, "claimant": cards.attribution}
    return cards.text(view, rest) if word == "text" else shown.get(word, cards.card)(view)


def _step(guest: Visit, question: Question) -> Step:
    return guest.step(question.draft_id or 0, question.version or 0)


async def _field(guest: Visit, question: Question, name: str, text: str) -> Screen | None:
    return await writing.changed(guest, _step(guest, question), writing.typed(guest, name, text))


async def _figures(guest: Visit, question: Question, _rest: str, text: str) -> Screen | None:
    context = guest.context
    return await writing.changed(
        guest, _step(guest, question), lambda content: fields.add_claims(content, text, context)
    )


async def _figure(guest: Visit, question: Question, index: str, text: str) -> Screen | None:
    context = guest.context
    return await writing.changed(
        guest, _step(guest, question), lambda content: fields.change_claim(content, int(index), text, context)
    )


async def _claimant(guest: Visit, question: Question, _rest: str, text: str) -> Screen | None:
    context = guest.context
    return await writing.changed(
        guest, _step(guest, question), lambda content: fields.attribute(content, text, context)
    )


async def _text(guest: Visit, question: Question, tag: str, text: str) -> Screen | None:
    return await writing.changed(
        guest, _step(guest, question), lambda content: fields.translate(content, tag, text), tag=tag
    )


async def _time(guest: Visit, question: Question, _rest: str, text: str) -> Screen | None:
    at = timing.typed_time(guest, text)
    if at is None:
        raise Refused(NOT_A_TIME)
    plan = Plan(at, embargo=question.about == "embargo")
    return await publishing.request(guest, _step(guest, question), plan)


def _why(text: str) -> str:
    return checked.line(text, bounds.REASON)


async def _reason(guest: Visit, question: Question, _rest: str, text: str) -> Screen | None:
    return await publishing.reasoned(guest, _step(guest, question), _why(text))


async def _override(guest: Visit, question: Question, _rest: str, text: str) -> Screen | None:
    return await publishing.overridden(guest, _step(guest, question), _why(text))


async def _withdraw(guest: Visit, _question: Question, number: str, text: str) -> Screen | None:
    return await withdrawing.submit(guest, int(number), _why(text))


async def _lede(guest: Visit, _question: Question, rest: str, text: str) -> Screen | None:
    day, _colon, tag = rest.partition(":")
    return await office.write_lede(guest, date.fromisoformat(day), tag, text)


_ANSWERS: dict[str, Answer] = {
    "field": _field,
    "figures": _figures,
    "figure": _figure,
    "claimant": _claimant,
    "text": _text,
    "time": _time,
    "embargo": _time,
    "reason": _reason,
    "override": _override,
    withdrawing.ABOUT: _withdraw,
    office.LEDE: _lede,
}
