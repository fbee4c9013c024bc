"""`brief backup FILE`: the database in one file, whole and checked, while the bot runs."""

from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from bot.commands.console import begin, existing_schema_of, say
from bot.commands.files import refuse_existing, whole
from storage import backups
from storage.engines import url_of

File = Annotated[Path, Parameter(name="FILE", help="Where the copy goes.")]
Overwrite = Annotated[bool, Parameter(negative="", help="Replace a file that is there.")]


def backup(file: File, /, *, overwrite: Overwrite = False) -> None:
    settings = begin()
    existing_schema_of(settings)
    refuse_existing(file, overwrite=overwrite)
    with whole(file) as beside:
        backups.copy(url_of(settings.database_url), beside)
    say(f"{file}: {file.stat().st_size:,} bytes; after a restore, see `brief migrate --restored`.")
