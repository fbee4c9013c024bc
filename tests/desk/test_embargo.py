"""What is under embargo is nowhere, whoever asks and however it came in; then it is everywhere at once."""

from datetime import date, timedelta

import pytest

from bot.handlers.commands import ANSWERS
from bot.services import preview, record
from storage import links
from tests import cast
from tests.desk.room import EDITOR, READERS
from tests.stories.play import buttons, kyiv

WORD = "Secretmark"
READER = READERS[0]
ENDS = "2026-02-04T18:30:00+02:00"
# What begins, sets or ends a subscription is no outlet, nor is a button that does.
COMMANDS = sorted(set(ANSWERS) - {"start", "settings", "stop", "mydata", "forget"})
URIS = ("desk:2026-02-04:1", "kaizen:2026-02-03:attack:overnight")  # by hand, and by file
EVERY_URGENCY = (1, 3, 5)


def said(message):
    """A picture says it in its caption."""
    return message.get("text") or message.get("caption", "")


async def outlets(room):
    """Each way to an entry that a reader or another program has, with what it shows; new commands too."""
    shown = {}
    for command in COMMANDS:
        for words in ("", f" {WORD}"):
            message = await room.say(READER.id, f"/{command}{words}")
            shown[f"/{command}{words}"] = said(message)
            for label, data in buttons(message).items():
                if data and not label.startswith("✓"):
                    shown[f"/{command}{words} {label}"] = said(await room.press(READER.id, message, data))
    shown["deep link"] = (await room.say(READER.id, f"/start {WORD}"))["text"]
    for uri in URIS:
        shown[f"link to {uri}"] = (await room.say(READER.id, f"/start e1-{links.sign(uri)}"))["text"]
    for words in ("", WORD, WORD[:6], "strike", "attack"):
        query = room.world.ask_inline(READER.id, words)
        await room.quiet()
        shown[f"inline {words}"] = repr(room.world.answered_queries[query])
    newsroom, day = room.bot.newsroom, date(2026, 2, 4)
    previews = [
        *await preview.day(newsroom, day, "en"),
        *await preview.digest(newsroom, day, "en", room.clock() - timedelta(days=3)),
    ]
    shown["preview"] = "\n".join(previews)
    found = [one async for one in record.documents(room.bot.newsroom.database, clock=room.clock)]
    shown["export"] = "\n".join(found)
    brought = [
        one["text"]
        for words in ("Alert ·", "Flash ·", "Since your last brief")
        for one in room.held_by(READER, words)
    ]
    shown["messages"] = "\n".join(brought)
    return shown


async def where(room, word=WORD):
    """Where it is to be read. A message that shows what was searched for says so with the words alone."""
    return [name for name, text in (await outlets(room)).items() if f"{word} strike" in text]


async def by_hand(room, urgency):
    card = await room.say(
        EDITOR.id, f"{WORD} strike on Odesa today\n12 killed - Mayor\nhttps://example.org/a"
    )
    card = await room.press(EDITOR.id, card, "Urgency")
    label = next(label for label in buttons(card) if label.removeprefix("✓ ").startswith(f"{urgency} "))
    card = await room.press(EDITOR.id, card, label)
    sheet = await room.press(EDITOR.id, card, "Preview and publish")
    sheet = await room.press(EDITOR.id, sheet, "At a time")
    await room.press(EDITOR.id, sheet, "Embargo")
    await room.say(EDITOR.id, "18:30")


async def by_file(room, urgency):
    headline = {"en": f"{WORD} strike on Odesa today"}
    today = {"start": "2026-02-04", "precision": "day"}
    entry = cast.attack(headline=headline, urgency=urgency, happened=today, embargoed_until=ENDS)
    await room.publish(entry)


@pytest.mark.parametrize("urgency", EVERY_URGENCY)
@pytest.mark.parametrize("way", [by_hand, by_file])
async def test_it_is_nowhere_before_its_time_and_everywhere_after_it(room, way, urgency):
    await way(room, urgency)
    await room.at(kyiv(2026, 2, 4, 18, 28))
    assert await where(room) == []
    await room.at(kyiv(2026, 2, 4, 18, 30))
    await room.alerted()
    found = await where(room)
    assert {"/today", f"/search {WORD}", f"inline {WORD}", "export", "preview"} <= set(found)
    assert any(name.startswith("link to") for name in found)
    assert ("messages" in found) == (urgency <= 4)
    await room.at(kyiv(2026, 2, 5, 7, 31))
    assert "messages" in await where(room)


async def test_the_morning_digest_before_its_end_leaves_it_out(room):
    await room.publish(cast.talks())
    headline = {"en": f"{WORD} strike on Odesa"}
    await room.publish(cast.attack(headline=headline, urgency=5, embargoed_until="2026-02-05T09:00:00+02:00"))
    await room.at(kyiv(2026, 2, 5, 7, 31))
    (digest,) = room.held_by(READER, "Abu Dhabi")
    assert WORD not in digest["text"]
    assert await where(room) == []
    await room.at(kyiv(2026, 2, 6, 7, 31))
    assert room.held_by(READER, WORD)


async def test_a_change_under_embargo_leaves_what_readers_see_as_it_was(room):
    await room.publish(cast.attack(headline={"en": "Plain strike"}, urgency=3))
    await room.alerted()
    await room.publish(cast.attack(headline={"en": f"{WORD} strike"}, urgency=3, embargoed_until=ENDS))
    await room.after(minutes=5)
    assert await where(room) == []
    assert "messages" in await where(room, "Plain")
    await room.at(kyiv(2026, 2, 4, 18, 30))
    await room.after(seconds=5)
    assert {"messages", "export"} <= set(await where(room))
