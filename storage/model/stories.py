"""Which story an entry is part of, so that a reader can be spared all of it."""

from hashlib import sha256

from storage.model.entry import Entry

_LENGTH = 12


def story_of(entry: Entry) -> str:
    """The key of its story: its wave of attacks, its talks process, or the entry itself; 12 hex digits."""
    return key_of(_name(entry))


def _name(entry: Entry) -> str:
    if entry.attack and entry.attack.wave:
        return f"wave:{entry.attack.wave}"
    return f"talks:{entry.talks.process}" if entry.talks else entry.uri


def key_of(name: str) -> str:
    return sha256(name.encode()).hexdigest()[:_LENGTH]


def is_key(word: str) -> bool:
    return len(word) == _LENGTH and set(word) <= set("0123456789abcdef")
