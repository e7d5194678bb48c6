"""SIRET and NDA: what is accepted, what is refused and how it is said."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.incubator_registry.identifiers import NdaInvalid, SiretInvalid, nda, siren_of, siret


@pytest.mark.parametrize(
    "said", ["73282932000074", "732 829 320 00074", " 732.829.320.00074 ", "732\u00a0829\u202f320 00074"]
)
def test_a_siret_is_read_with_or_without_spaces(said: str) -> None:
    assert siret(said) == "73282932000074"
    assert siren_of(siret(said)) == "732829320"


@pytest.mark.parametrize("said", ["", "7328293200007", "732829320000741", "73282932OOOO74", "٧٣٢٨٢٩٣٢٠٠٠٠٧٤"])
def test_a_siret_has_fourteen_digits(said: str) -> None:
    with pytest.raises(SiretInvalid, match="14 chiffres"):
        siret(said)


def test_fourteen_zeros_are_no_siret_though_their_key_is_right() -> None:
    with pytest.raises(SiretInvalid, match="zéros"):
        siret("0" * 14)


@pytest.mark.parametrize("said", ["73282932000079", "73282932000047"])
def test_a_wrong_or_swapped_digit_is_found(said: str) -> None:
    with pytest.raises(SiretInvalid, match="clé"):
        siret(said)


def test_la_poste_has_its_own_rule() -> None:
    assert siret("35600000000048") == "35600000000048"  # its head office follows Luhn
    assert siret("35600000049837") == "35600000049837"  # a post office: the sum of its digits is a multiple of 5
    with pytest.raises(SiretInvalid):
        siret("35600000049838")


@given(st.text(max_size=30))
def test_any_text_is_a_siret_or_is_refused_by_name(said: str) -> None:
    with contextlib.suppress(SiretInvalid):
        assert len(siret(said)) == 14


@pytest.mark.parametrize("said", ["32620099900", "32 62 00999 00", "00000000000"])
def test_a_declaration_of_activity_has_eleven_digits_and_no_key(said: str) -> None:
    assert len(nda(said)) == 11


@pytest.mark.parametrize("said", ["", "3262009990", "326200999001", "3262009990A", "٣٢٦٢٠٠٩٩٩٠٠"])
def test_anything_else_is_no_declaration_of_activity(said: str) -> None:
    with pytest.raises(NdaInvalid):
        nda(said)
