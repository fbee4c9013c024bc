"""What was typed, in the form in which entries keep it, or refused with what would be right."""

from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.brief.labels import _
from bot.brief.sheet import short
from bot.intake.fields.shape import Refused
from storage.model.values import Language, Party, Text

LONGEST_WORD = 200
LONGEST_TEXT = 20_000
_TOO_LONG = _("That is %(count)s characters long; at most %(most)s fit.")
_UNREADABLE = _("There is no text in it that could be shown.")
_NO_PARTY = _("%(code)s is not the code of a country or alliance, such as UA, US or EU.")
_NO_LANGUAGE = _("%(tag)s is not the tag of a language, such as en, de or uk.")


def line(text: str, most: int = LONGEST_WORD) -> str:
    """A text of one line.

    Raises:
        Refused: it is blank, too long, or holds what cannot be shown.
    """
    return _readable(" ".join(text.split()), most)


def paragraphs(text: str) -> str:
    """A text whose lines stay; blank ones between them are one.

    Raises:
        Refused: it is blank, too long, or holds what cannot be shown.
    """
    lines = [" ".join(one.split()) for one in text.strip().splitlines()]
    kept = [one for one, before in zip(lines, ["", *lines], strict=False) if one or before]
    return _readable("\n".join(kept), LONGEST_TEXT)


def _readable(text: str, most: int) -> str:
    if len(text) > most:
        raise Refused(_TOO_LONG, count=len(text), most=most)
    return _valid(Text, text, _UNREADABLE)


def party(code: str) -> str:
    return _valid(Party, code.strip().upper(), _NO_PARTY, code=shortened(code))


def language(tag: str) -> str:
    return _valid(Language, tag.strip(), _NO_LANGUAGE, tag=shortened(tag))


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
