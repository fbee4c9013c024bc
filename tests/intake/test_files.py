"""Reading files of entries: what is accepted, and with which words the rest is refused."""

import io
import json

import pytest

from bot.intake.files import read_entries
from bot.intake.refusals import MOST_SHOWN, FileRefused
from tests import cast


def written(tmp_path, *lines, name="february.jsonl"):
    file = tmp_path / name
    file.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return str(file)


def attack(uri="kaizen:1", **changes):
    return json.dumps(cast.attack_document(uri=uri, **changes), ensure_ascii=False)


def reasons(source, stdin=None):
    """The refusals as people read them, without the folder."""
    with pytest.raises(FileRefused) as refused:
        read_entries(source, stdin)
    folder = source.rpartition("/")[0]
    return [sentence.removeprefix(f"{folder}/") for sentence in refused.value.sentences()]


def uris(source, stdin=None):
    return [entry.uri for entry in read_entries(source, stdin)]


def test_a_jsonl_file_is_read_line_by_line_with_blank_lines_skipped(tmp_path):
    assert uris(written(tmp_path, attack("a:1"), "", "  ", attack("a:2"))) == ["a:1", "a:2"]


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path):
    file = tmp_path / "february.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + f"{attack('a:1')}\r\n{attack('a:2')}\r\n".encode())
    assert uris(str(file)) == ["a:1", "a:2"]


def test_a_line_separator_inside_a_text_does_not_end_the_line(tmp_path):
    line = json.dumps(
        cast.attack_document(uri="a:1", summary={"en": "One.\u2028Two.\x85Three"}), ensure_ascii=False
    )
    (refusal,) = reasons(written(tmp_path, line))
    assert "control character" in refusal  # U+0085; the line itself was read whole


def test_a_json_file_holds_a_list_or_one_entry(tmp_path):
    listed = json.dumps([json.loads(attack("a:1")), json.loads(attack("a:2"))], indent=1)
    assert uris(written(tmp_path, listed, name="list.json")) == ["a:1", "a:2"]
    alone = json.dumps(json.loads(attack("a:3")), indent=1)
    assert uris(written(tmp_path, alone, name="one.json")) == ["a:3"]


@pytest.mark.parametrize("text", [attack("a:1"), f" \n[{attack('a:1')}]"])
def test_standard_input_is_lines_or_a_list(text):
    assert uris("-", io.BytesIO(text.encode())) == ["a:1"]


def test_a_refusal_names_line_path_and_reason(tmp_path):
    claim = cast.claim({"low": 5, "high": 3})
    assert reasons(written(tmp_path, attack("a:1"), attack("a:2", claims=[claim]))) == [
        "february.jsonl line 2: claims[0].quantity: upside down: low ≤ best ≤ high is needed, not 5 > 3"
    ]


def test_all_problems_of_a_file_are_named(tmp_path):
    file = written(
        tmp_path, attack("a:1", urgency=11), attack("a:2"), attack("a:2"), "{", attack("a:3", kind="attak")
    )
    assert [refusal.partition(": ")[0] for refusal in reasons(file)] == [
        f"february.jsonl line {line}" for line in (1, 3, 4, 5)
    ]


def test_after_twenty_problems_the_rest_is_counted(tmp_path):
    said = reasons(written(tmp_path, *["{"] * (MOST_SHOWN + 5)))
    assert len(said) == MOST_SHOWN + 1
    assert said[-1] == "february.jsonl: and 5 more"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"uri": }', "not valid JSON: expecting value, column 9"),
        ("{} {}", "not valid JSON: more follows after the object, column 4"),
        ('{"uri": "a:1", "uri": "a:2"}', "the key 'uri' stands twice in one object"),
        ('{"urgency": NaN}', "NaN is not a number"),
        ('{"urgency": -Infinity}', "-Infinity is not a number"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
        ('{"urgency": ' + "1" * 5000 + "}", "a number has too many digits"),
        ("7", "must be an object in braces, not 7"),
        ("null", "must be an object in braces, not null"),
    ],
    ids=lambda text: text[:20],
)
def test_a_line_that_is_no_strict_json_is_refused(tmp_path, line, reason):
    # A file that begins with a list is read as a list, so the odd line comes second.
    assert reasons(written(tmp_path, attack("a:1"), line)) == [f"february.jsonl line 2: {reason}"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"headlin": {"en": "x"}}, "headlin: unknown key; did you mean headline?"),
        ({"zzz": 1}, "zzz: unknown key"),
        ({"a\x1b[31m": 1}, "['a\\x1b[31m']: unknown key"),
        (
            {"happened": {"start": "2026-02-03", "presicion": "day"}},
            "happened.presicion: unknown key; did you mean precision?",
        ),
        ({"happened": {"start": "2026-02-30"}}, "happened.start: '2026-02-30' is not a date or time: "),
        ({"happened": {}}, "happened.start: is missing"),
        ({"urgency": 0}, "urgency: must be at least 1, not 0"),
        ({"urgency": "3"}, "urgency: must be a whole number, not '3'"),
        ({"urgency": True}, "urgency: must be a whole number, not True"),
        ({"headline": {"en": None}}, "headline.en: must be a text in quotes, not null"),
        ({"headline": "x"}, "headline: must be an object in braces, not 'x'"),
        ({"headline": {"e n": "x"}}, "headline['e n']: 'e n' is not a language tag (BCP 47)"),
        ({"sources": []}, "sources: needs at least 1"),
        (
            {"sources": [cast.source(url="ftp://example.org")]},
            "sources[0].url: must begin with http:// or https://",
        ),
        (
            {"sources": [cast.source(url="example.org")]},
            "sources[0].url: is not a web address, not 'example.org'",
        ),
        ({"claims": [cast.claim(source="nobody")]}, "claims[0].source: no source has the id 'nobody'"),
        ({"claims": [cast.claim(claimant=None)]}, "claims[0].claimant: must be a text in quotes, not null"),
        ({"claims": [cast.claim(unit="tank")]}, "claims[0].unit: must be uav, missile, glide_bomb, person"),
        ({"attack": {"weapons": ["Big Bomb"]}}, "attack.weapons[0]: must be one word of small letters"),
        ({"attack": None}, "an entry of kind 'attack' needs a \"attack\" object"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_a_wrong_value_is_refused_in_plain_words(tmp_path, changes, reason):
    (said,) = reasons(written(tmp_path, attack("a:1", **changes)))
    assert said.startswith(f"february.jsonl line 1: {reason}")


def test_half_a_character_is_refused(tmp_path):
    (said,) = reasons(written(tmp_path, attack("a:1").replace('"a:1"', '"a:\\ud800"')))
    assert said == "february.jsonl line 1: uri: holds half a character (a lone surrogate), not 'a:\\ud800'"


def test_the_same_uri_twice_names_both_lines(tmp_path):
    assert reasons(written(tmp_path, attack("a:1"), "", attack("a:1"))) == [
        "february.jsonl line 3: the uri a:1 stands already on line 1"
    ]


def test_an_element_of_a_list_is_named_by_the_line_it_begins_on(tmp_path):
    text = f"[\n{attack('a:1')},\n\n{attack('a:2', urgency=99)},\n{attack('a:3')} {attack('a:4')}]"
    assert reasons(written(tmp_path, text, name="list.json")) == [
        "list.json line 4: urgency: must be at most 9, not 99",
        "list.json line 5: not valid JSON: a comma or ] is missing after this element",
    ]


def test_what_follows_a_list_or_an_entry_is_refused(tmp_path):
    assert reasons(written(tmp_path, f"[{attack()}]", "x", name="list.json")) == [
        "list.json line 2: not valid JSON: more follows after the end"
    ]


def test_an_unfinished_list_is_refused(tmp_path):
    (said,) = reasons(written(tmp_path, f"[{attack()},", name="list.json"))
    assert said == "list.json line 2: not valid JSON: expecting value, column 1"


@pytest.mark.parametrize(
    ("name", "text"), [("a.jsonl", ""), ("a.jsonl", "\n \n"), ("a.json", "[]"), ("a.json", "")]
)
def test_a_file_without_entries_is_refused(tmp_path, name, text):
    assert reasons(written(tmp_path, text, name=name)) == [f"{name}: holds no entries"]


def test_a_file_that_is_not_utf_8_is_refused_with_its_line(tmp_path):
    (tmp_path / "old.jsonl").write_bytes(b'{}\n{"a": "\xe4"}\n')
    assert reasons(str(tmp_path / "old.jsonl")) == [
        "old.jsonl line 2: not UTF-8 text (byte 0xe4); save the file as UTF-8"
    ]


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    (tmp_path / "folder").mkdir()
    assert reasons(str(tmp_path / "none.jsonl")) == ["none.jsonl: there is no such file"]
    assert reasons(str(tmp_path / "folder")) == ["folder: is a folder, not a file"]


def test_how_far_reading_is_can_be_heard(tmp_path):
    steps = []
    read_entries(
        written(tmp_path, attack("a:1"), attack("a:2")), heard=lambda done, total: steps.append(done / total)
    )
    assert steps == sorted(steps)
    assert steps[-1] == 1
