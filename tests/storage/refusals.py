"""Entries with one thing changed, and what they are refused for: where it stands and why."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from storage.model.entry import Entry
from tests import cast

BUILDERS = {"attack": cast.attack_document, "talks": cast.talks_document, "pledge": cast.pledge_document}
BLOCKS = {
    "attack": cast.attack_document()["attack"],
    "talks": cast.talks_block(),
    "pledge": cast.pledge_block(),
}


def one_claim(**changes: Any) -> dict[str, Any]:
    return cast.attack_document(claims=[cast.claim(**changes)])


def one_quantity(**quantity: Any) -> dict[str, Any]:
    return one_claim(quantity=quantity)


def one_source(**changes: Any) -> dict[str, Any]:
    return cast.talks_document(sources=[cast.source(**changes)])


def one_place(**place: Any) -> dict[str, Any]:
    return cast.attack_document(places=[{"name": "Odesa", "country": "UA"} | place])


def happened(start: Any, **more: Any) -> dict[str, Any]:
    return cast.talks_document(happened={"start": start} | more)


def without(document: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != key}


def refusal(document: dict[str, Any]) -> str:
    """The path and the reason of the only thing that is wrong, as a file would tell it."""
    with pytest.raises(ValidationError) as caught:
        Entry.model_validate_json(json.dumps(document))
    (error,) = caught.value.errors()
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"
