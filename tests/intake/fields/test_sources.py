"""Sources as they are typed, and what cites them."""

import pytest

from bot.intake.fields import Refused
from tests.cast import attack_document, pledge_document, talks_document
from tests.intake.fields.drafts import entry, noted, shown, typed


def test_a_link_is_a_source_called_after_its_outlet():
    (source,) = typed(noted(), "sources", "https://www.example.org/a.")["sources"]
    assert source == {"id": "example-org", "outlet": "example.org", "url": "https://www.example.org/a"}


def test_the_words_before_a_link_are_outlet_and_office():
    content = typed(
        noted(), "sources", "Ukrinform (Air Force) – https://example.org/a\nhttps://example.org/b"
    )
    first, second = content["sources"]
    assert (first["outlet"], first["office"]) == ("Ukrinform", "Air Force")
    assert (second["id"], second["outlet"]) == ("example-org-2", "example.org")


def test_typed_sources_replace_the_list():
    content = typed(attack_document(), "sources", "https://example.net/x")
    assert [source["url"] for source in content["sources"]] == ["https://example.net/x"]


def test_a_link_that_stays_keeps_its_id_and_outlet():
    content = typed(attack_document(), "sources", "https://example.org/af\nhttps://example.org/new")
    assert [source["id"] for source in content["sources"]] == ["af", "example-org"]
    assert content["sources"][0]["outlet"] == "Air Force of Ukraine"


def test_the_first_source_is_cited_by_every_figure():
    content = typed(noted(), "sources", "https://example.org/a")
    assert {claim["source"] for claim in content["claims"]} == {"example-org"}


@pytest.mark.parametrize("document", [attack_document(), talks_document(), pledge_document()])
def test_whoever_cited_a_source_that_is_gone_cites_the_first(document):
    content = typed(document, "sources", "https://example.net/1 https://example.net/2")
    assert {claim.source for claim in entry(content).claims} <= {"example-net"}
    assert {position.source for position in entry(content).positions()} <= {"example-net"}


def test_a_source_that_stays_is_cited_on():
    content = typed(attack_document(), "sources", "https://example.net/1\nhttps://example.org/af")
    assert [claim["source"] for claim in content["claims"]] == ["example-net", "af"]


def test_without_sources_nothing_cites_one():
    content = typed(talks_document(), "sources", "-")
    assert "sources" not in content
    assert {position["source"] for position in content["talks"]["positions"]} == {""}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ftp://example.org/a",
        "www.example.org",
        "Air Force",
        "https://example.org and more",
        "javascript:x",
    ],
)
def test_what_has_no_web_link_is_refused_with_what_a_link_is(text):
    with pytest.raises(Refused, match="http:// or https://"):
        typed(attack_document(), "sources", text)


@pytest.mark.parametrize(
    "text",
    ["https://", "http://[half", "https://exa\u200bmple.org:99999999/", "x" * 300 + " https://example.org"],
)
def test_what_no_entry_can_keep_is_refused(text):
    with pytest.raises(Refused):
        typed(attack_document(), "sources", text)


def test_sources_are_shown_with_their_outlets():
    assert (
        shown(attack_document(), "sources") == "Kaizen Blog, example.org · Air Force of Ukraine, example.org"
    )
