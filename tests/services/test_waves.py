"""One live alert for each wave: twenty updates are one sound and edits, and what is graver sounds again."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.brief import priorities
from bot.services import correcting
from bot.services.correcting import Errata
from storage import entries
from storage.entries import Stamp
from storage.model.ledger import Delivery, Edition
from tests import cast
from tests.cast import Chat
from tests.services.house import ANNA, BEN, House, kyiv

NIGHT = ["22:00", "06:30"]
ONGOING, ENDED = "This attack is going on.", "This attack has ended."


def strike(name: str = "first", killed: int = 0, *, final: bool = False, **changes) -> cast.Entry:
    """Something that happens in a wave."""
    block = {"wave": "2026-02-04-night", "attacker": "RU"} | ({"final": True} if final else {})
    claims = [cast.claim(killed, measure="killed", unit="person")] if killed else []
    fields = {
        "uri": f"kaizen:{name}",
        "headline": {"en": f"Strike {name}"},
        "claims": claims,
        "attack": block,
    }
    return cast.attack(**fields | changes)


@pytest.fixture
def house(house: House) -> House:
    house.van_is_away()
    return house


async def deliver(house: House) -> None:
    """What a van does: everything that waits is sent, in the present rendition."""
    async with house.database.writing() as session:
        for one in (await session.exec(select(Delivery).where(Delivery.state == "queued"))).all():
            edition = await session.get_one(Edition, one.edition_id)
            one.state, one.rendition, one.settled_at = "sent", edition.rendition, house.clock()
            one.message_id = one.target_id if one.action == "edit" else 7_000 + (one.id or 0)
            session.add(one)


async def pass_by(house: House, errata: Errata | None = None) -> list[Delivery]:
    """What ticks do: put right, alert what has settled, put right what that added; then the van sends it."""
    before = len(await house.deliveries())
    await correcting.put_right(house.newsroom, None, errata)
    await house.alerts_after(seconds=90)
    await correcting.put_right(house.newsroom, None, errata)
    fresh = (await house.deliveries())[before:]
    await deliver(house)
    return fresh


async def told(house: House, *items: cast.Entry, **stamp) -> list[Delivery]:
    await house.publish(*items, **stamp)
    return await pass_by(house)


async def text_of(house: House, one: Delivery) -> str:
    return "\n".join(next(e for e in await house.editions() if e.id == one.edition_id).pages)


def sounds(fresh: list[Delivery]) -> list[int]:
    return [one.chat_id for one in fresh if one.action == "send"]


def edits(fresh: list[Delivery]) -> list[int]:
    return [one.chat_id for one in fresh if one.action == "edit"]


async def test_twenty_updates_of_a_night_are_one_sound_and_edits(house):
    await house.start()
    errata, fresh = Errata(), []
    for number in range(21):
        await house.publish(strike(summary={"en": f"Report {number}"}))
        fresh += await pass_by(house, errata)
    assert Counter(one.action for one in fresh) == {"send": 1, "edit": 20}
    assert all(one.priority == priorities.SILENT_EDIT for one in fresh if one.action == "edit")
    assert len({one.target_id for one in fresh if one.action == "edit"}) == 1
    assert "Report 20" in await text_of(house, fresh[-1])


async def test_another_entry_of_the_wave_is_added_to_the_alert_that_readers_have(house):
    await house.start()
    await told(house, strike("first"))
    fresh = await told(house, strike("second"))
    assert (sounds(fresh), edits(fresh)) == ([], [ANNA.id])
    text = await text_of(house, fresh[0])
    assert "Strike first" in text
    assert "Strike second" in text
    assert await pass_by(house) == []


async def test_twenty_entries_of_a_wave_are_one_sound_and_edits(house):
    await house.start()
    fresh = []
    for number in range(21):
        fresh += await told(house, strike(f"no-{number}"))
    assert Counter(one.action for one in fresh) == {"send": 1, "edit": 20}


async def test_who_has_no_alert_of_the_wave_gets_one(house):
    await house.start(ANNA)
    await told(house, strike("first"))
    await house.start(BEN)
    fresh = await told(house, strike("second"))
    assert (sounds(fresh), edits(fresh)) == ([BEN.id], [ANNA.id])


async def test_what_was_added_later_goes_only_to_those_who_want_it(house):
    odesa = {"places": [{"name": "Odesa", "country": "UA", "region": "UA-51"}]}
    nowhere = {"places": []}
    await house.start(ANNA, regions=["UA-30"])
    await house.start(BEN)
    await told(house, strike("first", **nowhere))
    fresh = await told(house, strike("second", **odesa))
    assert (sounds(fresh), edits(fresh)) == ([], [BEN.id])


async def test_entries_of_another_wave_sound(house):
    await house.start()
    await told(house, strike("first"))
    other = {"wave": "another", "attacker": "UA"}
    assert sounds(await told(house, strike("second", attack=other))) == [ANNA.id]


async def test_a_rise_to_flash_sounds_again_as_an_answer_to_the_alert(house):
    await house.start()
    (first,) = await told(house, strike())
    fresh = await told(house, strike(urgency=2))
    (again,) = [one for one in fresh if one.action == "send"]
    assert again.priority == priorities.FLASH
    assert again.target_id == 7_000 + first.id
    assert "<i>updated</i>" in await text_of(house, again)
    assert await pass_by(house) == []


@pytest.mark.parametrize(
    ("tolls", "sounding"),
    [
        ((0, 1, 2, 3, 4), [True, True, False, False, False]),
        ((4, 5, 9, 10, 24, 25, 50), [True, True, False, True, False, True, True]),
        ((10, 8, 10), [True, False, False]),
    ],
)
async def test_a_toll_sounds_again_when_it_passes_a_step(house, tolls, sounding):
    await house.start()
    heard = [bool(sounds(await told(house, strike(killed=killed)))) for killed in tolls]
    assert heard == sounding


async def test_a_graver_entry_of_the_wave_sounds_with_all_of_the_wave(house):
    await house.start()
    await told(house, strike("first", 3))
    await told(house, strike("second", 2))
    fresh = await told(house, strike("third", 12))
    (again,) = [one for one in fresh if one.action == "send"]
    text = await text_of(house, again)
    assert [f"Strike {name}" in text for name in ("first", "second", "third")] == [True] * 3


async def test_the_figure_that_grew_shows_what_it_was(house):
    await house.start()
    await told(house, strike(killed=3))
    fresh = await told(house, strike(killed=12))
    (again,) = [one for one in fresh if one.action == "send"]
    assert "3 → 12 killed" in await text_of(house, again)


@pytest.mark.parametrize("signal", ["correction", "refile"])
async def test_only_an_update_sounds_again(house, signal):
    await house.start()
    await told(house, strike(killed=3))
    await house.publish(strike(killed=30), signal=signal, reason="A slip.")
    assert await house.alerts_after(seconds=90) == []


async def test_after_two_days_it_is_told_anew(house):
    await house.start()
    await told(house, strike("first"))
    house.clock.forward(hours=49)
    assert sounds(await told(house, strike("second"))) == [ANNA.id]


async def test_an_archive_that_is_updated_sounds_to_nobody(house):
    await house.start()
    await house.archive(strike(killed=3))
    assert sounds(await told(house, strike(killed=300))) == []


async def test_an_alert_says_that_the_attack_goes_on_and_then_that_it_has_ended(house):
    await house.start()
    (first,) = await told(house, strike("first"))
    assert ONGOING in await text_of(house, first)
    (edit,) = await told(house, strike("last", final=True))
    text = await text_of(house, edit)
    assert ENDED in text
    assert ONGOING not in text


async def test_what_was_added_without_a_sound_is_news_to_the_digest(house):
    await house.start()
    await told(house, strike("first"))
    await told(house, strike("second"))
    (digest,) = await house.digests_at(kyiv(2026, 2, 5, 7, 30))
    assert "Strike second" in digest
    assert "Strike first" not in digest


async def test_an_entry_that_was_added_and_withdrawn_is_marked_so_in_the_alert(house):
    await house.start()
    await told(house, strike("first"))
    await told(house, strike("second"))
    async with house.database.writing() as session:
        number = await entries.id_of(session, "kaizen:second")
        assert await entries.withdraw(session, number, Stamp("telegram:2001", house.clock(), "Not so."))
    fresh = await pass_by(house)
    (edit,) = [one for one in fresh if one.action == "edit"]
    text = await text_of(house, edit)
    assert "Strike first" in text
    assert "Strike second" not in text
    assert "Withdrawn" in text


async def test_who_never_saw_what_was_added_hears_nothing_of_its_withdrawal(house):
    await house.start()
    await told(house, strike("first"))
    await house.publish(strike("second"))
    await house.alerts_after(seconds=90)  # added, but not written yet
    async with house.database.writing() as session:
        number = await entries.id_of(session, "kaizen:second")
        assert await entries.withdraw(session, number, Stamp("telegram:2001", house.clock(), "Not so."))
    assert sounds(await pass_by(house)) == []


async def test_in_quiet_hours_the_alert_is_edited_and_what_is_graver_waits(house):
    await house.start(quiet=NIGHT, weekdays=[])
    await told(house, strike("first"))
    house.clock.moment = kyiv(2026, 2, 5, 1, 0)
    fresh = await told(house, strike("second"))
    assert (sounds(fresh), edits(fresh)) == ([], [ANNA.id])
    assert sounds(await told(house, strike("third", 12))) == []
    (text,) = await house.wakes_at(kyiv(2026, 2, 5, 6, 30))
    assert "Strike third" in text


async def test_a_wave_of_a_quiet_night_is_one_message_in_the_morning(house):
    await house.start(quiet=NIGHT, weekdays=[])
    house.clock.moment = kyiv(2026, 2, 5, 1, 0)
    for number, killed in enumerate((0, 3, 30)):
        await told(house, strike(f"no-{number}", killed))
    await told(house, strike("no-1", 60))
    (text,) = await house.wakes_at(kyiv(2026, 2, 5, 6, 30))
    assert [f"Strike no-{number}" in text for number in range(3)] == [True] * 3
    assert "60 killed" in text


async def test_flash_that_passes_at_night_is_not_told_again_in_the_morning(house):
    await house.start(quiet=NIGHT, quiet_flash=True, weekdays=[])
    house.clock.moment = kyiv(2026, 2, 5, 1, 0)
    await house.start(BEN, weekdays=[])
    assert sounds(await told(house, strike())) == [BEN.id]
    assert sorted(sounds(await told(house, strike(urgency=1)))) == [ANNA.id, BEN.id]
    assert await house.wakes_at(kyiv(2026, 2, 5, 6, 30)) == []


async def test_a_muted_wave_sounds_no_more_and_its_alert_is_kept_up_to_date(house):
    await house.start()
    (first,) = await told(house, strike("first"))
    edition = next(one for one in await house.editions() if one.id == first.edition_id)
    await house.start(muted=[edition.stories[0][0]])
    fresh = await told(house, strike("second", 12))
    assert sounds(fresh) == []
    assert sounds(await told(house, strike("third", 100))) == []


async def test_readers_asked_in_chunks_have_one_message_each(house):
    chats = [Chat(5_000 + number, "en", "Europe/Kyiv") for number in range(9)]
    for chat in chats:
        await house.start(chat)
    await told(house, strike("first"), strike("second"))
    fresh = await told(house, strike("third", 12))
    assert Counter(sounds(fresh)) == {chat.id: 1 for chat in chats}
    fresh = await told(house, strike("fourth", 11))
    assert sounds(fresh) == []
    assert set(edits(fresh)) == {chat.id for chat in chats}


async def test_a_kill_between_adding_and_editing_loses_nothing(house):
    await house.start()
    await told(house, strike("first"))
    await house.publish(strike("second"))
    await house.alerts_after(seconds=90)
    house.clock.forward(seconds=timedelta(hours=1).total_seconds())
    fresh = await pass_by(house, Errata())  # a new process looks at everything once
    assert (sounds(fresh), edits(fresh)) == ([], [ANNA.id])
    assert "Strike second" in await text_of(house, fresh[0])
    rows = [one for one in await house.deliveries() if one.chat_id == ANNA.id]
    assert len(rows) == 2
