"""Headline and summary: in the draft's original language as fields, in every other as a translation."""

from collections.abc import Sequence
from typing import Any

from bot.brief.labels import _
from bot.brief.tongue import Tongue
from bot.intake import bounds, kinds
from bot.intake.context import Context
from bot.intake.fields import checked
from bot.intake.fields.shape import NOTHING, Content, Field, Refused, changed, cut

_ONLY_LANGUAGE = _("This is the only language of the entry. Type another text instead.")
_NOT_THERE = _("There is no text in this language.")
_HEADLINE_NEEDED = _("An entry needs a headline. Type another one instead.")


def languages(content: Content) -> list[str]:
    """Those that have a headline, the original first."""
    return [tag for tag, text in (content.get("headline") or {}).items() if text]


def original(content: Content, text: str, context: Context) -> str:
    """The language in which a draft is written; for an empty one that of the text."""
    known = [*languages(content), *(content.get("summary") or {})]
    return known[0] if known else kinds.language(text, context.languages)


def within(texts: Content, preferred: Sequence[str]) -> str:
    """A text in the first of some languages that it has, else in any."""
    found = [texts[tag] for tag in [*preferred, *texts] if texts.get(tag)]
    return str(found[0]) if found else ""


def _put(content: Content, part: str, tag: str, text: str) -> dict[str, Any]:
    """An empty text takes that language away; where a language stands among the others is kept."""
    return changed(content, part, changed_in_place(content.get(part) or {}, tag, text))


def changed_in_place(texts: Content, tag: str, text: str) -> dict[str, Any]:
    """The first language is the original: a new text of it does not move it behind the others."""
    return {key: value for key, value in (dict(texts) | {tag: text}).items() if value}


def _shown(part: str, content: Content) -> str:
    return cut(within(content.get(part) or {}, languages(content)))


def _shown_headline(content: Content, _speaker: Tongue, _context: Context) -> str:
    return _shown("headline", content)


def _shown_summary(content: Content, _speaker: Tongue, _context: Context) -> str:
    return _shown("summary", content)


def _headline(content: Content, text: str, context: Context) -> dict[str, Any]:
    if text.strip() == NOTHING:
        raise Refused(_HEADLINE_NEEDED)
    headline = checked.line(text, bounds.HEADLINE)
    return _put(content, "headline", original(content, headline, context), headline)


def _summary(content: Content, text: str, context: Context) -> dict[str, Any]:
    summary = "" if text.strip() == NOTHING else checked.paragraphs(text)
    return _put(content, "summary", original(content, summary, context), summary)


def translate(content: Content, language: str, text: str) -> dict[str, Any]:
    """The first line is the headline, the rest the summary of that language; "-" takes the language away.

    Raises:
        Refused: it is no text, or the language to be taken away is the only one or not there.
    """
    tag = checked.language(language)
    if text.strip() == NOTHING:
        return _without(content, tag)
    first, _end, rest = text.strip().partition("\n")
    summary = checked.paragraphs(rest) if rest.strip() else ""
    return _put(_put(content, "headline", tag, checked.line(first, bounds.HEADLINE)), "summary", tag, summary)


def _without(content: Content, tag: str) -> dict[str, Any]:
    there = languages(content)
    if tag not in there:
        raise Refused(_NOT_THERE)
    if there == [tag]:
        raise Refused(_ONLY_LANGUAGE)
    return _put(_put(content, "headline", tag, ""), "summary", tag, "")


FIELDS = (
    Field(
        "headline",
        _("Headline"),
        _("Type the headline in one line, such as: Overnight strike on Kyiv and Odesa."),
        _shown_headline,
        _headline,
    ),
    Field(
        "summary",
        _("Summary"),
        _("Type what happened in a few sentences; a dash (-) takes the summary away."),
        _shown_summary,
        _summary,
    ),
)
