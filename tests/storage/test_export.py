"""The export of entries with a change that is held back: what readers see, and nothing else."""

from datetime import timedelta

from storage import entries, exports
from tests import cast
from tests.cast import MORNING

LATER = MORNING + timedelta(hours=1)
REWRITTEN = {"en": "Massive overnight strike, rewritten"}


async def exported(session, since=None, now=MORNING):
    return [text async for text in exports.documents(session, since, now)]


async def test_a_change_kept_unpublished_with_an_embargo_leaves_the_older_text_in_the_export(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        await cast.save(session, cast.attack(headline=REWRITTEN, embargoed_until=LATER.isoformat()))
        assert await exported(session) == [cast.attack().canonical()]


async def test_a_change_under_embargo_is_exported_once_it_is_published(database):
    held = cast.attack(headline=REWRITTEN, embargoed_until=LATER.isoformat())
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        await cast.put_out(session, held)
        await entries.release_due(session, LATER)
        assert await exported(session, now=LATER) == [held.canonical()]


async def test_a_change_under_embargo_does_not_make_its_entry_new_to_an_export_since_a_moment(database):
    held = cast.attack(headline=REWRITTEN, embargoed_until=(LATER + timedelta(days=1)).isoformat())
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        await cast.put_out(session, held, at=LATER)
        assert await exported(session, since=LATER, now=LATER) == []


async def test_a_first_version_under_embargo_is_not_exported(database):
    async with database.writing() as session:
        await cast.save(session, cast.attack(embargoed_until=LATER.isoformat()))
        assert await exported(session) == []


async def test_an_unpublished_change_without_an_embargo_is_exported_as_drafts_are(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        await cast.save(session, cast.attack(headline=REWRITTEN))
        assert await exported(session) == [cast.attack(headline=REWRITTEN).canonical()]
