"""/about and the log of corrections: for everybody, in private chats and in groups."""

import pytest

from tests import cast
from tests.stories.play import Play, has

GROUP, OWNER, MEMBER, READER = cast.GROUP.id, 2001, 3001, 1001
ME = "@kaizen_brief_bot"


@pytest.fixture
async def people(play: Play) -> None:
    for number in (OWNER, MEMBER, READER):
        play.world.add_reader(number, "Somebody", "en")
    play.world.add_group(GROUP, "A group", [OWNER, MEMBER])


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("command", "who", "where"), [("/about", READER, READER), (f"/about{ME}", MEMBER, GROUP)]
)
async def test_about_leads_to_the_corrections_and_back(play, command, who, where):
    answer = await play.say(who, command, where)
    there = await play.press(who, answer, "Corrections")
    assert "Nothing had to be corrected." in there["text"]
    assert has(there, "about")
    back = await play.press(who, there, "About")
    assert back["text"] == answer["text"]
    assert await play.subscriber(where) is None


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    "data", ["errata:-1", "errata:x", "errata:1000", "errata:²", "about:sources:x", "about:x"]
)
async def test_a_page_that_is_none_is_out_of_date(play, data):
    answer = await play.say(READER, "/about")
    await play.press(READER, answer, data)
    assert "out of date" in play.sent(READER)[-1]["text"]
