"""What a chart costs: CPU and memory of the program that draws it, for each range in each language.

uv run python -m tests.benchmarks.charts
"""

import asyncio
import resource
import time

from rich.console import Console

from bot.brief.tongue import SHIPPED
from bot.brief.week import RANGES
from bot.pictures.studio import Studio
from tests.pictures.charts import chart

MOST = 1.5  # seconds of CPU a chart


async def main() -> None:
    console, studio = Console(), Studio()
    await studio.draw(chart(8))  # the list of fonts is made with the first
    worst = 0.0
    for days in RANGES:
        for tag in SHIPPED:
            spent, began = _cpu(), time.monotonic()
            made = await studio.draw(chart(days, tag)) or b""
            worst = max(worst, _cpu() - spent)
            took = time.monotonic() - began
            console.print(
                f"{days} days, {tag}: {_cpu() - spent:.2f} s of CPU, {took:.2f} s, {len(made) // 1000} kB"
            )
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1000
    console.print(f"at most {worst:.2f} s of CPU (allowed: {MOST}) and {memory} MB")


def _cpu() -> float:
    """Seconds of CPU of all programs that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    asyncio.run(main())
