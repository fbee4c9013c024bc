"""The rows of a scenario as a table for people."""

from collections.abc import Callable, Sequence

from rich.table import Table

from tests.benchmarks.rows import Row
from tests.benchmarks.usage import percentile

Columns = dict[str, Callable[[Row], str]]


def number(value: float | None, form: str = ",.1f", unit: str = "") -> str:
    return "–" if value is None else f"{value:{form}}{unit}"


def _ledger(row: Row) -> str:
    """What the ledger says, where there is one."""
    return ", ".join(f"{count:,} {state}" for state, count in row.states.items() if count)


def _of_hundred(values: list[float], of_hundred: int) -> str:
    return number(percentile(values, of_hundred), ".2f", " s")


_DELIVERED: Columns = {
    "sender": lambda row: row.sender,
    "delivered": lambda row: f"{row.delivered / row.expected:.1%}",
    "doubles": lambda row: f"{row.doubles:,}",
}
_COST: Columns = {
    "CPU s / 1,000": lambda row: number(row.cpu_per_thousand, ".2f"),
    "peak MB": lambda row: number(row.peak_mb, ".0f"),
}
_END: Columns = {
    "connections": lambda row: f"{row.connections:,}",
    "server CPU s": lambda row: number(row.server_cpu),
    "ledger; note": lambda row: "; ".join(filter(None, (_ledger(row), row.note))),
}
_DELIVERY: Columns = {
    **_DELIVERED,
    "seconds": lambda row: number(row.seconds),
    "× ideal": lambda row: number(row.ratio, ".3f"),
    "429s": lambda row: f"{row.refused:,}",
    "worst second": lambda row: f"{row.worst_second:,}",
    **_COST,
    **_END,
}
_SPEED: Columns = {
    **_DELIVERED,
    "messages/s": lambda row: number(row.rate, ",.0f"),
    "slowest 5 s": lambda row: number(row.slowest_rate, ",.0f", "/s"),
    "worst second": lambda row: f"{row.worst_second:,}",
    "429s": lambda row: f"{row.refused:,}",
    "call p99": lambda row: number(row.call_p99 and row.call_p99 * 1000, ".0f", " ms"),
    **_COST,
    **_END,
}
_STORM: Columns = {
    "sender": lambda row: row.sender,
    "alerts": lambda row: f"{len(row.marks):,} of {row.expected:,}",
    "first after settling": lambda row: number(min(row.marks, default=None), ".2f", " s"),
    "95 % after": lambda row: _of_hundred(row.marks, 95),
    "replies": lambda row: f"{len(row.waits):,} of {len(row.waits) + row.unanswered:,}",
    "median": lambda row: _of_hundred(row.waits, 50),
    "p99": lambda row: _of_hundred(row.waits, 99),
    "429s": lambda row: f"{row.refused:,}",
    "worst second": lambda row: f"{row.worst_second:,}",
    "note": lambda row: row.note,
}
_CROWD: Columns = {
    "what": lambda row: row.sender,
    "replies": lambda row: f"{len(row.waits):,} of {row.expected:,}",
    "median": lambda row: _of_hundred(row.waits, 50),
    "95th percentile": lambda row: _of_hundred(row.waits, 95),
    "99th percentile": lambda row: _of_hundred(row.waits, 99),
    "CPU ms / reply": lambda row: number(row.cpu and row.cpu / max(len(row.waits), 1) * 1000, ".1f"),
    "digests meanwhile": lambda row: f"{row.delivered:,}",
    "429s": lambda row: f"{row.refused:,}",
    "worst second": lambda row: f"{row.worst_second:,}",
    "note": lambda row: row.note,
}
_MEMORY: Columns = {
    "sender": lambda row: row.sender,
    "peak MB": lambda row: number(row.peak_mb, ".0f"),
    "sent meanwhile": lambda row: f"{row.delivered:,}",
    "429s": lambda row: f"{row.refused:,}",
}
KINDS = {"delivery": _DELIVERY, "speed": _SPEED, "storm": _STORM, "crowd": _CROWD, "memory": _MEMORY}


def table(title: str, kind: str, rows: Sequence[Row]) -> Table:
    drawn = Table(title=title, title_justify="left")
    columns = KINDS[kind]
    for name in columns:
        drawn.add_column(
            name, justify="left" if name in {"sender", "what", "ledger; note", "note"} else "right"
        )
    for row in rows:
        drawn.add_row(*(draw(row) for draw in columns.values()))
    return drawn
