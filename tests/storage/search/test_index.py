"""The index follows what readers can see, and catches up with what was published before it."""

from contextlib import suppress

from sqlalchemy import text

from storage import entries
from storage.search import analysis, finding, index
from tests import cast
from tests.cast import MORNING


class UndoneError(Exception):
    """The transaction ends without effect."""


async def count(session, words: str) -> int:
    return (await finding.find(session, analysis.question(words), 0, 5)).count


async def test_a_draft_is_not_found(database):
    async with database.writing() as session:
        await cast.save(session, cast.attack())
        assert await count(session, "Kyiv") == 0


async def test_a_new_version_is_found_when_it_is_published(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        await cast.save(session, cast.attack(headline={"en": "Zebra"}))
        assert (await count(session, "massive"), await count(session, "zebra")) == (1, 0)
        await cast.put_out(session, cast.attack(headline={"en": "Zebra"}))
        assert (await count(session, "massive"), await count(session, "zebra")) == (0, 1)


async def test_what_is_withdrawn_leaves_the_index(database):
    async with database.writing() as session:
        [number] = await cast.put_out(session, cast.attack())
        await entries.withdraw(session, number, entries.Stamp("telegram:2001", MORNING, "wrong"))
        assert await count(session, "Kyiv") == 0
        left = await (await session.connection()).execute(text("SELECT count(*) FROM search_text"))
        assert left.scalar_one() == 0


async def test_a_publication_that_is_undone_is_not_found(database):
    with suppress(UndoneError):
        async with database.writing() as session:
            await cast.put_out(session, cast.attack())
            raise UndoneError
    async with database.reading() as session:
        assert await count(session, "Kyiv") == 0


async def forget(session) -> None:
    await (await session.connection()).execute(text("DELETE FROM search_text"))


async def test_it_catches_up_in_steps_until_all_is_found(database):
    many = [cast.attack(uri=f"kaizen:{number}") for number in range(7)]
    async with database.writing() as session:
        ids = await cast.put_out(session, *many)
        await cast.save(session, cast.talks())
        await forget(session)
        assert await count(session, "Kyiv") == 0
        assert await index.catch_up(session, 0, 5) == ids[4]
        assert await index.catch_up(session, ids[4], 5) == ids[6]
        assert await index.catch_up(session, ids[6], 5) is None
        assert await count(session, "Kyiv") == 7


async def test_what_an_older_analysis_indexed_is_indexed_anew(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        assert await index.catch_up(session, 0, 5) is None
        old = {"old": analysis.ANALYSIS - 1}
        await (await session.connection()).execute(
            text("UPDATE search_text SET terms = 'old', analysis = :old"), old
        )
        assert await count(session, "Kyiv") == 0
        assert await index.catch_up(session, 0, 5) is not None
        assert await count(session, "Kyiv") == 1


async def test_the_beginning_of_a_word_is_enough_where_the_question_is_unfinished(database):
    async with database.writing() as session:
        await cast.put_out(session, cast.attack())
        for typed in ("overni", "Schwerer Nachta", "Massive strike o"):
            found = await finding.find(session, analysis.question(typed, unfinished=True), 0, 5)
            assert found.all_whole == 1, typed
