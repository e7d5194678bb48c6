"""The journal as anybody reads it: pages without script, whole, in French, and what they must never show."""

import re

import pytest

from services.innovation_journal import pages
from services.innovation_journal.article import Article
from tests.services.innovation_journal import making, printing
from tests.support.service import House

HTML = {"Accept": "text/html"}
ON, NO_ONE = making.EVALUATED_ON, {"numerator": None, "denominator": None}
PATHS = (
    "",
    "?q=mobilit%C3%A9+camion&public=rsa",
    "?q=zzz",
    "/articles/caravane",
    "/articles/caravane/editions/1",
    "/articles/retire",
    "/rencontres",
    "/rencontres/journee-regionale",
    "/rencontres/annulee",
)


@pytest.fixture(scope="module")
async def journal(house: House) -> House:
    """A journal with one of everything."""
    await printing.fill(house)
    return house


async def page(journal: House, path: str = "", status: int = 200) -> str:
    """A page as a browser without an identity asks for it."""
    answer = await journal.client.get(f"/journal{path}", headers=HTML)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def holds(html: str, *words: str) -> None:
    """All of these stand in the page."""
    assert [each for each in words if each not in html] == []


async def test_the_home_shows_the_latest_articles_the_counts_of_filters_and_what_is_to_come(journal: House) -> None:
    html = await page(journal)
    holds(html, "CARAVANE Ponthieu", "8 décembre 2020", "Rencontres à venir", "le 6 décembre 2022, de 9\u00a0h\u00a030")
    holds(html, 'href="/journal?public=rsa">Bénéficiaires du RSA</a> <span class="precision">(3)</span>')
    assert html.index("CARAVANE Ponthieu") < html.index("CARAVANE\u00a0: apprendre") < html.index("Bonduelle")
    assert "retiré</b>" not in html


async def test_filters_are_links_that_combine_and_come_off(journal: House) -> None:
    html = await page(journal, "?public=rsa&q=camion")
    holds(html, 'href="/journal?q=camion"', 'href="/journal?public=rsa"', "Enlever le filtre Public")
    holds(html, 'href="/journal?q=camion&amp;public=rsa&amp;territory=departement%3A02"')
    holds(html, '<input type="hidden" name="public" value="rsa">', 'value="camion"')


async def test_a_search_that_finds_nothing_says_what_to_do(journal: House) -> None:
    holds(await page(journal, "?q=zzz"), "Aucun article ne répond", "0\u00a0article")


async def test_an_article_says_all_that_a_reader_needs(journal: House) -> None:
    html = await page(journal, "/articles/caravane")
    for title in ("En bref", "Contexte", "Public", "Lieu", "Protocole", "Résultats", "Conditions", "Coût", "Limites"):
        assert f">{title}" in html, title
    holds(html, "41 sur 120 (34,2\u00a0%)", "87 sur 142 (61,3\u00a0%)", "+27,1\u00a0points", "Suivi 2018-2019")
    holds(html, "Mesuré par rapport à un état des lieux", "Chaque chiffre est comparé", "Concluant")
    holds(html, "Licence Ouverte 2.0", "Essayer chez moi", "art-3", "Thiérache Apprenante")
    holds(
        html,
        "Institute (2021). CARAVANE\u00a0: apprendre le code, reprendre confiance. Journal des innovations, édition 2",
    )


async def test_the_spaces_of_french_do_not_break_lines(journal: House) -> None:
    holds(await page(journal, "/articles/caravane"), "Six sur dix\u202f; contre", "1\u202f150 euros", "mairie\u00a0: j")


async def test_a_flagged_figure_and_a_correction_are_said_first(journal: House) -> None:
    html = await page(journal, "/articles/caravane")
    holds(
        html, "corrigé à sa source le 25 septembre 2022", "version&nbsp;1, la version&nbsp;2 existe", "Trois parcours"
    )
    holds(html, "Correction du 20 septembre 2022.", "84 parcours terminés, et non 87.")
    assert html.index("corrigé à sa source") < html.index("En bref")


async def test_an_adaptation_stands_beside_its_original_and_the_other_way(journal: House) -> None:
    html = await page(journal, "/articles/caravane")
    holds(
        html,
        "19 sur 51 (37,3\u00a0%)",
        "26 sur 48 (54,2\u00a0%)",
        "+16,9\u00a0points",
        "Effet confirmé",
        "médiathèques",
    )
    holds(html, 'href="/journal/articles/caravane-ponthieu"')
    holds(await page(journal, "/articles/caravane-ponthieu"), "Adapté de", 'href="/journal/articles/caravane"')


async def test_an_old_edition_says_that_it_is_old(journal: House) -> None:
    html = await page(journal, "/articles/caravane/editions/1")
    holds(html, "Vous lisez l'édition&nbsp;1", "lisez l'édition&nbsp;2", '<link rel="canonical"', "noindex")
    assert "Six stagiaires sur dix" in html
    assert "corrigé à sa source" not in html
    await page(journal, "/articles/caravane/editions/3", 404)


async def test_the_edition_that_holds_says_what_happened_to_its_figures(journal: House) -> None:
    html = await page(journal, "/articles/caravane/editions/2")
    holds(html, "celle d'aujourd'hui", "corrigé à sa source le 25 septembre 2022", "version&nbsp;2 existe")


async def test_the_page_of_a_withdrawn_article_stays_and_gives_the_reason_only(journal: House) -> None:
    html = await page(journal, "/articles/retire")
    holds(html, "Article retiré le 20 septembre 2022", "Les données ne sont pas fiables.", "&lt;b&gt;retiré")
    for gone in ("En bref", "Contexte", "Essayer", "faute de transport"):
        assert gone not in html
    await page(journal, "/articles/retire/editions/1", 404)


async def test_no_page_says_who_wrote_reviewed_or_how_somebody_agreed(journal: House) -> None:
    everything = "".join([await page(journal, path) for path in PATHS])
    for secret in ("ivan", "bruno", "rita", "Accord signé", "20 mai 2021"):
        assert secret not in everything


async def test_a_gathering_has_its_page_with_its_articles(journal: House) -> None:
    html = await page(journal, "/rencontres/journee-regionale")
    holds(
        html,
        "Journée d&#39;étude",
        "Amiens, Mégacité",
        "de 9\u00a0h\u00a030 à 17\u00a0h\u00a000",
        "CARAVANE\u00a0: apprendre",
    )
    holds(await page(journal, "/rencontres/annulee"), "Cette rencontre est annulée.", "Salle fermée.")
    holds(await page(journal, "/rencontres"), "À venir", "Annulée.")


async def test_a_gathering_that_is_over_is_of_the_past(journal: House) -> None:
    over = making.announced()
    over.id, over.slug = "g0", "passee"
    over.programme = making.programme(
        title="Une rencontre passée", starts_at="2022-01-10T09:00:00+01:00", ends_at="2022-01-10T12:00:00+01:00"
    )
    await printing.keep_other(journal, over)
    html = await page(journal, "/rencontres")
    assert html.index("Passées") < html.index("Une rencontre passée")
    assert "Une rencontre passée" not in await page(journal)


async def test_every_gathering_to_come_or_past_is_on_a_page(journal: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE", 2)
    for month in (1, 2, 11, 12):
        meeting = making.announced()
        meeting.id, meeting.slug = f"m{month}", f"mois-{month}"
        hours = {name: f"2022-{month:02}-10T{hour}:00:00+01:00" for name, hour in (("starts_at", 9), ("ends_at", 12))}
        meeting.programme = making.programme(**{name: text.replace("T9", "T09") for name, text in hours.items()})
        await printing.keep_other(journal, meeting)
    first = await page(journal, "/rencontres")
    soon, seen = first, []
    while True:
        seen += re.findall(r'href="/journal/rencontres/([a-z0-9-]+)"', soon.partition("Passées")[0])
        more = re.search(r'href="/journal(/rencontres\?after=[^"]+)">Rencontres suivantes', soon)
        if more is None:
            break
        soon = await page(journal, more[1])
    assert sorted(seen) == sorted({*seen})
    assert {"journee-regionale", "annulee", "mois-11", "mois-12"} <= {*seen}
    assert seen[0] == "mois-11"
    assert not {"mois-1", "mois-2"} & {*seen}
    older = re.search(r'href="/journal(/rencontres\?after=[^"]+)">Rencontres plus anciennes', first)
    last = await page(journal, older[1]) if older else ""
    assert re.findall(r'href="/journal/rencontres/([a-z0-9-]+)"', last) == ["passee"]


@pytest.mark.parametrize("path", PATHS)
async def test_a_page_runs_no_script_and_has_no_inline_style(journal: House, path: str) -> None:
    answer = await journal.client.get(f"/journal{path}", headers=HTML)
    scripts = answer.text.count("<script")
    assert scripts == answer.text.count('<script type="application/ld+json">')
    assert " style=" not in answer.text
    assert "default-src 'none'" in answer.headers["content-security-policy"]


async def test_what_a_writer_writes_never_becomes_a_tag(journal: House) -> None:
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    await printing.print_article(journal, "evil", title=f"Titre {evil}", brief=evil, context=evil)
    html = await page(journal, "/articles/evil")
    assert "<script>" not in html
    assert "alert(1)</script>" not in html.replace("&lt;", "<").split('ld+json">')[1].split("</script>")[0]


async def test_a_page_that_did_not_change_is_not_sent_again(journal: House) -> None:
    first = await journal.client.get("/journal/articles/caravane", headers=HTML)
    again = await journal.client.get(
        "/journal/articles/caravane", headers={**HTML, "If-None-Match": first.headers["etag"]}
    )
    assert again.status_code == 304


async def test_an_article_points_to_its_other_forms(journal: House) -> None:
    answer = await journal.client.get("/journal/articles/caravane", headers=HTML)
    assert 'rel="cite-as"' in answer.headers["link"]
    holds(
        answer.text, '<link rel="canonical" href="http://127.0.0.1:8080/journal/articles/caravane">', "citation_title"
    )
    holds(answer.text, 'name="DC.title"', "application/ld+json", "application/atom+xml")
    holds(answer.text, '<link rel="schema.DC" href="http://purl.org/dc/elements/1.1/">')


async def test_the_ways_to_try_lead_to_the_commands_of_the_api(journal: House) -> None:
    html = await page(journal, "/articles/caravane")
    docs = (await journal.client.get("/api/innovation_journal/v1/docs", headers=HTML)).text
    anchors = re.findall(r'href="/api/innovation_journal/v1/docs#([^"]+)"', html)
    assert len(anchors) == 2
    assert [anchor for anchor in anchors if f'id="{anchor}"' not in docs] == []


async def test_a_hidden_cell_says_below_its_table_why_it_may_be(journal: House) -> None:
    hidden = making.result().model_copy(update={"after": making.result().after.model_copy(update=NO_ONE)})
    article = Article.of_experiment(
        "art-few", "peu", making.heard(making.described("x8"), making.evaluated("x8", hidden), experiment="x8"), ON
    )
    article.write(making.content(title="Peu de monde"), "ivan", ON)
    await printing.keep(journal, article, printing.bring_out(article))
    holds(await page(journal, "/articles/peu"), "masqué (secret statistique)", "Secret statistique\u00a0: un chiffre")
    assert "Secret statistique\u00a0: un chiffre" not in await page(journal, "/articles/caravane")


async def test_an_empty_journal_says_so(house: House) -> None:
    await house.forget()
    holds(await page(house), "Aucun article n'est encore publié.")
    holds(await page(house, "/rencontres"), "Aucune rencontre n'est annoncée")
