"""Long texts become messages that Telegram takes, of which nothing is lost and nothing is cut."""

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.brief import compose, paging, render
from bot.brief.changes import Item
from bot.brief.tongue import SHIPPED, tongue
from bot.simulator.text import LONGEST_TEXT, MOST_ENTITIES
from storage.model.entry import Entry
from tests.brief.telegram import Seen, read
from tests.cast import attack, claim, source

# Letters of two alphabets, what HTML escapes, emoji of two UTF-16 units and of two characters.
LETTERS = "abcxyzабвіїєґ’“&<>\"'😀🚀🇺🇦1"
WORDS = st.text(LETTERS, min_size=1, max_size=40)
# Telegram makes links, mentions, tags and commands of these by itself.
LINKS = st.sampled_from(
    ["example.org", "@newsroom", "#Kyiv", "/today", "https://example.org/?a=1&b=2", "x@example.org"]
)
LINES = st.lists(WORDS, min_size=1, max_size=60).map(" ".join)


def seen(html: str) -> list[Seen]:
    return [read(page) for page in paging.pages(html)]


def words_of(text: str) -> list[str]:
    return [word for word in text.split() if word != "·"]


def check(pages: list[Seen]) -> None:
    for page in pages:
        assert page.units <= LONGEST_TEXT
        assert len(page.entities) <= MOST_ENTITIES


def brief(*entries: Entry, language: str = "en") -> list[str]:
    speaker = tongue(language)
    sections = compose.sections([Item(entry) for entry in entries], speaker, "en")
    return render.paged("brief", speaker, title="4 February", intro="", lede="", sections=sections, links=[])


def test_a_short_text_is_one_message_as_it_is():
    assert paging.pages("<b>Kyiv</b>\n\nQuiet.") == ["<b>Kyiv</b>\n\nQuiet."]


def test_a_text_of_exactly_the_limit_is_one_message():
    assert len(paging.pages("ab " * 1365 + "a")) == 1
    assert len(paging.pages("ab " * 1365 + "ab")) == 2


def test_units_are_counted_as_telegram_shows_them():
    assert paging.units('<a href="https://example.org/?a=1&amp;b=2">Tom &amp; 😀</a>&#39;') == len(
        "Tom & ..'"
    )


def test_pages_are_broken_between_paragraphs_where_they_can_be():
    paragraphs = ["word " * 300 + str(number) for number in range(6)]
    found = paging.pages("\n\n".join(paragraphs))
    assert [part for page in found for part in page.split("\n\n")] == paragraphs


@given(st.lists(st.lists(LINES, min_size=1, max_size=6).map("\n".join), min_size=1, max_size=8))
def test_no_word_is_lost_or_cut_whatever_is_written(paragraphs):
    text = "\n\n".join(paragraphs) * 3
    pages = seen(escape(text))
    check(pages)
    assert [word for page in pages for word in words_of(page.text)] == words_of(text)


# A few words over and over: what hypothesis has to draw stays small.
LONG = st.lists(WORDS, min_size=1, max_size=12).map(
    lambda words: (words * 5000)[: 6000 // len("".join(words)) * len(words) + 3]
)


@given(LONG, st.sampled_from(["b", "i", "u", "blockquote"]))
def test_a_long_marked_text_stays_marked_on_every_page(words, tag):
    pages = seen(f"<{tag}>{escape(' '.join(words))}</{tag}> end")
    check(pages)
    assert len(pages) > 1
    assert [word for page in pages for word in words_of(page.text)] == [*words, "end"]
    kind = {"b": "bold", "i": "italic", "u": "underline"}.get(tag, tag)
    marked = "".join("".join(page.marked(kind)) for page in pages)
    assert marked.replace(" ", "") == "".join(words)


@given(st.lists(WORDS | LINKS, min_size=1, max_size=300))
def test_what_telegram_links_by_itself_counts_as_an_entity(words):
    pages = seen(f"<b>{escape(' '.join(words))}</b>")
    check(pages)
    assert [word for page in pages for word in words_of(page.text)] == words


@pytest.mark.parametrize(
    "word", ["example.org", "@newsroom", "#Kyiv", "/today", "x@example.org", "1234567890123456"]
)
def test_a_hundred_and_fifty_words_that_telegram_links_are_split_over_pages(word):
    pages = seen(f"<b>{' '.join([word] * 150)}</b>")
    check(pages)
    assert sum(page.text.split().count(word) for page in pages) == 150


def test_a_long_link_text_keeps_its_link_on_every_page():
    url = "https://example.org/?a=1&amp;b=2"
    pages = seen(f'<a href="{url}">{"word " * 2000}</a>')
    assert len(pages) > 1
    assert all(page.links() == ["https://example.org/?a=1&b=2"] for page in pages)


@pytest.mark.parametrize("word", ["ж" * 9000, "😀" * 5000, "&" * 9000, "<b>" + "x" * 9000 + "</b>"])
def test_a_word_longer_than_a_message_is_broken_between_characters(word):
    html = word if word.startswith("<b>") else escape(word)
    pages = seen(html)
    check(pages)
    assert "".join(page.text for page in pages) == word.removeprefix("<b>").removesuffix("</b>")


def test_many_empty_lines_never_make_an_empty_message():
    pages = paging.pages("x" * 4096 + "\n\n\n\n\n\n" + "y" * 4096 + "\n\n\n\n" + "z" * 4096)
    assert [page.strip() for page in pages] == ["x" * 4096, "y" * 4096, "z" * 4096]


@pytest.mark.parametrize("language", SHIPPED)
def test_a_hundred_claims_in_a_line_are_told_whole(language):
    claims = [
        claim(1000 + n, claimant=f"Claimant <{n}> & Söhne 🇺🇦 {'обласна адміністрація ' * 3}")
        for n in range(100)
    ]
    pages = [read(page) for page in brief(attack(claims=claims), language=language)]
    check(pages)
    assert len(pages) > 1
    speaker = tongue(language)
    for number in range(100):
        holding = [page.text for page in pages if f"Claimant <{number}> &" in page.text]
        assert len(holding) == 1
        figure = holding[0].split(f" (Claimant <{number}>")[0].split(" · ")[-1]
        assert speaker.number(1000 + number) in figure


def test_a_headline_as_long_as_is_allowed_is_told_whole():
    headline = " ".join(f"слово{number}&" for number in range(1500))
    pages = [read(page) for page in brief(attack(headline={"en": headline}))]
    check(pages)
    text = " ".join(page.text for page in pages).split()
    assert [word for word in text if word.startswith("слово")] == headline.split()
    assert all(page.marked("bold") for page in pages[:-1])


def test_a_headline_of_several_paragraphs_is_told_whole():
    headline = "\n\n".join(["Overnight <strike> " * 120] * 4)
    pages = [read(page) for page in brief(attack(headline={"en": headline}))]
    check(pages)
    assert sum(page.text.count("<strike>") for page in pages) == 480


@given(st.lists(st.lists(LINES, min_size=1, max_size=30).map("\n".join), min_size=1, max_size=4))
def test_a_day_of_long_entries_loses_nothing(summaries):
    entries = [
        attack(summary={"en": f"begin{n} {text * 3} end{n}"[:20_000]}, uri=f"kaizen:attack:{n}")
        for n, text in enumerate(summaries)
    ]
    pages = [read(page) for page in brief(*entries)]
    check(pages)
    numbered = len(pages) > 1
    bodies = [page.text.rpartition("\n\n")[0] if numbered else page.text for page in pages]
    told = words_of(" ".join(bodies))
    for entry in entries:
        words = words_of(entry.summary["en"])
        start = told.index(words[0])
        assert told[start : start + len(words)] == words


def test_hundreds_of_sources_all_stay_links():
    sources = [source(f"s{n}", outlet=f"Outlet {n}") for n in range(250)]
    pages = [read(page) for page in brief(attack(sources=[source(), source("af"), *sources]))]
    check(pages)
    links = [link for page in pages for link in page.links()]
    assert links[-250:] == [f"https://example.org/s{n}" for n in range(250)]


@pytest.mark.parametrize("language", SHIPPED)
def test_each_of_several_pages_says_which_it_is(language):
    entries = [attack(summary={"en": "word " * 500}, uri=f"kaizen:attack:{n}") for n in range(8)]
    pages = [read(page) for page in brief(*entries, language=language)]
    assert len(pages) > 2
    for number, page in enumerate(pages, 1):
        numbers = [int(word) for word in page.text.splitlines()[-1].split() if word.isdecimal()]
        assert numbers == [number, len(pages)]


def test_a_single_page_has_no_number():
    (page,) = brief(attack())
    assert "Page" not in page
