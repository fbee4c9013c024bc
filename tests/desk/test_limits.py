"""Copies keep within Telegram's limits whatever an edit adds to them: shortened, never dropped."""

from tests.desk.room import EDITOR, READERS
from tests.stories.play import buttons, kyiv

# With a letter of two UTF-16 units, so that characters and units differ.
LONG = " ".join(["Repairs go on", "𝐀"] * 80)
MORE = " ".join(["More is known", "𝐁"] * 80)
NIGHT = """Drones hit a substation in {place} overnight
{text}
98 drones shot down - Air Force, as of 09:00
https://example.org/{place}"""


def units(message):
    return len(message["text"].encode("utf-16-le")) // 2


async def digest_of(room, *places):
    """Entries that wait for the digest, and the digest with them."""
    for place in places:
        card = await room.say(EDITOR.id, NIGHT.format(place=place, text=LONG))
        levels = await room.press(EDITOR.id, card, "Urgency")
        card = await room.press(EDITOR.id, levels, "5 · waits for the digest")
        await room.let_go(card)
        await room.after(seconds=room.undo)
    await room.at(kyiv(2026, 2, 5, 7, 31))
    return {reader: room.sent(reader.id)[-1] for reader in READERS}


async def test_a_digest_that_a_correction_makes_too_long_is_shortened_with_the_rest_behind_a_button(room):
    digests = await digest_of(room, "Odesa", "Kharkiv")
    assert all("More" not in buttons(digest) for digest in digests.values())
    card = await room.change("Odesa", "Summary", f"{LONG} {MORE}")
    await room.as_correction(card, "More is known by now")
    await room.after(seconds=5)
    for reader, digest in digests.items():
        now = room.now(digest)
        assert now["text"] != digest["text"]
        assert units(now) <= 4_096
        rest = await room.press(reader.id, now, "More")
        assert units(rest) <= 4_096
        both = now["text"] + rest["text"]
        assert all(words in both for words in ("Odesa", "Kharkiv", "Corrected 07:3", "𝐁"))
