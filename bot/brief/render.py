"""Write composed values down as Telegram HTML, with the catalogue of the language."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.brief import paging
from bot.brief.tongue import Tongue, tongue


@cache
def _environment(tag: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("bot", "templates"),
        extensions=["jinja2.ext.i18n"],
        autoescape=True,
        undefined=StrictUndefined,
    )
    environment.install_gettext_translations(tongue(tag).catalogue, newstyle=True)  # type: ignore[attr-defined]
    return environment


def write(name: str, speaker: Tongue, **values: Any) -> str:
    """A message from its template."""
    return _environment(speaker.tag).get_template(f"{name}.html.j2").render(**values).strip()


def paged(name: str, speaker: Tongue, **values: Any) -> list[str]:
    """A message that may be long, as pages; where there are several, each says which it is."""
    text = write(name, speaker, **values)
    whole = paging.pages(text)
    if len(whole) == 1:
        return whole
    return numbered(paging.pages(text, paging.MOST_UNITS - 60), speaker)


def numbered(pages: Sequence[str], speaker: Tongue) -> list[str]:
    """Each page with its number at its end."""
    note = speaker._("Page %(page)s of %(pages)s")
    return [
        f"{page}\n\n<i>{note % {'page': number, 'pages': len(pages)}}</i>"
        for number, page in enumerate(pages, 1)
    ]
