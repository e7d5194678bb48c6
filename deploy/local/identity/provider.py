"""The provider's doors: discovery, keys, the page where one chooses who to be, and the one-line token for scripts."""

import base64
import hashlib
import html
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from fastapi import FastAPI, Form, Request
from joserfc.errors import JoseError
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response

from deploy.local.identity.cast import CAST, Person
from deploy.local.identity.tokens import ALGORITHM, LIFETIME, Signer

ROOT = "/identite"
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Grant:
    """What an authorisation code stands for, once."""

    person: Person
    redirect_uri: str
    nonce: str
    challenge: str


def build(signer: Signer) -> FastAPI:
    """The provider as an ASGI application."""
    app = FastAPI(title="Identité de développement", openapi_url=None)
    codes: dict[str, Grant] = {}

    @app.get("/livez")
    async def alive() -> dict[str, str]:
        return {"status": "ok"}

    @app.get(f"{ROOT}/.well-known/openid-configuration")
    async def discovery() -> dict[str, Any]:
        return _discovery(signer.issuer)

    @app.get(f"{ROOT}/jwks")
    async def keys() -> dict[str, Any]:
        return signer.published()

    @app.get(f"{ROOT}/jeton")
    async def token_line(qui: str) -> Response:
        person = CAST.get(qui)
        if person is None:
            return PlainTextResponse(f"« {qui} » n'est pas de la distribution : voir {ROOT}/\n", status_code=404)
        return PlainTextResponse(signer.token(person))

    @app.get(ROOT)
    @app.get(f"{ROOT}/")
    async def who_is_who() -> HTMLResponse:
        return HTMLResponse(_page("Qui peut-on être ?", _cast_table()))

    @app.get(f"{ROOT}/authorize")
    async def choose(request: Request) -> Response:
        asked = dict(request.query_params)
        if urlsplit(asked.get("redirect_uri", "")).hostname not in LOOPBACK:
            return PlainTextResponse("Adresse de retour refusée : cette machine seulement.\n", status_code=400)
        return HTMLResponse(_page("Qui êtes-vous ?", _choices(asked)))

    @app.post(f"{ROOT}/authorize")
    async def chosen(request: Request, qui: str = Form(max_length=80)) -> Response:
        asked = dict(request.query_params)
        person, back = CAST.get(qui), asked.get("redirect_uri", "")
        if person is None or urlsplit(back).hostname not in LOOPBACK:
            return PlainTextResponse("Choix inconnu.\n", status_code=400)
        code = secrets.token_urlsafe(24)
        codes[code] = Grant(person, back, asked.get("nonce", ""), asked.get("code_challenge", ""))
        answer = urlencode({"code": code, "state": asked.get("state", "")})
        return RedirectResponse(f"{back}{'&' if '?' in back else '?'}{answer}", status_code=303)

    @app.post(f"{ROOT}/token")
    async def exchange(
        code: str = Form(), redirect_uri: str = Form(), client_id: str = Form(""), code_verifier: str = Form("")
    ) -> Response:
        grant = codes.pop(code, None)
        if grant is None or grant.redirect_uri != redirect_uri or not _verified(grant.challenge, code_verifier):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        identity = signer.token(grant.person, nonce=grant.nonce, audience=client_id or None)
        access = signer.token(grant.person)
        answer = {"access_token": access, "id_token": identity, "token_type": "Bearer", "expires_in": LIFETIME}
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    @app.get(f"{ROOT}/userinfo")
    async def userinfo(request: Request) -> Response:
        try:
            person = CAST[signer.person_of(request.headers.get("authorization", "").removeprefix("Bearer "))]
        except (JoseError, ValueError, KeyError):
            return JSONResponse({"error": "invalid_token"}, status_code=401)
        return JSONResponse({"sub": person.username, "given_name": person.given_name, "usual_name": person.usual_name})

    return app


def _discovery(issuer: str) -> dict[str, Any]:
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "jwks_uri": f"{issuer}/jwks",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "given_name", "usual_name", "email"],
    }


def _verified(challenge: str, verifier: str) -> bool:
    """PKCE is a switch: held to when the client began with it."""
    if not challenge:
        return True
    digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    return secrets.compare_digest(digest, challenge)


def _cast_table() -> str:
    rows = "".join(
        f"<tr><th scope='row'><code>{person.username}</code></th><td>{html.escape(person.name)}</td>"
        f"<td>{html.escape(person.organisation or 'Région')}</td><td>{html.escape(person.shows)}</td></tr>"
        for person in CAST.values()
    )
    return (
        "<p>Personnages inventés de la démonstration. Un jeton en une ligne : "
        f"<code>curl -s '{ROOT}/jeton?qui=helene.vasseur'</code> à l'adresse de la plateforme.</p>"
        "<div class='large' tabindex='0' role='region' aria-label='Distribution'><table><thead><tr>"
        "<th scope='col'>Nom d'usage</th><th scope='col'>Personne</th><th scope='col'>Organisme</th>"
        f"<th scope='col'>Ce qu'elle peut montrer</th></tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _choices(asked: dict[str, str]) -> str:
    options = "".join(
        f"<option value='{person.username}'>{html.escape(person.name)} — {html.escape(person.shows)}</option>"
        for person in CAST.values()
    )
    action = html.escape(f"{ROOT}/authorize?{urlencode(asked)}", quote=True)
    return (
        f"<form method='post' action='{action}'><p><label for='qui'>Je suis</label> "
        f"<select id='qui' name='qui'>{options}</select></p><p><button type='submit'>Continuer</button></p></form>"
    )


def _page(title: str, body: str) -> str:
    return (
        f"<!doctype html><html lang='fr'><head><meta charset='utf-8'><title>{title} — identité de développement</title>"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        "<link rel='stylesheet' href='/static/pepiniere.css'></head>"
        f"<body><main id='contenu'><h1>{title}</h1>{body}<p><a href='/'>Retour à l'accueil</a></p></main></body></html>"
    )
