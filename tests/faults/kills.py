"""Kill -9 at random moments under load, again and again, and count what that cost."""

import asyncio
import random
from dataclasses import dataclass, field

from bot.delivery.van import IN_FLIGHT
from tests.faults.account import Account
from tests.faults.scene import Scene

READERS = 150
LOAD = {"messages_per_second": "100"}
_LONGEST = 1.2  # seconds from the first message after a start to the next kill
_ALERT_EVERY = 4


@dataclass
class Toll:
    """What each kill left in doubt, and how long each start took until something was sent."""

    in_doubt: list[int] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def sentence(self, account: Account) -> str:
        waits = sorted(self.waits)
        return (
            f"{len(self.in_doubt)} kills over {len(account.rows)} deliveries: "
            f"{len(account.lost)} lost, {account.doubled} doubled, {account.recorded} ambiguities, "
            f"{len(account.held)} left to the desk, at most {max(self.in_doubt)} in doubt after a kill; "
            f"sending again after {waits[len(waits) // 2]:.1f} s (median), {waits[-1]:.1f} s at most"
        )

    def check(self, account: Account) -> None:
        account.check()
        assert account.doubled <= account.recorded <= sum(self.in_doubt)
        assert max(self.in_doubt) <= IN_FLIGHT


async def kill_at_random(scene: Scene, kills: int, dice: random.Random) -> tuple[Toll, Account]:
    toll = Toll()
    await scene.enlist(READERS)
    for number in range(kills):
        await _feed(scene, number)
        program = await scene.start(**LOAD)
        toll.waits.append(await scene.sends_again())
        await asyncio.sleep(dice.uniform(0, _LONGEST))
        await program.kill()
        toll.in_doubt.append(await scene.left_by(program))
    last = await scene.start(**LOAD)
    account = await scene.settled(90)
    assert await last.end() == 0
    return toll, account


async def _feed(scene: Scene, number: int) -> None:
    """Something always waits, now and then of what the tick makes itself."""
    if number % _ALERT_EVERY == 0:
        await scene.publish()
    while await scene.count("queued") < READERS:
        await scene.queue()
