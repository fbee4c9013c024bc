"""Bells: where there may be something to do, all asked at once. Whoever hears one looks for themselves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storage.ageing import KEPT_FOR
from storage.conditions import OPEN_UPDATE, UNDONE
from storage.given import Call, Row, Statement


@dataclass(frozen=True, slots=True)
class Rung:
    """`release`: an embargo has ended; `publish`: a draft's time has come; `settling`: an alert waits or is
    being queued; `folded`: an alert has an entry more than its text; `digest`: one is due; `waking`: quiet
    hours have ended, with something held back; `post`: the desk follows an event, or a sheet is not true (any
    more); `pledge`: a status has changed that somebody may follow; `aged`: a delivery is old enough to lose
    its reader; `publication` and `edition` are the newest.
    """

    release: bool
    publish: bool
    settling: bool
    folded: bool
    digest: bool
    waking: bool
    post: bool
    pledge: bool
    aged: bool
    publication: int
    edition: int


_BELLS = Statement("""
    SELECT
        EXISTS (SELECT 1 FROM entry WHERE release_at <= :now),
        EXISTS (SELECT 1 FROM draft WHERE publish_at <= :now AND state = 'scheduled'),
        EXISTS (SELECT 1 FROM entry WHERE alert_since IS NOT NULL) OR EXISTS (SELECT 1 FROM alert_round),
        EXISTS (SELECT 1 FROM edition_entry WHERE version = 0),
        EXISTS (SELECT 1 FROM subscriber WHERE state = 'active' AND next_digest_at <= :now),
        EXISTS (SELECT 1 FROM subscriber WHERE state = 'active' AND wakes_at <= :now),
        EXISTS (
            SELECT 1 FROM desk_post LEFT JOIN draft ON draft.id = desk_post.draft_id
            WHERE desk_post.done = :no
            AND (desk_post.version IS NULL OR desk_post.version <> draft.version OR draft.state = 'published')
        ),
        EXISTS (SELECT 1 FROM pledge_change),
        COALESCE((
            SELECT created_at FROM delivery
            WHERE id > COALESCE((SELECT value FROM counter WHERE name = 'anonymous'), 0) ORDER BY id LIMIT 1
        ) <= :old, 1 = 0),
        COALESCE((SELECT value FROM counter WHERE name = 'publication'), 0),
        COALESCE((SELECT max(id) FROM edition), 0)
""")


def ringing(now: datetime) -> Call:
    """Asks all of them, as of a moment (UTC)."""
    return _BELLS.call(now=now, no=False, old=now - KEPT_FOR)


def heard(rows: Sequence[Row]) -> Rung:
    *some, publication, edition = rows[0]
    values: list[Any] = [*map(bool, some), int(publication), int(edition)]
    return Rung(*values)


_DESK = Statement(
    f"SELECT EXISTS (SELECT 1 FROM edition WHERE {UNDONE.text}), EXISTS (SELECT 1 FROM follower)"  # noqa: S608  no value
)
_INBOX = Statement(
    f"SELECT EXISTS (SELECT 1 FROM incoming WHERE {OPEN_UPDATE.text}), EXISTS (SELECT 1 FROM reply)"  # noqa: S608  no value
)


def at_the_desk() -> Call:
    """Asks whether decisions are to be carried out, and whether somebody watches a card."""
    return _DESK.call()


def at_the_inbox() -> Call:
    """Asks whether there is an update that is not done, and a reply that has not arrived."""
    return _INBOX.call()
