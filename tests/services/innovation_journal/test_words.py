"""Words meet by their French stem, with or without accents; what names nothing leads nowhere."""

import pytest

from services.innovation_journal.words import asked_stems, stems

MEET = [
    ("évaluées", "évaluation"),
    ("evaluation", "Évaluer"),
    ("preparee", "préparée"),
    ("formations", "formation"),
    ("emploi", "emplois"),
    ("emplois", "Emploi"),
    ("travail", "travaux"),
    ("cheval", "chevaux"),
    ("oeuvre", "œuvre"),
    ("ŒUVRE", "oeuvres"),
    ("école", "l'auto-école"),
    ("élève", "d’élèves"),
    ("REALITE", "réalité"),
    ("cléa", "CLÉA"),
    ("2021", "en 2021"),
]


@pytest.mark.parametrize(("asked", "written"), MEET)
def test_a_word_is_found_in_its_other_forms(asked: str, written: str) -> None:
    assert set(asked_stems(asked)) <= stems(written)


@pytest.mark.parametrize(("asked", "written"), [("emploi", "employeur"), ("rural", "urbain")])
def test_another_word_is_not_found(asked: str, written: str) -> None:
    assert not set(asked_stems(asked)) <= stems(written)


@pytest.mark.parametrize("nothing", ["", "   ", "le la les", "l' d'", "!?;", "à", "_", "\ufffe"])
def test_what_names_nothing_is_no_word(nothing: str) -> None:
    assert asked_stems(nothing) == ()


def test_a_word_is_asked_for_once() -> None:
    assert asked_stems("Mobilité et mobilités") == ("mobil",)


def test_a_word_without_end_is_cut() -> None:
    assert len(asked_stems("a" * 10_000)[0]) <= 40
