"""What an article says: short in brief, known codes, consents that came first, addresses made of titles."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from services.chassis.refusal import Invalid
from services.chassis.values import Slug
from services.innovation_journal.article_content import BriefTooLong, Consent, Content, numbered, slug_of
from tests.services.innovation_journal.making import TESTIMONY, content

ON = date(2021, 6, 1)
SLUG = TypeAdapter(Slug)


@pytest.mark.parametrize(
    "brief", ["\n".join(["Une ligne."] * 5), "é" * 600, ""], ids=["five-lines", "six-hundred-signs", "nothing-yet"]
)
def test_in_brief_holds_in_five_lines(brief: str) -> None:
    content(brief=brief).check(ON)


@pytest.mark.parametrize("brief", ["\n".join(["Une ligne."] * 6), "é" * 601], ids=["six-lines", "one-sign-more"])
def test_a_longer_brief_is_refused(brief: str) -> None:
    with pytest.raises(BriefTooLong, match="5 lignes et 600 signes") as seen:
        content(brief=brief).check(ON)
    assert seen.value.field == "content/brief"


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("publics", ("rsa", "martiens"), "content/publics/1"),
        ("territories", ("departement:75",), "content/territories/0"),
        ("sectors", ("alchimie",), "content/sectors/0"),
        ("strand", "autre", "content/strand"),
        ("publics", ("rsa", "rsa"), "content/publics/1"),
        ("authors", ("institute", "institute"), "content/authors/1"),
        ("testimonies", (TESTIMONY, TESTIMONY), "content/testimonies/1"),
        (
            "testimonies",
            (TESTIMONY.model_copy(update={"consent": Consent(on=date(2021, 6, 2), how="Accord signé")}),),
            "content/testimonies/0/consent/on",
        ),
    ],
)
def test_a_wrong_value_is_refused_with_its_place(field: str, value: Any, place: str) -> None:
    with pytest.raises(Invalid) as seen:
        content(**{field: value}).check(ON)
    assert seen.value.field == place


def test_a_testimony_is_a_pseudonym_by_default() -> None:
    assert TESTIMONY.pseudonym


def test_the_licence_is_the_open_one() -> None:
    assert content().licence == "etalab-2.0"
    with pytest.raises(ValidationError):
        Content(title="Titre", licence="cc-by-nd")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("CARAVANE : apprendre le code, reprendre confiance", "caravane-apprendre-le-code-reprendre-confiance"),
        ("Œuvrer à l'été", "oeuvrer-a-l-ete"),
        ("« … »", "article"),
        ("a" * 90, "a" * 60),
    ],
)
def test_a_title_makes_a_readable_address(title: str, slug: str) -> None:
    assert slug_of(title) == slug


@given(st.text(min_size=1, max_size=200), st.integers(1, 10_000))
def test_every_title_makes_an_address_that_a_slug_may_be(title: str, rank: int) -> None:
    SLUG.validate_python(numbered(slug_of(title), rank))


def test_homonyms_are_numbered() -> None:
    assert [numbered("caravane", rank) for rank in (1, 2, 3)] == ["caravane", "caravane-2", "caravane-3"]
