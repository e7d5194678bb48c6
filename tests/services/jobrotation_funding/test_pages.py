"""The money as anybody reads it: pages without script that say where each euro is, and what they must never show."""

import pytest

from services.jobrotation_funding import pages
from tests.services.jobrotation_funding import seen
from tests.support.html import html_errors
from tests.support.service import House

HTML = {"Accept": "text/html"}


async def page(house: House, path: str, status: int = 200) -> str:
    """A page as a browser without an identity asks for it, its typographic spaces made plain."""
    answer = await house.client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text.replace("&nbsp;", " ").replace("\u202f", " ").replace("\xa0", " ")


@pytest.fixture(scope="module")
async def spring(house: House) -> House:
    """G1 and G5 on 17 May 2021; nothing before the last test writes."""
    await seen.spring(house)
    return house


async def test_without_a_vote_the_page_says_so(empty: House) -> None:
    html = await page(empty, "/financements")
    assert "Aucune enveloppe n'a encore été votée." in html
    assert "Aucune subvention n'a encore été accordée." in html
    assert "0 subvention" in html


async def test_the_page_says_where_each_euro_is(spring: House) -> None:
    html = await page(spring, "/financements")
    for words in ("62 000,00 €", "36 408,00 €", "18 197,64 €", "25 592,00 €", "Mobilisation", "2 subventions"):
        assert words in html
    # payment credits: 20 000.00 in 2020 of which 10 922.40 ordered, 42 000.00 in 2021 of which 7 275.24
    for words in ("9 077,60 €", "34 724,76 €"):
        assert words in html


async def test_the_page_shows_both_readings_of_the_cap_and_which_one_applies(spring: House) -> None:
    html = await page(spring, "/financements")
    assert "107 832 514,30 €" in html
    assert "52 175 305,00 €" in html
    assert '<td class="nombre">52 175 305,00 €</td><td>Oui</td>' in html
    assert '<td class="nombre">107 832 514,30 €</td><td>Non</td>' in html
    assert "dotation de l'État seule (lecture prudente)" in html.replace("&#39;", "'")
    assert "52 113 305,00 €" in html


async def test_the_page_lists_grants_that_were_decided_and_which_are_held(spring: House) -> None:
    html = await page(spring, "/financements")
    assert "Bâtir Ensemble &lt;Formation&gt;" in html
    assert "Demande en cours" not in html
    assert "bilan attendu : T1 2021" in html
    listed = (await spring.get("", "/money/grants"))["items"]
    assert [(each["id"], each["held_by"], each["paid_cents"]) for each in listed] == [
        ("g1", ["T1 2021"], 1_502_964),
        ("g5", [], 0),
    ]


async def test_an_officer_reads_the_same_public_money_as_everyone(spring: House) -> None:
    for path in ("/money", "/money/grants"):
        assert await spring.get("helene", path) == await spring.get("", path)


async def test_beside_an_experiment_stands_the_incubator_that_it_grew_in(spring: House) -> None:
    listed = (await spring.get("", "/money/grants"))["items"]
    assert {(each["incubator"], each["incubator_name"]) for each in listed} == {("i2", "La Fosse aux Idées")}
    assert "La Fosse aux Idées" in await page(spring, "/financements")
    link = '<dt>Incubateur</dt><dd><a href="/registre/incubateurs/i2">La Fosse aux Idées</a></dd>'
    assert link in await page(spring, "/financements/g1")


async def test_the_grants_are_paged_and_all_are_counted(spring: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 1)
    first = await page(spring, "/financements")
    assert ("2 subventions" in first, "/financements/g1" in first, "/financements/g5" in first) == (True, True, False)
    following = first.partition('rel="next" href="')[2].partition('"')[0]
    second = await page(spring, following)
    assert ("/financements/g1" in second, "/financements/g5" in second, 'rel="next"' in second) == (False, True, False)
    assert "Revenir au début" in second
    listed = await spring.get("", "/money/grants", limit=1)
    rest = await spring.get("", "/money/grants", limit=1, after=listed["next"])
    assert ([each["id"] for each in listed["items"] + rest["items"]], rest["next"]) == (["g1", "g5"], None)


async def test_the_page_of_a_grant_tells_its_money_step_by_step(spring: House) -> None:
    html = await page(spring, "/financements/g1")
    for words in (
        "Formateur : 720 h × 32,40 € = 23 328,00 €",
        "25 848,00 €",
        "Acte n° 2020.01512 du 24 septembre 2020",
        "Paiements suspendus.",
        "Avance certifiée",
        "10 393,20 €",
        "3 117,96 €",
        "7 275,24 €",
        "16 février 2021",
        "Paiements suspendus : bilan en retard (T1 2021)",
        "FIT Bassin minier",
    ):
        assert words in html, words


async def test_the_steps_of_a_grant_are_dated_and_in_order(spring: House) -> None:
    moments = (await spring.get("", "/grants/g1/money"))["moments"]
    assert [(moment["on"], moment["what"], moment["cents"]) for moment in moments] == [
        ("2020-09-24", "Attribution par l'acte n° 2020.01512", 2_584_800),
        ("2020-09-24", "Engagement", 2_584_800),
        ("2020-10-19", "Avance certifiée", 775_440),
        ("2020-10-19", "Paiement ordonné", 775_440),
        ("2020-10-19", "Paiement", 775_440),
        ("2021-02-01", "Service fait certifié", 1_039_320),
        ("2021-02-01", "Avance déduite du service fait", 311_796),
        ("2021-02-08", "Paiement ordonné", 727_524),
        ("2021-02-16", "Paiement", 727_524),
        ("2021-05-06", "Service fait certifié", 913_680),
        ("2021-05-06", "Avance déduite du service fait", 274_104),
        ("2021-05-17", "Paiements suspendus : bilan en retard (T1 2021)", None),
    ]


async def test_no_person_is_named_on_any_page(spring: House) -> None:
    shown = [await page(spring, path) for path in ("/financements", "/financements/g1")]
    told = str(await spring.get("", "/money/grants")) + str(await spring.get("", "/grants/g1/money"))
    for who in ("bea", "alix", "odile", "solene", "karim", "helene"):
        assert [text for text in (*shown, told) if f"'{who}'" in text or f">{who}<" in text] == []


async def test_what_is_not_decided_has_no_page(spring: House) -> None:
    asked = (await spring.get("sam", "/grants", mine="true"))["items"][0]["id"]
    for id in (asked, "nothing"):
        html = await page(spring, f"/financements/{id}", 404)
        assert "Introuvable" in html


@pytest.mark.parametrize("path", ["/financements", "/financements/g1"])
async def test_pages_are_sound_html(spring: House, path: str) -> None:
    answer = await spring.client.get(path, headers=HTML)
    assert html_errors(answer.text) == []


async def test_a_hold_that_is_over_stays_in_the_story_of_the_grant(spring: House) -> None:
    await seen.kept(spring, "g1", **seen.RELEASED)
    html = await page(spring, "/financements/g1")
    assert "Paiements suspendus : bilan en retard (T1 2021)" in html
    assert "Suspension levée : le bilan est accepté" in html
    assert "Son acceptation lève la suspension" not in html
