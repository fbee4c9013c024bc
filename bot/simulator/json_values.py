"""JSON as the official server reads it: numbers keep their digits, errors have its wording."""

from typing import Any

from bot.simulator.answers import Json

KINDS = {type(None): "Null", bool: "Boolean", str: "String", list: "Array", dict: "Object"}
ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
WORDS: dict[str, tuple[str, Any]] = {"t": ("true", True), "f": ("false", False), "n": ("null", None)}
DEEPEST = 100


class Number(str):
    """A number as it was written."""

    __slots__ = ()


class JsonError(ValueError):
    """The text is not JSON, or a field in it is not what it must be."""


def kind_of(value: Any) -> str:
    return "Number" if isinstance(value, Number) else KINDS[type(value)]


class Reader:
    """A recursive reader over one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def read(self) -> Any:
        value = self.value(DEEPEST)
        self.skip_spaces()
        if self.at < len(self.text):
            raise JsonError("Expected string end")
        return value

    def peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def skip_spaces(self) -> None:
        while self.peek() and self.peek() in " \t\r\n":
            self.at += 1

    def skip(self, symbol: str) -> bool:
        self.skip_spaces()
        if self.peek() != symbol:
            return False
        self.at += 1
        return True

    def value(self, depth: int) -> Any:
        if depth < 0:
            raise JsonError("Too big object depth")
        self.skip_spaces()
        symbol = self.peek()
        if symbol in WORDS:
            return self.word(symbol)
        if symbol == '"':
            return self.string()
        if symbol == "[":
            return self.array(depth)
        if symbol == "{":
            return self.object(depth)
        if symbol and symbol in "-+.0123456789":
            return self.number()
        if not symbol:
            raise JsonError("Unexpected string end")
        raise JsonError(f"Unexpected symbol '{symbol}'" if symbol < "\x7f" else "Unexpected symbol")

    def word(self, symbol: str) -> Any:
        word, value = WORDS[symbol]
        if not self.text.startswith(word, self.at):
            raise JsonError(f"Token starts with '{symbol}' -- {word} expected")
        self.at += len(word)
        return value

    def number(self) -> Number:
        start = self.at
        while self.peek() and self.peek() in "-+.eE0123456789":
            self.at += 1
        return Number(self.text[start : self.at])

    def array(self, depth: int) -> list[Any]:
        self.at += 1
        values: list[Any] = []
        if self.skip("]"):
            return values
        while True:
            if self.at >= len(self.text):
                raise JsonError("Unexpected string end")
            values.append(self.value(depth - 1))
            if self.skip("]"):
                return values
            self.expect_comma("Array")

    def expect_comma(self, kind: str) -> None:
        if self.skip(","):
            return
        at_end = self.at >= len(self.text)
        raise JsonError("Unexpected string end" if at_end else f"Unexpected symbol while parsing JSON {kind}")

    def object(self, depth: int) -> Json:
        self.at += 1
        fields: Json = {}
        if self.skip("}"):
            return fields
        while True:
            self.skip_spaces()
            if self.at >= len(self.text):
                raise JsonError("Unexpected string end")
            name = self.string()
            if not self.skip(":"):
                raise JsonError("':' expected")
            # The first of two fields with one name counts.
            fields.setdefault(name, self.value(depth - 1))
            if self.skip("}"):
                return fields
            self.expect_comma("Object")

    def string(self) -> str:
        if self.peek() != '"':
            raise JsonError("Opening '\"' expected")
        self.at += 1
        parts: list[str] = []
        while (symbol := self.peek()) != '"':
            if not symbol:
                raise JsonError("Closing '\"' not found")
            parts.append(self.escape() if symbol == "\\" else symbol)
            self.at += 1
        self.at += 1
        # Surrogate pairs written as two escapes are one character.
        return "".join(parts).encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def escape(self) -> str:
        self.at += 1
        symbol = self.peek()
        if symbol != "u":
            return ESCAPES.get(symbol, symbol)
        digits = self.text[self.at + 1 : self.at + 5]
        try:
            code = int(digits, 16)
        except ValueError:
            raise JsonError("Invalid \\u -- not hex digit") from None
        self.at += 4
        return chr(code)


def decode(text: str) -> Any:
    return Reader(text).read()


def plain(value: Any) -> Any:
    """Ordinary Python values: numbers become int or float."""
    if isinstance(value, Number):
        return float(value) if set(value) & set(".eE") else int(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value
