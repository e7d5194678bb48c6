"""The public register as anybody reads it: pages without script, and what they must never show."""

from datetime import date

import pytest

from contracts import project_tracking as told
from services.chassis.calendar import paris
from tests.services.incubator_registry import accepting, cast
from tests.services.incubator_registry.hearing import hear
from tests.support.html import html_errors
from tests.support.service import House

HTML = {"Accept": "text/html"}


async def page(house: House, path: str, status: int = 200) -> str:
    """A page as a browser without an identity asks for it."""
    answer = await house.client.get(path, headers=HTML)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


async def test_an_empty_register_says_so(registry: House) -> None:
    assert "0\u00a0incubateur" in await page(registry, "/registre")
    assert "Aucun appel" in await page(registry, "/registre/appels")
    assert "108\u00a0cases sans aucun incubateur" in await page(registry, "/registre/couverture")


async def test_the_register_lists_incubators_whose_agreement_is_signed(registry: House) -> None:
    convention = await accepting.to_sign(registry)
    assert "La Fosse aux Idées" not in await page(registry, "/registre")
    await page(registry, f"/registre/incubateurs/{convention.incubator}", 404)
    await registry.post("bernard", f"{convention.address}/signatures/lead")
    await registry.post("solene", f"{convention.address}/signatures/region")
    html = await page(registry, "/registre")
    assert "La Fosse aux Idées" in html
    assert "Porté par Lycée du GRETA" in html
    assert "En préparation" in html


async def test_the_form_of_the_register_keeps_what_was_asked(registry: House) -> None:
    await accepting.running(registry)
    html = await page(registry, "/registre?type=croise&sector=btp&territory=&state=open")
    assert 'value="croise" selected' in html
    assert "La Fosse aux Idées" in html
    assert "La Fosse aux Idées" not in await page(registry, "/registre?type=regional")
    assert "La Fosse aux Idées" in await page(registry, "/registre?state=nonsense")


async def test_the_page_of_an_incubator_shows_members_experiments_late_reports_and_history(registry: House) -> None:
    convention = await accepting.running(registry)
    body = {"reason": "health", "explanation": "Les salles ferment <au public>."}
    await registry.move_to(paris(date(2020, 3, 17), 12))
    await registry.post("helene", f"/incubators/{convention.incubator}/suspension", body)
    inside = {"incubator": convention.incubator}
    await hear(registry, "x5", (told.ExperimentDescribed, inside | {"title": "FIT"}), (told.ExperimentStarted, inside))
    await hear(registry, "x9", (told.ExperimentDescribed, inside | {"title": "Secrète"}))
    await hear(registry, "r1", (told.ReportDue, {"experiment": "x5"}), (told.ReportOverdue, {"experiment": "x5"}))
    html = await page(registry, f"/registre/incubateurs/{convention.incubator}")
    for words in ("Laboratoire Corons", "Chef de file", "FIT", "1\u00a0bilan en retard", "T1 2021", "17 mars 2020"):
        assert words in html
    assert "Les salles ferment &lt;au public&gt;." in html
    assert "Secrète" not in html


async def test_a_report_that_is_accepted_is_late_no_more(registry: House) -> None:
    convention = await accepting.running(registry)
    inside, of_it = {"incubator": convention.incubator}, {"experiment": "x5"}
    await hear(registry, "x5", (told.ExperimentDescribed, inside), (told.ExperimentStarted, inside))
    await hear(registry, "r1", *((fact, of_it) for fact in (told.ReportDue, told.ReportOverdue, told.ReportAccepted)))
    seen = await registry.get("", f"/incubators/{convention.incubator}")
    assert (seen["activity"]["late"], seen["activity"]["by_state"]) == (0, {"running": 1})


async def test_the_coverage_page_shows_what_is_there_and_what_is_missing(registry: House) -> None:
    await accepting.running(registry)
    html = await page(registry, "/registre/couverture")
    assert "106\u00a0cases sans aucun incubateur" in html
    assert html.count("croisé") >= 3


async def test_a_call_is_shown_once_published_with_its_weights_and_its_exact_closing(registry: House) -> None:
    call = await cast.published_call(registry)
    await registry.post("helene", "/calls", {"title": "Brouillon caché", "summary": "Rien"})
    assert "Brouillon caché" not in await page(registry, "/registre/appels")
    html = await page(registry, f"/registre/appels/{call}")
    for words in ("30 septembre 2019 à 12\u00a0h\u00a000", "30&nbsp;%", "25&nbsp;%", "20&nbsp;%", "article 3.2"):
        assert words in html


async def test_no_page_of_the_register_names_a_person(registry: House) -> None:
    convention = await accepting.running(registry)
    paths = ["", f"/incubateurs/{convention.incubator}", "/couverture", "/appels", f"/appels/{convention.granted.call}"]
    everything = "".join([await page(registry, f"/registre{path}") for path in paths])
    me = await registry.get("bernard", "/me")
    for secret in (me["id"], me["given_name"], "Solene", "Nadia"):
        assert secret not in everything


async def test_a_page_has_no_script_and_no_inline_style(registry: House) -> None:
    convention = await accepting.running(registry)
    for path in ("", f"/incubateurs/{convention.incubator}", "/couverture", f"/appels/{convention.granted.call}"):
        answer = await registry.client.get(f"/registre{path}", headers=HTML)
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", ["", "/incubateurs/{incubator}", "/couverture", "/appels", "/appels/{call}"])
async def test_the_html_checker_finds_nothing(registry: House, path: str) -> None:
    convention = await accepting.running(registry)
    asked = path.format(incubator=convention.incubator, call=convention.granted.call)
    assert html_errors(await page(registry, f"/registre{asked}")) == []
