"""Why a file is refused: every problem with its line, its path and a reason that people understand."""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from storage.errors import BriefError

MOST_SHOWN = 20
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Refusal:
    """One problem; `path` is empty when it is about the whole value, `line` None when about the file."""

    line: int | None
    path: str
    reason: str

    def sentence(self, name: str) -> str:
        where = f"{name} line {self.line}" if self.line else name
        return ": ".join(part for part in (where, self.path, self.reason) if part)


class FileRefused(BriefError):
    """The file was refused, nothing of it was kept."""

    def __init__(self, name: str, refusals: Sequence[Refusal], untold: int = 0) -> None:
        """`untold` counts further problems that were not kept."""
        self.name, self.refusals, self._untold = name, refusals, untold
        super().__init__("\n  ".join(self.sentences()))

    def sentences(self) -> list[str]:
        shown = [refusal.sentence(self.name) for refusal in self.refusals[:MOST_SHOWN]]
        rest = len(self.refusals) - len(shown) + self._untold
        return [*shown, f"{self.name}: and {rest} more"] if rest else shown


def of_validation(line: int, error: ValidationError, model: type[BaseModel]) -> Iterator[Refusal]:
    """The problems that a model found in one value."""
    for detail in error.errors(include_url=False):
        yield Refusal(line, path(detail["loc"]), _reason(detail, model))


def path(location: Sequence[int | str]) -> str:
    """Where in a value: `claims[0].quantity.low`; an odd key is quoted, lest it act on a terminal."""
    written = ""
    for part in location:
        if part == "[key]":  # pydantic's way to say that the key itself is wrong
            continue
        if isinstance(part, int):
            written += f"[{part}]"
        elif re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", part):
            written += f".{part}" if written else part
        else:
            written += f"[{_shown(part)}]"
    return written


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


_RULES: Mapping[str, str] = {
    "string_type": "must be a text in quotes",
    "string_unicode": "holds half a character (a lone surrogate)",
    "int_type": "must be a whole number",
    "bool_type": "must be true or false",
    "list_type": "must be a list",
    "dict_type": "must be an object in braces",
    "model_type": "must be an object in braces",
    "url_scheme": "must begin with http:// or https://",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "too_short": "needs at least {min_length}",
    "too_long": "is too long, at most {max_length}",
    "string_too_long": "is too long, at most {max_length} characters",
}
_FORMS: Mapping[str, str] = {
    "uri": "must be an identifier with a scheme, such as kaizen:2026-02-04:talks:abu-dhabi",
    "scope": "must be one word of small letters, digits and _, such as energy",
    "weapons": "must be one word of small letters, digits and _, such as uav_strike",
    "times": "must be a time such as 07:30",
    "quiet": "must be a time such as 22:00",
}
_SLUG = "must be small letters, digits, - and _, such as air-force"


def _reason(detail: Mapping[str, Any], model: type[BaseModel]) -> str:
    kind = detail["type"]
    if kind == "extra_forbidden":
        return _unknown_key(detail["loc"], model)
    if kind == "missing":
        return "is missing"
    if rule := _rule(kind, detail):
        return rule + _instead(detail.get("input"))
    return str(detail["msg"]).removeprefix("Value error, ")


def _rule(kind: str, detail: Mapping[str, Any]) -> str | None:
    """What would be right, for the rules that are pydantic's own."""
    if kind == "literal_error":
        return f"must be {detail['ctx']['expected'].replace(chr(39), '')}"
    if kind == "string_pattern_mismatch":
        names = [part for part in detail["loc"] if isinstance(part, str)]
        return _FORMS.get(names[-1] if names else "", _SLUG)
    if kind in _RULES:
        return _RULES[kind].format(**detail.get("ctx", {}))
    return "is not a web address" if kind.startswith("url_") else None


def _instead(found: Any) -> str:
    """Only what is short enough to recognise is repeated."""
    scalar = found is None or isinstance(found, str | int | float)
    return f", not {'null' if found is None else _shown(found)}" if scalar else ""


def _unknown_key(location: Sequence[int | str], model: type[BaseModel]) -> str:
    owner = _model_at(location[:-1], model)
    near = difflib.get_close_matches(str(location[-1]), owner.model_fields, n=1) if owner else []
    return f"unknown key; did you mean {near[0]}?" if near else "unknown key"


def _model_at(location: Sequence[int | str], model: type[BaseModel]) -> type[BaseModel] | None:
    current: type[BaseModel] | None = model
    for part in location:
        if current is not None and isinstance(part, str):
            field = current.model_fields.get(part)
            current = next(_models_in(field.annotation), None) if field else None
    return current


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


def unreadable(name: str, error: OSError) -> FileRefused:
    """Why a file cannot be read."""
    match error:
        case FileNotFoundError():
            reason = "there is no such file"
        case IsADirectoryError():
            reason = "is a folder, not a file"
        case _:
            reason = f"cannot be read: {error.strerror}"
    return FileRefused(name, [Refusal(None, "", reason)])


def not_utf8(line: int, error: UnicodeDecodeError) -> Refusal:
    byte = error.object[error.start]
    return Refusal(line, "", f"not UTF-8 text (byte {byte:#04x}); save the file as UTF-8")
