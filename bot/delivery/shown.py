"""What messages say at present, as far as this process sent them."""

from bot.brief.screen import Screen

_REMEMBERED = 20_000  # messages


class Shown:
    """Telegram need not be bothered with an edit that changes nothing, like a second tap on a button."""

    def __init__(self) -> None:
        self._prints: dict[tuple[int, int], int] = {}

    def remember(self, chat_id: int, message_id: int, screen: Screen) -> None:
        if len(self._prints) >= _REMEMBERED:
            del self._prints[next(iter(self._prints))]
        self._prints[chat_id, message_id] = _print(screen)

    def is_shown(self, chat_id: int, message_id: int, screen: Screen) -> bool:
        return self._prints.get((chat_id, message_id)) == _print(screen)


def _print(screen: Screen) -> int:
    return hash((screen.text, screen.picture, tuple(map(tuple, screen.rows))))
