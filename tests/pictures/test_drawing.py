"""A chart becomes a picture, by a program of its own; what fails is said and not tried again at once."""

import asyncio
import os
import sys

import pytest

from bot.brief.tongue import SHIPPED
from bot.brief.week import RANGES
from bot.pictures.chart import Chart
from bot.pictures.draw import png
from bot.pictures.studio import Studio
from bot.simulator.files import dimensions
from tests.pictures.charts import chart
from tests.stories.play import eventually

ECHO = "import os, sys; sys.stdout.write(','.join(os.environ)); sys.stdout.flush()"


@pytest.mark.parametrize("tag", SHIPPED)
@pytest.mark.parametrize("days", RANGES)
def test_every_range_is_drawn_in_every_language(tag, days):
    width, height = dimensions(png(chart(days, tag)))
    assert width == 1080
    assert 1200 < height < 2000


def test_long_names_fit():
    width, height = dimensions(png(chart(claimant="Main Directorate of the General Staff " * 4)))
    assert (width, height < 2000) == (1080, True)


def test_days_without_any_figure_are_drawn_too():
    empty = chart()
    bare = Chart.read(empty.written().replace('"bars": [', '"bars": [null, '))
    assert png(bare).startswith(b"\x89PNG")


@pytest.mark.parametrize("days", RANGES)
def test_a_chart_is_read_as_it_was_written(days):
    written = chart(days, "uk").written()
    assert Chart.read(written).written() == written


def test_equal_values_have_one_key_and_others_another():
    assert chart().key == chart().key
    assert len({chart(days, tag).key for days in RANGES for tag in SHIPPED}) == len(RANGES) * len(SHIPPED)


async def test_the_studio_draws_with_a_program_of_its_own():
    made = await Studio().draw(chart())
    assert made is not None
    assert dimensions(made)[0] == 1080


async def test_the_program_knows_no_secret(monkeypatch):
    monkeypatch.setenv("BRIEF_TELEGRAM_TOKEN", "1:secret")
    said = await Studio([sys.executable, "-c", ECHO]).draw(chart())
    assert said is not None
    assert b"PATH" in said
    assert b"BRIEF_" not in said


@pytest.mark.parametrize("program", [["/bin/false"], ["/bin/true"], ["/does/not/exist"]])
async def test_what_failed_is_not_tried_again_at_once(program, caplog):
    clock = [0.0]
    studio = Studio(program, lambda: clock[0])
    assert await studio.draw(chart()) is None
    assert await studio.draw(chart()) is None
    assert len(caplog.records) == 1
    clock[0] = 61.0
    assert await studio.draw(chart()) is None
    assert len(caplog.records) == 2


async def test_whoever_stops_waiting_leaves_no_program_behind(tmp_path):
    sign = tmp_path / "pid"
    slow = f"import os, time; open({str(sign)!r}, 'w').write(f'{{os.getpid()}}.'); time.sleep(600)"
    drawing = asyncio.create_task(Studio([sys.executable, "-c", slow]).draw(chart()))

    async def has_begun():
        return sign.exists() and sign.read_text().endswith(".")

    await eventually(has_begun)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    with pytest.raises(ProcessLookupError):
        os.kill(int(sign.read_text()[:-1]), 0)
