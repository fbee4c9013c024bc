"""Arrows point one way: which room may import what, read from the source itself."""

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ALL = sorted(file for room in ("bot", "storage") for file in (ROOT / room).rglob("*.py"))
SHARED_BY_HANDLERS = {"bot.handlers.replies", "bot.handlers.keyboards", "bot.handlers.callbacks"}
VALUES = {"storage.model", "storage.errors"}

# Imports every module it is told, then fails if a thread was started or anything but code was opened.
QUIETLY = """
import importlib, os, sys, threading
opened = []
def watch(event, args):
    if event != "open" or not isinstance(args[0], (str, bytes)):
        return
    path = os.path.realpath(os.fsdecode(args[0]))
    if path.startswith(sys.argv[1]) and "/.venv/" not in path and not path.endswith((".py", ".pyc")):
        if "__pycache__" not in path:
            opened.append(path)
sys.addaudithook(watch)
for name in sys.argv[2:]:
    importlib.import_module(name)
assert threading.active_count() == 1, threading.enumerate()
assert not opened, opened
"""


def module_of(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_of(file): file for file in ALL}


@cache
def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text())


@cache
def imports_of(module: str) -> frozenset[str]:
    """Everything a module imports, inside functions too, as absolute dotted names (`a.b.name`)."""
    return frozenset(name for node in ast.walk(tree_of(module)) for name in _names(node, module))


def _names(node: ast.AST, module: str) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        whence = node.module or ""
        if node.level:
            package = "." * node.level + whence
            is_package = MODULES[module].name == "__init__.py"
            whence = importlib.util.resolve_name(package, module if is_package else module.rpartition(".")[0])
        yield from (f"{whence}.{alias.name}" for alias in node.names)


def inside(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


def room(*names: str) -> list[str]:
    return [module for module in MODULES if any(inside(module, name) for name in names)]


def arrows(sources: list[str], *forbidden: str, but: set[str] = frozenset()) -> list[str]:
    """Imports from some modules into forbidden rooms, written as `from -> to`."""
    return [
        f"{source} -> {target}"
        for source in sources
        for target in sorted(imports_of(source))
        if any(inside(target, one) for one in forbidden) and not any(inside(target, one) for one in but)
    ]


def test_storage_knows_neither_the_bot_nor_telegram_nor_a_scheduler():
    assert arrows(room("storage"), "bot", "telegram", "apscheduler") == []


def test_the_brief_is_made_of_values_only():
    sessions = ("sqlmodel", "sqlalchemy", "telegram", "apscheduler", "aiohttp")
    assert arrows(room("bot.brief"), "storage", *sessions, but={"storage.model"}) == []


def test_the_brief_depends_on_no_room_that_uses_it():
    users = ("bot.services", "bot.handlers", "bot.delivery", "bot.intake", "bot.simulator", "bot.app")
    assert arrows(room("bot.brief"), *users) == []


def test_services_do_not_know_telegram_or_who_calls_them():
    doors = ("bot.handlers", "bot.delivery", "bot.intake.files", "bot.intake.streams")
    assert arrows(room("bot.services"), "telegram", *doors, "bot.simulator", "bot.app") == []


def test_what_the_desk_sees_is_put_together_from_values():
    users = ("bot.services", "bot.handlers", "bot.delivery", "bot.simulator", "bot.app")
    assert arrows(room("bot.desk"), "telegram", "sqlalchemy", *users) == []


def test_handlers_ask_services_and_never_the_record():
    assert arrows(room("bot.handlers"), "storage", "sqlmodel", "sqlalchemy", but=VALUES) == []


def test_handlers_do_not_import_each_other():
    handlers = set(room("bot.handlers")) - {"bot.handlers", "bot.handlers.wiring"}  # wiring lists them all
    assert [
        arrow
        for handler in sorted(handlers - SHARED_BY_HANDLERS)
        for arrow in arrows([handler], *(handlers - {handler}), but=SHARED_BY_HANDLERS)
    ] == []


def test_doors_do_not_know_where_they_are_put_together():
    doors = room("bot.handlers", "bot.delivery", "bot.intake")
    assert arrows(doors, "bot.app", "bot.__main__", "bot.simulator") == []


def test_telegrams_errors_are_named_in_at_most_two_files():
    naming = [
        module
        for module, file in MODULES.items()
        if arrows([module], "telegram.error") or "telegram.error" in file.read_text()
    ]
    assert len(naming) <= 2, naming


def test_the_simulator_stands_alone():
    assert arrows(room("bot.simulator"), "bot", "storage", but={"bot.simulator"}) == []


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_module_says_what_it_is(module):
    assert ast.get_docstring(tree_of(module)), f"{module} has no docstring"


def test_importing_everything_starts_no_thread_and_opens_no_file_of_ours():
    names = [module for module in MODULES if not _runs_when_imported(module)]
    command = [sys.executable, "-c", QUIETLY, f"{ROOT}/", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)  # noqa: S603  our own
    assert (done.returncode, done.stderr) == (0, "")


def _runs_when_imported(module: str) -> bool:
    # alembic runs its environment by importing it, with a context that only it provides
    return module == "storage.migrations.env" or module.startswith("storage.migrations.versions")
