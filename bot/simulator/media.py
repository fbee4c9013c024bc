"""Files in requests: uploads, known file ids and addresses, turned into message content."""

import re
from dataclasses import dataclass
from typing import Any

from bot.simulator import contents, fields
from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Arguments, Upload
from bot.simulator.files import StoredFile
from bot.simulator.json_values import JsonError
from bot.simulator.text import Text, caption, parse
from bot.simulator.urls import UrlError
from bot.simulator.urls import parse as parse_url
from bot.simulator.world import World

ATTACH = "attach://"
KINDS = ("photo", "video", "animation", "audio", "document", "voice")
CONTENT_FIELDS = (
    "text", "entities", "link_preview_options", *KINDS, "location",
    "caption", "caption_entities", "show_caption_above_media", "has_media_spoiler",
)  # fmt: skip
BASE64_URL = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True)
class Wanted:
    """A file that a request speaks of: an upload, or a file id or address."""

    upload: Upload | None = None
    reference: str = ""


@dataclass(frozen=True)
class Medium:
    kind: str
    file: Wanted
    caption: Text
    options: Json

    def shown(self, world: World) -> Json:
        """The message's content; the file is stored or found."""
        text = caption(self.caption)
        stored = stored_file(world, self.file, self.kind)
        shown: Json = {self.kind: stored.as_photo() if self.kind == "photo" else described(stored)}
        if self.kind == "animation":
            shown["document"] = stored.as_document()
        return shown | contents.shown_caption(world, text) | self.options


def wanted(arguments: Arguments, name: str, reference: str) -> Wanted | None:
    """The file under a name or behind `attach://…`; None when the request has none."""
    if reference.startswith(ATTACH):
        name = reference.removeprefix(ATTACH)
    elif reference:
        return Wanted(reference=reference)
    upload = arguments.uploads.get(name)
    return None if upload is None else Wanted(upload)


def described(stored: StoredFile) -> Json:
    if stored.kind == "document":
        return stored.as_document()
    shown: Json = {"duration": 0} if stored.kind != "document" else {}
    if stored.kind in ("video", "animation"):
        shown |= {"width": stored.width, "height": stored.height}
    return shown | stored.as_document()


def stored_file(world: World, file: Wanted, kind: str) -> StoredFile:
    if file.upload is not None:
        return world.files.keep(file.upload, kind)
    known = world.files.get(file.reference)
    if known is None:
        raise bad(unknown_reference(file.reference))
    if known.kind != kind:
        raise bad(f"can't use file of type {known.kind.capitalize()} as {kind.capitalize()}")
    return known


def unknown_reference(reference: str) -> str:
    """Why a file id or an address leads to no file; nothing is fetched from the network here."""
    if "." in reference:
        try:
            parse_url(reference)
        except UrlError as error:
            return f"invalid file HTTP URL specified: {error}"
        return "MEDIA_INVALID"
    return f"wrong remote file identifier specified: {identifier_fault(reference)}"


def identifier_fault(reference: str) -> str:
    stripped = reference.rstrip("=")
    padding = len(reference) - len(stripped)
    if padding >= 3:
        return "Wrong string padding"
    if padding and len(reference) % 4:
        return "Wrong padding length"
    if len(stripped) % 4 == 1:
        return "Wrong string length"
    if not BASE64_URL.fullmatch(stripped):
        return "Wrong character in the string"
    return "can't unserialize it. Wrong last symbol"


def album(arguments: Arguments) -> list[Medium]:
    arguments.required("media")
    values = arguments.json("media", "media JSON object")
    if not isinstance(values, list):
        raise bad("Expected an Array of InputMedia")
    return [input_media(arguments, value, in_album=True) for value in values]


def single(arguments: Arguments) -> Medium:
    arguments.required("media")
    value = arguments.json("media", "input media JSON object")
    return input_media(arguments, value, in_album=False)


def input_media(arguments: Arguments, value: Any, *, in_album: bool) -> Medium:
    try:
        return read_media(arguments, value, in_album=in_album)
    except JsonError as error:
        raise bad(f"Can't parse InputMedia: {error}") from None


def read_media(arguments: Arguments, value: Any, *, in_album: bool) -> Medium:
    if not isinstance(value, dict):
        raise JsonError("expected an Object")
    written = fields.text(value, "caption")
    text = parse(written, fields.text(value, "parse_mode"), value.get("caption_entities"))
    options = {name: True for name in ("show_caption_above_media",) if fields.flag(value, name)}
    if fields.flag(value, "has_spoiler"):
        options["has_media_spoiler"] = True
    file = wanted(arguments, "", fields.text(value, "media"))
    if file is None:
        raise JsonError("media not found")
    return Medium(media_kind(value, in_album=in_album), file, text, options)


def media_kind(value: Json, *, in_album: bool) -> str:
    kind = fields.text(value, "type", required=True)
    if in_album and kind == "animation":
        raise JsonError(f'type "{kind}" can\'t be used in sendMediaGroup')
    if kind not in KINDS or kind == "voice":
        raise JsonError(f'type "{kind}" is unsupported')
    return kind
