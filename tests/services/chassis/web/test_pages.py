"""Pages: French, escaped, whole without script; who has one already is told so."""

import asyncio

import pytest
from jinja2 import UndefinedError

from services.chassis.web.pages import environment
from tests.services.chassis.web.asking import Garden
from tests.services.chassis.web.garden import TEMPLATES
from tests.support.html import html_errors


async def test_a_page_stands_on_the_common_base(garden: Garden) -> None:
    html = (await garden.house.client.get("/jardin")).text
    for said in (
        '<html lang="fr">',
        'href="#contenu"',
        "<main",
        "<header",
        "<footer",
        "Accessibilité&nbsp;: non conforme",
    ):
        assert said in html
    assert await asyncio.to_thread(html_errors, html) == []


async def test_what_people_wrote_is_shown_as_they_wrote_it(garden: Garden) -> None:
    html = (await garden.house.client.get("/jardin")).text
    assert "<h1>&lt;b&gt;Ail &amp; oignon&lt;/b&gt;</h1>" in html


async def test_dates_and_euros_are_french(garden: Garden) -> None:
    html = (await garden.house.client.get("/jardin")).text
    assert "<p>1er octobre 2019, 7\u202f873,20\u00a0€, 2\u00a0planches</p>" in html


async def test_a_page_that_one_has_already_is_not_sent_again(garden: Garden) -> None:
    first = await garden.house.client.get("/jardin")
    again = await garden.house.client.get("/jardin", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_the_navigation_says_where_one_is() -> None:
    made = environment(TEMPLATES).get_template("base.html")
    assert '<a href="/registre" aria-current="page">' in made.render(path="/registre")
    assert '<a href="/registre" aria-current="true">' in made.render(path="/registre/incubateurs/1")
    assert '<a href="/#api" aria-current="true">' in made.render(path="/api/x/v1/docs")
    assert "aria-current" not in made.render()


def test_a_value_that_is_missing_is_no_blank() -> None:
    with pytest.raises(UndefinedError):
        environment(TEMPLATES).get_template("jardin.html").render()


async def test_the_style_sheet_is_ours_and_asks_nobody_else(garden: Garden) -> None:
    sheet = await garden.house.client.get("/static/pepiniere.css")
    assert sheet.status_code == 200
    assert "http" not in sheet.text.replace('a[href^="http"]', "")
    for forbidden in ("@import", "Marianne", "dsfr", "@font-face"):
        assert forbidden not in sheet.text
