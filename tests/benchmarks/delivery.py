"""What delivery costs and keeps, beside other ways to send: against a strict local Bot API with latency.

    uv run --group benchmarks python -m tests.benchmarks.delivery [--quick] [--json FILE] [scenario …]

Everything runs in processes of its own. CPU and memory are those of the sending processes from the moment
they are ready: for this bot with its tick, poller, web server and ledger (a PostgreSQL server's own work is
not counted), for the others their sending alone. `--quick` sends a tenth.
"""

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from tests.benchmarks import tables
from tests.benchmarks.bench import Bench
from tests.benchmarks.children import ChildFailed
from tests.benchmarks.rows import Report
from tests.benchmarks.scenarios import SCENARIOS

FULL, QUICK = 10, 1
_WIDTH = 170  # characters, where no terminal says


async def run(names: Sequence[str], size: int, console: Console) -> dict[str, list[Report]]:
    results = {}
    with tempfile.TemporaryDirectory(prefix="brief-bench-logs-") as folder:
        for name in names:
            scenario = SCENARIOS[name]
            with console.status(name) as status:
                bench = Bench(Path(folder), lambda text: status.update(f"{name} · {text}"))  # noqa: B023
                try:
                    rows = await scenario.run(bench, size)
                except ChildFailed as error:
                    console.print(f"{name}: {error}", style="red", markup=False)
                    continue
            part = "" if size == FULL else " (a tenth of it)"
            console.print(tables.table(f"{name}: {scenario.what}{part}", scenario.table, rows))
            results[name] = [row.as_json() for row in rows]
    return results


def known(name: str) -> str:
    if name not in SCENARIOS:
        raise argparse.ArgumentTypeError(f"there is no scenario {name!r}, but {', '.join(SCENARIOS)}")
    return name


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    asked.add_argument("scenarios", nargs="*", type=known, metavar="scenario", help=", ".join(SCENARIOS))
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--json", type=Path, metavar="FILE")
    wanted = asked.parse_args()
    size = QUICK if wanted.quick else FULL
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    names = wanted.scenarios or list(SCENARIOS)
    results = asyncio.run(run(names, size, console))
    if wanted.json:
        wanted.json.write_text(json.dumps(results, indent=1) + "\n")
    sys.exit(0 if len(results) == len(set(names)) else 1)


if __name__ == "__main__":
    main()
