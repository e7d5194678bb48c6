"""The development provider's tokens are taken by the chassis' verifier, and bad ones are refused with a sentence."""

import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from deploy.local.identity.cast import CAST, of
from deploy.local.identity.provider import build
from deploy.local.identity.tokens import Signer
from services.chassis.identity import Tokens, bearer_hash
from services.chassis.refusal import Unauthenticated, Unavailable
from services.chassis.settings import Settings

ISSUER = "http://127.0.0.1:8080/identite"
SETTINGS = Settings(mongo_url="m", kafka="k", issuer=ISSUER, bearer_key="k" * 32, master_key="0" * 64)


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


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": "pepiniere", "sub": "helene.vasseur", "iat": now, "exp": now + 60}
    return {name: value for name, value in (usual | changed).items() if value is not None}


def signed(signer: Signer, **changed: Any) -> str:
    return jwt.encode({"alg": "ES256", "kid": signer.key.kid}, claims(**changed), signer.key)


def with_none(signer: Signer) -> str:
    head = jwt.encode({"alg": "ES256"}, claims(), signer.key).split(".")
    import base64

    none = base64.urlsafe_b64encode(json.dumps({"alg": "none"}).encode()).decode().rstrip("=")
    return f"{none}.{head[1]}."


def with_public_key_as_secret(signer: Signer) -> str:
    secret = OctKey.import_key(json.dumps(signer.key.as_dict(private=False)))
    return jwt.encode({"alg": "HS256", "kid": signer.key.kid}, claims(), secret, algorithms=["HS256"])


def with_foreign_key(signer: Signer) -> str:
    return jwt.encode({"alg": "ES256", "kid": signer.key.kid}, claims(), ECKey.generate_key("P-256"))


@pytest.mark.parametrize(
    "bad",
    [
        lambda s: signed(s, exp=int(time.time()) - 600),
        lambda s: signed(s, exp=None),
        lambda s: signed(s, nbf=int(time.time()) + 600),
        lambda s: signed(s, iss="http://elsewhere"),
        lambda s: signed(s, aud="another"),
        lambda s: signed(s, sub=None),
        with_none,
        with_public_key_as_secret,
        with_foreign_key,
        lambda _: "garbage",
        lambda _: "a.b.c",
        lambda _: "é" * 50,
        lambda _: "x" * 100_000,
        lambda _: "",
    ],
)
async def test_a_bad_token_is_refused(signer: Signer, tokens: Tokens, bad: Callable[[Signer], str]) -> None:
    with pytest.raises(Unauthenticated):
        await tokens.verify(f"Bearer {bad(signer)}")


async def test_keys_known_once_go_on_while_the_issuer_is_away(signer: Signer, tokens: Tokens) -> None:
    await tokens.verify(f"Bearer {signed(signer)}")
    tokens.client = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    tokens._fetched -= 10_000
    assert (await tokens.verify(f"Bearer {signed(signer)}")).subject == "helene.vasseur"


async def test_an_issuer_never_reached_is_said_to_be_away(signer: Signer) -> None:
    away = httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500)))
    with pytest.raises(Unavailable):
        await Tokens(SETTINGS, away).verify(f"Bearer {signed(signer)}")


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
