"""Charts to draw: of so many days in a language, with every kind of figure and of absence."""

from datetime import date, timedelta

from bot.brief import nights, week
from bot.brief.nights import Night, Series
from bot.brief.tongue import tongue
from bot.pictures.chart import Chart
from storage.model.values import Quantity
from tests.cast import pledge, pledge_block, talks

LAST = date(2026, 2, 4)
_KINDS = [
    Quantity(best=105),
    Quantity(low=350, high=500, qualifier="between"),
    Quantity(best=65, qualifier="about"),
    Quantity(low=90, qualifier="at_least"),
    None,
    Quantity(high=1140, qualifier="up_to"),
    Quantity(best=0),
]


def chart(days: int = 7, tag: str = "en", claimant: str = "Air Force of Ukraine") -> Chart:
    row = nights.days_of(LAST - timedelta(days=days - 1), LAST)
    long = "Keine Angriffe auf Häfen, solange Getreideschiffe unterwegs sind, in Istanbul angekündigt"
    pledges = [
        pledge(),
        pledge(
            headline={"de": long},
            pledge=pledge_block(starts=None, ends="2026-03-01", status="accepted_by_one"),
        ),
    ]
    stretch = week.Stretch(row, [talks()], pledges)
    return week.chart(stretch, Series(claimant, [_night(day) for day in row]), tongue(tag), "en")


def _night(day: date) -> Night:
    drones, missiles = _KINDS[day.toordinal() % 7], _KINDS[(day.toordinal() + 3) % 7]
    given = {"uav": drones, "missile": missiles}
    return Night(day, {unit: quantity for unit, quantity in given.items() if quantity is not None})
