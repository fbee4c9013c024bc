"""What Telegram makes of a text: parsed, cleaned and measured by TDLib."""

from dataclasses import dataclass

from bot.brief.screen import Screen
from bot.simulator import entities as forms
from bot.simulator import text as texts
from bot.simulator.answers import Json


@dataclass(frozen=True, slots=True)
class Seen:
    """A message as a reader's phone shows it; all entities, also those beyond Telegram's limit."""

    text: str
    entities: list[Json]

    @property
    def units(self) -> int:
        return len(self.text.encode("utf-16-le")) // 2

    def links(self) -> list[str]:
        return [one["url"] for one in self.entities if one["type"] == "text_link"]

    def marked(self, kind: str) -> list[str]:
        """The stretches of the text that carry an entity of a kind."""
        return [self._cut(one["offset"], one["length"]) for one in self.entities if one["type"] == kind]

    def _cut(self, offset: int, length: int) -> str:
        return self.text.encode("utf-16-le")[2 * offset : 2 * (offset + length)].decode("utf-16-le")


def read(html: str) -> Seen:
    """Parse a text as a message; text that the server refuses raises."""
    message = texts.message_text(texts.parse(html, "HTML"))
    found = [one for one in map(forms.from_td, message.entities) if one is not None]
    return Seen(message.text, found)


def check(screen: Screen) -> Seen:
    """Read a screen as Telegram would, its buttons included."""
    for row in screen.rows:
        assert 1 <= len(row) <= 8
        for button in row:
            assert button.label.strip()
            assert bool(button.data) != bool(button.url)
            assert len(button.data.encode()) <= 64
    seen = read(screen.text)
    assert seen.units <= texts.LONGEST_TEXT
    assert len(seen.entities) <= texts.MOST_ENTITIES
    return seen
