"""The development provider's tokens are taken by the chassis' verifier; it answers to this machine only."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from deploy.local.identity.cast import CAST, of
from deploy.local.identity.provider import build
from deploy.local.identity.tokens import Signer
from services.chassis.identity import Tokens, bearer_hash
from services.chassis.settings import Settings

ISSUER = "http://127.0.0.1:8080/identite"
SETTINGS = Settings(mongo_url="mongodb://x:1", kafka="x:1", issuer=ISSUER, bearer_key="k" * 32, master_key="0" * 64)


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


async def test_a_token_in_one_line_is_taken_and_names_its_bearer_by_a_keyed_hash(
    provider: httpx.AsyncClient, tokens: Tokens
) -> None:
    token = (await provider.get("/identite/jeton", params={"qui": "helene.vasseur"})).text
    bearer = await tokens.verify(f"Bearer {token}")
    assert bearer.hash == bearer_hash("k" * 32, ISSUER, "helene.vasseur")
    assert "helene" not in bearer.hash


async def test_somebody_outside_the_cast_gets_no_token(provider: httpx.AsyncClient) -> None:
    answer = await provider.get("/identite/jeton", params={"qui": "personne"})
    assert answer.status_code == 404
    assert "n'est pas de la distribution" in answer.text


async def test_the_code_flow_gives_a_token_once(provider: httpx.AsyncClient, tokens: Tokens) -> None:
    asked = {"redirect_uri": "http://127.0.0.1:9/retour", "state": "s" * 32, "nonce": "n" * 32, "client_id": "essai"}
    page = await provider.get("/identite/authorize", params=asked)
    assert "Solène Marchal" in page.text
    answer = await provider.post("/identite/authorize", params=asked, data={"qui": "solene.marchal"})
    back = httpx.URL(answer.headers["location"])
    assert back.params["state"] == "s" * 32
    exchange = {"code": back.params["code"], "redirect_uri": asked["redirect_uri"], "client_id": "essai"}
    given = await provider.post("/identite/token", data=exchange)
    assert (await tokens.verify(f"Bearer {given.json()['access_token']}")).subject == "solene.marchal"
    assert (await provider.post("/identite/token", data=exchange)).status_code == 400


async def test_it_answers_to_this_machine_only(provider: httpx.AsyncClient) -> None:
    answer = await provider.get("/identite/authorize", params={"redirect_uri": "https://ailleurs.example/retour"})
    assert answer.status_code == 400


def test_every_organisation_of_the_story_has_who_signs_and_who_writes() -> None:
    assert of("greta").name == "Bernard Delobel"
    assert of("greta", "writer").username == "fatou.diallo"
    assert len(CAST) == 6 + 4 + 44
