"""A chart becomes a PNG: for a phone held upright, on a paper of its own, which is the same by day and night.

Only the program in `__main__` imports this: matplotlib takes a third of a second and much memory.
"""

import textwrap
from io import BytesIO
from typing import Any

from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from bot.pictures.chart import Bar, Chart, Panel, Term

_WIDTH, _DPI = 5.4, 200  # inches; 1080 pixels
_PAPER, _INK, _SOFT, _LINES = "#fbfaf7", "#1f2428", "#5b6470", "#d9d6cd"
_COLOURS = ("#2a6496", "#a8432a")
_TALKS, _PLEDGE, _MISSING = "#f0d58a", "#6c8a57", "#a9aeb4"
_BASE, _SMALL, _TITLE = 10.5, 9.5, 14.0  # points
_PLEDGES, _ROW = 3, 0.46  # rows, and inches for each
_LETTERS = 58  # in a line of the pledges
_TALL = 1.6  # inches for each panel
_FEW = 10  # days that are wide enough for a label each


def png(chart: Chart) -> bytes:
    """The picture's file."""
    rcParams.update(
        {"font.family": "DejaVu Sans", "font.size": _BASE, "text.color": _INK, "hatch.linewidth": 0.7}
    )
    pledges = list(chart.pledges)[:_PLEDGES]
    title = textwrap.wrap(chart.title, 34)
    claimant = textwrap.wrap(chart.claimant, 48)
    note = textwrap.wrap(chart.legend.note, 58)
    top = 0.2 + 0.26 * len(title) + 0.21 * len(claimant) + 0.12
    strip = _ROW * len(pledges)
    bottom = 0.98 + 0.19 * len(note)
    parts = [_TALL + 0.5, *([_TALL - 0.1] * (len(chart.panels) - 1))]
    height = top + sum(parts) + 0.42 * len(parts) + strip + (0.34 if pledges else 0) + bottom
    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, facecolor=_PAPER)
    FigureCanvasAgg(figure)
    page = _Page(figure, height)
    page.words("\n".join(title), 0.2, size=_TITLE, weight="bold")
    page.words("\n".join(claimant), 0.2 + 0.26 * len(title), color=_SOFT)
    at = top
    axes: list[Axes] = []
    for number, (panel, tall) in enumerate(zip(chart.panels, parts, strict=True)):
        at += 0.32
        axes.append(_panel(page.axes(at, tall), chart, panel, _COLOURS[number % len(_COLOURS)]))
        at += tall + 0.1
    if pledges:
        at += 0.34
        axes.append(_strip(page.axes(at, strip), chart, pledges))
        at += strip
    _name_days(axes, chart)
    page.words("\n".join(note), height - 0.12 - 0.19 * len(note), size=_SMALL, color=_SOFT)
    _legend(figure, chart, (0.2 + 0.19 * len(note)) / height)
    made = BytesIO()
    figure.savefig(made, format="png", facecolor=_PAPER, metadata={"Software": None})
    return made.getvalue()


class _Page:
    """Places in inches from the top."""

    def __init__(self, figure: Figure, height: float) -> None:
        self._figure = figure
        self._height = height

    def words(self, text: str, top: float, **how: Any) -> None:
        usual: dict[str, Any] = {"size": _BASE, "va": "top", "linespacing": 1.25, "parse_math": False}
        self._figure.text(0.18 / _WIDTH, 1 - top / self._height, text, **usual | how)

    def axes(self, top: float, tall: float) -> Axes:
        left, wide = 0.58 / _WIDTH, 1 - 0.76 / _WIDTH
        made = self._figure.add_axes(
            (left, 1 - (top + tall) / self._height, wide, tall / self._height), facecolor=_PAPER
        )
        for side in ("top", "right", "left"):
            made.spines[side].set_visible(False)
        made.spines["bottom"].set_color(_SOFT)
        made.tick_params(length=0, colors=_INK, labelsize=_SMALL)
        return made


def _panel(axes: Axes, chart: Chart, panel: Panel, colour: str) -> Axes:
    axes.set_title(panel.title, loc="left", size=_BASE, color=colour, weight="bold", pad=5)
    axes.set_xlim(-0.5, chart.days - 0.5)
    peak = max((n for bar in panel.bars if bar for n in (bar.low, bar.high) if n is not None), default=0)
    axes.set_ylim(0, max(peak, 4) * 1.22)
    _shade(axes, chart)
    for place, bar in enumerate(panel.bars):
        if bar is None:
            _missing(axes, place)
        else:
            _bar(axes, place, bar, colour)
            _label(axes, place, bar, chart)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda n, _at: f"{n:,.0f}".replace(",", chart.thousands)))
    axes.grid(axis="y", color=_LINES, linewidth=0.8)
    axes.set_axisbelow(True)
    return axes


def _shade(axes: Axes, chart: Chart) -> None:
    for term in chart.talks:
        axes.axvspan(term.first - 0.5, term.last + 0.5, color=_TALKS, alpha=0.6, linewidth=0, zorder=0)


def _missing(axes: Axes, place: int) -> None:
    """As high as the panel, lest it look like a number."""
    tall = axes.get_ylim()[1]
    axes.add_patch(
        Rectangle(
            (place - 0.4, 0), 0.8, tall, fill=False, hatch="////", edgecolor=_MISSING, linewidth=0, zorder=1
        )
    )


def _bar(axes: Axes, place: int, bar: Bar, colour: str) -> None:
    sure = bar.low or 0
    axes.bar(place, sure, width=0.8, color=colour, zorder=2)
    # So that none is seen as well, other than what is missing.
    axes.plot([place - 0.4, place + 0.4], [0, 0], color=colour, linewidth=2, solid_capstyle="butt", zorder=3)
    if bar.high is None:
        axes.plot(place, sure + axes.get_ylim()[1] * 0.035, marker="^", color=colour, markersize=4, zorder=3)
    elif bar.high > sure:
        axes.bar(
            place, bar.high - sure, bottom=sure, width=0.8, zorder=2,
            color=f"{colour}59", edgecolor=colour, linewidth=0.8,
        )  # fmt: skip


def _label(axes: Axes, place: int, bar: Bar, chart: Chart) -> None:
    if not bar.label:
        return
    top = max(n for n in (bar.low, bar.high, 0) if n is not None)
    lift = axes.get_ylim()[1] * (0.075 if bar.high is None else 0.02)
    text = bar.label.replace("–", "–\n", 1) if len(bar.label) > 7 and chart.days <= _FEW else bar.label
    side = "right" if chart.days > _FEW and place > chart.days * 0.9 else "center"
    side = "left" if chart.days > _FEW and place < chart.days * 0.1 else side
    axes.text(
        place, top + lift, text, ha=side, va="bottom", size=_SMALL, linespacing=0.95, zorder=4,
        parse_math=False, bbox={"facecolor": _PAPER, "alpha": 0.7, "linewidth": 0, "pad": 0.6},
    )  # fmt: skip


def _strip(axes: Axes, chart: Chart, pledges: list[Term]) -> Axes:
    """A row for each pledge, its words above its line."""
    axes.set_title(chart.legend.pledges, loc="left", size=_BASE, color=_PLEDGE, weight="bold", pad=3)
    axes.set_xlim(-0.5, chart.days - 0.5)
    axes.set_ylim(len(pledges), 0)
    axes.yaxis.set_visible(False)
    for row, term in enumerate(pledges):
        start, end = term.first - 0.45, term.last + 0.45
        axes.plot(
            [start, end],
            [row + 0.78, row + 0.78],
            color=_PLEDGE,
            linewidth=5,
            solid_capstyle="butt",
            zorder=2,
        )
        if term.is_open:
            axes.plot(end, row + 0.78, marker=">", color=_PLEDGE, markersize=7, clip_on=False, zorder=2)
        name = textwrap.shorten(term.name, _LETTERS - len(term.remark), placeholder="…")
        words = f"{name}: {term.remark}"
        axes.text(
            0, row + 0.34, words, transform=axes.get_yaxis_transform(), va="center", ha="left",
            size=_SMALL, color=_INK, parse_math=False,
        )  # fmt: skip
    _shade(axes, chart)
    return axes


def _name_days(axes: list[Axes], chart: Chart) -> None:
    places = [place for place, _name in chart.ticks]
    for one in axes:
        one.set_xticks(places, [""] * len(places))
    axes[-1].set_xticks(places, [name for _place, name in chart.ticks], linespacing=1.2)
    if chart.days > _FEW:
        for one in axes:
            one.tick_params(axis="x", length=3, color=_SOFT)


def _legend(figure: Figure, chart: Chart, bottom: float) -> None:
    words = chart.legend
    bars = [bar for panel in chart.panels for bar in panel.bars]
    signs: list[Artist] = []
    if any(bar and bar.high is not None and bar.low != bar.high for bar in bars):
        signs.append(Patch(facecolor=f"{_COLOURS[0]}59", edgecolor=_COLOURS[0], label=words.reach))
    if any(bar and bar.high is None for bar in bars):
        signs.append(
            Line2D([], [], marker="^", color=_COLOURS[0], linewidth=0, markersize=5, label=words.more)
        )
    if None in bars:
        signs.append(Patch(fill=False, hatch="//////", edgecolor=_MISSING, linewidth=0, label=words.missing))
    if chart.talks:
        signs.append(Patch(facecolor=_TALKS, alpha=0.6, label=words.talks))
    figure.legend(
        handles=signs, loc="lower left", bbox_to_anchor=(0.13 / _WIDTH, bottom), ncols=4, frameon=False,
        fontsize=_SMALL, handlelength=1.5, columnspacing=1.2, borderpad=0, handletextpad=0.5,
    )  # fmt: skip
