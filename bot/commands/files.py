"""A file that is there whole or not at all: written beside its name, flushed to the disk, then renamed."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.errors import BriefError


class FileNotWritten(BriefError):
    """The file cannot be written; check its folder, its owner and the room on the disk."""


class FileThere(BriefError):
    """There is such a file already; choose another name, or say --overwrite."""


def refuse_existing(target: Path, *, overwrite: bool) -> None:
    """Raises: FileThere: something has this name, and may not be replaced."""
    if target.exists() and not overwrite:
        raise FileThere(str(target))


@contextmanager
def whole(target: Path) -> Iterator[Path]:
    """A name beside the target, for nobody's eyes but the owner's; what is written there becomes the target.

    Raises:
        FileNotWritten: the folder, the disk or the target does not allow it.
    """
    beside: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}-", dir=target.absolute().parent)
        os.close(handle)
        beside = Path(name)
        yield beside
        _flush(beside)
        beside.replace(target)
        _flush(target.absolute().parent)
    except OSError as error:
        raise FileNotWritten(f"{target}: {error.strerror or error}") from error
    finally:
        if beside is not None:
            beside.unlink(missing_ok=True)


def _flush(path: Path) -> None:
    """To the disk itself; of a folder, its names."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
