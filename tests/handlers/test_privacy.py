"""/mydata and /forget: what is stored is shown as a file, and gone when its reader wants that."""

import json
from datetime import timedelta

import pytest

from tests import cast
from tests.stories.play import Play, has

GROUP, OWNER, MEMBER, READER = cast.GROUP.id, 2001, 3001, 1001
ME = "@kaizen_brief_bot"


@pytest.fixture
async def people(play: Play) -> None:
    for number in (OWNER, MEMBER, READER):
        play.world.add_reader(number, "Nadia", "en")
    play.world.add_group(GROUP, "A group", [OWNER, MEMBER])


def file_of(play: Play, message: dict) -> dict:
    stored = play.world.files.get(message["document"]["file_id"])
    assert stored is not None
    return json.loads(stored.content)


async def alerted(play: Play) -> None:
    """An attack, and the alert that tells it."""
    await play.publish(cast.attack())
    await play.at(play.clock() + timedelta(seconds=91))


@pytest.mark.usefixtures("people")
async def test_a_reader_gets_what_is_stored_as_a_file(play):
    await play.say(READER, "/start")
    await alerted(play)
    answer = await play.say(READER, "/mydata")
    assert answer["caption"].startswith("Everything that is stored about this chat")
    assert answer["document"]["file_name"] == "kaizen-news-brief-2026-02-04.json"
    found = file_of(play, answer)
    (subscription,), (delivery,) = found["subscription"], found["deliveries"]
    assert (subscription["chat_id"], subscription["times"]) == (READER, ["07:30"])
    alert = play.sent(READER)[-2]
    assert (delivery["kind"], delivery["message_id"]) == ("alert", alert["message_id"])
    assert [one["update_id"] for one in found["messages_being_answered"]]  # /mydata itself, until it is


@pytest.mark.usefixtures("people")
async def test_somebody_unknown_gets_an_empty_file_and_stays_unknown(play):
    found = file_of(play, await play.say(READER, "/mydata"))
    assert (found["subscription"], found["deliveries"]) == ([], [])
    assert not [name for name in found if "desk" in name]
    assert await play.subscriber(READER) is None


@pytest.mark.usefixtures("people")
async def test_no_name_and_no_words_are_stored(play):
    await play.say(READER, "/start")
    await play.say(READER, "My password is sunflower")
    await alerted(play)
    found = file_of(play, await play.say(READER, "/mydata"))
    del found["messages_being_answered"]
    assert "Nadia" not in json.dumps(found)
    assert "sunflower" not in json.dumps(found)


@pytest.mark.usefixtures("people")
async def test_forget_asks_first_and_can_be_left(play):
    await play.say(READER, "/start")
    asked = await play.say(READER, "/forget")
    left = await play.press(READER, asked, "Keep it")
    assert "What is kept of you" in left["text"]
    assert await play.subscriber(READER) is not None


@pytest.mark.usefixtures("people")
async def test_what_is_forgotten_is_gone_and_start_is_new(play):
    await play.say(READER, "/start")
    settings = await play.say(READER, "/settings")
    await play.press(READER, settings, "set:time:21:00")
    await alerted(play)
    asked = await play.say(READER, "/forget")
    done = await play.press(READER, asked, "Delete my data")
    assert "is deleted" in done["text"]
    assert await play.subscriber(READER) is None
    assert await play.ledger() == {("alert", "sent"): 1}
    found = file_of(play, await play.say(READER, "/mydata"))
    assert (found["subscription"], found["deliveries"]) == ([], [])
    await play.say(READER, "/start")
    fresh = await play.subscriber(READER)
    assert fresh is not None
    assert fresh.times == ["07:30"]


@pytest.mark.usefixtures("people")
async def test_nothing_comes_any_more_to_somebody_forgotten(play):
    await play.say(READER, "/start")
    await play.publish(cast.attack())
    asked = await play.say(READER, "/forget")
    await play.press(READER, asked, "Delete my data")
    before = play.sent(READER)
    await play.at(play.clock() + timedelta(hours=13))
    assert play.sent(READER) == before


@pytest.mark.usefixtures("people")
async def test_after_thirty_days_nobody_knows_any_more_who_got_what(play):
    await play.say(READER, "/start")
    await alerted(play)
    await play.at(play.clock() + timedelta(days=31))
    await play.tick()
    found = file_of(play, await play.say(READER, "/mydata"))
    assert (len(found["subscription"]), found["deliveries"]) == (1, [])
    assert (await play.ledger())["alert", "sent"] == 1


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("data", ["forget:yes", "mydata:x", "forget:now:now"])
async def test_a_forged_button_deletes_nothing(play, data):
    answer = await play.say(READER, "/start")
    await play.press(READER, answer, data)
    assert "out of date" in play.sent(READER)[-1]["text"]
    assert await play.subscriber(READER) is not None


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("command", ["forget", "mydata"])
async def test_in_a_group_its_administrators_decide(play, command):
    await play.say(OWNER, f"/start{ME}", GROUP)
    refused = await play.say(MEMBER, f"/{command}{ME}", GROUP)
    assert "only the chat's administrators" in refused["text"]
    answer = await play.say(OWNER, f"/{command}{ME}", GROUP)
    assert has(answer, "forget:now") if command == "forget" else file_of(play, answer)["subscription"]


@pytest.mark.usefixtures("people")
async def test_a_member_cannot_press_what_an_administrator_asked_for(play):
    await play.say(OWNER, f"/start{ME}", GROUP)
    asked = await play.say(OWNER, f"/forget{ME}", GROUP)
    assert "all topics of the group" in asked["text"]
    await play.press(MEMBER, asked, "Delete the data", GROUP)
    assert await play.subscriber(GROUP) is not None
    done = await play.press(OWNER, asked, "Delete the data", GROUP)
    assert "/start begins anew" in done["text"]
    assert await play.subscriber(GROUP) is None


@pytest.mark.usefixtures("people")
async def test_about_leads_to_the_data_and_back(play):
    about = await play.say(READER, "/about")
    data = await play.press(READER, about, "What is kept")
    assert "30 days" in data["text"]
    await play.press(READER, data, "My data as a file")
    assert "document" in play.sent(READER)[-1]
    assert (await play.press(READER, data, "Back"))["text"] == about["text"]
