"""The development provider: its tokens are taken by the chassis, its parcours is OpenID's, and it stays at home."""

import base64
import hashlib
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from stdnum.fr import siret

from deploy.local.identity import codes
from deploy.local.identity.cast import CAST, MEMBERS, of
from deploy.local.identity.guard import is_here, with_query
from deploy.local.identity.provider import BY_NAME, build
from deploy.local.identity.tokens import Signer
from deploy.local.story.organisations import BY_KEY
from services.chassis.identity import Tokens, bearer_hash
from services.chassis.settings import Settings
from tests.support.html import html_errors
from tests.support.ports import free_port

ISSUER = "http://127.0.0.1:8080/identite"
KEY = "k" * 32
SETTINGS = Settings(
    mongo_url="mongodb://127.0.0.1:1/", kafka="127.0.0.1:1", issuer=ISSUER, bearer_key=KEY, master_key="0" * 64
)
VERIFIER = "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
BACK = "http://127.0.0.1:9/retour"


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return Signer.open(tmp_path, ISSUER, "pepiniere")


@pytest.fixture
async def provider(signer: Signer) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=build(signer))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080") as client:
        yield client


@pytest.fixture
def tokens(provider: httpx.AsyncClient) -> Tokens:
    return Tokens(SETTINGS, provider)


async def test_a_token_in_one_line_is_taken_by_the_services(provider: httpx.AsyncClient, tokens: Tokens) -> None:
    answer = await provider.get("/identite/jeton", params={"qui": "helene.vasseur"})
    assert answer.headers["cache-control"] == "no-store"
    bearer = await tokens.verify(f"Bearer {answer.text}")
    assert bearer.hash == bearer_hash(KEY, ISSUER, "helene.vasseur")
    assert bearer.claims == {
        "given_name": "Hélène",
        "usual_name": "Vasseur",
        "email": "helene.vasseur@exemple.test",
    }


async def test_a_member_shows_the_siret_of_their_organisation(provider: httpx.AsyncClient, tokens: Tokens) -> None:
    token = (await provider.get("/identite/jeton", params={"qui": of("greta").username})).text
    shown = (await tokens.verify(f"Bearer {token}")).claims["siret"]
    assert shown == BY_KEY["greta"].siret
    assert siret.is_valid(shown)


async def test_somebody_outside_the_cast_gets_no_token(provider: httpx.AsyncClient) -> None:
    answer = await provider.get("/identite/jeton", params={"qui": "personne"})
    assert answer.status_code == 404
    assert "n'est pas de la distribution" in answer.text
    form = {"grant_type": BY_NAME, "username": "personne"}
    assert (await provider.post("/identite/token", data=form)).json() == {"error": "invalid_grant"}


async def test_a_script_gets_its_token_by_a_name(provider: httpx.AsyncClient, tokens: Tokens) -> None:
    form = {"grant_type": BY_NAME, "username": "odile.prevost"}
    given = (await provider.post("/identite/token", data=form)).json()
    assert (await tokens.verify(f"Bearer {given['access_token']}")).subject == "odile.prevost"


async def test_another_kind_of_grant_is_not_served(provider: httpx.AsyncClient) -> None:
    answer = await provider.post("/identite/token", data={"grant_type": "password", "username": "odile.prevost"})
    assert (answer.status_code, answer.json()) == (400, {"error": "unsupported_grant_type"})


async def a_code(provider: httpx.AsyncClient, **more: str) -> str:
    asked = {"redirect_uri": BACK, "response_type": "code", "client_id": "essai", "state": "s" * 32, **more}
    page = await provider.get("/identite/authorize", params=asked)
    assert "Solène Marchal" in page.text
    answer = await provider.post("/identite/authorize", params=asked, data={"qui": "solene.marchal"})
    back = httpx.URL(answer.headers["location"])
    assert (answer.status_code, back.params["state"]) == (303, "s" * 32)
    return back.params["code"]


async def exchanged(provider: httpx.AsyncClient, code: str, **more: str) -> httpx.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK, "client_id": "essai", **more}
    return await provider.post("/identite/token", data=form)


async def test_the_code_leads_to_tokens_once(provider: httpx.AsyncClient, tokens: Tokens) -> None:
    code = await a_code(provider, nonce="n" * 32)
    given = (await exchanged(provider, code)).json()
    assert (await tokens.verify(f"Bearer {given['access_token']}")).subject == "solene.marchal"
    assert (await exchanged(provider, code)).status_code == 400


async def test_the_identity_token_is_for_the_client_and_carries_its_nonce(
    provider: httpx.AsyncClient, signer: Signer
) -> None:
    given = (await exchanged(provider, await a_code(provider, nonce="n" * 32))).json()
    client = Tokens(SETTINGS.model_copy(update={"audience": "essai", "claims": "email=nonce"}), provider)
    bearer = await client.verify(f"Bearer {given['id_token']}")
    assert (bearer.subject, bearer.claims["email"]) == ("solene.marchal", "n" * 32)


async def test_a_code_asked_for_elsewhere_or_too_old_is_worth_nothing(
    provider: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = await exchanged(provider, await a_code(provider), redirect_uri="http://127.0.0.1:10/retour")
    monkeypatch.setattr(codes, "LASTS", -1.0)
    old = await exchanged(provider, await a_code(provider))
    for answer in (elsewhere, old, await exchanged(provider, "inventé")):
        assert (answer.status_code, answer.json()) == (400, {"error": "invalid_grant"})


@pytest.mark.parametrize(("verifier", "status"), [(VERIFIER, 200), ("w" * 43, 400), ("", 400)])
async def test_a_client_that_began_with_pkce_is_held_to_it(
    provider: httpx.AsyncClient, verifier: str, status: int
) -> None:
    code = await a_code(provider, code_challenge=CHALLENGE, code_challenge_method="S256")
    assert (await exchanged(provider, code, code_verifier=verifier)).status_code == status


async def test_codes_never_used_do_not_pile_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codes, "MOST", 3)
    kept = codes.Codes()
    given = [kept.give(codes.Grant(of("greta"), BACK, "", "")) for _ in range(5)]
    assert [kept.take(code, BACK, "") is not None for code in given] == [False, False, True, True, True]


async def test_userinfo_says_who_a_token_is_and_refuses_a_bad_one(provider: httpx.AsyncClient) -> None:
    token = (await provider.get("/identite/jeton", params={"qui": "bruno.lheureux"})).text
    said = await provider.get("/identite/userinfo", headers={"Authorization": f"Bearer {token}"})
    assert (said.json()["sub"], said.json()["usual_name"]) == ("bruno.lheureux", "Lheureux")
    for bad in ("", "Bearer x", f"Bearer {token[:-5]}", f"Basic {token}"):
        refused = await provider.get("/identite/userinfo", headers={"Authorization": bad})
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer error="invalid_token"')


async def test_leaving_goes_back_to_the_client_or_says_so(provider: httpx.AsyncClient) -> None:
    asked = {"post_logout_redirect_uri": f"{BACK}?a=1", "state": "x"}
    assert (await provider.get("/identite/logout", params=asked)).headers["location"] == f"{BACK}?a=1&state=x"
    elsewhere = await provider.get("/identite/logout", params={"post_logout_redirect_uri": "https://ailleurs.test"})
    assert (elsewhere.status_code, "Vous n'êtes plus connecté" in elsewhere.text) == (200, True)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://ailleurs.test/retour",
        "http://127.0.0.1@ailleurs.test/",
        "http://127.0.0.1.ailleurs.test/",
        "//127.0.0.1/",
        "javascript:alert(1)//127.0.0.1",
        "http://127.0.0.1\\@ailleurs.test/",
        "http://ailleurs.test\\@127.0.0.1/",
        "http://localhost\r\nSet-Cookie: a=b",
        "http://[::1/",
        "http://127.0.0.1/#fragment",
    ],
)
async def test_nobody_is_sent_off_this_machine(provider: httpx.AsyncClient, address: str) -> None:
    assert (await provider.get("/identite/authorize", params={"redirect_uri": address})).status_code == 400
    posted = await provider.post(
        "/identite/authorize", params={"redirect_uri": address}, data={"qui": "solene.marchal"}
    )
    assert posted.status_code == 400


def test_any_port_and_form_of_this_machine_will_do() -> None:
    assert all(map(is_here, (BACK, "http://localhost/x?y=1", "https://[::1]:8443/", "http://127.0.0.2/")))
    assert with_query("http://localhost/x?a=&b=1", {"state": "é&"}) == "http://localhost/x?a=&b=1&state=%C3%A9%26"


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "ailleurs.test"},
        {"Host": "192.168.1.10:8080"},
        {"X-Forwarded-For": "192.168.1.10"},
        {"X-Forwarded-For": "127.0.0.1, 10.0.0.3"},
        {"X-Forwarded-For": "inconnu"},
    ],
)
async def test_another_machine_or_another_name_gets_nothing(
    provider: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    answer = await provider.get("/identite/jeton", params={"qui": "helene.vasseur"}, headers=headers)
    assert (answer.status_code, "ne sert que cette machine" in answer.text) == (403, True)


async def test_the_gateway_of_this_machine_is_let_through(provider: httpx.AsyncClient) -> None:
    asked = {"params": {"qui": "helene.vasseur"}, "headers": {"X-Forwarded-For": "127.0.0.1"}}
    assert (await provider.get("/identite/jeton", **asked)).status_code == 200  # type: ignore[arg-type]


async def test_discovery_names_doors_that_exist(provider: httpx.AsyncClient) -> None:
    found = (await provider.get("/identite/.well-known/openid-configuration")).json()
    assert found["issuer"] == ISSUER
    for name in ("jwks_uri", "userinfo_endpoint", "authorization_endpoint", "end_session_endpoint"):
        assert (await provider.get(found[name])).status_code in (200, 400, 401)
    assert (await provider.post(found["token_endpoint"])).json() == {"error": "invalid_grant"}


@pytest.mark.parametrize("path", ["/identite/", "/identite/logout", f"/identite/authorize?redirect_uri={BACK}&state=a"])
async def test_its_pages_are_sound_and_say_that_everybody_is_invented(provider: httpx.AsyncClient, path: str) -> None:
    answer = await provider.get(path)
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert html_errors(answer.text) == []
    assert "logout" in path or "inventés" in answer.text


async def test_what_a_client_asks_is_escaped_in_the_form(provider: httpx.AsyncClient) -> None:
    asked = {"redirect_uri": BACK, "state": '"><script>alert(1)</script>'}
    assert "<script>" not in (await provider.get("/identite/authorize", params=asked)).text


def test_the_signing_key_is_made_once_and_closed_to_others(tmp_path: Path) -> None:
    folder = tmp_path / "identity"
    first, second = (Signer.open(folder, ISSUER, "pepiniere") for _ in range(2))
    assert first.key.kid == second.key.kid
    assert (folder / "signing-key.json").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0
    assert "d" not in first.published()["keys"][0]


def process(folder: Path, **more: Any) -> subprocess.Popen[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PEPINIERE_")}
    mine = {"PEPINIERE_STATE": str(folder), **more}
    command = [sys.executable, "-m", "deploy.local.identity"]
    return subprocess.Popen(command, env=environment | mine, stderr=subprocess.PIPE, text=True)


def test_it_listens_on_the_loopback_and_nowhere_else(tmp_path: Path) -> None:
    port = free_port()
    running = process(tmp_path, PEPINIERE_IDENTITY_PORT=str(port), PEPINIERE_HTTP_HOST="0.0.0.0")
    try:
        transport = httpx.HTTPTransport(retries=8)  # waits longer each time until it listens
        with httpx.Client(transport=transport) as client:
            assert client.get(f"http://127.0.0.1:{port}/livez").json() == {"status": "ok"}
        listening = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
        addresses = [line[1] for line in listening if line[3] == "0A" and line[1].endswith(f":{port:04X}")]
        assert addresses == [f"0100007F:{port:04X}"]
    finally:
        running.terminate()
        running.communicate(timeout=10)


def test_it_does_not_start_under_a_name_that_is_not_this_machine(tmp_path: Path) -> None:
    refused = process(tmp_path, PEPINIERE_PUBLIC_URL="https://pepiniere.region.test")
    _, said = refused.communicate(timeout=30)
    assert refused.returncode == 1
    assert "nommez un vrai fournisseur OpenID Connect" in said


def test_every_organisation_of_the_story_has_who_signs_and_who_writes() -> None:
    assert of("greta").name == "Bernard Delobel"
    assert of("greta", "writer").username == "fatou.diallo"
    for organisation in BY_KEY:
        assert of(organisation, "representative") != of(organisation, "writer")


def test_no_two_persons_of_the_cast_share_a_name() -> None:
    assert len(CAST) == 6 + 4 + len(MEMBERS) + 1 == 6 + 4 + 44 + 1
    assert all(name.isascii() and name == name.lower() for name in CAST)
