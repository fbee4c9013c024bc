"""The desk pauses, resumes and cancels what is on its way; every press may come twice."""

from datetime import timedelta
from typing import Any

import pytest

from bot.services import control, delivering
from bot.services.delivering import Fate, Load, Receipt
from bot.services.newsroom import Asker
from storage.deliveries import Claimed, Order
from tests.services.house import House
from tests.services.yard import ADMIN, MESSAGE, Yard, claimed


@pytest.fixture
def yard(house: House) -> Yard:
    return Yard(house.ruled(admins=(ADMIN,)))


async def exchange(yard: Yard, **load: Any) -> Receipt:
    """One beat of a van."""
    return await delivering.exchange(yard.house.newsroom, "van", Load(**load), yard.house.clock())


async def claim(yard: Yard, limit: int = 100) -> list[Claimed]:
    return (await exchange(yard, order=Order(limit))).claimed


async def begin(yard: Yard, found: list[Claimed]) -> int:
    """How many of these may leave."""
    return len((await exchange(yard, leaving=found)).leaving)


# Pause and resume


async def test_a_paused_edition_is_parked_and_nothing_of_it_is_claimed(yard):
    number = await yard.edition(3)
    await yard.press(f"van:pause:{number}")
    assert await yard.states(number) == {"parked": 3}
    assert await claim(yard) == []


async def test_a_pause_takes_back_what_a_van_has_claimed(yard):
    number = await yard.edition(3)
    held = await claim(yard)
    await yard.press(f"van:pause:{number}")
    assert await begin(yard, held) == 0
    assert await yard.states(number) == {"parked": 3}


async def test_a_pause_leaves_what_is_in_flight_to_finish(yard):
    number = await yard.edition(3)
    (first,) = await claim(yard, 1)
    await begin(yard, [first])
    await yard.press(f"van:pause:{number}")
    await exchange(yard, fates=[Fate(first, "sent", 9)])
    assert await yard.states(number) == {"sent": 1, "parked": 2}


async def test_what_comes_back_to_the_queue_of_a_paused_edition_is_parked_too(yard):
    number = await yard.edition(2)
    await yard.put(number, "sending", [5001], lease_until=yard.house.clock())
    await yard.press(f"van:pause:{number}")
    await yard.carrier.carry_out()
    await yard.put(number, "queued", [5001])
    assert await claim(yard) == []
    await yard.carrier.carry_out()
    await yard.carrier.carry_out()
    assert await yard.states(number) == {"parked": 2}
    edition = await yard.of(number)
    assert edition.carried_out == edition.decision == 1


async def test_a_resumed_edition_goes_on_with_the_rest(yard):
    number = await yard.edition(3)
    await yard.put(number, "sent", [5001])
    await yard.press(f"van:pause:{number}")
    await yard.press(f"van:resume:{number}")
    assert await yard.states(number) == {"sent": 1, "queued": 2}
    assert len(await claim(yard)) == 2


async def test_what_expired_while_it_was_parked_is_not_sent(yard):
    number = await yard.edition(2, expires_at=yard.house.clock() + timedelta(hours=1))
    await yard.press(f"van:pause:{number}")
    yard.house.clock.forward(hours=2)
    await yard.press(f"van:resume:{number}")
    assert await yard.states(number) == {"expired": 2}


async def test_pressing_pause_or_resume_twice_changes_nothing_more(yard):
    number = await yard.edition(3)
    for word in ("pause", "resume"):
        await yard.press(f"van:{word}:{number}")
        before = [(one.state, one.epoch) for one in await yard.rows(number)]
        await yard.press(f"van:{word}:{number}")
        assert [(one.state, one.epoch) for one in await yard.rows(number)] == before
    assert (await yard.of(number)).decision == 2


async def test_a_large_edition_is_parked_in_chunks(yard, monkeypatch):
    monkeypatch.setattr("bot.services.control.CHUNK", 4)
    monkeypatch.setattr("bot.services.watching.CHUNK", 4)
    number = await yard.edition(10)
    await yard.press(f"van:pause:{number}")
    assert await yard.states(number) == {"parked": 4, "queued": 6}
    assert await claim(yard) == []
    await yard.carrier.carry_out()
    assert await yard.states(number) == {"parked": 10}
    assert await yard.carrier.carry_out() == 0


async def test_a_decision_taken_while_the_last_is_carried_out_is_the_one_that_holds(yard, monkeypatch):
    monkeypatch.setattr("bot.services.control.CHUNK", 4)
    number = await yard.edition(10)
    await yard.press(f"van:pause:{number}")
    await yard.press(f"van:resume:{number}")
    await yard.carrier.carry_out()
    assert await yard.states(number) == {"queued": 10}


async def test_other_editions_go_on_while_one_is_paused(yard):
    paused, other = await yard.edition(2), await yard.edition(2)
    await yard.press(f"van:pause:{paused}")
    assert {one.edition_id for one in await claim(yard)} == {other}


# Cancel


async def test_cancelling_asks_first_and_changes_nothing_by_asking(yard):
    number = await yard.edition(3)
    screen = await yard.press(f"van:stop:{number}")
    assert [button.data for button in screen.rows[0]] == [f"van:stop:{number}:yes", f"van:e:{number}"]
    assert "3 copies" in screen.text
    assert await yard.states(number) == {"queued": 3}


@pytest.mark.parametrize("state", ["queued", "claimed", "parked"])
async def test_a_cancelled_edition_sends_nothing_more(yard, state):
    number = await yard.edition(3)
    await yard.put(number, state, [5001, 5002, 5003])
    await yard.press(f"van:stop:{number}:yes")
    assert await yard.states(number) == {"cancelled": 3}
    assert all(one.settled_at is not None for one in await yard.rows(number))
    assert (await yard.of(number)).stopped == control.STOPPED_BY_THE_DESK


async def test_a_van_that_held_a_copy_of_a_cancelled_edition_has_lost_it(yard):
    number = await yard.edition(3)
    held = await claim(yard)
    await yard.press(f"van:stop:{number}:yes")
    assert await begin(yard, held) == 0
    assert await begin(yard, [claimed(one) for one in await yard.rows(number)]) == 0


async def test_what_is_in_flight_of_a_cancelled_edition_finishes(yard):
    number = await yard.edition(3)
    await yard.put(number, "sending", [5001])
    await yard.press(f"van:stop:{number}:yes")
    assert await yard.states(number) == {"sending": 1, "cancelled": 2}


async def test_a_paused_edition_can_be_cancelled_and_not_resumed_after_that(yard):
    number = await yard.edition(3)
    for data in (
        f"van:pause:{number}",
        f"van:stop:{number}:yes",
        f"van:stop:{number}:yes",
        f"van:resume:{number}",
    ):
        await yard.press(data)
    assert await yard.states(number) == {"cancelled": 3}


# Doubts


async def test_what_is_held_in_doubt_is_sent_once_more_when_the_desk_says_so(yard):
    number = await yard.edition(2)
    doubt = await yard.doubt(number, 5001)
    card = await yard.press(f"van:e:{number}")
    assert f"van:again:{number}:{doubt}" in [button.data for row in card.rows for button in row]
    await yard.press(f"van:again:{number}:{doubt}")
    assert await yard.states(number) == {"queued": 2}
    assert [one.policy for one in await yard.ambiguities()] == ["again"]


async def test_a_second_press_on_an_old_button_sends_no_third_copy(yard):
    """The copy fell into doubt again in between, of which the button knows nothing."""
    number = await yard.edition(1)
    first = await yard.doubt(number, 5001)
    await yard.press(f"van:again:{number}:{first}")
    second = await yard.doubt(number, 5001)
    await yard.press(f"van:again:{number}:{first}")
    assert await yard.states(number) == {"unknown": 1}
    await yard.press(f"van:again:{number}:{second}")
    assert await yard.states(number) == {"queued": 1}


async def test_what_is_sent_again_leaves_however_late_it_is(yard):
    number = await yard.edition(1, expires_at=yard.house.clock() + timedelta(hours=1))
    doubt = await yard.doubt(number, 5001)
    yard.house.clock.forward(hours=2)
    await yard.press(f"van:again:{number}:{doubt}")
    assert len(await claim(yard)) == 1


async def test_what_is_let_go_is_over(yard):
    number = await yard.edition(1)
    doubt = await yard.doubt(number, 5001)
    for _ in range(2):
        await yard.press(f"van:drop:{number}:{doubt}")
    (row,) = await yard.rows(number)
    assert (row.state, row.settled_at is not None) == ("failed", True)
    assert [one.policy for one in await yard.ambiguities()] == ["let go"]


async def test_a_worker_that_wakes_up_late_does_not_overwrite_what_the_desk_decided(yard):
    number = await yard.edition(1)
    doubt = await yard.doubt(number, 5001)
    (held,) = await yard.rows(number)
    await yard.press(f"van:again:{number}:{doubt}")
    await exchange(yard, fates=[Fate(claimed(held), "sent", 9)])
    assert await yard.states(number) == {"queued": 1}


# Who may, and what is answered


@pytest.mark.parametrize(
    ("asker", "user", "may"),
    [
        (Asker(ADMIN), ADMIN, True),
        (Asker(5001), 5001, False),
        (Asker(5001), ADMIN, False),
        (Asker(ADMIN), 5001, False),
        (Asker(-100, chat_kind="group"), ADMIN, False),
    ],
)
def test_only_an_admin_in_their_own_chat_runs_the_van(house, asker, user, may):
    newsroom = house.ruled(admins=(ADMIN,)).newsroom
    assert control.is_admin(newsroom, asker, user) is may


@pytest.mark.parametrize(
    "data",
    ["van", "van:", "van:e", "van:e:x", "van:e:999", "van:pause:999", "van:stop:999:yes", "van:again:999:1",
     "van:p:99", "van:p:-1", "van:nothing:1", "van:e:99999999999999999999", "van:stop", "van:\x00"],
)  # fmt: skip
async def test_data_that_leads_nowhere_leads_to_the_whole_road(yard, data):
    number = await yard.edition(1)
    screen = await yard.press(data)
    assert f"van:e:{number}" in [button.data for row in screen.rows for button in row]


async def test_the_log_says_who_did_what_with_ids_only(yard, caplog):
    number = await yard.edition(1)
    with caplog.at_level("INFO"):
        await yard.press(f"van:pause:{number}")
    assert f"edition {number} was paused by {ADMIN}" in caplog.text


# Cards


async def test_a_card_lives_from_when_it_is_opened(yard):
    number = await yard.edition(1)
    await yard.press(f"van:e:{number}")
    (one,) = await yard.followers()
    assert (one.chat_id, one.message_id, one.edition_id) == (ADMIN, MESSAGE, number)
    assert one.until == yard.house.clock() + control.WATCHED_FOR


@pytest.mark.parametrize("data", ["van", "van:p:0", "van:stop:{number}"])
async def test_a_card_ends_when_its_message_shows_something_else(yard, data):
    number = await yard.edition(1)
    await yard.press(f"van:e:{number}")
    await yard.press(data.format(number=number))
    assert await yard.followers() == []


async def test_a_chat_watches_one_card_at_a_time(yard):
    first, second = await yard.edition(1), await yard.edition(1)
    await yard.press(f"van:e:{first}", message=1)
    await yard.press(f"van:e:{second}", message=2)
    assert [(one.message_id, one.edition_id) for one in await yard.followers()] == [(2, second)]


async def test_an_edition_that_is_over_is_shown_and_not_watched(yard):
    number = await yard.edition(1)
    await yard.put(number, "sent", [5001])
    assert "100%" in (await yard.press(f"van:e:{number}")).text
    assert await yard.followers() == []
