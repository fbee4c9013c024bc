"""The catalogues beside the code: what the source marks for translation, and what each language has.

    uv run python -m tests.locales.catalogues

adds new messages to the catalogues, empty, and takes out those that the code no longer has.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po
from rich.console import Console

import bot
from bot.brief.tongue import SHIPPED

SOURCE = Path(bot.__file__).parent
# The first language is the source: its words stand in the code.
TRANSLATED = SHIPPED[1:]
_METHODS = [("simulator/**", "ignore"), ("**.py", "python"), ("templates/**.j2", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "plural": (1, 2), "ngettext": (1, 2)}
# Babel's own header carries dates and placeholders for names, which would change with every run.
_HEADER = """\
msgid ""
msgstr ""
"Language: {tag}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""


@cache
def extracted() -> Catalog:
    """All that the code and the templates mark for translation."""
    catalogue = Catalog()
    found = extract_from_dir(SOURCE, _METHODS, keywords=KEYWORDS, strip_comment_tags=True)
    for file, _line, message, _comments, _context in sorted(found, key=lambda one: one[:2]):
        catalogue.add(message, locations=[(f"bot/{file}", 0)])
    return catalogue


def path(tag: str) -> Path:
    return SOURCE / "locales" / tag / "LC_MESSAGES" / "brief.po"


def shipped(tag: str) -> Catalog:
    """A language's catalogue as it is shipped; empty where there is none yet."""
    if not path(tag).is_file():
        return Catalog(locale=tag)
    with path(tag).open("rb") as text:
        return read_po(text, locale=tag, abort_invalid=True)


def messages(catalogue: Catalog) -> dict[Any, Message]:
    """By what they are named in the code, a text or a pair of them; the header left out."""
    return {message.id: message for message in catalogue if message.id}


def updated(tag: str) -> Catalog:
    """The messages of the code with what was translated of them so far."""
    known, new = messages(shipped(tag)), Message("")
    catalogue = Catalog(locale=tag)
    for name, message in messages(extracted()).items():
        old = known.get(name, new)
        catalogue.add(name, old.string, message.locations, old.flags, user_comments=old.user_comments)
    return catalogue


def write(tag: str) -> int:
    """Bring a catalogue file up to date; how many of its messages wait for a translation."""
    catalogue = updated(tag)
    body = BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, include_lineno=False)
    header = _HEADER.format(tag=tag, plurals=catalogue.plural_forms)
    path(tag).parent.mkdir(parents=True, exist_ok=True)
    path(tag).write_bytes(header.encode() + body.getvalue())
    return sum(1 for message in messages(catalogue).values() if not all(strings(message)))


def sources(message: Message) -> tuple[str, ...]:
    """The words of a message in the code, one and many."""
    name: Any = message.id  # a pair where it has a plural
    return tuple(name) if message.pluralizable else (name,)


def strings(message: Message) -> tuple[str, ...]:
    """The translations of a message, one for each plural form."""
    forms: Any = message.string
    return tuple(forms) if isinstance(forms, (list, tuple)) else (forms or "",)


def main() -> None:
    for tag in TRANSLATED:
        Console().print(f"{tag}: {write(tag)} to translate")


if __name__ == "__main__":
    main()
