"""Who the registry recognises, from its own dossiers."""

from services.incubator_registry.rights import first_administrator
from tests.services.incubator_registry import cast
from tests.support.service import ISSUER, House, hash_of, settings_for

MONGO = "mongodb://127.0.0.1/"


def test_the_first_administrator_is_the_issuer_and_subject_of_the_settings() -> None:
    settings = settings_for(MONGO, "", first_administrator=f"{ISSUER}|agnes")
    assert first_administrator(settings) == hash_of("agnes")


def test_a_subject_may_hold_a_bar() -> None:
    settings = settings_for(MONGO, "", first_administrator=f"{ISSUER}|auth0|agnes")
    assert first_administrator(settings) == hash_of("auth0|agnes")


def test_without_that_setting_nobody_is_the_first_administrator() -> None:
    assert first_administrator(settings_for(MONGO, "")) == ""


async def test_nobody_without_a_token_has_a_right(registry: House) -> None:
    reader = await registry.runtime.store.reader()
    actor = await registry.runtime.service.rights(reader, "")
    assert (actor.person, actor.duties, actor.memberships) == ("", (), {})


async def test_own_rights_are_always_fresh(registry: House) -> None:
    await cast.organisation(registry, "ana", 1, "Formascarpe")
    reader = await registry.runtime.store.reader()
    actor = await registry.runtime.service.rights(reader, hash_of("ana"))
    assert actor.rights_as_of is None
    assert len(actor.organisations()) == 1


async def test_a_restricted_person_is_signed_in_and_no_more(registry: House) -> None:
    await cast.administrator(registry)
    ana = await cast.person(registry, "ana")
    await registry.post("agnes", f"/persons/{ana}/erasure", {"evidence_until": "2099-01-01"})
    reader = await registry.runtime.store.reader()
    actor = await registry.runtime.service.rights(reader, hash_of("ana"))
    assert (actor.person, actor.signed_in) == ("", True)
    # Asking again does not open a second life beside the restricted one.
    again = await registry.post("ana", "/persons", {"given_name": "Ana", "usual_name": "Bis"})
    assert again["id"] == ana
    await registry.get("ana", "/me", expect=404)
