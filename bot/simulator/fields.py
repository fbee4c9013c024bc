"""Fields of JSON objects, checked in the official server's words."""

from typing import Any

from bot.simulator.answers import Json
from bot.simulator.json_values import JsonError, Number, kind_of

INT32 = range(-(2**31), 2**31)
INT64 = range(-(2**63), 2**63)


def missing(name: str) -> JsonError:
    return JsonError(f'Can\'t find field "{name}"')


def wrong(name: str, kind: str) -> JsonError:
    return JsonError(f'Field "{name}" must be of type {kind}')


def require(fields: Json, name: str) -> Any:
    if name not in fields:
        raise missing(name)
    return fields[name]


def text(fields: Json, name: str, *, required: bool = False) -> str:
    """A string; a number is taken as its digits, null is refused."""
    if name not in fields and not required:
        return ""
    value = require(fields, name)
    if not isinstance(value, str):
        raise wrong(name, "String")
    return str(value)


def flag(fields: Json, name: str) -> bool:
    value = fields.get(name, False)
    if not isinstance(value, bool):
        raise wrong(name, "Boolean")
    return value


def integer(fields: Json, name: str, default: int = 0, *, required: bool = False, size: range = INT32) -> int:
    """A number, or a string of digits."""
    if name not in fields and not required:
        return default
    value = require(fields, name)
    if not isinstance(value, str):
        raise JsonError(f'Field "{name}" must be a Number')
    return whole(name, value, size)


def whole(name: str, digits: str, size: range) -> int:
    sign, number = ("-", digits[1:]) if digits.startswith("-") else ("", digits)
    if not (number.isascii() and number.isdigit()) or int(sign + number) not in size:
        raise JsonError(f'Field "{name}" must be a valid Number')
    return int(sign + number)


def real(fields: Json, name: str, *, required: bool = False) -> float:
    if name not in fields and not required:
        return 0.0
    value = require(fields, name)
    if not isinstance(value, Number):
        raise wrong(name, "Number")
    return float(value)


def array(fields: Json, name: str) -> list[Any] | None:
    """An array, or None when the field is absent; null is refused."""
    found: list[Any] | None = value_of(fields, name, "Array", required=False)
    return found


def nested(fields: Json, name: str) -> Json:
    found: Json = value_of(fields, name, "Object", required=True)
    return found


def value_of(fields: Json, name: str, kind: str, *, required: bool) -> Any:
    if name not in fields:
        if required:
            raise missing(name)
        return None
    if kind_of(fields[name]) != kind:
        raise wrong(name, kind)
    return fields[name]
