"""The organisations of the story are fictitious and their numbers valid."""

import pytest
from stdnum.fr import siren, siret

from deploy.local.identity.cast import CAST
from deploy.local.story.organisations import BY_KEY, ORGANISATIONS, PUBLIC, TRAINING, Organisation
from services.chassis import reference

EACH = pytest.mark.parametrize("organisation", ORGANISATIONS, ids=lambda each: each.key)


@EACH
def test_its_siren_begins_with_999_and_its_keys_are_right(organisation: Organisation) -> None:
    assert organisation.siren.startswith("999")
    assert siren.is_valid(organisation.siren)
    assert siret.is_valid(organisation.siret)
    assert organisation.siret.startswith(organisation.siren)


@EACH
def test_a_training_organisation_and_no_other_has_a_declaration_of_activity(organisation: Organisation) -> None:
    assert (organisation.nda is not None) == (TRAINING in organisation.kinds)
    assert organisation.nda is None or (len(organisation.nda) == 11 and organisation.nda.isdecimal())


@EACH
def test_its_kinds_and_its_commune_are_of_the_reference_data(organisation: Organisation) -> None:
    assert set(organisation.kinds) <= set(reference.codes("organisation_kinds"))
    assert f"commune:{organisation.commune}" in reference.codes("territories")


def test_public_establishments_are_described_as_public_bodies() -> None:
    # A university, a lycée (which bears its GRETA) and the national agency for adult training.
    assert {each.key for each in ORGANISATIONS if PUBLIC in each.kinds} == {"deux-caps", "greta", "afpa"}


def test_no_number_is_given_twice() -> None:
    assert len({each.siret for each in ORGANISATIONS}) == len(ORGANISATIONS)
    numbers = [each.nda for each in ORGANISATIONS if each.nda]
    assert len(set(numbers)) == len(numbers)


def test_every_organisation_of_the_cast_is_here_and_has_two_persons() -> None:
    named = [person.organisation for person in CAST.values() if person.organisation]
    assert set(named) == set(BY_KEY)
    assert {named.count(key) for key in BY_KEY} == {2}
