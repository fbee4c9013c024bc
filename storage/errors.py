"""Errors that people read: the docstring is the sentence, details follow it."""

from inspect import cleandoc


class BriefError(Exception):
    """Something went wrong."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        sentence = cleandoc(type(self).__doc__ or "").rstrip(".")
        return f"{sentence}: {self.detail}" if self.detail else f"{sentence}."


class DatabaseUnreachable(BriefError):
    """The database cannot be opened; check BRIEF_DATABASE_URL and that its server or folder exists."""


class DatabaseNewer(BriefError):
    """The database was written by a newer version of this program; upgrade it, or restore a backup."""


class DatabaseBehind(BriefError):
    """The database is older than this program; run `brief migrate`."""
