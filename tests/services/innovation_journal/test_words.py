"""Words meet by their French stem, with or without accents; what names nothing leads nowhere."""

from itertools import permutations

import pytest

from services.innovation_journal.words import asked_stems, plain, stems

# The forms of one word, each of which finds every other one.
FORMS = [
    "mobilité mobilités MOBILITE MOBILITES",
    "sécurité SECURITE",
    "égalité égalités EGALITE",
    "spécialité spécialités SPECIALITE",
    "qualité QUALITES",
    "productivité productif PRODUCTIVITE",
    "faciliter facilité FACILITE",
    "réussite réussites REUSSITE",
    "lycée lycées LYCEE LYCEES",
    "musée MUSEES",
    "insérée inséré insérés insérer INSERE INSEREE INSEREES",
    "qualifiée qualifié qualifier qualification qualifiante QUALIFIE QUALIFIEE",
    "certifié certifications CERTIFIEES",
    "évaluée évaluer évaluation évaluations EVALUE EVALUEES EVALUATION",
    "préparée préparer PREPAREES",
    "publié publiée publier PUBLIEES",
    "salarié salariée salariés salariées SALARIE SALARIEES",
    "associé associée association ASSOCIEES",
    "choisi choisie choisir CHOISIES",
    "apprenti apprentie apprentis APPRENTIES",
    "diplôme diplômé diplômée DIPLOMEES",
    "première premier PREMIERES",
    "financière financiers FINANCIERE",
    "formatrice formatrices formateur formateurs FORMATRICE",
    "directrice directeurs",
    "accompagnatrice accompagnateurs",
    "coiffeuse coiffeurs coiffeuses",
    "chercheuse chercheur",
    "technicienne techniciens",
    "été étés ETE",
    "très-haut tres-haut",
    "élève ELEVES",
    "école écoles ECOLE",
    "accès ACCES",
    "congé CONGES",
    "métier METIERS",
    "numérique NUMERIQUES",
    "régionale régional régionaux REGIONALES",
    "œuvre oeuvres ŒUVRE",
    "emploi emplois EMPLOI",
    "travail travaux TRAVAUX",
    "cheval chevaux",
    "cléa CLÉA CLEA",
]
PHRASES = [
    ("mobilité", "MOBILITE DES APPRENTIS"),
    ("tres vite", "très vite"),
    ("très vite", "TRES VITE"),
    ("école d'ete", "École d'été"),
    ("école", "l'auto-école"),
    ("élève", "d’élèves"),
    ("2021", "en 2021"),
]
APART = [
    ("emploi", "employeur"),
    ("rural", "urbain"),
    ("chantier", "chanter"),
    ("ouvrier", "ouvrir"),
    ("mobilité", "mobilier"),
    ("formateur", "formalité"),
    ("visite", "vis"),
    ("auteur", "autre"),
]


def finds(asked: str, written: str) -> bool:
    """Whether a text has every word that is looked for."""
    found = stems(written)
    return bool(asked_stems(asked)) and all(found.intersection(choice) for choice in asked_stems(asked))


@pytest.mark.parametrize("forms", FORMS)
def test_a_word_is_found_in_its_other_forms_with_or_without_accents(forms: str) -> None:
    known = {*forms.split(), *map(plain, forms.split())}
    assert [pair for pair in permutations(sorted(known), 2) if not finds(*pair)] == []


@pytest.mark.parametrize(("asked", "written"), PHRASES)
def test_words_are_found_in_a_text_with_or_without_accents(asked: str, written: str) -> None:
    assert finds(asked, written)


@pytest.mark.parametrize(("asked", "written"), APART)
def test_another_word_is_not_found(asked: str, written: str) -> None:
    assert not finds(asked, written)


@pytest.mark.parametrize(
    "nothing", ["", "   ", "le la les", "l' d'", "!?;", "à", "_", "\ufffe", "très", "TRES", "où", "être"]
)
def test_what_names_nothing_is_no_word(nothing: str) -> None:
    assert asked_stems(nothing) == ()


def test_a_word_is_asked_for_once() -> None:
    assert asked_stems("Mobilité et mobilités") == (("mobil", "mobilit"),)


def test_a_word_without_end_is_cut() -> None:
    assert max(len(stem) for choice in asked_stems("a" * 10_000) for stem in choice) <= 40
