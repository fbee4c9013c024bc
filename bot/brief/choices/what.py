"""What a reader is told: in which language, which topics and regions, which alerts, which stories not."""

from collections.abc import Sequence

from bot.brief import regions as known
from bot.brief.choices.chosen import ALERT_TIERS, Choices, endonym, kinds, places
from bot.brief.choices.parts import back, choice, grid, labelled, plain
from bot.brief.labels import SECTIONS
from bot.brief.screen import Button, Screen
from bot.brief.sheet import chosen, short
from bot.brief.tongue import Tongue
from storage.model.vocabulary import KINDS

ON_A_PAGE = 10
_STORIES_SHOWN = 20


def languages(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    marks = [
        Button(chosen(endonym(tag, speaker), is_chosen=tag == speaker.tag), f"set:language:{tag}")
        for tag in choices.languages
    ]
    text = speaker._(
        "In which language should the brief come? What is not translated comes in another one, marked."
    )
    return choice(speaker, speaker._("Language"), text, grid(marks, 3), note)


def topics(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    marks = [
        Button(chosen(speaker._(SECTIONS[kind]), is_chosen=kind in choices.kinds), f"set:kinds:{kind}")
        for kind in KINDS
    ]
    text = speaker._("What should digests and alerts tell? /today always shows everything.")
    now = labelled(speaker._("Topics:"), kinds(speaker, choices.kinds))
    return choice(speaker, speaker._("Topics"), text, [marks], note, now)


def last_topic(speaker: Tongue) -> str:
    return speaker._("One topic has to stay; to get nothing, pause or unsubscribe.")


def regions(speaker: Tongue, choices: Choices, note: str = "", page: int = 0) -> Screen:
    """Switch regions on and off, a page of them at a time, the reader's own above the first page."""
    offered = known.offered(speaker)
    last = (len(offered) - 1) // ON_A_PAGE
    page = min(max(page, 0), last)
    listed = offered[page * ON_A_PAGE : (page + 1) * ON_A_PAGE]
    own, others = (
        grid([_region(speaker, choices, code, page) for code in codes], 2)
        for codes in (_own(speaker, choices, page, listed), listed)
    )
    rows = [_everywhere(speaker, choices, page), *own, *others, _turning(choices, page, last)]
    text = speaker._(
        "Which regions do you want to hear of, in digests and alerts? Tap them, or type them, such as Odesa, "
        "Kharkiv. What has no region is told to everybody, and /today always shows everything."
    )
    now = labelled(speaker._("Regions:"), places(speaker, choices.regions))
    return choice(speaker, speaker._("Regions"), text, rows, note, now)


def _own(speaker: Tongue, choices: Choices, page: int, listed: Sequence[str]) -> list[str]:
    """What is chosen and where they live, as far as the first page does not list it anyway."""
    mine = {*choices.regions, choices.near} - {""} if page == 0 else set()
    return known.in_order(speaker, mine - set(listed))


def _region(speaker: Tongue, choices: Choices, code: str, page: int) -> Button:
    label = chosen(known.name(speaker, code), is_chosen=code in choices.regions)
    return Button(label, _data(f"set:region:{code}:{page}", choices))


def _data(data: str, choices: Choices) -> str:
    """Where they live is not kept: the buttons carry it along."""
    return f"{data}:{choices.near}" if choices.near else data


def _everywhere(speaker: Tongue, choices: Choices, page: int) -> list[Button]:
    label = chosen(speaker._("Everywhere"), is_chosen=not choices.regions)
    return [Button(label, _data(f"set:region:all:{page}", choices))]


def _turning(choices: Choices, page: int, last: int) -> list[Button]:
    turns = []
    if page > 0:
        turns.append(Button(f"◀ {page}/{last + 1}", _data(f"set:regions:{page - 1}", choices)))
    if page < last:
        turns.append(Button(f"{page + 2}/{last + 1} ▶", _data(f"set:regions:{page + 1}", choices)))
    return turns


def not_a_region(speaker: Tongue) -> Screen:
    text = speaker._("I do not know that region. Type an oblast or its city, such as Odesa, or tap one.")
    return Screen(plain(speaker, text), [[Button(speaker._("Regions"), "set:regions"), back(speaker)]])


def alerts(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    """Choose which alerts come."""
    marks = [
        Button(chosen(speaker._(label), is_chosen=tier == choices.alerts), f"set:alerts:{tier}")
        for tier, label in ALERT_TIERS.items()
    ]
    text = speaker._(
        "Alerts come soon after something important is published. Flash is for the gravest only."
    )
    return choice(speaker, speaker._("Alerts"), text, [marks], note)


def muted(speaker: Tongue, choices: Choices, note: str = "") -> Screen:
    """How many stories are muted, and the last of them by their headlines."""
    title = speaker._("Muted stories")
    if not choices.muted:
        return choice(speaker, title, speaker._("No story is muted."), [], note)
    text = speaker.plural(
        "You have muted %(count)s story: it makes no alerts, and digests still tell it.",
        "You have muted %(count)s stories: they make no alerts, and digests still tell them.",
        choices.muted,
    ) % {"count": speaker.number(choices.muted)}
    last = list(choices.stories.items())[: -_STORIES_SHOWN - 1 : -1]
    rows = [[Button(short(headline), f"set:muted:{story}")] for story, headline in last]
    hint = speaker._("Tap one to hear it again.") if last else ""
    rows.append([Button(speaker._("Hear all again"), "set:muted:none")])
    return choice(speaker, title, f"{text} {hint}".strip(), rows, note)
