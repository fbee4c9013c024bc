"""Commands called in this process, as the console script would call them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from bot.__main__ import answer
from bot.logs import DiscreetHandler


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str


@pytest.fixture
def alone(tmp_path, monkeypatch):
    """An empty working folder, in which the default database is made; logs are as before afterwards."""
    root = logging.getLogger()
    level = root.level
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    root.handlers = [kept for kept in root.handlers if not isinstance(kept, DiscreetHandler)]
    root.setLevel(level)


@pytest.fixture
def brief(alone, capsysbinary) -> Callable[..., Answer]:  # noqa: ARG001  the folder it works in
    """Call `brief` with arguments."""

    def call(*arguments: str) -> Answer:
        capsysbinary.readouterr()
        code = answer(arguments)
        heard = capsysbinary.readouterr()
        return Answer(code, heard.out.decode(), heard.err.decode())

    return call
