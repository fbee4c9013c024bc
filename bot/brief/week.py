"""Some attack days as a chart and in words: one claimant's drones and missiles beside talks and pledges."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from bot.brief import compose, labels, quantities, render
from bot.brief.figures import phrase
from bot.brief.nights import UNITS, Night, Series
from bot.brief.tongue import Tongue
from bot.pictures.chart import Bar, Chart, Legend, Panel, Term
from storage.model.entry import Entry
from storage.model.values import Quantity

RANGES = (7, 30, 60)
_PLEDGES = labels.SECTIONS["pledge"]
_LABELLED = 10  # days up to which each figure is written
_LONGEST_NAME = 80
_APART = {"postponed", "cancelled"}  # outcomes of talks that did not take place


@dataclass(frozen=True, slots=True)
class Stretch:
    """Attack days in a row, with the talks and pledges of these days."""

    days: Sequence[date]
    talks: Sequence[Entry] = ()
    pledges: Sequence[Entry] = ()

    @property
    def first(self) -> date:
        return self.days[0]

    @property
    def last(self) -> date:
        return self.days[-1]


def chart(stretch: Stretch, row: Series, speaker: Tongue, fallback: str) -> Chart:
    """What the picture shows, with its words in the reader's language."""
    return Chart(
        title=title(stretch, speaker),
        claimant=speaker._("Figures: %(claimant)s") % {"claimant": _short(row.claimant)},
        days=len(stretch.days),
        ticks=_ticks(stretch.days, speaker),
        panels=[_panel(row, unit, speaker) for unit in UNITS],
        legend=Legend(
            reach=speaker._("from–to"),
            more=speaker._("or more"),
            missing=speaker._("no figure"),
            talks=speaker._("talks"),
            pledges=speaker._(_PLEDGES),
            note=speaker._(
                "Launched per attack day, from 18:00 to 18:00 Kyiv time, named by its second date."
            ),
        ),
        thousands=speaker.number(1000)[1:-3],
        talks=_terms(_talks_days(stretch), stretch),
        pledges=[_pledge(entry, stretch, speaker, fallback) for entry in stretch.pledges],
    )


def title(stretch: Stretch, speaker: Tongue) -> str:
    return speaker.span(stretch.first, stretch.last, year=True)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else name[: _LONGEST_NAME - 1] + "…"


def _ticks(days: Sequence[date], speaker: Tongue) -> list[tuple[int, str]]:
    """Every day of a week; of more days the Mondays, of many every second one."""
    if len(days) <= _LABELLED:
        return [(n, f"{speaker.weekday(day.isoweekday())}\n{day.day}") for n, day in enumerate(days)]
    mondays = [n for n, day in enumerate(days) if day.isoweekday() == 1]
    step = 1 if len(mondays) <= 5 else 2
    return [(n, speaker.short_date(days[n])) for n in mondays[::step]]


def _panel(row: Series, unit: str, speaker: Tongue) -> Panel:
    given = [night.figures.get(unit) for night in row.nights]
    many = len(given) > _LABELLED
    most = max((_top(one) for one in given if one is not None), default=0)
    first = next((n for n, one in enumerate(given) if one is not None and _top(one) == most), None)
    bars = [
        None if one is None else _bar(one, speaker, labelled=not many or n == first)
        for n, one in enumerate(given)
    ]
    name = labels.unit_name(speaker, unit)
    return Panel(name[:1].upper() + name[1:], bars)


def _top(quantity: Quantity) -> int:
    return max(n for n in quantities.bounds(quantity) if n is not None)


def _bar(quantity: Quantity, speaker: Tongue, *, labelled: bool) -> Bar:
    low, high = quantities.bounds(quantity)
    return Bar(low, high, _sign(quantity, speaker) if labelled else "")


def _sign(quantity: Quantity, speaker: Tongue) -> str:
    """Such as 450, ≈ 65, 350–500, ≥ 12 or ≤ 40."""
    low, high = quantities.bounds(quantity)
    if low is None or high is None:
        return f"≥ {speaker.number(low)}" if low is not None else f"≤ {speaker.number(high or 0)}"
    if low != high:
        return f"{speaker.number(low)}–{speaker.number(high)}"
    return f"≈ {speaker.number(low)}" if quantity.qualifier == "about" else speaker.number(low)


def _talks_days(stretch: Stretch) -> list[int]:
    """The places of days on which people met."""
    met = [entry for entry in stretch.talks if not (entry.talks and entry.talks.outcome in _APART)]
    spans = [compose.span_of(entry) for entry in met]
    return [n for n, day in enumerate(stretch.days) if any(first <= day <= last for first, last in spans)]


def _terms(places: Iterable[int], stretch: Stretch) -> list[Term]:
    """Neighbours as one term."""
    terms: list[Term] = []
    for place in places:
        if terms and terms[-1].last == place - 1:
            terms[-1] = Term(terms[-1].first, place)
        else:
            terms.append(Term(place, place))
    return [term for term in terms if term.first < len(stretch.days)]


def pledge_term(entry: Entry) -> tuple[date, date | None]:
    """From when to when it was to hold; without an end, until further notice."""
    pledge = entry.pledge
    if pledge is None:
        raise LookupError(f"{entry.uri} is no pledge")
    starts, ends = pledge.starts and compose.day(pledge.starts), pledge.ends and compose.day(pledge.ends)
    return starts or min(compose.span_of(entry)[0], ends or date.max), ends


def _pledge(entry: Entry, stretch: Stretch, speaker: Tongue, fallback: str) -> Term:
    first, last = pledge_term(entry)
    status = entry.pledge.status if entry.pledge else "proposed"
    name = compose.in_language(entry.headline, speaker, fallback)
    before = (max(first, stretch.first) - stretch.first).days
    upto = (min(last or stretch.last, stretch.last) - stretch.first).days
    is_open = last is None or last > stretch.last
    return Term(before, upto, name, speaker._(labels.STATUSES[status]), is_open)


def caption(stretch: Stretch, row: Series, speaker: Tongue, note: str = "") -> str:
    """The main numbers of a chart, for whoever does not see it."""
    return _written(stretch, row, speaker, note, [])


def in_words(stretch: Stretch, row: Series, speaker: Tongue, note: str = "") -> str:
    """All numbers of a chart that could not be drawn."""
    given = [night for night in row.nights if night.figures]
    return _written(stretch, row, speaker, note, [_day(night, speaker) for night in given])


def _written(
    stretch: Stretch, row: Series, speaker: Tongue, note: str, days: Sequence[tuple[str, str]]
) -> str:
    heaviest = row.heaviest()
    return render.write(
        "week",
        speaker,
        title=title(stretch, speaker),
        claimant=_short(row.claimant),
        sums=[_sum(row, unit, speaker) for unit in UNITS],
        heaviest=_day(heaviest, speaker) if heaviest else "",
        days=days,
        note=note,
    )


def _sum(row: Series, unit: str, speaker: Tongue) -> tuple[str, str]:
    """What was launched in all, and of how many days that is known where it is not of all."""
    total, given = row.total(unit), len(row.given(unit))
    said = phrase(speaker, "launched", unit, total or Quantity(qualifier="unknown"))
    if total is None or given == len(row.nights):
        return said, ""
    days = {"given": speaker.number(given), "days": speaker.number(len(row.nights))}
    return said, speaker._("known for %(given)s of %(days)s days") % days


def _day(night: Night, speaker: Tongue) -> tuple[str, str]:
    """A day and what is counted for it."""
    said = [phrase(speaker, "launched", unit, night.figures[unit]) for unit in UNITS if unit in night.figures]
    return speaker.short_day(night.day), ", ".join(said)


def nothing(stretch: Stretch, speaker: Tongue) -> str:
    """Where there is no figure at all."""
    text = speaker._("There is no figure on record for %(days)s.") % {"days": title(stretch, speaker)}
    return render.write("note", speaker, text=text)


def concerns(entry: Entry, first: date, last: date) -> bool:
    """Whether a pledge was to hold on any of these days."""
    starts, ends = pledge_term(entry)
    return starts <= last and (ends is None or ends >= first)
