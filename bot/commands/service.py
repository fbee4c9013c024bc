"""`brief run` and `brief demo`: the bot itself, and the bot with a local Telegram to try it."""

from typing import Annotated

from cyclopts import Parameter

from bot.commands.console import begin
from bot.eventloop import run_forever


def run() -> None:
    from bot.app import run as run_bot  # noqa: PLC0415  the demo needs no part of it at this point

    run_forever(run_bot(begin()))


async def demo(
    *,
    port: Annotated[int, Parameter(help="Port of the chat page; 0 takes any free one.")] = 8080,
    open_browser: Annotated[
        bool, Parameter(name="--open", negative="", help="Open the chat page in a browser.")
    ] = False,
) -> None:
    from bot.demo import demo as run_demo  # noqa: PLC0415  it reads no settings, so nothing is loaded for it

    await run_demo(port=port, open_browser=open_browser)
