"""Entries of all shapes, for properties that must hold whatever an editor writes."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, get_args

from hypothesis import strategies as st

from storage.model.vocabulary import Measure, Qualifier, Target, Unit
from tests import cast

texts = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40).map(lambda t: f"Text {t}")
several_languages = st.dictionaries(st.sampled_from(["en", "de", "uk", "pt-BR"]), texts, min_size=1)
zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1990, 1, 2), datetime(2100, 1, 1), timezones=zones)  # noqa: DTZ001  zones are drawn
days = st.dates(date(1990, 1, 1), date(2100, 1, 1))
moments = st.one_of(instants, days).map(lambda moment: moment.isoformat())
counts = st.integers(0, 10**12)


@st.composite
def spans(draw: st.DrawFn) -> dict[str, Any]:
    start, end = sorted(draw(st.one_of(st.tuples(instants, instants), st.tuples(days, days))))
    wanted = draw(st.booleans())
    return {"start": start.isoformat()} | ({"end": end.isoformat()} if wanted else {})


@st.composite
def quantities(draw: st.DrawFn) -> dict[str, Any]:
    numbers = sorted(draw(st.lists(counts, max_size=3)))
    bounds = sorted(draw(st.permutations(range(3)))[: len(numbers)])
    known = {("low", "best", "high")[bound]: number for bound, number in zip(bounds, numbers, strict=True)}
    words = set(get_args(Qualifier)) - {"unknown"} if known else {"vague", "unknown"}
    return known | {"qualifier": draw(st.sampled_from(sorted(words)))}


claims = st.builds(
    lambda quantity, measure, unit, claimant: cast.claim(
        quantity, measure=measure, unit=unit, claimant=claimant
    ),
    quantities(),
    st.sampled_from(get_args(Measure)),
    st.sampled_from(get_args(Unit)),
    texts,
)

attack_documents = st.builds(
    lambda headline, happened, urgency, claims, targets, published: cast.attack_document(
        headline=headline,
        happened=happened,
        urgency=urgency,
        claims=claims,
        sources=[cast.source(published=published)],
        attack={"attacker": "RU", "targets": targets},
    ),
    several_languages,
    spans(),
    st.integers(1, 9),
    st.lists(claims, max_size=3),
    st.lists(st.sampled_from(get_args(Target)), max_size=3, unique=True),
    st.one_of(st.none(), moments),
)

utc_instants = instants.map(lambda moment: moment.astimezone(UTC))
