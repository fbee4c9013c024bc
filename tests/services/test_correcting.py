"""What was wrong is put right in every copy, and those who read it wrong are told, once."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlmodel import col, select, update

from bot.brief import priorities
from bot.services import correcting, reading, subscribing
from bot.services.correcting import Errata
from bot.services.turns import Turn
from storage import editions, entries, exports
from storage.entries import Stamp
from storage.model.ledger import Delivery, Edition, EditionEntry
from tests import cast
from tests.cast import Chat
from tests.services.house import ANNA, BEN, House, asker, kyiv

THURSDAY = kyiv(2026, 2, 5, 7, 30)
FRIDAY = THURSDAY + timedelta(days=1)
CLARA = Chat(1003, "en", "Europe/Kyiv")
RIGHT = "Corrected 14:20 (Kyiv): Shot down: 88 drones, not 98 (Air Force of Ukraine)"
URI = "kaizen:2026-02-03:attack:overnight"


def strike(shot_down: int = 98, **changes):
    claims = [cast.claim(shot_down, measure="shot_down"), *changes.pop("more", [])]
    return cast.attack(claims=claims, **changes)


def others():
    return [
        cast.talks(),
        cast.pledge(),
        cast.attack(uri="kaizen:a", headline={"en": "A strike on a port"}, claims=[]),
        cast.attack(uri="kaizen:b", headline={"en": "A strike on a depot"}, claims=[]),
    ]


@pytest.fixture
def house(house: House) -> House:
    house.van_is_away()
    return house


async def deliver(house: House, *chats: Chat, state: str = "sent") -> None:
    """What a van does: everything that waits (for some chats) is sent, in the present rendition."""
    async with house.database.writing() as session:
        rows = (await session.exec(select(Delivery).where(Delivery.state == "queued"))).all()
        for one in rows:
            if chats and one.chat_id not in [chat.id for chat in chats]:
                continue
            edition = await session.get_one(Edition, one.edition_id)
            one.state, one.rendition, one.settled_at = state, edition.rendition, house.clock()
            if state == "sent":
                one.message_id = one.target_id if one.action == "edit" else 7_000 + (one.id or 0)
            session.add(one)


async def morning(house: House, *chats: Chat, entry=None, **settings) -> None:
    """A digest of five entries to some readers, delivered; then it is 14:20."""
    await house.archive(entry or strike(), *others())
    for chat in chats or (ANNA, BEN, CLARA):
        await house.start(chat, **settings)
    await house.digests_at(THURSDAY)
    await deliver(house)
    house.clock.moment = kyiv(2026, 2, 5, 14, 20)


async def correct(house: House, shot_down: int = 88, signal: str = "correction", **changes) -> None:
    reason = "The Air Force corrected its count." if signal == "correction" else ""
    await house.publish(strike(shot_down, **changes), signal=signal, reason=reason)


async def withdraw(house: House, reason: str = "The source took it back.") -> None:
    async with house.database.writing() as session:
        number = await entries.id_of(session, URI)
        assert await entries.withdraw(session, number, Stamp("telegram:2001", house.clock(), reason))


async def put_right(house: House, errata: Errata | None = None) -> list[Delivery]:
    """The deliveries that it queued."""
    before = await house.deliveries()
    count = await correcting.put_right(house.newsroom, None, errata)
    fresh = (await house.deliveries())[len(before) :]
    assert count == len(fresh)
    return fresh


async def texts(house: House, kind: str) -> list[str]:
    return [plain(one) for one in await house.editions() if one.kind == kind]


def plain(edition: Edition) -> str:
    return (
        "\n".join(edition.pages).replace("<i>", "").replace("</i>", "").replace("<b>", "").replace("</b>", "")
    )


async def of(house: House, number: int) -> Edition:
    return next(one for one in await house.editions() if one.id == number)


async def said(house: House, fresh: list[Delivery], chat: Chat) -> list[tuple[str, str]]:
    """What a chat is to get: the action and the text."""
    return [(one.action, plain(await of(house, one.edition_id))) for one in fresh if one.chat_id == chat.id]


async def test_every_copy_shows_the_new_figure_and_its_label_and_readers_are_told_once(house):
    await morning(house)
    sent = {one.chat_id: one.message_id for one in await house.deliveries()}
    await correct(house)
    fresh = await put_right(house)
    assert Counter(one.action for one in fresh) == {"edit": 3, "send": 3}
    assert {one.priority for one in fresh} == {priorities.CORRECTION}
    assert all(one.target_id == sent[one.chat_id] for one in fresh)
    (_, notice), (_, edit) = sorted(await said(house, fresh, ANNA), reverse=True)
    assert RIGHT in edit
    assert "5 new" in edit
    assert "Shot down: 98" not in edit
    assert notice.splitlines() == [
        "Correction · Massive overnight strike",
        "Shot down: 88 drones, not 98 (Air Force of Ukraine)",
        "The Air Force corrected its count.",
    ]


async def test_a_second_run_queues_nothing(house):
    await morning(house)
    await correct(house)
    errata = Errata()
    assert len(await put_right(house, errata)) == 6
    assert await put_right(house, errata) == []
    assert await put_right(house) == []
    await deliver(house)
    assert await put_right(house, errata) == []
    assert await put_right(house) == []
    assert len(await house.editions()) == 3


async def test_who_joined_later_gets_no_reply(house):
    await morning(house, ANNA)
    await correct(house)
    await house.start(BEN)
    await house.digests_at(FRIDAY)
    fresh = await put_right(house)
    assert {one.chat_id for one in fresh} == {ANNA.id}
    assert await put_right(house) == []


async def test_who_holds_a_version_from_before_the_error_gets_the_edit_and_no_reply(house):
    await morning(house, ANNA, entry=strike(60), weekdays=["4"])
    await correct(house, 98, "update")
    await house.start(BEN)
    await house.digests_at(FRIDAY)
    await deliver(house)
    house.clock.moment = kyiv(2026, 2, 6, 14, 20)
    await correct(house)
    fresh = await put_right(house)
    assert Counter((one.chat_id, one.action) for one in fresh) == {
        (ANNA.id, "edit"): 1,
        (BEN.id, "edit"): 1,
        (BEN.id, "send"): 1,
    }
    assert "Corrected 6 February, 14:20 (Kyiv):" in (await said(house, fresh, ANNA))[0][1]


async def test_a_version_with_the_error_and_less_beside_it_was_wrong_too(house):
    await morning(house, ANNA)
    toll = cast.claim(3, measure="killed", unit="person")
    await correct(house, 98, "update", more=[toll])
    await correct(house, 88, more=[toll])
    fresh = await put_right(house)
    assert [one.action for one in fresh] == ["send", "edit"]
    (notice,) = await texts(house, "notice")
    assert "88 drones, not 98" in notice
    assert "killed" not in notice


async def test_the_reply_goes_to_the_newest_copy(house):
    await house.start()
    await house.publish(strike())
    await house.alerts_after(seconds=90)
    await deliver(house)
    await correct(house, 98, "refile", summary={"en": "Better said."})
    await correct(house, 98, "update", more=[cast.claim(3, measure="killed", unit="person")])
    await house.digests_at(THURSDAY)
    await deliver(house)
    alert, digest = (one.message_id for one in await house.deliveries())
    await correct(house)
    fresh = await put_right(house)
    assert [one.target_id for one in fresh if one.action == "send"] == [digest]
    assert sorted(one.target_id for one in fresh if one.action == "edit") == [alert, digest]


async def test_what_is_queued_leaves_with_the_new_text_and_needs_no_edit(house):
    await house.archive(strike(), *others())
    await house.start()
    await house.digests_at(THURSDAY)
    await correct(house)
    assert await put_right(house) == []
    (text,) = await texts(house, "digest")
    assert "Shot down: 88 drones, not 98" in text
    await deliver(house)
    assert [one.rendition for one in await house.deliveries()] == [2]
    assert await put_right(house) == []


@pytest.mark.parametrize("state", ["claimed", "sending"])
async def test_a_copy_that_is_just_on_its_way_is_found_when_it_has_arrived(house, state):
    await house.archive(strike(), *others())
    await house.start()
    await house.digests_at(THURSDAY)
    await deliver(house, state=state)
    await correct(house)
    errata = Errata()
    assert await put_right(house, errata) == []
    async with house.database.writing() as session:
        await session.exec(update(Delivery).values(state="sent", message_id=7, settled_at=house.clock()))
    fresh = await put_right(house, errata)
    assert [(one.action, one.target_id) for one in fresh] == [("send", 7), ("edit", 7)]
    assert await put_right(house, errata) == []


async def test_a_second_correction_within_a_minute_supersedes_what_has_not_left(house):
    await morning(house, ANNA, BEN)
    await correct(house)
    await put_right(house)
    await deliver(house, BEN)
    house.clock.forward(seconds=30)
    await correct(house, 85)
    fresh = await put_right(house)
    assert Counter((one.chat_id, one.action) for one in fresh) == {
        (ANNA.id, "edit"): 1,
        (BEN.id, "edit"): 2,  # of the digest, and of the reply
        (BEN.id, "send"): 1,
    }
    states = Counter((one.chat_id, one.state) for one in await house.deliveries() if one.action == "edit")
    assert states == {
        (ANNA.id, "superseded"): 1,
        (ANNA.id, "queued"): 1,
        (BEN.id, "sent"): 1,
        (BEN.id, "queued"): 2,
    }
    waiting = [one for one in await house.deliveries() if one.state == "queued"]
    told = {chat: dict(await said(house, waiting, chat)) for chat in (ANNA, BEN)}
    assert "Shot down: 85 drones, not 98" in told[ANNA]["send"]
    assert "Shot down: 85 drones, not 88" in told[BEN]["send"]
    await deliver(house)
    assert await put_right(house) == []


async def test_an_update_of_what_waits_to_be_corrected_does_not_make_it_wait_longer(house):
    await morning(house, ANNA)
    await correct(house)
    await put_right(house)
    await correct(house, 90, "update")
    (edit,) = await put_right(house)
    assert edit.priority == priorities.CORRECTION
    (notice,) = await texts(house, "notice")
    assert "88 drones, not 98" in notice


async def test_an_update_is_silent_unlabelled_and_behind_alerts(house):
    await morning(house, ANNA)
    await correct(house, 120, "update")
    (edit,) = await put_right(house)
    edition = await of(house, edit.edition_id)
    assert (edit.action, edit.priority, edition.silent) == ("edit", 40, True)
    assert "Shot down: 120 drones" in plain(edition)
    assert "Corrected" not in plain(edition)


async def test_a_refile_is_edited_without_a_label(house):
    await morning(house, ANNA)
    await correct(house, 98, "refile", summary={"en": "Better said."})
    (edit,) = await put_right(house)
    text = plain(await of(house, edit.edition_id))
    assert "Better said." in text
    assert "Corrected" not in text
    assert edit.priority == priorities.SILENT_EDIT


async def test_a_change_that_a_language_does_not_show_edits_nothing_there(house):
    await morning(house, ANNA)
    headline = {"en": "Massive overnight strike", "de": "Schwerer Angriff in der Nacht"}
    await correct(house, 98, "refile", headline=headline)
    assert await put_right(house) == []
    assert [one.rendition for one in await house.editions()] == [1]


async def test_each_language_is_put_right_in_its_own_words(house):
    german, ukrainian = Chat(1004, "de", "Europe/Kyiv"), Chat(1005, "uk", "Europe/Kyiv")
    await morning(house, ANNA, german, ukrainian)
    await correct(house)
    fresh = await put_right(house)
    told = {chat.language: await said(house, fresh, chat) for chat in (ANNA, german, ukrainian)}
    labels = {
        "en": "Corrected 14:20 (Kyiv):",
        "de": "Korrigiert 14:20 (Kyjiw):",
        "uk": "Виправлено 14:20 (Київ):",
    }
    for language, label in labels.items():
        (_, notice), (_, edit) = sorted(told[language], reverse=True)
        assert label in edit
        assert "88" in notice
    assert "nicht 98" in told["de"][0][1]


async def test_a_withdrawn_entry_is_replaced_by_a_notice_in_every_copy(house):
    await morning(house, ANNA)
    await withdraw(house)
    fresh = await put_right(house)
    assert {one.priority for one in fresh} == {priorities.WITHDRAWAL}
    (_, notice), (_, edit) = sorted(await said(house, fresh, ANNA), reverse=True)
    line = "Withdrawn 14:20 (Kyiv): Attacks, night to Tue 3 February · The source took it back."
    assert line in edit
    assert "Massive overnight strike" not in edit + notice
    assert "A strike on a port" in edit
    assert "4 new" in edit
    assert notice.splitlines()[0] == "Withdrawn · Attacks, night to Tue 3 February"


async def test_a_message_that_carried_only_what_is_withdrawn_becomes_the_notice(house):
    await house.start()
    await house.start(BEN)
    await house.publish(strike())
    await house.alerts_after(seconds=90)
    await deliver(house, ANNA)
    house.clock.moment = kyiv(2026, 2, 4, 21, 0)
    await withdraw(house)
    fresh = await put_right(house)
    assert {one.chat_id for one in fresh} == {ANNA.id}
    (alert,) = await texts(house, "alert")
    assert alert == ("Withdrawn 21:00 (Kyiv): Attacks, night to Tue 3 February · The source took it back.")
    assert [one.state for one in await house.deliveries() if one.chat_id == BEN.id] == ["cancelled"]


async def test_a_queued_digest_loses_what_is_withdrawn_and_keeps_the_rest(house):
    await house.archive(strike(), *others())
    await house.start()
    await house.digests_at(THURSDAY)
    await withdraw(house)
    assert await put_right(house) == []
    (digest,) = await texts(house, "digest")
    assert "Massive overnight strike" not in digest
    assert "A strike on a port" in digest
    assert [one.state for one in await house.deliveries()] == ["queued"]


async def test_what_is_withdrawn_leaves_every_outlet(house):
    await morning(house, ANNA)
    await withdraw(house)
    async with house.database.reading() as session:
        documents = [one async for one in exports.documents(session, None, house.clock())]
    assert not any(URI in one for one in documents)
    assert "Massive" not in (await reading.today(house.newsroom, asker(), "2026-02-03")).text
    await house.start(BEN)
    (digest,) = await house.digests_at(FRIDAY)
    assert "Massive" not in digest


async def test_a_withdrawal_overtakes_a_correction_that_has_not_left(house):
    await morning(house, ANNA)
    await correct(house)
    await put_right(house)
    await withdraw(house)
    (edit,) = await put_right(house)
    assert edit.priority == priorities.WITHDRAWAL
    waiting = [one for one in await house.deliveries() if one.state == "queued"]
    assert Counter(one.action for one in waiting) == {"send": 1, "edit": 1}
    told = "".join(text for _action, text in await said(house, waiting, ANNA))
    assert "Withdrawn · Attacks" in told
    assert "88" not in told


async def test_nothing_is_withdrawn_twice_or_before_it_was_published(house):
    await house.archive(strike())
    await withdraw(house)
    async with house.database.writing() as session:
        (draft,) = await cast.save(session, cast.talks())
        stamp = Stamp("telegram:2001", house.clock())
        assert not await entries.withdraw(session, draft, stamp)
        assert not await entries.withdraw(session, await entries.id_of(session, URI), stamp)


async def test_the_pages_of_an_edited_digest_come_from_it_as_it_is_now(house):
    await morning(house, ANNA)
    (digest,) = await house.editions()
    await withdraw(house)
    assert await reading.edition_page(house.newsroom, asker(), digest.id, 0) is None
    await put_right(house)
    screen = await reading.edition_page(house.newsroom, asker(), digest.id, 0)
    assert "Massive" not in screen.text


async def test_who_stopped_gets_the_edit_and_who_blocked_the_bot_gets_nothing(house):
    await morning(house)
    await subscribing.stop(house.newsroom, asker(BEN))
    async with house.database.writing() as session:
        clara = await house.subscriber(CLARA)
        clara.state = "inactive"
        session.add(clara)
    await correct(house)
    fresh = await put_right(house)
    assert Counter((one.chat_id, one.action) for one in fresh) == {
        (ANNA.id, "edit"): 1,
        (ANNA.id, "send"): 1,
        (BEN.id, "edit"): 1,
    }


async def test_copies_older_than_thirty_days_stay_as_they_are(house):
    await morning(house, ANNA)
    house.clock.forward(days=31)
    await correct(house)
    assert await put_right(house) == []


async def test_what_is_more_than_one_turn_goes_on_at_the_next(house, monkeypatch):
    monkeypatch.setattr(correcting, "CHUNK", 2)
    await morning(house)
    await correct(house)
    errata, rounds = Errata(), 0
    while errata.publication is None or errata.open or errata.stale:
        await correcting.put_right(house.newsroom, Turn(seconds=0), errata)
        rounds += 1
    assert rounds > 3
    found = Counter((one.chat_id, one.action) for one in (await house.deliveries())[3:])
    assert set(found.values()) == {1}
    assert len(found) == 6


async def test_whoever_takes_over_half_way_goes_on(house, monkeypatch):
    monkeypatch.setattr(correcting, "CHUNK", 2)
    await morning(house)
    await correct(house)
    errata = Errata()
    for _ in range(2):  # composed anew, and the first two reached
        await correcting.put_right(house.newsroom, Turn(seconds=0), errata)
    fresh = await put_right(house)
    assert len(fresh) == 2
    assert await put_right(house) == []


async def test_the_next_digest_marks_what_an_edit_brought(house):
    """A silent edit tells nobody anything."""
    await house.start()
    await house.publish(strike())
    await house.alerts_after(seconds=90)
    await deliver(house)
    await correct(house)
    await put_right(house)
    (digest,) = await house.digests_at(THURSDAY)
    assert "1 corrected" in digest


async def test_an_edition_keeps_how_it_told_each_entry(house):
    await house.archive(strike(60), cast.talks())
    await house.start()
    await house.digests_at(THURSDAY)
    await deliver(house)
    await house.publish(strike(98), signal="correction", reason="A slip.")
    await house.publish(cast.talks(summary={"en": "Better said."}), signal="refile")
    await house.digests_at(FRIDAY)
    newest = (await house.editions())[-1].id
    async with house.database.reading() as session:
        question = select(EditionEntry).where(EditionEntry.edition_id == newest)
        rows = (await session.exec(question.order_by(col(EditionEntry.entry_id)))).all()
    assert [(row.mark, row.known_version, row.reason) for row in rows] == [
        ("corrected", 1, "A slip."),
        (editions.UNTOLD, 1, ""),
    ]
    await correct(house)
    await put_right(house)
    text = plain(await of(house, newest))
    assert "1 corrected" in text
    assert "60 → 88" in text
    assert "Abu Dhabi" not in text


async def test_a_reply_makes_no_sound_in_quiet_hours_and_comes_once(house):
    await morning(house, ANNA, BEN)
    await house.start(BEN, quiet=["13:00", "15:00"])
    await house.start(CLARA, quiet=["22:00", "06:30"])
    await correct(house)
    fresh = await put_right(house)
    sounds = {
        one.chat_id: not (await of(house, one.edition_id)).silent for one in fresh if one.action == "send"
    }
    assert sounds == {ANNA.id: True, BEN.id: False}
    await deliver(house)
    assert await put_right(house) == []


async def test_where_everybody_is_quiet_there_is_no_loud_edition_of_a_reply(house):
    await morning(house, ANNA)
    await house.start(ANNA, quiet=["13:00", "15:00"])
    await correct(house)
    await put_right(house)
    assert [one.silent for one in await house.editions() if one.kind == "notice"] == [True]
