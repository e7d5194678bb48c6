"""Bearer tokens: whose they are, and that nothing but the issuer's own signature, for us and for now, is believed."""

import asyncio
import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws, jwt
from joserfc.jwk import ECKey, KeySet, OctKey, OKPKey, RSAKey

from services.chassis import issuer_keys
from services.chassis.identity import Bearer, Tokens, bearer_hash
from services.chassis.refusal import Unauthenticated, Unavailable
from services.chassis.settings import Settings

ISSUER = "https://connexion.exemple.test/oidc"
JWKS = f"{ISSUER}/cles"
BEARER_KEY = "k" * 32
ES256 = ECKey.generate_key("P-256", auto_kid=True)
RS256 = RSAKey.generate_key(2048, auto_kid=True)
ED25519 = OKPKey.generate_key("Ed25519", auto_kid=True)
OTHER = ECKey.generate_key("P-256", auto_kid=True)


def settings(**changed: Any) -> Settings:
    needed = {"mongo_url": "mongodb://127.0.0.1:1/", "kafka": "127.0.0.1:1", "issuer": ISSUER}
    return Settings(**{**needed, "bearer_key": BEARER_KEY, "master_key": "0" * 64, **changed})


class Issuer:
    """An identity provider that counts how often its keys are asked for, and may be away."""

    def __init__(self, *keys: Any, name: str = ISSUER) -> None:
        self.document: dict[str, Any] = {"keys": [key.as_dict(private=False) for key in keys]}
        self.name, self.asked, self.away = name, 0, False

    def publish(self, *keys: Any) -> None:
        self.document = {"keys": [key.as_dict(private=False) for key in keys]}

    async def answer(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(0)
        if self.away:
            raise httpx.ConnectError("away", request=request)
        if str(request.url) == f"{ISSUER}/.well-known/openid-configuration":
            return httpx.Response(200, json={"issuer": self.name, "jwks_uri": JWKS})
        if str(request.url) != JWKS:
            return httpx.Response(404)
        self.asked += 1
        return httpx.Response(200, json=self.document)

    def tokens(self, **changed: Any) -> Tokens:
        return Tokens(settings(**changed), httpx.AsyncClient(transport=httpx.MockTransport(self.answer)))


@pytest.fixture
def issuer() -> Issuer:
    return Issuer(ES256, RS256, ED25519)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    """Let the seconds pass between two looks at the issuer's keys."""
    passed = [0.0]
    started = time.monotonic()
    monkeypatch.setattr("services.chassis.issuer_keys.time.monotonic", lambda: started + passed[0])
    return lambda seconds: passed.__setitem__(0, passed[0] + seconds)


def claims(**changed: Any) -> dict[str, Any]:
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": "pepiniere", "sub": "agent-1", "iat": now, "exp": now + 60}
    return {name: value for name, value in (usual | changed).items() if value is not None}


def signed(key: Any = ES256, alg: str = "ES256", kid: Any = "its own", **changed: Any) -> str:
    header = {"alg": alg} | ({} if kid is None else {"kid": key.kid if kid == "its own" else kid})
    return jwt.encode(header, claims(**changed), key, algorithms=[alg])


def part(value: Any) -> str:
    text = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


def forged(header: Any, signature: bytes = b"x" * 64, body: Any = None) -> str:
    return f"{part(header)}.{part(claims() if body is None else body)}.{part(signature)}"


def signed_as_it_is(body: Any) -> str:
    return signed_as_it_is_text(json.dumps(body))


def signed_as_it_is_text(body: str) -> str:
    return jws.serialize_compact({"alg": "ES256", "kid": ES256.kid}, body.encode(), ES256)


def with_public_key_as_secret() -> str:
    secret = ES256.as_pem(private=False)
    unsigned = f"{part({'alg': 'HS256', 'kid': ES256.kid})}.{part(claims())}"
    return f"{unsigned}.{part(hmac.new(secret, unsigned.encode(), hashlib.sha256).digest())}"


async def verified(tokens: Tokens, token: str) -> Bearer:
    return await tokens.verify(f"Bearer {token}")


@pytest.mark.parametrize(("key", "alg"), [(ES256, "ES256"), (RS256, "RS256"), (ED25519, "Ed25519"), (ED25519, "EdDSA")])
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
async def test_a_token_of_the_issuer_names_its_bearer(issuer: Issuer, key: Any, alg: str) -> None:
    token = signed(key, alg)
    bearer = await verified(issuer.tokens(), token)
    assert (bearer.issuer, bearer.subject) == (ISSUER, "agent-1")


async def test_events_know_the_bearer_by_a_keyed_hash_only(issuer: Issuer) -> None:
    expected = hmac.new(BEARER_KEY.encode(), f"{ISSUER}|agent-1".encode(), hashlib.sha256).hexdigest()
    bearer = await verified(issuer.tokens(), signed())
    assert bearer.hash == expected == bearer_hash(BEARER_KEY, ISSUER, "agent-1")
    assert bearer_hash("z" * 32, ISSUER, "agent-1") != expected


async def test_the_keys_are_found_by_discovery_or_at_the_address_of_the_settings(issuer: Issuer) -> None:
    assert (await verified(issuer.tokens(), signed())).subject == "agent-1"
    assert (await verified(issuer.tokens(jwks_url=JWKS), signed())).subject == "agent-1"


async def test_a_provider_that_names_its_claims_otherwise_works_by_configuration(issuer: Issuer) -> None:
    tokens = issuer.tokens(claims="subject=uid usual_name=family_name")
    bearer = await verified(tokens, signed(sub="changes-with-the-provider", uid="u-7", family_name="Vasseur"))
    assert (bearer.subject, bearer.claims) == ("u-7", {"usual_name": "Vasseur"})


async def test_only_plain_claims_are_kept_and_none_is_printed(issuer: Issuer) -> None:
    said: dict[str, Any] = {
        "given_name": "Hélène",
        "usual_name": ["Vasseur"],
        "email": "x" * 300,
        "siret": "1\n2",
        "phone": "0320",
    }
    bearer = await verified(issuer.tokens(), signed(**said))
    assert bearer.claims == {"given_name": "Hélène"}
    assert "Hélène" not in repr(bearer)


async def test_one_of_several_audiences_is_enough(issuer: Issuer) -> None:
    assert (await verified(issuer.tokens(), signed(aud=["another", "pepiniere"]))).subject == "agent-1"


async def test_clocks_may_differ_by_half_a_minute(issuer: Issuer) -> None:
    now = int(time.time())
    assert (await verified(issuer.tokens(), signed(exp=now - 20, nbf=now + 20, iat=now + 20))).subject == "agent-1"


def ago(seconds: int) -> int:
    return int(time.time()) - seconds


BAD: dict[str, tuple[Callable[[], str], str]] = {
    "expired": (lambda: signed(exp=ago(31)), "il a expiré"),
    "never expiring": (lambda: signed(exp=None), "il est incomplet"),
    "not yet valid": (lambda: signed(nbf=ago(-600)), "il n'est pas encore valable"),
    "issued in the future": (lambda: signed(iat=ago(-600)), "il n'est pas encore valable"),
    "of another issuer": (lambda: signed(iss="https://ailleurs.test"), "il vient d'un autre service d'identité"),
    "for another service": (lambda: signed(aud="another"), "il est destiné à un autre service"),
    "for nobody": (lambda: signed(aud=[]), "il est destiné à un autre service"),
    "of nobody": (lambda: signed(sub=None), "ne nomme personne"),
    "of an empty subject": (lambda: signed(sub=""), "ne nomme personne"),
    "of a subject with a line break": (lambda: signed(sub="a\nb"), "ne nomme personne"),
    "of half a character": (lambda: signed_as_it_is(claims(sub="\ud800")), "ne nomme personne"),
    "of a very long subject": (lambda: signed(sub="a" * 256), "ne nomme personne"),
    "with a bottomless body": (lambda: signed_as_it_is_text("[" * 3_000), "reconnectez-vous"),
    "that says a list": (lambda: signed_as_it_is([1]), "reconnectez-vous"),
    "expiring in words": (lambda: signed(exp="demain"), "reconnectez-vous"),
    "without a signature": (lambda: forged({"alg": "none"}, b""), "son algorithme n'est pas reconnu"),
    "without a signature, in capitals": (lambda: forged({"alg": "NONE"}, b""), "son algorithme n'est pas reconnu"),
    "of a public key taken for a secret": (with_public_key_as_secret, "son algorithme n'est pas reconnu"),
    "of an algorithm not allowed": (lambda: signed(RS256, "RS512"), "son algorithme n'est pas reconnu"),
    "of an RSA key said to be a curve": (lambda: forged({"alg": "ES256", "kid": RS256.kid}), "reconnectez-vous"),
    "of a foreign key under our name": (lambda: signed(OTHER, kid=ES256.kid), "sa signature n'est pas celle"),
    "of a foreign key": (lambda: signed(OTHER), "sa clé n'est pas celle"),
    "of no named key among several": (lambda: signed(kid=None), "sa clé n'est pas celle"),
    "of a key that names itself": (
        lambda: forged({"alg": "ES256", "kid": OTHER.kid, "jwk": OTHER.as_dict(private=False)}),
        "reconnectez-vous",
    ),
    "of a key name that is no text": (lambda: forged({"alg": "ES256", "kid": {"$ne": 1}}), "reconnectez-vous"),
    "with a demand we do not know": (
        lambda: forged({"alg": "ES256", "kid": ES256.kid, "crit": ["x"], "x": 1}),
        "reconnectez-vous",
    ),
    "with a header that is a list": (lambda: forged([]), "reconnectez-vous"),
    "with a bottomless header": (lambda: forged(b"[" * 5_000), "reconnectez-vous"),
    "with a body altered": (lambda: f"{signed().split('.')[0]}.{part(claims())}.{part(b'x' * 64)}", "sa signature"),
    "cut": (lambda: signed()[:-10], "reconnectez-vous"),
    "encrypted": (lambda: ".".join([part({"alg": "dir", "enc": "A128GCM"}), "", "a", "b", "c"]), "reconnectez-vous"),
    "two": (lambda: f"{signed()} {signed()}", "reconnectez-vous"),
    "garbage": (lambda: "garbage", "reconnectez-vous"),
    "three letters": (lambda: "a.b.c", "reconnectez-vous"),
    "not ASCII": (lambda: "é" * 50, "reconnectez-vous"),
    "huge": (lambda: "x" * 100_000, "dépasse 8192 caractères"),
}


@pytest.mark.parametrize("bad", BAD)
async def test_a_bad_token_is_refused_with_a_sentence(issuer: Issuer, bad: str) -> None:
    make, sentence = BAD[bad]
    with pytest.raises(Unauthenticated) as refused:
        await verified(issuer.tokens(), make())
    assert sentence in refused.value.detail


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Basic YTpi", "bearer", "Bearer\u00a0x"])
async def test_a_header_without_a_bearer_token_says_what_to_present(issuer: Issuer, header: str) -> None:
    with pytest.raises(Unauthenticated) as refused:
        await issuer.tokens().verify(header)
    assert "Authorization: Bearer" in refused.value.detail


async def test_the_word_bearer_is_read_in_any_case(issuer: Issuer) -> None:
    assert (await issuer.tokens().verify(f"  bearer   {signed()} ")).subject == "agent-1"


@given(st.text(max_size=300))
def test_nothing_that_is_typed_breaks_the_door(text: str) -> None:
    with pytest.raises(Unauthenticated):
        asyncio.run(Issuer(ES256).tokens().verify(f"Bearer {text}"))


@pytest.mark.filterwarnings("ignore:Key size should be")
async def test_a_set_of_keys_with_strange_ones_in_it_still_serves(issuer: Issuer) -> None:
    """Neither a key of a later standard, nor one for encryption, nor a shared secret, nor a short one may sign."""
    short, encrypting = RSAKey.generate_key(1024, auto_kid=True), ECKey.generate_key("P-256", auto_kid=True)
    secret = OctKey.generate_key(256, auto_kid=True)
    issuer.document["keys"] += [
        {"kty": "AKP", "kid": "later"},
        "no key at all",
        encrypting.as_dict(private=False, use="enc"),
        secret.as_dict(private=True),
        short.as_dict(private=False),
    ]
    tokens = issuer.tokens()
    assert (await verified(tokens, signed())).subject == "agent-1"
    for key, alg in ((encrypting, "ES256"), (secret, "HS256"), (short, "RS256")):
        with pytest.raises(Unauthenticated):
            await verified(tokens, signed(key, alg))


async def test_the_keys_are_fetched_once_for_many(issuer: Issuer) -> None:
    tokens = issuer.tokens()
    await asyncio.gather(*(verified(tokens, signed()) for _ in range(20)))
    assert issuer.asked == 1


async def test_when_the_issuer_turns_its_keys_the_new_one_is_looked_up(
    issuer: Issuer, clock: Callable[[float], None]
) -> None:
    tokens = issuer.tokens()
    await verified(tokens, signed())
    issuer.publish(ES256, OTHER)
    clock(11)
    both = await asyncio.gather(verified(tokens, signed(OTHER)), verified(tokens, signed(OTHER)))
    assert [bearer.subject for bearer in both] == ["agent-1", "agent-1"]
    assert issuer.asked == 2


async def test_a_key_that_the_issuer_has_withdrawn_serves_no_more(
    issuer: Issuer, clock: Callable[[float], None]
) -> None:
    tokens = issuer.tokens()
    await verified(tokens, signed())
    issuer.publish(OTHER)
    clock(301)
    with pytest.raises(Unauthenticated):
        await verified(tokens, signed())


async def test_invented_key_names_do_not_make_us_hammer_the_issuer(
    issuer: Issuer, clock: Callable[[float], None]
) -> None:
    tokens = issuer.tokens()
    for _ in range(50):
        with pytest.raises(Unauthenticated):
            await verified(tokens, signed(OTHER))
    assert issuer.asked == 1
    clock(11)
    with pytest.raises(Unauthenticated):
        await verified(tokens, signed(OTHER))
    assert issuer.asked == 2


async def test_keys_known_once_go_on_while_the_issuer_is_away(issuer: Issuer, clock: Callable[[float], None]) -> None:
    tokens = issuer.tokens()
    await verified(tokens, signed())
    issuer.away = True
    clock(100_000)
    assert (await verified(tokens, signed())).subject == "agent-1"
    issuer.away = False
    issuer.document = {"keys": "nonsense"}
    clock(100_000)
    assert (await verified(tokens, signed())).subject == "agent-1"


async def test_an_issuer_never_reached_is_said_to_be_away_and_is_tried_again(
    issuer: Issuer, clock: Callable[[float], None]
) -> None:
    issuer.away = True
    tokens = issuer.tokens()
    with pytest.raises(Unavailable):
        await verified(tokens, signed())
    issuer.away = False
    clock(2)
    assert (await verified(tokens, signed())).subject == "agent-1"


@pytest.mark.parametrize("document", [{}, {"keys": []}, {"keys": [{"kty": "oct", "k": "AAAA"}]}, [], "keys", None])
async def test_an_issuer_that_publishes_no_key_is_as_good_as_away(issuer: Issuer, document: Any) -> None:
    issuer.document = document
    with pytest.raises(Unavailable):
        await verified(issuer.tokens(), signed())


async def test_a_discovery_document_of_another_issuer_is_not_followed() -> None:
    with pytest.raises(Unavailable):
        await verified(Issuer(ES256, name="https://ailleurs.test").tokens(), signed())


def test_the_published_keys_keep_their_names() -> None:
    published = KeySet([ES256]).as_dict(private=False)
    assert [key.kid for key in issuer_keys.usable(published)] == [ES256.kid]
