"""What is refused of claims, quantities and sources: no figure without somebody who states it."""

import pytest

from tests import cast
from tests.storage.refusals import BLOCKS, BUILDERS, one_claim, one_quantity, one_source, refusal, without


@pytest.mark.parametrize("key", ["measure", "unit", "quantity", "claimant", "source"])
def test_a_claim_without_claimant_or_source_is_refused(key):
    document = cast.attack_document(claims=[without(cast.claim(), key)])
    assert refusal(document) == f"claims.0.{key}: Field required"


@pytest.mark.parametrize("claimant", ["", "  ", "\u200b"])
def test_a_blank_claimant_is_none(claimant):
    assert refusal(one_claim(claimant=claimant)) == "claims.0.claimant: Value error, the text is blank"


@pytest.mark.parametrize(
    "quantity",
    [
        {"low": 500, "high": 350, "qualifier": "between"},
        {"low": 5, "best": 4},
        {"best": 5, "high": 4},
        {"low": 1, "best": 3, "high": 2},
    ],
)
def test_an_upside_down_range_is_refused(quantity):
    assert "claims.0.quantity: Value error, upside down" in refusal(one_quantity(**quantity))


@pytest.mark.parametrize("number", ["450", 450.0, 4.5, True, -1, [450]])
def test_a_quantity_is_a_whole_number_and_nothing_like_one(number):
    assert refusal(one_quantity(best=number)).startswith("claims.0.quantity.best: Input should be")


@pytest.mark.parametrize("qualifier", ["exact", "about", "between", "at_least"])
def test_a_qualifier_that_speaks_of_a_number_needs_one(qualifier):
    assert "needs a number" in refusal(one_quantity(qualifier=qualifier))


def test_an_unknown_quantity_has_no_number():
    assert "goes without a number" in refusal(one_quantity(best=3, qualifier="unknown"))


@pytest.mark.parametrize("qualifier", ["vague", "unknown"])
def test_a_claim_may_give_words_instead_of_a_number(qualifier):
    words = {"qualifier": qualifier, "verbatim": "dozens"}
    entry = cast.attack(claims=[cast.claim(words)])
    assert entry.claims[0].quantity.best is None


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://example.org/a",
        "tg://user?id=1",
        "example.org/a",
        "//example.org/a",
        "https://",
        "https://example.org/a b",
        "https://example.org/a\n",
        "https://example.org/\u0000",
        "https://example.org/\u001b[31m",
        "",
        7,
    ],
)
def test_a_source_is_found_on_the_web_or_refused(url):
    assert refusal(one_source(url=url)).startswith("sources.0.url: ")


def test_an_entry_has_a_source():
    assert refusal(cast.talks_document(sources=[], talks=cast.talks_block(positions=[]))).startswith(
        "sources: "
    )


def test_a_source_id_stands_only_once():
    assert "sources: the id 'kaizen' stands twice" in refusal(
        cast.talks_document(sources=[cast.source(), cast.source(outlet="Another")])
    )


def test_a_claim_cites_a_source_of_its_entry():
    message = refusal(cast.attack_document(claims=[cast.claim(), cast.claim(source="nobody")]))
    assert "claims[1].source: no source has the id 'nobody' (there is kaizen, af)" in message


@pytest.mark.parametrize("kind", ["talks", "pledge"])
def test_a_position_cites_a_source_of_its_entry(kind):
    block = BLOCKS[kind] | {"positions": [cast.position(source="nobody")]}
    assert f"{kind}.positions[0].source: no source has the id 'nobody'" in refusal(
        BUILDERS[kind](**{kind: block})
    )


@pytest.mark.parametrize("urgency", [0, 10, "3", 3.0, None])
def test_urgency_is_a_whole_number_from_one_to_nine(urgency):
    assert refusal(cast.talks_document(urgency=urgency)).startswith("urgency: Input should be")
