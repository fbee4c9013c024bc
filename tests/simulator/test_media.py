"""Files: uploaded, sent again by their id, fetched, refused."""

import json
from typing import Any

import pytest

from bot.simulator import Simulator, World
from tests.simulator.conftest import READER, TOKEN, Api, picture


async def test_a_picture_is_sent_once_and_again_by_its_id(api: Api) -> None:
    first = (
        await api("sendPhoto", {"photo": picture()}, chat_id=READER, caption="<i>c</i>", parse_mode="HTML")
    ).result
    assert (first["caption"], first["photo"][0]["width"], first["photo"][0]["height"]) == ("c", 100, 75)
    again = (await api("sendPhoto", chat_id=READER, photo=first["photo"][-1]["file_id"])).result
    assert again["photo"] == first["photo"]


async def test_a_file_is_fetched_over_http(api: Api, simulator: Simulator) -> None:
    file_id = (await api("sendDocument", {"document": b"content"}, chat_id=READER)).result["document"][
        "file_id"
    ]
    path = (await api("getFile", file_id=file_id)).result["file_path"]
    async with api.session.get(f"{simulator.url}/file/bot{TOKEN}/{path}") as response:
        assert await response.read() == b"content"


@pytest.mark.parametrize(
    ("method", "given", "files", "refusal"),
    [
        ("sendPhoto", {}, {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "attach://missing"}, {}, "there is no photo in the request"),
        ("sendPhoto", {"photo": "wrong"}, {}, "wrong remote file identifier specified: Wrong string length"),
        (
            "sendPhoto",
            {"photo": "wr ng"[:4] + "123"},
            {},
            "wrong remote file identifier specified: Wrong character in the string",
        ),
        ("sendPhoto", {"photo": "https://example.org/a.png"}, {}, "MEDIA_INVALID"),
        ("sendPhoto", {}, {"photo": b""}, "file must be non-empty"),
        ("sendPhoto", {}, {"photo": b"no picture"}, "IMAGE_PROCESS_FAILED"),
        ("sendPhoto", {"caption": "x" * 1025}, {"photo": picture()}, "message caption is too long"),
        ("getFile", {"file_id": "unknown"}, {}, "invalid file_id"),
        ("getFile", {}, {}, "file_id not specified"),
    ],
)
async def test_a_wrong_file_is_refused(
    api: Api, method: str, given: dict[str, Any], files: dict[str, bytes], refusal: str
) -> None:
    assert (await api(method, files, chat_id=READER, **given)).refusal == (400, f"Bad Request: {refusal}")


async def test_an_album_is_one_group_of_messages(api: Api, world: World) -> None:
    media = [{"type": "photo", "media": f"attach://{name}"} for name in ("a", "b")]
    album = (
        await api("sendMediaGroup", {"a": picture(), "b": picture(9, 9)}, chat_id=READER, media=media)
    ).result
    assert len({message["media_group_id"] for message in album}) == 1
    assert [message["message_id"] for message in world.messages(READER)] == [1, 2]


@pytest.mark.parametrize(
    ("media", "refusal"),
    [
        ([], "there are no messages to send"),
        ("x", "can't parse media JSON object"),
        ({}, "expected an Array of InputMedia"),
        ([5], "can't parse InputMedia: expected an Object"),
        ([{"type": "photo", "media": "attach://b"}], "can't parse InputMedia: media not found"),
        ([{"type": "mime", "media": "attach://a"}], 'can\'t parse InputMedia: type "mime" is unsupported'),
        (
            [{"type": "animation", "media": "attach://a"}],
            "can't parse InputMedia: type \"animation\" can't be used in sendMediaGroup",
        ),
        ([{"type": "photo", "media": "attach://a"}] * 11, "too many messages to send as an album"),
    ],
)
async def test_a_wrong_album_is_refused(api: Api, media: Any, refusal: str) -> None:
    given = media if isinstance(media, str) else json.dumps(media)
    answer = await api("sendMediaGroup", {"a": picture()}, chat_id=READER, media=given)
    assert answer.refusal == (400, f"Bad Request: {refusal}")
