"""The inbox: once, in order per chat, many chats at once; whatever a handler does or a process dies of."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.brief.screen import Screen
from bot.delivery import attending, replying
from bot.delivery import inbox as inbox_module
from bot.services import inboxing
from bot.services.inboxing import InboxClosedError
from bot.services.replicas.place import REAPER
from storage.db import Database
from tests.delivery.depot import TOKEN
from tests.delivery.office import Clerk, Office, office_on, seat, update
from tests.stories.play import eventually

ANNA, BEN = 1001, 1002


@pytest.fixture
async def office(database: Database) -> AsyncIterator[Office]:
    async with office_on(database, TOKEN) as office:
        office.meet(ANNA, BEN)
        yield office


async def test_an_update_is_handled_and_answered(office):
    async with office.open() as inbox:
        await inbox.take([update(1, ANNA)])
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 1"]


async def test_an_update_that_comes_again_is_handled_once(office):
    async with office.open() as inbox:
        await inbox.take([update(1, ANNA), update(1, ANNA)])
        await eventually(inbox.is_quiet)
        await asyncio.gather(*(inbox.take([update(1, ANNA)]) for _ in range(3)))
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 1"]


@pytest.mark.parametrize("writing", [False, True])
async def test_the_updates_of_a_chat_are_handled_one_by_one_in_their_order(office, writing):
    async def dawdle(raw):
        await asyncio.sleep(0.003 * (raw["update_id"] % 3))
        if writing:
            await office.writes(raw)

    office.clerk.more = dawdle
    async with office.open() as inbox:
        await inbox.take([update(number, (ANNA, BEN)[number % 2]) for number in range(1, 31)])
        await eventually(inbox.is_quiet)
    for chat, first in ((ANNA, 2), (BEN, 1)):
        numbers = list(range(first, 31, 2))
        assert office.clerk.of(chat) == numbers
        assert office.texts(chat) == [f"Answer {number}" for number in numbers]
        assert await office.written(chat) == (len(numbers) if writing else 0)
    assert office.clerk.most == 1


async def test_many_chats_are_handled_at_once_and_no_more_than_so_many(office):
    chats = range(2_001, 2_101)
    office.meet(*chats)
    released, most = asyncio.Event(), 0

    async def wait(_raw):
        nonlocal most
        most = max(most, sum(office.clerk.now.values()))
        await released.wait()

    office.clerk.more = wait
    async with office.open() as inbox:
        await inbox.take([update(number, chat) for number, chat in enumerate(chats, 1)])
        await office.world.until(lambda: most == inbox_module.AT_ONCE)
        released.set()
        await eventually(inbox.is_quiet)
    assert most == inbox_module.AT_ONCE
    assert sorted(chat for chat, _ in office.clerk.handled) == list(chats)


async def test_a_burst_in_one_chat_does_not_hold_up_another(office):
    async with office.open() as inbox:
        await inbox.take([update(number, ANNA) for number in range(1, 1_001)])
        await inbox.take([update(1_001, BEN)])
        await office.world.until(lambda: office.texts(BEN) == ["Answer 1001"])
        assert len(office.clerk.of(ANNA)) < 200
        inbox.stop()


async def test_a_chat_whose_handler_hangs_holds_up_nobody_else(office):
    hanging = asyncio.Event()

    async def hang(raw):
        if inboxing.chat_of(raw) == ANNA:
            await hanging.wait()

    office.clerk.more = hang
    async with office.open() as inbox:
        await inbox.take([update(1, ANNA), update(2, ANNA), update(3, BEN)])
        await office.world.until(lambda: office.texts(BEN) == ["Answer 3"])
        assert office.clerk.of(ANNA) == []
        hanging.set()
        await eventually(inbox.is_quiet)
    assert office.clerk.of(ANNA) == [1, 2]


async def test_before_telegram_has_been_met_updates_are_stored_and_not_handled(office):
    inbox = office.inbox()
    inbox._begins = False
    async with office.open(inbox):
        await inbox.take([update(1, ANNA)])
        await asyncio.sleep(0.1)
        assert office.clerk.handled == []
        inbox.begin()
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 1"]


# What fails


async def test_what_a_failing_handler_wrote_and_said_is_undone_and_its_chat_goes_on(office, caplog):
    async def fail(raw):
        await office.writes(raw)
        replying.answer(ANNA, 0, Screen("Done"))
        if raw["update_id"] == 1:
            raise LookupError("a bug")

    office.clerk.more = fail
    async with office.open() as inbox:
        await inbox.take([update(1, ANNA), update(2, ANNA)])
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Sorry", "Done", "Answer 2"]
    assert await office.written(ANNA) == 1
    assert "update 1 could not be handled" in caplog.text


async def test_an_answer_that_telegram_refuses_is_let_go(office):
    office.world.block(ANNA)
    async with office.open() as inbox:
        await inbox.take([update(1, ANNA), update(2, BEN)])
        await eventually(inbox.is_quiet)
    assert office.texts(BEN) == ["Answer 2"]


async def test_an_answer_that_meets_a_flood_wait_comes_later_and_in_order(office):
    office.world.faults.answer("sendMessage", 429, "Too Many Requests: retry after 1")
    async with office.open() as inbox:
        await inbox.take([update(1, ANNA), update(2, ANNA)])
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 1", "Answer 2"]


async def test_a_database_that_is_away_for_a_moment_loses_and_doubles_nothing(
    postgresql_url, open_database, postgresql_server
):
    database = open_database(postgresql_url)
    async with office_on(database, TOKEN) as office:
        chats = range(2_001, 2_021)
        office.meet(*chats)
        office.clerk.more = office.writes
        async with office.open() as inbox:
            for number, chat in enumerate([*chats] * 3, 1):
                await _until_taken(inbox, update(number, chat))
                if number % 15 == 0:
                    postgresql_server.cut(postgresql_url)
            await eventually(lambda: _is_quiet(inbox), 20)
        for chat in chats:
            assert await office.written(chat) == 3
            assert len(office.texts(chat)) == len(set(office.texts(chat))) == 3


async def _until_taken(inbox, raw):
    while True:
        try:
            return await inbox.take([raw])
        except Exception:  # noqa: BLE001  whatever the driver says
            await asyncio.sleep(0.05)


async def _is_quiet(inbox):
    try:
        return await inbox.is_quiet()
    except Exception:  # noqa: BLE001  whatever the driver says
        return False


# Deaths


@pytest.mark.parametrize("writing", [False, True])
async def test_a_process_that_dies_before_its_answer_left_answers_after_the_restart(office, writing):
    office.clerk.more = office.writes if writing else None
    office.world.faults.delay(60, "sendMessage")
    async with office.dying(office.inbox()) as inbox:
        await inbox.take([update(1, ANNA)])
        await office.world.until(lambda: office.clerk.handled and office.world.calls_of("sendMessage"))
    office.world.faults.clear()
    async with office.open() as inbox:
        await eventually(inbox.is_quiet)
    assert office.clerk.of(ANNA) == [1]
    assert office.texts(ANNA) == ["Answer 1"] * 2  # the first may have arrived: it did
    assert await office.written(ANNA) == int(writing)


async def test_an_answer_is_not_tried_a_third_time_by_processes_that_die_of_it(office, caplog):
    office.world.faults.delay(60, "sendMessage", count=9)
    for _ in range(2):
        before = len(office.world.calls_of("sendMessage"))
        async with office.dying(office.inbox()) as inbox:
            await inbox.take([update(1, ANNA)])
            await office.world.until(lambda before=before: len(office.world.calls_of("sendMessage")) > before)
    async with office.open() as inbox:
        await eventually(inbox.is_quiet)
    assert len(office.world.calls_of("sendMessage")) == 2
    assert "a reply was given up" in caplog.text


@pytest.mark.parametrize("writing", [False, True])
async def test_an_update_in_the_middle_of_which_a_process_died_is_handled_again_and_once(office, writing):
    async def die(raw):
        await office.writes(raw)
        if len(died) < 1:
            died.append(raw)
            await asyncio.Event().wait()

    async def die_early(raw):
        if len(died) < 1:
            died.append(raw)
            await asyncio.Event().wait()

    died = []
    office.clerk.more = die if writing else die_early
    async with office.dying(office.inbox()) as inbox:
        await inbox.take([update(1, ANNA), update(2, ANNA)])
        await office.world.until(lambda: died)
    async with office.open() as inbox:
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 1", "Answer 2"]
    assert await office.written(ANNA) == (2 if writing else 0)


async def test_an_update_that_kills_every_process_is_given_up_and_its_chat_goes_on(
    office, monkeypatch, caplog
):
    monkeypatch.setattr(attending, "ATTEMPTS", 3)

    async def kill(raw):
        if raw["update_id"] == 1:
            dying.set()
            await asyncio.Event().wait()

    office.clerk.more = kill
    for turn in range(3):
        dying = asyncio.Event()
        async with office.dying(office.inbox()) as inbox:
            if turn == 0:
                await inbox.take([update(1, ANNA), update(2, ANNA)])
            await asyncio.wait_for(dying.wait(), 10)
    async with office.open() as inbox:
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 2"]
    assert "update 1 was given up after 3 attempts" in caplog.text


async def test_another_replica_goes_on_with_what_a_dead_one_held_and_had_to_say(office, monkeypatch):
    monkeypatch.setattr(inbox_module, "_CARE_EVERY", 0.05)
    hanging = Clerk()
    office.world.faults.delay(60, "sendMessage", chat_id=BEN)

    async def hang(raw):
        if inboxing.chat_of(raw) == ANNA:
            await asyncio.Event().wait()

    hanging.more = hang
    async with office.dying(office.inbox(hanging, seat("dead"))) as inbox:
        await inbox.take([update(1, ANNA), update(2, BEN)])
        await office.world.until(lambda: hanging.handled and office.world.calls_of("sendMessage"))
    office.world.faults.clear()
    async with office.open(office.inbox(place=seat("heir", REAPER))) as inbox:
        await eventually(inbox.is_quiet)
    assert (office.clerk.handled, hanging.handled) == ([(ANNA, 1)], [(BEN, 2)])
    assert office.texts(ANNA) == ["Answer 1"]
    assert office.texts(BEN)[-1] == "Answer 2"


async def test_a_replica_that_was_frozen_and_given_up_writes_and_says_nothing(office, monkeypatch, caplog):
    monkeypatch.setattr(inbox_module, "_CARE_EVERY", 0.05)
    caplog.set_level("INFO")
    thaws, frozen = asyncio.Event(), Clerk()

    async def freeze(raw):
        await thaws.wait()
        await office.writes(raw)

    frozen.more = freeze
    office.clerk.more = office.writes
    async with office.open(office.inbox(frozen, seat("frozen"))) as one:
        await one.take([update(1, ANNA)])
        await office.world.until(lambda: frozen.now[ANNA])
        async with office.open(office.inbox(place=seat("heir", REAPER))) as other:
            await office.world.until(lambda: office.texts(ANNA))
            thaws.set()
            await eventually(one.is_quiet)
            await eventually(other.is_quiet)
    assert office.texts(ANNA) == ["Answer 1"]
    assert await office.written(ANNA) == 1
    assert "taken over by somebody else" in caplog.text


async def test_two_replicas_share_the_chats_and_handle_everything_once(office):
    clerks = [Clerk(more=office.writes), Clerk(more=office.writes)]
    chats = range(2_001, 2_041)
    office.meet(*chats)
    places = [seat(str(rank), rank=rank, live=2) for rank in range(2)]
    async with (
        office.open(office.inbox(clerks[0], places[0])) as one,
        office.open(office.inbox(clerks[1], places[1])) as other,
    ):
        await one.take([update(number, chat) for number, chat in enumerate([*chats] * 3, 1)])
        await eventually(one.is_quiet, 20)
        await eventually(other.is_quiet)
    assert all(clerk.handled for clerk in clerks)
    assert len(clerks[0].handled) + len(clerks[1].handled) == 120
    assert {await office.written(chat) for chat in chats} == {3}


# The end


async def test_at_the_end_what_is_in_flight_is_finished_and_the_rest_is_left_for_the_next(office):
    going = asyncio.Event()

    async def wait(_raw):
        await going.wait()

    office.clerk.more = wait
    async with office.open() as inbox:
        await inbox.take([update(1, ANNA), update(2, ANNA)])
        await office.world.until(lambda: office.clerk.now[ANNA])
        inbox.stop()
        going.set()
    assert office.texts(ANNA) == ["Answer 1"]
    with pytest.raises(InboxClosedError):
        await inbox.take([update(3, ANNA)])
    async with office.open() as inbox:
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 1", "Answer 2"]


async def test_what_is_cut_off_at_the_end_is_given_back_as_if_not_begun(office):
    hanging = Clerk(more=lambda _raw: asyncio.Event().wait())
    inbox = office.inbox(hanging)
    task = asyncio.create_task(inbox.run())
    await inbox.take([update(1, ANNA)])
    await office.world.until(lambda: hanging.now[ANNA])
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    async with office.open() as inbox:
        await eventually(inbox.is_quiet)
    assert office.texts(ANNA) == ["Answer 1"]


@pytest.mark.parametrize(
    ("raw", "chat"),
    [
        ({"update_id": 1, "message": {"chat": {"id": -7}, "from": {"id": 8}}}, -7),
        ({"update_id": 1, "edited_message": {"chat": {"id": 7}}}, 7),
        ({"update_id": 1, "callback_query": {"from": {"id": 8}, "message": {"chat": {"id": -7}}}}, -7),
        ({"update_id": 1, "callback_query": {"from": {"id": 8}, "inline_message_id": "x"}}, 8),
        ({"update_id": 1, "my_chat_member": {"chat": {"id": -7}, "from": {"id": 8}}}, -7),
        ({"update_id": 1, "inline_query": {"from": {"id": 8}}}, 8),
        ({"update_id": 1, "poll_answer": {"user": {"id": 8}}}, 8),
        ({"update_id": 1, "poll": {"id": "9"}}, 0),
        ({"update_id": 1, "something_new": {"chat": 7, "from": {"id": "8"}}}, 0),
        ({"update_id": 1}, 0),
    ],
)
def test_updates_are_kept_in_order_by_their_chat_or_else_their_person(raw, chat):
    assert inboxing.chat_of(raw) == chat
