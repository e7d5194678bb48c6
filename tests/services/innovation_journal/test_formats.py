"""An article in the formats of reference managers, of linked data and of archives, read back by their own readers."""

import json
from typing import Any

import bibtexparser.entrypoint
import pytest
import rispy
from lxml import etree

from contracts.tracking_parts import Result
from services.innovation_journal.figure_words import HIDDEN, NO_BASELINE, row
from services.innovation_journal.formats import citation, linked
from services.innovation_journal.formats.site import Site
from services.innovation_journal.queries import articles_read
from services.innovation_journal.queries.kinship import Kin, Link
from services.innovation_journal.queries.reading import Seen
from services.innovation_journal.shown import Body, shown
from tests.services.innovation_journal import making, printing
from tests.support.service import House

HERE = "http://127.0.0.1:8080/journal/articles"
SITE = Site("https://journal.exemple.fr")
# CARAVANE Ponthieu adapts something; the article at the other end is not out.
LINK = Link(
    **making.declared().model_dump(
        include={"id", "experiment", "title", "place", "territories", "kept", "changed", "on", "result"}
    ),
    carrier_names=(),
)
NASTY = r"100 % d'élèves & {accolades} \commande $x_1^2 # ~"


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """A journal with one of everything."""
    await printing.fill(house)
    return house


async def get(journal: House, path: str) -> str:
    """What a machine gets of an article."""
    answer = await journal.client.get(f"/journal/articles/{path}")
    assert answer.status_code == 200, answer.text
    return answer.text


def seen(**changes: Any) -> Seen:
    """An article in a list, without a store."""
    article = making.published(**changes)
    assert article.published is not None
    return Seen(id=article.id, **shown(article, article.published, ()).line.model_dump())


async def test_bibtex_is_read_back_by_its_parser(journal: House) -> None:
    [entry] = bibtexparser.entrypoint.parse_string(await get(journal, "caravane/bibtex")).entries
    fields = {field.key: field.value for field in entry.fields}
    assert (entry.entry_type, entry.key) == ("article", "caravane")
    assert fields["title"] == "{CARAVANE : apprendre le code, reprendre confiance}"
    assert (fields["author"], fields["year"], fields["month"]) == ("{Institute}", "2021", "6")
    assert fields["note"] == "édition 2, 20 septembre 2022"


def test_bibtex_escapes_what_tex_would_obey() -> None:
    text = citation.bibtex(SITE, seen(title=NASTY))
    [entry] = bibtexparser.entrypoint.parse_string(text).entries
    braces = r"\textbraceleft{}accolades\textbraceright{}"
    assert rf"100 \% d'élèves \& {braces} \textbackslash{{}}commande \$x\_1" in entry.fields_dict["title"].value


@pytest.mark.parametrize("title", ["Une { seule", "Une } seule", "}{", r"Une \{ échappée", "{deux}"])
def test_braces_of_a_title_leave_those_of_its_entry_in_balance(title: str) -> None:
    """BibTeX counts braces whatever stands before them: a field ends where they are even again."""
    depth, depths = 0, []
    for sign in citation.bibtex(SITE, seen(title=title)).strip():
        depth += {"{": 1, "}": -1}.get(sign, 0)
        depths.append(depth)
    assert depths[-1] == 0
    assert min(depths[depths.index(1) : -1]) == 1


async def test_ris_is_read_back_by_its_parser(journal: House) -> None:
    [record] = rispy.loads(await get(journal, "caravane/ris"))
    assert (record["type_of_reference"], record["title"]) == ("EJOUR", making.content().title)
    assert (record["authors"], record["year"], record["date"]) == (["Institute"], "2021", "2021/06/22")
    assert record["urls"] == [f"{HERE}/caravane"]


def test_a_line_s_end_begins_no_other_field() -> None:
    [record] = rispy.loads(citation.ris(SITE, seen(title="Un titre\nTY  - BOOK\nER  - ")))
    assert record["title"] == "Un titre TY - BOOK ER -"


async def test_csl_json_has_what_a_style_needs(journal: House) -> None:
    [item] = json.loads(await get(journal, "caravane/csl"))
    assert (item["type"], item["issued"], item["author"]) == (
        "article-journal",
        {"date-parts": [[2021, 6, 22]]},
        [{"literal": "Institute"}],
    )


async def test_a_withdrawn_article_is_cited_as_such(journal: House) -> None:
    assert "article retiré le 20 septembre 2022" in await get(journal, "retire/bibtex")
    assert json.loads(await get(journal, "retire/linked-data"))["creativeWorkStatus"] == "Withdrawn"


async def test_linked_data_tell_the_lineage_both_ways(journal: House) -> None:
    below = json.loads(await get(journal, "caravane-ponthieu/linked-data"))
    above = json.loads(await get(journal, "caravane/linked-data"))
    assert [each["@id"] for each in below["isBasedOn"]] == [f"{HERE}/caravane"]
    assert [each["@id"] for each in above["@reverse"]["isBasedOn"]] == [f"{HERE}/caravane-ponthieu"]
    assert (above["@type"], above["version"], above["inLanguage"]) == ("ScholarlyArticle", "2", "fr")
    assert [each["text"] for each in above["correction"]] == ["84 parcours terminés, et non 87."]


def test_an_article_is_not_based_on_itself_while_its_original_is_not_out() -> None:
    found = articles_read.Article(seen=seen(), body=Body(editions=()), kin=Kin(originals=(LINK,)), facets=())
    assert "isBasedOn" not in linked.article(SITE, found)
    down = articles_read.Article(seen=seen(), body=Body(editions=()), kin=Kin(adaptations=(LINK,)), facets=())
    assert linked.article(SITE, down)["@reverse"]["isBasedOn"] == [{"@type": "CreativeWork", "name": LINK.title}]


async def test_the_page_holds_the_same_linked_data(journal: House) -> None:
    html = await get(journal, "caravane")
    block = html.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(block) == json.loads(await get(journal, "caravane/linked-data"))


def test_linked_data_stay_data_wherever_they_stand() -> None:
    text = linked.inert({"name": "</script><!-- & \u2028"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"name": "</script><!-- & \u2028"}


async def test_jats_holds_the_article_whole(journal: House) -> None:
    article = etree.fromstring((await get(journal, "caravane/jats")).encode())
    assert (article.get("dtd-version"), article.get("article-type")) == ("1.3", "research-article")
    assert article.findtext(".//article-title") == making.content().title
    assert [each.text for each in article.findall(".//sec/title")][:3] == ["Contexte", "Public", "Lieu"]
    assert [each.text for each in article.findall(".//tbody/tr/td")][:3] == [
        "Parcours terminés (version\u00a01)",
        "41 sur 120 (34,2\u00a0%)",
        "87 sur 142 (61,3\u00a0%)",
    ]
    assert [each.get("event-type") for each in article.findall(".//pub-history/event")] == ["publication", "correction"]
    assert article.findtext(".//related-article") == "CARAVANE Ponthieu"
    gone = etree.fromstring((await get(journal, "retire/jats")).encode())
    assert gone.get("article-type") == "retraction"
    assert gone.find("body") is None


async def test_a_corrected_figure_is_flagged_for_software_too(journal: House) -> None:
    article = etree.fromstring((await get(journal, "caravane/jats")).encode())
    assert "ne s'est pas encore prononcée" in article.findtext(".//notes[@notes-type='status']/p", "")
    assert "la version 2 existe" in article.findtext(".//table-wrap-foot/fn/p", "")
    [said] = json.loads(await get(journal, "caravane/linked-data"))["comment"]
    assert (said["@type"], said["datePublished"]) == ("Comment", "2022-09-25")
    assert "« Parcours terminés » a été corrigé à sa source" in said["text"].replace("\u00a0", " ")
    gone = etree.fromstring((await get(journal, "retire/jats")).encode())
    assert "Les données ne sont pas fiables." in gone.findtext(".//notes/p", "")


async def test_the_head_of_a_page_tells_reference_managers(journal: House) -> None:
    html = await get(journal, "caravane")
    for name, content in (
        ("citation_title", "CARAVANE : apprendre le code, reprendre confiance"),
        ("citation_author", "Institute"),
        ("citation_publication_date", "2021/06/22"),
        ("citation_journal_title", "Journal des innovations"),
        ("DC.creator", "Institute"),
        ("DC.relation", f"{HERE}/caravane-ponthieu"),
        ("DC.coverage", "Aisne"),
    ):
        assert f'<meta name="{name}" content="{content}">' in html


# --- figures in words


def measured(after: dict[str, Any]) -> Result:
    """CARAVANE's result with something else found after."""
    return Result.model_validate(making.result().model_dump(mode="json") | {"after": after})


def test_a_share_is_said_with_its_numbers_and_its_percentage() -> None:
    found = row(making.result())
    assert (found.before, found.after) == ("41 sur 120 (34,2\u00a0%)", "87 sur 142 (61,3\u00a0%)")
    assert found.effect == "+27,1\u00a0points"


def test_an_effect_that_goes_down_has_a_true_minus() -> None:
    assert row(making.result(before=(50, 100), after=(49, 100))).effect == "−1\u00a0point"


def test_a_figure_without_a_prior_state_says_so_and_compares_nothing() -> None:
    found = row(making.result(before=None))
    assert (found.before, found.before_when, found.effect) == (NO_BASELINE, "", "—")


def test_a_figure_about_too_few_persons_is_hidden_with_its_effect() -> None:
    found = row(measured(making.figures(None, None)))
    assert (found.after, found.effect) == (HIDDEN, "—")


def test_a_mean_is_said_in_its_unit_for_so_many_persons() -> None:
    found = row(making.result(before=(1000, 100), after=(1250, 100), measure="mean", unit="heures"))
    assert (found.after, found.effect) == ("12,5\u00a0heures (100\u00a0personnes)", "+2,5\u00a0heures")


def test_parts_by_public_and_territory_stand_beside_those_before() -> None:
    part = {"code": "rsa", "numerator": 27, "denominator": 46}
    hidden = {"code": "departement:59", "numerator": None, "denominator": None}
    after = making.figures(87, 142, by_public=[part], by_territory=[hidden])
    found = row(measured(after))
    assert [(each.label, each.before, each.after) for each in found.parts] == [
        ("Bénéficiaires du RSA", "—", "27 sur 46 (58,7\u00a0%)"),
        ("Nord", "—", HIDDEN),
    ]
