"""A night of attacks as a reader has it: one alert with a sound, kept up to date, and closed at its end."""

from datetime import timedelta

from tests import cast
from tests.stories.play import Play

READER = cast.KYIV_READER.id


def report(number: int, killed: int = 0, **block: object) -> cast.Entry:
    claims = [cast.claim(killed, measure="killed", unit="person")] if killed else []
    return cast.attack(
        uri=f"kaizen:{number % 3}",
        headline={"en": f"Report {number}"},
        claims=claims,
        attack={"wave": "night-2026-02-05"} | block,
    )


async def told(play: Play, *items: cast.Entry) -> None:
    await play.publish(*items)
    for seconds in (0, 91, 1):
        await play.at(play.clock() + timedelta(seconds=seconds))


async def test_twenty_reports_are_one_sound_and_edits_and_a_graver_one_sounds_as_an_answer(play):
    play.world.add_reader(READER, "Reader", "en")
    await play.say(READER, "/start")
    before = len(play.sent(READER))
    for number in range(20):
        await told(play, report(number))
    [alert] = play.sent(READER)[before:]
    assert [f"Report {number}" in alert["text"] for number in (16, 17, 18, 19)] == [False, True, True, True]
    assert "This attack is going on." in alert["text"]
    await told(play, report(20, killed=12))
    [first, again] = play.sent(READER)[before:]
    assert again["reply_to_message"]["message_id"] == first["message_id"]
    assert "12 killed" in again["text"]
    await told(play, report(21, final=True))
    held = play.sent(READER)[before:]
    assert ["This attack has ended." in message["text"] for message in held] == [True, True]
    shouted = [call for call in play.world.calls_of("sendMessage") if "Report" in call.params["text"]]
    assert len(shouted) == 2
