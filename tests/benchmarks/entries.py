"""Entries by the thousand, of ordinary length."""

from datetime import datetime, timedelta

from storage.model.entry import Entry

KINDS = ("attack", "attack", "attack", "talks", "pledge")
BLOCKS = {
    "attack": {"attacker": "RU", "defender": "UA", "weapons": ["uav_strike"], "targets": ["residential"]},
    "talks": {"process": "process", "format": "bilateral", "parties": ["UA", "RU"], "mediators": ["US"]},
    "pledge": {"made_by": "RU", "scope": "energy", "status": "disputed"},
}


def entry(number: int, days: int, now: datetime) -> Entry:
    """One of many entries, spread evenly over the days before a moment."""
    kind = KINDS[number % len(KINDS)]
    start = now - timedelta(days=number % days, hours=12)
    source = {"id": "s", "outlet": "Kaizen Blog", "url": f"https://example.org/{number}"}
    claims = [
        {
            "measure": "launched",
            "unit": "uav",
            "quantity": {"low": 80 + number % 40, "high": 130 + number % 40, "qualifier": "between"},
            "claimant": claimant,
            "source": "s",
        }
        for claimant in ("Air Force of Ukraine", "Kaizen Blog")
    ]
    return Entry.model_validate(
        {
            "uri": f"bench:{number}",
            "kind": kind,
            "urgency": 5,
            "headline": {"en": f"Headline of entry {number} in the benchmark"},
            "summary": {"en": "Two sentences of ordinary length stand here. They tell what is known so far."},
            "happened": {"start": start, "end": start + timedelta(hours=10), "precision": "night"},
            "places": [{"name": "Kyiv", "country": "UA", "region": "UA-30"}],
            "sources": [source],
            "claims": claims if kind == "attack" else [],
            kind: BLOCKS[kind],
        }
    )
