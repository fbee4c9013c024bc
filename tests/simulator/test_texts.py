"""Texts: parsed, cleaned, measured and refused in Telegram's words."""

from typing import Any

import pytest

from tests.simulator.conftest import Api

PARSE = "Bad Request: can't parse entities: "


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"offset": offset, "length": length, "type": kind} | more


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<STRONG>n</STRONG>ew", "new", [entity("bold", 0, 1)]),
        ("1 < 2"[:2] + "&lt; 2 &amp; 3", "1 < 2 & 3", []),
        ("5 > 3 & 2", "5 > 3 & 2", []),
        ("&copy;&#8364;", "&copy;€", []),
        ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 2)]),
        ("<del>x</del> <ins>y</ins>", "x y", [entity("strikethrough", 0, 1), entity("underline", 2, 1)]),
        ("<pre><code class='language-sql'>q</code></pre>", "q", [entity("pre", 0, 1, language="sql")]),
        ("<blockquote expandable>q</blockquote>", "q", [entity("expandable_blockquote", 0, 1)]),
        ("<tg-spoiler>s</tg-spoiler>", "s", [entity("spoiler", 0, 1)]),
        ("<a href='example.org/a'>l</a>", "l", [entity("text_link", 0, 1, url="http://example.org/a")]),
        ("<a href='javascript:x'>l</a>", "l", []),
        ("<a href='tg://user?id=999'>nobody</a>", "nobody", []),
        ("<tg-emoji emoji-id='5'>😀</tg-emoji>", "😀", []),
        ("😀<b>x</b>", "😀x", [entity("bold", 2, 1)]),
        ("<code>https://example.org</code>", "https://example.org", [entity("code", 0, 19)]),
        ("<b x='1'>a</b>", "a", [entity("bold", 0, 1)]),
        ("<u>*_[~`|</u>", "*_[~`|", [entity("underline", 0, 6)]),
    ],
)
async def test_html_becomes_text_and_entities(
    api: Api, html: str, text: str, entities: list[dict[str, Any]]
) -> None:
    message = (await api.send(html, parse_mode="HTML")).result
    assert (message["text"], message.get("entities", [])) == (text, entities)


@pytest.mark.parametrize(
    ("html", "refusal"),
    [
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<u><b>x</u></b>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</u>"'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("ab<br>", 'Unsupported start tag "br" at byte offset 2'),
        ("й <x>", 'Unsupported start tag "x" at byte offset 3'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b", "Unclosed start tag at byte offset 0"),
        ("<span>s</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
async def test_bad_html_is_refused_with_its_byte_offset(api: Api, html: str, refusal: str) -> None:
    assert (await api.send(html, parse_mode="HTML")).refusal == (400, PARSE + refusal)


@pytest.mark.parametrize("symbol", ".!(){}-=+|#>"[:11])
async def test_markdown_v2_reserves_its_symbols(api: Api, symbol: str) -> None:
    refusal = f"Character '{symbol}' is reserved and must be escaped with the preceding '\\'"
    assert (await api.send(f"a{symbol}b", parse_mode="MarkdownV2")).refusal == (400, PARSE + refusal)
    assert (await api.send(f"a\\{symbol}b", parse_mode="MarkdownV2")).result["text"] == f"a{symbol}b"


async def test_both_markdowns_are_read_by_their_own_rules(api: Api) -> None:
    old = (await api.send("*b* a.", parse_mode="Markdown")).result
    new = (await api.send("__u__ ||s||", parse_mode="markdownv2")).result
    assert old["entities"] == [entity("bold", 0, 1)]
    assert new["entities"] == [entity("underline", 0, 1), entity("spoiler", 2, 1)]
    unclosed = (await api.send("_i", parse_mode="Markdown")).refusal
    assert unclosed == (400, PARSE + "Can't find end of the entity starting at byte offset 0")


async def test_an_unknown_parse_mode_is_refused_and_none_is_plain(api: Api) -> None:
    assert (await api.send("x", parse_mode="xml")).refusal == (400, "Bad Request: unsupported parse_mode")
    assert (await api.send("<b>", parse_mode="None")).result["text"] == "<b>"


@pytest.mark.parametrize("blank", ["  ", "\n\n", "\u200b", "\u200f\u2800", "\u00a0", "\ufeff", "\u3000 \n"])
async def test_a_blank_text_is_refused(api: Api, blank: str) -> None:
    assert (await api.send(blank)).refusal == (400, "Bad Request: text must be non-empty")


async def test_no_text_at_all_is_another_refusal(api: Api) -> None:
    assert (await api.send("")).refusal == (400, "Bad Request: message text is empty")
    assert (await api.send("<b> </b>", parse_mode="HTML")).refusal == (
        400,
        "Bad Request: text must be non-empty",
    )


async def test_a_text_is_trimmed_and_cleaned(api: Api) -> None:
    assert (await api.send("\n  a\tb\r\nc\0 \u202ed\n ")).result["text"] == "a b\nc  d"
    quoted = (await api.send("  x<b> y </b>  ", parse_mode="HTML")).result
    assert (quoted["text"], quoted["entities"]) == ("x y", [entity("bold", 1, 2)])


async def test_the_length_is_counted_in_characters_after_parsing(api: Api) -> None:
    assert len((await api.send("<b>" + "x" * 4096 + "</b>", parse_mode="HTML")).result["text"]) == 4096
    assert len((await api.send("😀" * 4096)).result["text"]) == 4096
    assert (await api.send("x" * 4097)).refusal == (400, "Bad Request: message is too long")
    assert (await api.send("й" * 16_385)).refusal == (400, "Bad Request: text is too long")


async def test_links_tags_commands_and_the_like_are_found(api: Api) -> None:
    message = (await api.send("/talks https://example.org #kyiv @somebody a@example.org")).result
    kinds = [found["type"] for found in message["entities"]]
    assert kinds == ["bot_command", "url", "hashtag", "mention", "email"]


async def test_bold_is_split_where_a_link_lies_in_it(api: Api) -> None:
    message = (await api.send("<b>a https://example.org b</b>", parse_mode="HTML")).result
    assert message["entities"] == [
        entity("bold", 0, 2),
        entity("url", 2, 19),
        entity("bold", 2, 19),
        entity("bold", 21, 2),
    ]


async def test_entities_beyond_a_hundred_are_dropped_silently(api: Api) -> None:
    message = (await api.send("<b>x</b> " * 130, parse_mode="HTML")).result
    assert len(message["entities"]) == 100


async def test_a_time_tag_reaches_the_reader_as_an_entity(api: Api) -> None:
    text = '<tg-time unix="1770192000" format="wDT">4 February</tg-time>'
    message = (await api.send(text, parse_mode="HTML")).result
    expected = entity("date_time", 0, 10, unix_time=1_770_192_000, date_time_format="wDT")
    assert message["entities"] == [expected]


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (
            {"type": "bold", "offset": 0, "length": 9},
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 9",
        ),
        (
            {"type": "bold", "offset": 9, "length": 1},
            "entity begins after the end of the text at UTF-16 offset 9",
        ),
        ({"type": "loud", "offset": 0, "length": 1}, "can't parse MessageEntity: Unsupported type specified"),
        ({"type": "bold", "length": 1}, "can't parse MessageEntity: Can't find field \"offset\""),
        (
            {"type": "bold", "offset": 0, "length": "x"},
            'can\'t parse MessageEntity: Field "length" must be a valid Number',
        ),
        (
            {"type": "text_link", "offset": 0, "length": 1},
            "can't parse MessageEntity: Can't find field \"url\"",
        ),
        (
            {"type": "text_link", "offset": 0, "length": 1, "url": "x"},
            "entity URL 'x' is invalid: Wrong HTTP URL",
        ),
    ],
)
async def test_wrong_entities_are_refused(api: Api, given: dict[str, Any], refusal: str) -> None:
    assert (await api.send("abc", entities=[given])).refusal == (400, f"Bad Request: {refusal}")


async def test_given_entities_are_kept_and_found_types_are_ignored(api: Api) -> None:
    given = [entity("italic", 0, 1), entity("url", 0, 3)]
    assert (await api.send("abc", entities=given)).result["entities"] == [entity("italic", 0, 1)]
    assert (await api.send("abc", entities="not json")).result["text"] == "abc"


async def test_link_preview_options_are_read(api: Api) -> None:
    shown = (await api.send("a", link_preview_options={"is_disabled": True})).result
    assert shown["link_preview_options"] == {"is_disabled": True}
    wrong = (await api.send("a", link_preview_options="x")).refusal
    assert wrong == (400, "Bad Request: can't parse link preview options JSON object")
    array = (await api.send("a", link_preview_options=[])).refusal
    assert array == (400, "Bad Request: object expected as link preview options")
