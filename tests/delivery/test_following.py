"""The desk's part of the tick against the simulator: which cards are edited, when, and when no more."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.delivery.following import EVERY, Following
from bot.services import control
from bot.services.control import Press
from bot.services.newsroom import Asker
from bot.services.replicas.place import Alone
from bot.services.turns import rest
from storage import gates
from tests.delivery.depot import Depot
from tests.services.yard import ADMIN, Yard

EDIT = "editMessageText"


class Stage:
    """An admin who watches an edition of three copies."""

    def __init__(self, depot: Depot) -> None:
        self.depot = depot
        self.yard = Yard(depot.house.ruled(admins=(ADMIN,)))
        self.woken = 0
        self.number = self.message = 0

    async def open(self) -> "Stage":
        self.depot.world.add_reader(ADMIN, "Admin", "en")
        self.number = await self.yard.edition(3)
        sent = await self.depot.bot.send_message(ADMIN, "The road")
        self.message = sent.message_id
        await self.press(f"van:e:{self.number}")
        return self

    async def press(self, data: str) -> None:
        press = Press(Asker(ADMIN), ADMIN, self.message, data)
        await control.pressed(self.yard.house.newsroom, press)

    def following(self, place: Alone | None = None) -> Following:
        return Following(self.yard.house.newsroom, self.depot.door(), place or self.depot.place(), self.wake)

    def wake(self) -> None:
        self.woken += 1

    @property
    def text(self) -> str:
        return str(self.depot.world.messages(ADMIN)[-1]["text"])

    @property
    def edits(self) -> int:
        return len(self.depot.world.calls_of(EDIT))


@pytest.fixture
async def stage(small_depot: Depot, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setattr("bot.delivery.pace.PER_CHAT", 0.0)
    return await Stage(small_depot).open()


async def looked(stage: Stage, change: Callable[[], object] | None = None) -> Following:
    """Looks until a card that changed is edited: the first look leaves a new card alone."""
    following = stage.following()
    await following.look()
    if change is not None:
        await change()
    await following.look()
    return following


async def test_a_card_says_what_has_changed_since_it_was_opened(stage):
    await looked(stage, lambda: stage.yard.put(stage.number, "sent", [5001]))
    assert "1 of 3 · 33%" in stage.text


async def test_a_card_that_says_it_already_is_not_sent_again_even_by_a_new_process(stage):
    await looked(stage)
    assert stage.edits == 0
    following = await looked(stage, lambda: stage.yard.put(stage.number, "sent", [5001]))
    await following.look()
    await looked(stage)
    assert stage.edits == 1


async def test_a_new_card_is_left_alone_at_first(stage):
    await stage.yard.put(stage.number, "sent", [5001])
    await stage.following().look()
    assert stage.edits == 0


async def test_a_card_is_let_go_when_its_edition_is_over(stage):
    following = await looked(stage, lambda: stage.yard.put(stage.number, "sent", [5001, 5002, 5003]))
    assert "3 of 3 · 100%, done" in stage.text
    assert await stage.yard.followers() == []
    await following.look()
    assert stage.edits == 1


async def test_a_card_is_let_go_after_half_an_hour(stage):
    following = await looked(stage)
    stage.yard.house.clock.forward(minutes=31)
    await following.look()
    assert await stage.yard.followers() == []


async def test_nothing_is_edited_while_the_gate_is_closed(stage):
    now = stage.yard.house.clock()
    async with stage.yard.house.database.writing() as session:
        await gates.close(session, gates.WHOLE_BOT, now + timedelta(minutes=5))
    following = await looked(stage, lambda: stage.yard.put(stage.number, "sent", [5001]))
    assert stage.edits == 0
    stage.yard.house.clock.forward(minutes=6)
    for _ in range(2):
        await following.look()
    assert stage.edits == 1


async def test_a_flood_wait_is_obeyed(stage):
    stage.depot.world.faults.answer(EDIT, 429, "Too Many Requests: retry after 30", retry_after=30)
    following = await looked(stage, lambda: stage.yard.put(stage.number, "sent", [5001]))
    for _ in range(3):
        await following.tick()
    assert stage.edits == 1
    assert len(await stage.yard.followers()) == 1


async def test_a_message_that_is_gone_is_let_go(stage):
    del stage.depot.world.chats[ADMIN].messages[stage.message]
    await looked(stage, lambda: stage.yard.put(stage.number, "sent", [5001]))
    assert await stage.yard.followers() == []
    assert stage.depot.world.messages(ADMIN) == []


async def test_a_card_whose_reader_has_gone_back_meanwhile_is_not_drawn(stage):
    await looked(stage)
    await stage.press("van")
    await looked(stage, lambda: stage.yard.put(stage.number, "sent", [5001]))
    assert stage.edits == 0


class Elsewhere(Alone):
    """A replica without any role."""

    def holds(self, role: str) -> bool:  # noqa: ARG002  the protocol's
        return False


async def test_only_the_ticker_edits_and_carries_out(stage):
    await stage.yard.put(stage.number, "queued", [5001])
    following = stage.following(Elsewhere(share=10))
    await stage.press(f"van:pause:{stage.number}")
    for _ in range(3):
        await following.tick()
    edition = await stage.yard.of(stage.number)
    assert (stage.edits, edition.carried_out, edition.decision) == (0, 0, 1)


async def test_the_van_is_woken_when_a_decision_is_carried_out(stage):
    await stage.press(f"van:pause:{stage.number}")
    following = stage.following()
    await following.tick()
    edition = await stage.yard.of(stage.number)
    assert (stage.woken, edition.carried_out, edition.decision) == (1, 1, 1)


@pytest.mark.parametrize(("took", "rests"), [(0.01, EVERY), (0.5, 10.0), (30.0, 15.0)])
def test_a_look_that_took_long_is_rarer_but_a_standstill_does_not_end_the_watch(took, rests):
    assert rest(took, EVERY) == rests
