"""Files that the bot sent: kept by id, found again, served."""

import base64
import hashlib
import struct
from dataclasses import dataclass, field

from bot.simulator.answers import Json, bad
from bot.simulator.arguments import Upload

LONGEST_SIDES_SUM = 10_000
LARGEST_PHOTO = 10 * 2**20
LARGEST_FILE = 50 * 2**20


@dataclass(frozen=True)
class StoredFile:
    id: str
    unique_id: str
    kind: str
    name: str
    mime_type: str
    content: bytes
    width: int = 0
    height: int = 0

    def path(self) -> str:
        extension = self.name.rpartition(".")[2] if "." in self.name else "jpg"
        return f"{self.kind}s/file_{self.unique_id}.{extension}"

    def as_file(self) -> Json:
        return {"file_id": self.id, "file_unique_id": self.unique_id, "file_size": len(self.content)}

    def as_photo(self) -> list[Json]:
        return [self.as_file() | {"width": self.width, "height": self.height}]

    def as_document(self) -> Json:
        return {"file_name": self.name, "mime_type": self.mime_type} | self.as_file()


@dataclass
class Files:
    bot_id: int
    stored: dict[str, StoredFile] = field(default_factory=dict)

    def get(self, file_id: str) -> StoredFile | None:
        return self.stored.get(file_id)

    def at(self, path: str) -> StoredFile | None:
        return next((file for file in self.stored.values() if file.path() == path), None)

    def keep(self, upload: Upload, kind: str) -> StoredFile:
        """Store an upload; the same content has the same id again."""
        if not upload.content:
            raise bad("file must be non-empty")
        width, height = self._measured(upload, kind)
        # Deterministic ids: the same picture has the same id in every run.
        digest = hashlib.sha256(kind.encode() + upload.content).digest()
        unique_id = "AQAD" + base64.urlsafe_b64encode(digest[:9]).decode()
        file_id = "AgAC" + base64.urlsafe_b64encode(digest + self.bot_id.to_bytes(8, "big")).decode().rstrip(
            "="
        )
        mime_type = upload.mime_type or "application/octet-stream"
        file = StoredFile(file_id, unique_id, kind, upload.name, mime_type, upload.content, width, height)
        self.stored[file_id] = file
        return file

    def _measured(self, upload: Upload, kind: str) -> tuple[int, int]:
        if len(upload.content) > (LARGEST_PHOTO if kind == "photo" else LARGEST_FILE):
            raise bad("file is too big")
        if kind != "photo":
            return 0, 0
        width, height = dimensions(upload.content)
        if width == 0:
            raise bad("IMAGE_PROCESS_FAILED")
        if width + height > LONGEST_SIDES_SUM or max(width, height) > 20 * min(width, height):
            raise bad("PHOTO_INVALID_DIMENSIONS")
        return width, height


def dimensions(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF, JPEG or WebP; zeros for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:6] in (b"GIF87a", b"GIF89a") and len(content) >= 10:
        return struct.unpack("<HH", content[6:10])
    if content.startswith(b"\xff\xd8"):
        return jpeg_dimensions(content)
    if content[:4] == b"RIFF" and content[8:15] == b"WEBPVP8" and len(content) >= 30:
        return webp_dimensions(content)
    return 0, 0


def jpeg_dimensions(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        # Start-of-frame segments carry the size; C4, C8 and CC are other tables in the same range.
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


def webp_dimensions(content: bytes) -> tuple[int, int]:
    if content[12:16] == b"VP8X":
        width, height = content[24:27], content[27:30]
        return int.from_bytes(width, "little") + 1, int.from_bytes(height, "little") + 1
    if content[12:16] == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        return (bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1
    width, height = struct.unpack("<HH", content[26:30])
    return width & 0x3FFF, height & 0x3FFF
