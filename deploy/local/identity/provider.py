"""The provider's doors: discovery, keys, the page where one chooses who to be, and the one-line token for scripts."""

from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Form, Query, Request
from joserfc.errors import JoseError
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from deploy.local.identity import guard
from deploy.local.identity.cast import CAST, Person
from deploy.local.identity.codes import Codes, Grant
from deploy.local.identity.tokens import ALGORITHM, LIFETIME, Signer
from deploy.local.identity.who import TEMPLATES, groups
from services.chassis.web.pages import render

ROOT = "/identite"
# For scripts: a name instead of a password, which is why this program serves one machine only.
BY_NAME = "urn:pepiniere:dev"
BY_CODE = "authorization_code"
UNSEEN = {"Cache-Control": "no-store"}

router = APIRouter(prefix=ROOT)
Asked = Annotated[str, Query(max_length=2_000)]
Typed = Annotated[str, Form(max_length=2_000)]


def build(signer: Signer) -> FastAPI:
    """The provider as an ASGI application."""
    app = FastAPI(title="Identité de développement", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.signer, app.state.codes, app.state.templates = signer, Codes(), TEMPLATES
    app.add_api_route("/livez", alive)
    app.include_router(router)
    app.middleware("http")(guard.local_only)
    return app


async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/.well-known/openid-configuration")
async def discovery(request: Request) -> dict[str, Any]:
    """What a client needs to know, by OpenID Connect Discovery."""
    issuer = _signer(request).issuer
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/authorize",
        "token_endpoint": f"{issuer}/token",
        "userinfo_endpoint": f"{issuer}/userinfo",
        "end_session_endpoint": f"{issuer}/logout",
        "jwks_uri": f"{issuer}/jwks",
        "response_types_supported": ["code"],
        "grant_types_supported": [BY_CODE, BY_NAME],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": [ALGORITHM],
        "token_endpoint_auth_methods_supported": ["none", "client_secret_post", "client_secret_basic"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "given_name", "usual_name", "email", "siret", "uid"],
        "claims_supported": ["sub", "uid", "given_name", "usual_name", "email", "siret"],
    }


@router.get("/jwks")
async def keys(request: Request) -> dict[str, Any]:
    """The public keys."""
    return _signer(request).published()


@router.get("/jeton")
async def token_line(request: Request, qui: Asked) -> Response:
    """A token as plain text, for a command line."""
    if qui not in CAST:
        return PlainTextResponse(f"« {qui} » n'est pas de la distribution : voir {ROOT}/\n", status_code=404)
    return PlainTextResponse(_signer(request).token(CAST[qui]), headers=UNSEEN)


@router.get("")
@router.get("/")
async def who_is_who(request: Request) -> Response:
    """Who one can be."""
    return render(request, "distribution.html", groups=groups(), door=_signer(request).issuer.removesuffix(ROOT))


@router.get("/authorize")
async def choose(request: Request, redirect_uri: Asked = "", response_type: Asked = "code") -> Response:
    """The page on which one chooses who to be."""
    if not guard.is_here(redirect_uri):
        return render(request, "refus.html", 400, why="L'adresse de retour n'est pas sur cette machine.")
    if response_type != "code":
        return render(request, "refus.html", 400, why="Seul le parcours « code » est servi (response_type=code).")
    return render(request, "choix.html", groups=groups(), action=f"{ROOT}/authorize?{request.url.query}")


@router.post("/authorize")
async def chosen(
    request: Request,
    qui: Typed = "",
    redirect_uri: Asked = "",
    state: Asked = "",
    nonce: Asked = "",
    code_challenge: Asked = "",
) -> Response:
    """Send the chosen person back to the client with a code."""
    if qui not in CAST or not guard.is_here(redirect_uri):
        return render(request, "refus.html", 400, why="Ce choix n'existe pas : revenez à la page précédente.")
    code = _codes(request).give(Grant(CAST[qui], redirect_uri, nonce, code_challenge))
    return _back(redirect_uri, code=code, state=state)


@router.post("/token")
async def exchange(
    request: Request,
    grant_type: Typed = BY_CODE,
    code: Typed = "",
    redirect_uri: Typed = "",
    client_id: Typed = "",
    code_verifier: Typed = "",
    username: Typed = "",
) -> Response:
    """A code, or a name, for tokens."""
    if grant_type == BY_NAME:
        return _tokens(request, CAST.get(username), "", client_id)
    if grant_type != BY_CODE:
        return JSONResponse({"error": "unsupported_grant_type"}, status_code=400, headers=UNSEEN)
    grant = _codes(request).take(code, redirect_uri, code_verifier)
    return _tokens(request, grant.person if grant else None, grant.nonce if grant else "", client_id)


def _tokens(request: Request, person: Person | None, nonce: str, client: str) -> Response:
    if person is None:
        return JSONResponse({"error": "invalid_grant"}, status_code=400, headers=UNSEEN)
    signer = _signer(request)
    answer = {
        "access_token": signer.token(person),
        "id_token": signer.token(person, nonce=nonce, audience=client or None),
        "token_type": "Bearer",
        "expires_in": LIFETIME,
    }
    return JSONResponse(answer, headers=UNSEEN)


@router.get("/userinfo")
async def userinfo(request: Request) -> Response:
    """What we say of the person whose token this is."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        person = CAST[_signer(request).person_of(token if scheme.lower() == "bearer" else "")]
    except (JoseError, ValueError, KeyError, RecursionError):
        challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
        return JSONResponse({"error": "invalid_token"}, status_code=401, headers=challenge)
    return JSONResponse(person.claims(), headers=UNSEEN)


@router.get("/logout")
async def leave(request: Request, post_logout_redirect_uri: Asked = "", state: Asked = "") -> Response:
    """Nothing is kept here, so that one is out as soon as the client forgets its token."""
    if guard.is_here(post_logout_redirect_uri):
        return _back(post_logout_redirect_uri, state=state)
    return render(request, "sortie.html")


def _back(address: str, **answer: str) -> Response:
    return RedirectResponse(guard.with_query(address, answer), status_code=303, headers=UNSEEN)


def _signer(request: Request) -> Signer:
    signer: Signer = request.app.state.signer
    return signer


def _codes(request: Request) -> Codes:
    codes: Codes = request.app.state.codes
    return codes
