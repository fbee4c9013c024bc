"""The catalogues say everything that the code says, in every shipped language."""

import ast
import re
from collections.abc import Iterator

import pytest
from babel import Locale

from bot.brief.tongue import tongue
from tests.locales import catalogues
from tests.locales.catalogues import TRANSLATED

PLACEHOLDER = re.compile(r"%\(\w+\)s")
# CLDR's names for the forms of whole numbers, in the order in which a catalogue has them.
CATEGORIES = {2: ("one", "other"), 3: ("one", "few", "many")}


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text))


def inside_fstrings(source: str) -> Iterator[str]:
    """Messages that stand in a part of an f-string, which is one word to whoever looks for them."""
    strings = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.JoinedStr)]
    for call in (node for string in strings for node in ast.walk(string) if isinstance(node, ast.Call)):
        name = getattr(call.func, "attr", getattr(call.func, "id", ""))
        literals = [one.value for one in call.args if isinstance(one, ast.Constant)]
        if name in catalogues.KEYWORDS and literals:
            yield f"line {call.lineno}: {literals[0]}"


def test_no_message_stands_inside_an_fstring():
    files = [file for file in catalogues.SOURCE.rglob("*.py") if "simulator" not in file.parts]
    found = {file.name: list(inside_fstrings(file.read_text(encoding="utf-8"))) for file in files}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_a_message_inside_an_fstring_is_noticed():
    source = """f"{speaker._('Topics:')} {plural('%(n)s day', '%(n)s days', 2)} {_(label)}" """
    assert list(inside_fstrings(source)) == ["line 1: Topics:", "line 1: %(n)s day"]


def test_the_code_and_the_templates_are_searched_for_messages():
    found = catalogues.messages(catalogues.extracted())
    in_tables, in_functions, in_templates = "The brief of a day", "Saved.", "No talks are on record yet."
    assert {in_tables, in_functions, in_templates, ("%(number)s drone", "%(number)s drones")} <= found.keys()


@pytest.mark.parametrize("tag", TRANSLATED)
def test_every_message_is_translated_in_all_its_forms(tag):
    shipped = catalogues.messages(catalogues.shipped(tag))
    wanted = catalogues.messages(catalogues.extracted())
    missing = [name for name in wanted if name not in shipped]
    empty = [
        name for name, message in shipped.items() if not all(map(str.strip, catalogues.strings(message)))
    ]
    assert (missing, empty) == ([], [])


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_translation_is_a_guess(tag):
    fuzzy = [message.id for message in catalogues.shipped(tag) if message.id and message.fuzzy]
    assert fuzzy == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_no_translation_outlives_its_message(tag):
    shipped = catalogues.shipped(tag)
    stale = catalogues.messages(shipped).keys() - catalogues.messages(catalogues.extracted()).keys()
    assert (stale, list(shipped.obsolete)) == (set(), [])


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_has_the_placeholders_of_its_message(tag):
    messages = catalogues.messages(catalogues.shipped(tag)).values()
    pairs = [(s, t) for m in messages for s in catalogues.sources(m) for t in catalogues.strings(m)]
    assert [pair for pair in pairs if placeholders(pair[0]) != placeholders(pair[1])] == []


@pytest.mark.parametrize("tag", TRANSLATED)
def test_a_translation_ends_as_its_message_does(tag):
    messages = catalogues.messages(catalogues.shipped(tag)).values()
    ends = [(catalogues.sources(m)[0][-1], catalogues.strings(m)[0]) for m in messages]
    different = [string for end, string in ends if (end in ".:") != (string[-1] in ".:")]
    assert different == []


@pytest.mark.parametrize(("tag", "forms"), [("de", 2), ("uk", 3)])
def test_plural_forms_follow_the_languages_own_rule(tag, forms):
    catalogue, rule = catalogues.shipped(tag), Locale.parse(tag).plural_form
    messages = catalogues.messages(catalogue)
    assert catalogue.num_plurals == forms
    assert {len(catalogues.strings(m)) for m in messages.values() if m.pluralizable} == {forms}
    missile = "%(number)s missile", "%(number)s missiles"
    by_category = dict(zip(CATEGORIES[forms], catalogues.strings(messages[missile]), strict=True))
    chosen = [tongue(tag).plural(*missile, number) for number in range(300)]
    assert chosen == [by_category[rule(number)] for number in range(300)]
