"""The command `brief`: what it can be asked, and the one edge where errors become sentences."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from cyclopts import App, CycloptsError

from bot import __version__
from storage.errors import BriefError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

# Each is imported when it is asked for, so that `brief --help` answers at once.
COMMANDS = {
    "demo": ("bot.commands.service:demo", "Try the bot in a browser: no token and no set-up."),
    "run": ("bot.commands.service:run", "Run the bot."),
    "check": ("bot.commands.care:check", "Check configuration, database, schema and token, a line each."),
    "import": ("bot.commands.record:import_entries", "Take in entries from .jsonl and .json files."),
    "export": ("bot.commands.record:export", "Print the entries, one JSON object per line."),
    "schema": ("bot.commands.record:schema", "Print the JSON Schema of an entry."),
    "preview": ("bot.commands.preview:preview", "Print what a reader would get for a day and language."),
    "subscribers": ("bot.commands.subscribers:travel", "Take subscribers out to a file, or in from one."),
    "status": ("bot.commands.status:status", "Show readers, queue, gate and replicas of a running bot."),
    "desk": ("bot.commands.desk:desk", "Show what the desk did: brief desk log."),
    "backup": ("bot.commands.backup:backup", "Copy the database into a file while the bot runs."),
    "migrate": ("bot.commands.care:migrate", "Bring the database to this program's schema."),
}


def main() -> None:
    """The console script. It speaks UTF-8 whatever the terminal's locale is, in tables and complaints too."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(answer(sys.argv[1:]))


def program() -> App:
    app = App(
        name="brief",
        help="The Kaizen News Brief bot: a newsroom's desk and its delivery van on Telegram.",
        version=__version__,
        version_flags=["--version"],
        help_format="plaintext",
        print_error=False,
        exit_on_error=False,
        suppress_keyboard_interrupt=False,
        result_action="return_value",
    )
    for name, (path, purpose) in COMMANDS.items():
        app.command(path, name=name, help=purpose)
    return app


def answer(arguments: Sequence[str]) -> int:
    """Do what is asked; the exit code."""
    try:
        code = program()(arguments)
        sys.stdout.flush()
    except CycloptsError as error:
        return _complain(f"{error} (brief --help shows what can be asked)", WRONG_USAGE)
    except BriefError as error:
        return _complain(str(error), FAILED)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        return _hang_up()
    except Exception as error:  # noqa: BLE001  the edge: people get a sentence, whatever happened
        return _unexpected(error)
    return code if isinstance(code, int) else DONE


def _complain(sentence: str, code: int) -> int:
    sys.stderr.write(sentence + "\n")
    return code


def _hang_up() -> int:
    """The reader of the pipe has left; what is still buffered must not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _unexpected(error: Exception) -> int:
    """The logs blot out secrets, in the traceback too; they show it at level debug only."""
    import logging  # noqa: PLC0415  only needed when something went wrong

    from bot.logs import Redactor  # noqa: PLC0415

    logging.getLogger(__name__).debug("The command ended unexpectedly.", exc_info=error)
    first = next(iter(str(error).splitlines()), "")
    what = Redactor(())(f"{type(error).__name__}: {first}")
    if isinstance(error, OSError):
        _hang_up()  # perhaps it was stdout that failed, and it would fail again at exit
    return _complain(f"Something unexpected went wrong ({what}); BRIEF_LOG_LEVEL=debug shows more.", FAILED)


if __name__ == "__main__":
    main()
