"""Rights of the desk: given by an invitation that works once, gone the moment somebody is removed."""

import pytest

from bot.services.desk import people
from storage.desk import acts
from tests.services.house import House

ADMIN, EDITOR, STRANGER = 9_001, 2_001, 3_001


@pytest.fixture
def desk(house: House) -> House:
    return house.ruled(admins=(ADMIN,))


async def invited(desk: House, role: str = "editor") -> str:
    payload = await people.invite(desk.newsroom, ADMIN, role)
    assert payload is not None
    return payload


async def joined(desk: House, user: int = EDITOR, role: str = "editor") -> None:
    assert await people.accept(desk.newsroom, user, await invited(desk, role), "de")


async def role_of(desk: House, user: int) -> str | None:
    async with desk.database.reading() as session:
        found = await people.colleague(desk.newsroom, session, user)
    return found.role if found else None


async def test_the_admins_of_the_settings_are_of_the_desk(desk):
    assert await role_of(desk, ADMIN) == "admin"
    assert await role_of(desk, STRANGER) is None


async def test_an_invitation_makes_a_member_with_its_role(desk):
    await joined(desk)
    assert await role_of(desk, EDITOR) == "editor"


async def test_a_member_is_spoken_to_in_their_language(desk):
    await joined(desk)
    async with desk.database.reading() as session:
        found = await people.colleague(desk.newsroom, session, EDITOR, "en")
    assert found is not None
    assert found.language == "de"


async def test_an_invitation_works_once(desk):
    payload = await invited(desk)
    assert await people.accept(desk.newsroom, EDITOR, payload, "en")
    assert await people.accept(desk.newsroom, STRANGER, payload, "en") is None
    assert await role_of(desk, STRANGER) is None


async def test_an_invitation_ends_after_a_day(desk):
    payload = await invited(desk)
    desk.clock.forward(hours=24)
    assert await people.accept(desk.newsroom, EDITOR, payload, "en") is None


@pytest.mark.parametrize("payload", ["", "desk-", "desk-guessed", "e17", "x" * 64])
async def test_a_guessed_invitation_is_none(desk, payload):
    assert await people.accept(desk.newsroom, STRANGER, payload, "en") is None


async def test_a_payload_fits_a_deep_link(desk):
    payload = await invited(desk, "admin")
    assert len(payload) <= 64
    assert all(character.isalnum() or character in "-_" for character in payload)


async def test_a_member_who_opens_an_invitation_leaves_it_for_another(desk):
    await joined(desk)
    payload = await invited(desk)
    assert await people.accept(desk.newsroom, EDITOR, payload, "en")
    assert await people.accept(desk.newsroom, STRANGER, payload, "en")


async def test_only_admins_invite_and_remove(desk):
    await joined(desk)
    assert await people.invite(desk.newsroom, EDITOR, "admin") is None
    assert await people.invite(desk.newsroom, STRANGER, "editor") is None
    assert not await people.remove(desk.newsroom, EDITOR, ADMIN)


async def test_a_removed_member_has_no_rights_and_leaves_no_invitation(desk):
    await joined(desk, EDITOR, "admin")
    open_door = await people.invite(desk.newsroom, EDITOR, "admin")
    assert await people.remove(desk.newsroom, ADMIN, EDITOR)
    assert await role_of(desk, EDITOR) is None
    assert await people.accept(desk.newsroom, STRANGER, open_door or "", "en") is None


async def test_a_removed_member_can_be_invited_again(desk):
    await joined(desk)
    await people.remove(desk.newsroom, ADMIN, EDITOR)
    await joined(desk, EDITOR, "admin")
    assert await role_of(desk, EDITOR) == "admin"


async def test_an_admin_of_the_settings_cannot_be_removed_from_the_chat(desk):
    assert not await people.remove(desk.newsroom, ADMIN, ADMIN)
    assert await role_of(desk, ADMIN) == "admin"


async def test_every_act_leaves_a_row(desk):
    await joined(desk)
    await people.remove(desk.newsroom, ADMIN, EDITOR)
    async with desk.database.reading() as session:
        rows = await acts.latest(session, 10)
    assert [(row.actor, row.verb) for row in reversed(rows)] == [
        (ADMIN, "invited"),
        (EDITOR, "joined"),
        (ADMIN, "removed"),
    ]


async def test_everybody_of_the_desk_is_listed_once(desk):
    await joined(desk, EDITOR)
    await joined(desk, STRANGER, "admin")
    assert await people.everybody(desk.newsroom) == [
        (ADMIN, "admin"),
        (EDITOR, "editor"),
        (STRANGER, "admin"),
    ]
