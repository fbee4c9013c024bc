"""The regions that readers choose from: Ukraine's oblasts and cities of that rank, and whole countries."""

from collections.abc import Iterable, Sequence

from bot.brief.labels import _
from bot.brief.tongue import SHIPPED, Tongue, tongue
from storage.model.values import Place

# ISO 3166-2
OBLASTS = {
    "UA-71": _("Cherkasy Oblast"),
    "UA-74": _("Chernihiv Oblast"),
    "UA-77": _("Chernivtsi Oblast"),
    "UA-43": _("Crimea"),
    "UA-12": _("Dnipropetrovsk Oblast"),
    "UA-14": _("Donetsk Oblast"),
    "UA-26": _("Ivano-Frankivsk Oblast"),
    "UA-63": _("Kharkiv Oblast"),
    "UA-65": _("Kherson Oblast"),
    "UA-68": _("Khmelnytskyi Oblast"),
    "UA-35": _("Kirovohrad Oblast"),
    "UA-30": _("Kyiv (city)"),
    "UA-32": _("Kyiv Oblast"),
    "UA-09": _("Luhansk Oblast"),
    "UA-46": _("Lviv Oblast"),
    "UA-48": _("Mykolaiv Oblast"),
    "UA-51": _("Odesa Oblast"),
    "UA-53": _("Poltava Oblast"),
    "UA-56": _("Rivne Oblast"),
    "UA-40": _("Sevastopol"),
    "UA-59": _("Sumy Oblast"),
    "UA-61": _("Ternopil Oblast"),
    "UA-05": _("Vinnytsia Oblast"),
    "UA-07": _("Volyn Oblast"),
    "UA-21": _("Zakarpattia Oblast"),
    "UA-23": _("Zaporizhzhia Oblast"),
    "UA-18": _("Zhytomyr Oblast"),
}
COUNTRIES = ("UA", "RU")
_ALPHABET = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя"


def name(speaker: Tongue, code: str) -> str:
    """An oblast in the reader's language, a country by its name; what is neither is its code."""
    if code in OBLASTS:
        return speaker._(OBLASTS[code])
    return speaker._("all of %(country)s") % {"country": speaker.country(code)} if len(code) == 2 else code


def place(speaker: Tongue, one: Place) -> str:
    """A place as it was entered; where that is an oblast by its name, in the reader's language."""
    return speaker._(one.name) if one.name == OBLASTS.get(one.region or "") else one.name


def named(speaker: Tongue, codes: Iterable[str]) -> list[str]:
    return [name(speaker, code) for code in in_order(speaker, codes)]


def in_order(speaker: Tongue, codes: Iterable[str]) -> list[str]:
    """Countries last, all else by the alphabet of the language."""
    return sorted(codes, key=lambda code: (len(code) == 2, _sorted(name(speaker, code))))


def offered(speaker: Tongue) -> Sequence[str]:
    return [*in_order(speaker, OBLASTS), *COUNTRIES]


def country(word: str) -> str:
    """A country that is offered, by its name in any of the languages; empty for any other."""
    names = {tongue(tag).country(code).casefold(): code for tag in SHIPPED for code in COUNTRIES}
    return names.get(word.strip().casefold(), "")


def _sorted(text: str) -> list[tuple[int, str]]:
    """By Unicode alone, the Ukrainian І would stand before А."""
    return [(_ALPHABET.find(letter), letter) for letter in text.casefold()]
