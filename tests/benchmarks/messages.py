"""What the benchmarks send: the same text of ordinary length for every sender."""

_BODY = """<b>Wednesday, 4 February 2026</b>
<i>Since your last brief: 2 new, 1 updated</i>

<b>Talks</b>
Abu Dhabi, round two: the first day ends without a disclosed result. Working groups of the three
delegations continue on the second day at the same place.

<b>Attacks</b>
Massive overnight strike on the eve of the talks: 350–500 drones (Air Force of Ukraine), around
65 missiles (Kaizen Blog). Drones and missiles hit power plants and homes.
<a href="https://example.org/abu-dhabi">Kaizen Blog</a>"""
FIRST_CHAT = 5_000_001
FIRST_ASKER = 9_000_000_001
QUESTIONS = ("/today", "/talks", "/attacks", "/today yesterday", "/settings", "/help", "/about")
MARK = "Benchmark alert"


def text(number: int) -> str:
    """The text of one of several editions; each is told apart by its number."""
    return f"{_BODY}\n\nEdition {number}"


def chats(many: int, first: int = FIRST_CHAT) -> range:
    return range(first, first + many)
