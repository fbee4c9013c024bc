"""Anything may happen in any order, and the delivery's promises hold after every step."""

import asyncio
import atexit
import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from storage.db import Database
from storage.migrations import migrate
from tests.faults.model import Model

HOW = ["arrived", "arrived", "arrived", "arrived_unheard", "unheard", "unsent", "flood", "gone"]
SLOTS = ["digest:1", "digest:2", "digest:3"]
_template: list[Path] = []


def fresh(folder: Path) -> str:
    """A migrated file; it is migrated once and copied afterwards."""
    if not _template:
        kept = Path(tempfile.mkdtemp(prefix="brief-model-"))
        atexit.register(shutil.rmtree, kept)
        _template.append(kept / "migrated.db")
        migrate(f"sqlite:///{_template[0]}")
    return f"sqlite:///{shutil.copy(_template[0], folder / 'brief.db')}"


class Deliveries(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="brief-model-"))

    def do(self, work):
        return self.runner.run(work)

    @initialize(policy=st.sampled_from(["resend", "resend", "hold"]), readers=st.integers(1, 6))
    def open(self, policy, readers):
        self.database = Database(fresh(self.folder))
        self.model = Model(self.database, policy)
        self.do(self.model.enlist(readers))
        self.do(self.model.queue(SLOTS[0]))
        self.model.hire()
        self.model.hire()

    def one(self, data):
        return data.draw(st.sampled_from(self.model.workers))

    @rule(slot=st.sampled_from(SLOTS))
    def queue(self, slot):
        self.do(self.model.queue(slot))

    @rule(data=st.data(), many=st.integers(1, 6))
    def claim(self, data, many):
        self.do(self.model.claim(self.one(data), many))

    @rule(data=st.data(), many=st.integers(1, 12))
    def begin(self, data, many):
        self.do(self.model.begin(self.one(data), many))

    @rule(data=st.data(), how=st.sampled_from(HOW))
    def send(self, data, how):
        self.model.send(self.one(data), how)

    @rule(data=st.data())
    def settle(self, data):
        self.do(self.model.settle(self.one(data)))

    @rule(data=st.data(), seconds=st.sampled_from([1, 6, 200]))
    def pass_time(self, data, seconds):
        del data
        self.model.clock.forward(seconds=min(seconds, 6) if self._any_begun() else seconds)

    def _any_begun(self) -> bool:
        return any(one.begun or one.claimed for one in self.model.workers)

    @rule(data=st.data())
    def die(self, data):
        self.model.die(self.one(data))
        self.model.hire()

    @rule(data=st.data(), on_its_way=st.booleans())
    def freeze(self, data, on_its_way):
        self.model.freeze(self.one(data), on_its_way=on_its_way)
        self.model.hire()

    @precondition(lambda self: self.model.asleep)
    @rule(data=st.data())
    def wake(self, data):
        self.do(self.model.wake(data.draw(st.sampled_from(self.model.asleep))))

    @rule()
    def recover(self):
        self.do(self.model.recover())

    @invariant()
    def the_promises_hold(self):
        if hasattr(self, "model"):
            self.do(self.model.check())

    def teardown(self):
        try:
            if hasattr(self, "model"):
                self.do(self.model.finish())
                self.do(self.model.check_end())
        finally:
            if hasattr(self, "database"):
                self.do(self.database.close())
            self.runner.close()
            shutil.rmtree(self.folder)


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=25, stateful_step_count=40, deadline=None)
