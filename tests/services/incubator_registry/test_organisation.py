"""Each rule of an organisation by name: what it says of itself, invitations, roles, the last representative."""

from datetime import date, timedelta

import pytest

from contracts import incubator_registry as events
from services.chassis.actor import Role
from services.chassis.calendar import paris
from services.chassis.refusal import Invalid
from services.incubator_registry.identifiers import NdaInvalid
from services.incubator_registry.organisation import (
    LIFECYCLE,
    MOST_INVITATIONS,
    AlreadyMember,
    Identity,
    InvitationRefused,
    LastRepresentative,
    NdaRequired,
    NotAMember,
    Organisation,
    State,
    TooManyInvitations,
)

DAY = date(2019, 7, 9)
NOW = paris(DAY, 10)
TRAINER = Identity(
    name="Bâtir Ensemble Formation",
    kinds=("organisme-de-formation", "association"),
    nda="32 62 00999 00",
    commune="commune:62498",
)
BEARERS = {"ana": "aa" * 32, "bob": "bb" * 32}


def founded() -> Organisation:
    """A training organisation that Ana represents."""
    organisation = Organisation(id="bef", siret="99900021900017", identity=TRAINER)
    organisation.describe(TRAINER)
    organisation.found("ana", BEARERS["ana"], DAY)
    organisation.settle()
    return organisation


def joined(role: Role = Role.WRITER) -> Organisation:
    """The same, which Bob has joined."""
    organisation = founded()
    organisation.invite(role, "code", NOW)
    organisation.join("bob", BEARERS["bob"], "code", NOW, DAY)
    organisation.settle()
    return organisation


def test_an_organisation_has_one_state_that_knows_every_verb() -> None:
    assert {state.value: dict(verbs) for state, verbs in LIFECYCLE.table.items()} == {
        "active": {"describe": "active", "invite": "active", "join": "active", "leave": "active"}
    }
    assert founded().state is State.ACTIVE


def test_what_it_says_of_itself_is_announced_whole() -> None:
    organisation = founded()
    organisation.describe(TRAINER)
    (event,) = organisation.announced
    assert isinstance(event, events.OrganisationDescribed)
    assert (event.siret, event.siren, event.nda) == ("99900021900017", "999000219", "32620099900")


def test_a_training_organisation_gives_its_declaration_of_activity() -> None:
    with pytest.raises(NdaRequired):
        founded().describe(TRAINER.model_copy(update={"nda": None}))


def test_nobody_else_needs_one() -> None:
    organisation = founded()
    organisation.describe(Identity(name="Bâti'Rev", kinds=("entreprise",), commune="commune:62498"))
    assert organisation.identity.nda is None


def test_a_declaration_that_is_given_is_checked_whoever_gives_it() -> None:
    with pytest.raises(NdaInvalid):
        founded().describe(Identity(name="Bâti'Rev", kinds=("entreprise",), nda="12", commune="commune:62498"))


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kinds": ("association", "club")}, "identity/kinds/1"),
        ({"commune": "commune:99999"}, "identity/commune"),
        ({"commune": "departement:62"}, "identity/commune"),
    ],
)
def test_kinds_and_commune_are_of_the_reference_data(changed: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        founded().describe(TRAINER.model_copy(update=changed))
    assert refused.value.field == field


def test_who_registers_it_represents_it() -> None:
    assert founded().representatives == {"ana"}


def test_an_invited_person_joins_with_the_role_of_the_invitation() -> None:
    organisation = founded()
    organisation.invite(Role.READER, "code", NOW)
    organisation.join("bob", BEARERS["bob"], "code", NOW, DAY)
    (event,) = organisation.announced
    assert isinstance(event, events.MemberJoined)
    assert (event.person, event.bearer, event.role) == ("bob", BEARERS["bob"], "reader")


def test_the_code_itself_is_never_kept() -> None:
    organisation = founded()
    organisation.invite(Role.WRITER, "very-secret-code", NOW)
    assert "very-secret-code" not in organisation.model_dump_json()


def test_a_code_works_once() -> None:
    with pytest.raises(InvitationRefused):
        joined().join("cleo", "cc" * 32, "code", NOW, DAY)


def test_a_code_works_for_fourteen_days() -> None:
    for late, works in ((timedelta(days=14) - timedelta(seconds=1), True), (timedelta(days=14), False)):
        organisation = founded()
        organisation.invite(Role.WRITER, "code", NOW)
        if works:
            organisation.join("bob", BEARERS["bob"], "code", NOW + late, DAY)
        else:
            with pytest.raises(InvitationRefused):
                organisation.join("bob", BEARERS["bob"], "code", NOW + late, DAY)


def test_an_unknown_code_is_refused_as_a_used_one_is() -> None:
    with pytest.raises(InvitationRefused) as unknown:
        founded().join("bob", BEARERS["bob"], "guess", NOW, DAY)
    with pytest.raises(InvitationRefused) as used:
        joined().join("bob", BEARERS["bob"], "code", NOW, DAY)
    assert unknown.value.detail == used.value.detail


def test_a_role_is_held_once_and_the_code_is_not_lost() -> None:
    organisation = joined()
    organisation.invite(Role.WRITER, "again", NOW)
    with pytest.raises(AlreadyMember):
        organisation.join("bob", BEARERS["bob"], "again", NOW, DAY)
    assert len(organisation.invitations) == 1


def test_a_member_may_hold_several_roles_and_end_one_of_them() -> None:
    organisation = joined()
    organisation.invite(Role.REPRESENTATIVE, "more", NOW)
    organisation.join("bob", BEARERS["bob"], "more", NOW, DAY)
    organisation.leave("bob", Role.WRITER, DAY)
    assert organisation.roles_of("bob") == (Role.REPRESENTATIVE,)


def test_invitations_that_wait_are_bounded_and_old_ones_make_room() -> None:
    organisation = founded()
    for number in range(MOST_INVITATIONS):
        organisation.invite(Role.READER, f"code-{number}", NOW)
    with pytest.raises(TooManyInvitations):
        organisation.invite(Role.READER, "one-more", NOW)
    organisation.invite(Role.READER, "later", NOW + timedelta(days=14))
    assert len(organisation.invitations) == 1


def test_the_last_representative_cannot_leave() -> None:
    with pytest.raises(LastRepresentative):
        joined().leave("ana", Role.REPRESENTATIVE, DAY)


def test_a_representative_with_a_successor_may_leave() -> None:
    organisation = joined(Role.REPRESENTATIVE)
    organisation.leave("ana", Role.REPRESENTATIVE, DAY)
    (event,) = organisation.announced
    assert isinstance(event, events.MemberLeft)
    assert organisation.roles_of("ana") == ()
    assert [member.person for member in organisation.members] == ["bob"]


def test_nobody_leaves_a_role_they_do_not_hold() -> None:
    with pytest.raises(NotAMember):
        joined().leave("bob", Role.READER, DAY)


def test_an_erased_person_parts_even_as_the_last_representative() -> None:
    organisation = founded()
    organisation.part_from("ana", DAY)
    assert organisation.members == ()
