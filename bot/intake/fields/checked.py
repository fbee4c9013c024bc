"""What was typed, in the form in which entries keep it, or refused with what would be right."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.brief.labels import _
from bot.brief.sheet import short
from bot.intake import bounds
from bot.intake.fields.shape import Refused, TooLong
from storage.model.values import Language, Party, Text

_TOO_LONG = _("That is %(count)s characters long; at most %(most)s fit.")
_TOO_MANY = _("These would be %(count)s; at most %(most)s fit into one entry.")
_UNREADABLE = _("There is no text in it that could be shown.")
_NO_PARTY = _("%(code)s is not the code of a country or alliance, such as UA, US or EU.")
_NO_LANGUAGE = _("%(tag)s is not the tag of a language, such as en, de or uk.")


def line(text: str, most: int = bounds.NAME) -> str:
    """A text of one line.

    Raises:
        Refused: it is blank, too long, or holds what cannot be shown.
    """
    return _readable(" ".join(text.split()), most)


def paragraphs(text: str, most: int = bounds.SUMMARY) -> str:
    """A text whose lines stay; blank ones between them are one.

    Raises:
        Refused: it is blank, too long, or holds what cannot be shown.
    """
    lines = [" ".join(one.split()) for one in text.strip().splitlines()]
    kept = [one for one, before in zip(lines, ["", *lines], strict=False) if one or before]
    return _readable("\n".join(kept), most)


def _readable(text: str, most: int) -> str:
    if len(text) > most:
        raise TooLong(_TOO_LONG, count=len(text), most=most)
    return _valid(Text, text, _UNREADABLE)


def few(items: Sequence[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """As many as a draft may hold.

    Raises:
        Refused: they are more.
    """
    if len(items) > most:
        raise TooLong(_TOO_MANY, count=len(items), most=most)
    return list(items)


def party(code: str) -> str:
    return _valid(Party, code.strip().upper(), _NO_PARTY, code=shortened(code))


def language(tag: str) -> str:
    return _valid(Language, tag.strip(), _NO_LANGUAGE, tag=shortened(tag))


def named(text: str) -> str:
    """A name that somebody else chose, such as a channel's: one line of what is seen, cut to its bound."""
    seen = "".join(character if character.isprintable() else " " for character in text)
    return short(" ".join(seen.split()), bounds.NAME)


def shortened(text: str) -> str:
    """What was typed as it is repeated in a refusal: short enough to recognise."""
    return short(" ".join("".join(c for c in text if c.isprintable() or c.isspace()).split()))


def _valid(form: Any, text: str, refusal: str, **values: object) -> str:
    try:
        return str(_adapter(form).validate_python(text))
    except ValidationError:
        raise Refused(refusal, **values) from None


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)
