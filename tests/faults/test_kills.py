"""Kill -9 at random moments under load: nobody is lost, and no more doubled than written down."""

import random

import pytest
from sqlmodel import col, select

from storage.model.ledger import Delivery, Edition
from tests.faults.kills import READERS, kill_at_random

KILLS = 10


async def alerted(scene):
    """Deliveries of alerts, by edition."""
    async with scene.database.reading() as session:
        found = (
            select(Delivery.edition_id)
            .join(Edition, col(Edition.id) == col(Delivery.edition_id))
            .where(Edition.kind == "alert")
        )
        return list((await session.exec(found)).all())


@pytest.mark.slow
@pytest.mark.timeout(500)
async def test_ten_kills_lose_nobody_and_double_no_more_than_is_written_down(scene):
    toll, account = await kill_at_random(scene, KILLS, random.Random(KILLS))  # noqa: S311  repeatable
    toll.check(account)
    alerts = await alerted(scene)
    assert alerts
    assert len(alerts) == READERS * len(set(alerts))
    assert len(account.rows) == scene.promised + len(alerts)
