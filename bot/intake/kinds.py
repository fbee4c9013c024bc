"""What the words of a note are about: its kind, its language, weapons, targets, the form of talks."""

import re
from collections.abc import Sequence
from functools import cache

from bot.intake.phrases import lexicon
from bot.intake.phrases.lexicon import whole
from storage.model.vocabulary import Kind

_KINDS: dict[Kind, str] = {
    "attack": r"drones?|uavs?|missiles?|strikes?|struck|attack\w*|shell\w*|explosion\w*|air raid"
    r"|killed|injured"
    r"|angriff\w*|drohnen\w*|raketen\w*|beschuss|explosion\w*|tote|verletzte|удар\w*|обстріл\w*"
    r"|атак\w+|дрон\w*"
    r"|бпла|ракет\w*|вибух\w*|загинул\w*|поранен\w*|обстрел\w*|взрыв\w*|погибл\w*|ранен\w*",
    "talks": r"talks|negotiat\w+|delegation\w*|round|summit|mediat\w+|gespräche?n?|verhandlung\w*"
    r"|unterhändler\w*"
    r"|gipfel|delegation\w*|переговор\w*|делегаці\w*|раунд\w*|саміт\w*|посередник\w*|делегаци\w*|саммит\w*"
    r"|посредник\w*",
    "pledge": r"pledge\w*|promise\w*|ceasefire|truce|pause in|moratorium|halt to|zusage\w*|waffenruhe"
    r"|feuerpause"
    r"|moratorium|verspr\w+|обіця\w+|перемир\w+|мораторі\w+|пауз\w+|припинення вогню|обеща\w+|перемири\w*"
    r"|моратори\w+|прекращени\w+ огня",
}
_LANGUAGES = (
    ("uk", re.compile(r"[іїєґ]", re.IGNORECASE)),
    # A Ukrainian sentence without any of its own letters is rare; a word without them is not.
    ("ru", re.compile(r"[ыэъё]|(?:[а-я][^а-я]*){12}", re.IGNORECASE)),
    ("uk", re.compile(r"[а-я]", re.IGNORECASE)),
    (
        "de",
        re.compile(
            r"[äöüß]|\b(?:der|die|das|den|dem|ein|eine|und|mit|nach|bei|auf|am|im|von|zu|ist|wurden?|nicht)\b",
            re.IGNORECASE,
        ),
    ),
)
_NIGHT = r"overnight|night|nacht|nachts|nächtlich\w*|вночі|ніч|ночі|нічн\w+|уночі|ночью|ночь|ночи|ночн\w+"
_TARGETS = {
    "energy_generation": r"power (?:plants?|stations?)|thermal power|hydro\w*|kraftwerk\w*|тес|тец|гес|аес"
    r"|електростанц\w+|электростанц\w+|тэц|тэс",
    "energy_grid": r"substations?|power grid|energy (?:grid|infrastructure|facilit\w+)|umspannwerk\w*"
    r"|stromnetz\w*"
    r"|energieinfrastruktur|підстанц\w+|енергетич\w+|енергооб\w+|подстанц\w+|энергетич\w+|энергооб\w+",
    "oil_gas": r"oil|refiner\w+|gas (?:storage|facilit\w+|infrastructure)|raffiner\w+|öllager|нпз"
    r"|нафт\w+|газов\w+"
    r"|нефт\w+",
    "rail": r"rail\w*|train|station|bahnhof\w*|bahn\w*|zug|заліз\w+|вокзал\w*|потяг\w*"
    r"|железнодорож\w+|поезд\w*",
    "port": r"ports?|harbou?r|hafen\w*|порт(?:у|ів|ов\w*|а)?",
    "airfield": r"airfields?|air ?base|flugplatz\w*|аеродром\w*|аэродром\w*",
    "residential": r"residential|apartment\w*|houses?|homes|wohn\w+|житлов\w+|багатоповерхів\w+"
    r"|будин\w+|жил\w+ дом\w*",
    "market": r"markets?|shopping|markt|ринок|ринку|рынок|рынке|торгов\w+",
    "medical": r"hospitals?|clinic|maternity|krankenhaus\w*|klinik\w*|лікарн\w+|больниц\w+|роддом\w*"
    r"|полог\w+",
    "education": r"schools?|kindergarten|universit\w+|schule\w*|школ\w+|дитсад\w*|садок|детсад\w*"
    r"|университет\w*",
    "cultural": r"museum\w*|church|cathedral|theat\w+|kirche\w*|музе\w+|церк\w+|собор\w*|театр\w*",
}
_FORMATS = (
    (
        "trilateral",
        r"trilateral|three-way|trilateral\w*|dreier\w*|тристоронн\w+|трёхсторонн\w+|трехсторонн\w+",
    ),
    ("summit", r"summit|gipfel\w*|саміт\w*|саммит\w*"),
    ("phone", r"phone|call|telefon\w*|телефон\w+|дзвінок|звонок"),
    ("shuttle", r"shuttle|pendel\w*|човников\w+|челночн\w+"),
    ("multilateral", r"multilateral\w*|багатосторонн\w+|многосторонн\w+"),
    (
        "technical",
        r"technical|expert|working groups?|arbeitsgruppe\w*|технічн\w+|робоч\w+ груп\w*|рабоч\w+ групп\w*",
    ),
)
_SCOPES = (
    ("energy", r"energy|power|grid|energie\w*|strom\w*|енерг\w+|энерг\w+|електро\w+|электро\w+"),
    ("ceasefire", r"ceasefire|truce|waffenruhe|feuerpause|перемир\w+|припинення вогню|прекращени\w+ огня"),
    ("prisoners", r"prisoners?|exchange|gefangene\w*|обмін\w*|полонен\w*|обмен\w*|пленн\w*"),
    ("sea", r"black sea|schwarz\w+ meer|чорн\w+ мор\w+|чёрн\w+ мор\w+|черн\w+ мор\w+"),
)
_PROMISING = (
    ("RU", r"russia\w*|moscow|kremlin|putin|russland|moskau|росі\w+|москв\w+|кремл\w+|росси\w+"),
    ("UA", r"ukrain\w*|kyiv|zelensk\w+|україн\w+|київ\w*|украин\w+|киев\w*"),
    ("US", r"united states|u\.?s\.?|washington|trump|usa|сша|вашингтон\w*"),
)


def likely(text: str) -> list[Kind]:
    """The kinds, the one of which most words speak first."""
    # A pause in strikes is told with the word for strikes, too.
    weight = {"pledge": 2}
    counts = {kind: len(_whole(words).findall(text)) * weight.get(kind, 1) for kind, words in _KINDS.items()}
    return sorted(counts, key=lambda kind: -counts[kind])


def language(text: str, offered: Sequence[str]) -> str:
    """The language of a note by its letters and commonest words, else the newsroom's first."""
    for tag, pattern in _LANGUAGES:
        if pattern.search(text):
            return tag
    return "en" if "en" in offered else offered[0]


def is_night(text: str) -> bool:
    return bool(_whole(_NIGHT).search(text))


def weapons(text: str) -> list[str]:
    """The units of arms that the words name."""
    return [unit for unit, words in lexicon.UNITS if _whole(words).search(text)]


def targets(text: str) -> list[str]:
    return [target for target, words in _TARGETS.items() if _whole(words).search(text)]


def talks_format(text: str) -> str:
    return _first(_FORMATS, text, "bilateral")


def scope(text: str) -> str:
    return _first(_SCOPES, text, "ceasefire")


def promising(text: str) -> str:
    return _first(_PROMISING, text, "RU")


def _first(choices: Sequence[tuple[str, str]], text: str, otherwise: str) -> str:
    return next((name for name, words in choices if _whole(words).search(text)), otherwise)


@cache
def _whole(words: str) -> re.Pattern[str]:
    return whole(words)
