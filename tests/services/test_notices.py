"""Notices to the admins: one event, one message to each, in their language, whatever was told before."""

import logging

import pytest

from bot.services import notices
from tests import cast
from tests.cast import Chat
from tests.services.house import House

ADMIN, SECOND = Chat(2001, "de", "Europe/Berlin"), Chat(2002, "en", "Europe/Kyiv")


@pytest.fixture
def desk(house: House) -> House:
    return house.ruled(admins=(ADMIN.id, SECOND.id))


async def tell(house: House, key: str = "gate:1", text: str = "Something happened.") -> None:
    async with house.database.writing() as session:
        await notices.tell(house.newsroom, session, key, lambda _speaker: text, house.clock())


async def told(house: House) -> list[tuple[int, str]]:
    pages = {edition.id: edition.pages[0] for edition in await house.editions()}
    return sorted((one.chat_id, pages[one.edition_id]) for one in await house.deliveries())


async def test_every_admin_is_told_in_a_private_chat(desk):
    await tell(desk)
    assert await told(desk) == [(2001, "Something happened."), (2002, "Something happened.")]


async def test_a_notice_is_a_delivery_without_a_subscriber_before_flash_and_alerts(desk):
    await tell(desk)
    (kind,) = {(edition.kind, edition.priority) for edition in await desk.editions()}
    assert kind == ("desk", 15)
    for one in await desk.deliveries():
        assert (one.subscriber_id, one.priority, one.state) == (None, 15, "queued")
        assert one.slot == f"edition:{one.edition_id}"


async def test_an_admin_is_told_in_the_language_of_their_subscription(desk):
    await desk.start(ADMIN)
    async with desk.database.writing() as session:
        await notices.tell(desk.newsroom, session, "x", lambda speaker: speaker._("Settings"), desk.clock())
    assert await told(desk) == [(2001, "Einstellungen"), (2002, "Settings")]


async def test_the_same_key_says_nothing_a_second_time(desk):
    await tell(desk)
    await tell(desk, text="Something else.")
    assert len(await told(desk)) == 2


async def test_the_same_key_says_nothing_after_a_change_of_language(desk):
    await tell(desk)
    await desk.start(ADMIN)
    await tell(desk)
    assert len(await told(desk)) == 2


async def test_another_key_is_another_message(desk):
    await tell(desk)
    await tell(desk, "gate:2")
    assert len(await told(desk)) == 4


async def test_what_is_said_is_text_and_no_markup(desk):
    await tell(desk, text="<b>R&D</b>")
    assert {text for _chat, text in await told(desk)} == {"&lt;b&gt;R&amp;D&lt;/b&gt;"}


async def test_a_long_reason_is_cut_to_one_message(desk):
    await tell(desk, text="word " * 3000)
    assert all(len(text) <= 4096 for _chat, text in await told(desk))


async def _tell_and_fail(house: House) -> None:
    async with house.database.writing() as session:
        await notices.tell(house.newsroom, session, "x", lambda _speaker: "Never.", house.clock())
        raise LookupError


async def test_what_is_rolled_back_is_not_told(desk):
    with pytest.raises(LookupError):
        await _tell_and_fail(desk)
    assert await told(desk) == []


async def test_without_admins_there_is_a_line_in_the_log_and_no_message(house, caplog):
    with caplog.at_level(logging.WARNING):
        await tell(house)
    assert await told(house) == []
    assert "BRIEF_ADMINS" in caplog.text


async def test_notices_and_readers_share_an_admins_chat(desk):
    """Somebody may be both; the notice does not take the place of an alert."""
    await desk.start(ADMIN)
    desk.van_is_away()
    await tell(desk)
    await desk.publish(cast.attack())
    await desk.alerts_after(seconds=90)
    assert (await desk.delivered_to())[ADMIN.id] == 2
