"""The settings of a process: environment variables only, validated at start, printable (secrets hidden)."""

import re
import sys
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PEPINIERE_"
HIDDEN = "•••"
SECRET = ("bearer_key", "master_key", "former_master_keys")
PASSWORD = re.compile(r"(?<=://)([^:@/]*):([^@/]*)@")


def _shaped(pattern: str, sentence: str) -> AfterValidator:
    """A validator of the whole value; its refusal is the sentence an operator reads."""
    compiled = re.compile(pattern)

    def check(value: str) -> str:
        if compiled.fullmatch(value) is None:
            raise ValueError(sentence)
        return value

    return AfterValidator(check)


WEB = r"https?://[^\s/]+(/\S*)?"
MongoUrl = Annotated[str, _shaped(r"mongodb(\+srv)?://\S+", "attendu : mongodb://hôte:port/?replicaSet=…")]
Brokers = Annotated[str, _shaped(r"[^\s,:]+:\d{1,5}(,[^\s,:]+:\d{1,5})*", "attendu : hôte:port,hôte:port…")]
Url = Annotated[str, _shaped(WEB, "attendu : une adresse http:// ou https://")]
UrlOrNot = Annotated[str, _shaped(rf"({WEB})?", "attendu : une adresse http:// ou https://, ou rien")]
HexKey = Annotated[str, _shaped(r"[0-9a-fA-F]{64}", "attendu : 32 octets, écrits en 64 chiffres hexadécimaux")]
HexKeys = Annotated[
    str, _shaped(r"([0-9a-fA-F]{64}(,[0-9a-fA-F]{64})*)?", "attendu : des clés de 64 chiffres hexadécimaux, ou rien")
]
CLAIM = r"(subject|given_name|usual_name|email|siret)=\S+"
ClaimNames = Annotated[
    str, _shaped(rf"({CLAIM}( {CLAIM})*)?", "attendu : subject=…, given_name=…, usual_name=…, email=… ou siret=…")
]
LongKey = Annotated[str, _shaped(r"\S{32,}", "attendu : au moins 32 caractères, sans espace")]
Named = Annotated[str, _shaped(r"\S+", "attendu : un nom, sans espace")]
IssuerSubject = Annotated[str, _shaped(r"([^\s|]+\|\S+)?", "attendu : émetteur|sujet, ou rien")]
DatabasePrefix = Annotated[str, _shaped(r"[a-z0-9_]{0,40}", "attendu : 40 lettres minuscules, chiffres ou _ au plus")]
HostPort = Annotated[str, _shaped(r"([^\s:]+:\d{1,5})?", "attendu : hôte:port, ou rien")]
Level = Annotated[str, _shaped("DEBUG|INFO|WARNING|ERROR", "attendu : DEBUG, INFO, WARNING ou ERROR")]


class Settings(BaseSettings):
    """Everything that may differ between two installations; the description is what an operator needs to know."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore", hide_input_in_errors=True)

    mongo_url: MongoUrl = Field(description="adresse de MongoDB (jeu de réplicas)")
    kafka: Brokers = Field(description="adresses des courtiers Kafka, hôte:port")
    issuer: Url = Field(description="émetteur OpenID Connect qui signe les jetons")
    bearer_key: LongKey = Field(description="clé du hachage (émetteur, sujet)")
    master_key: HexKey = Field(description="clé maîtresse des noms scellés (64 hex.)")
    former_master_keys: HexKeys = Field("", description="clés maîtresses précédentes, séparées par des virgules")
    claims: ClaimNames = Field(
        "", description="noms des attributs chez ce fournisseur : « nôtre=leur », séparés par une espace"
    )
    audience: Named = Field("pepiniere", description="destinataire attendu dans les jetons")
    jwks_url: UrlOrNot = Field("", description="clés publiques de l'émetteur ; vide : découverte OpenID")
    first_administrator: IssuerSubject = Field("", description="« émetteur|sujet », lu tant qu'aucune mission n'existe")
    prefix: DatabasePrefix = Field("", description="préfixe des bases, sujets et groupes")
    http_host: Named = Field("127.0.0.1", description="adresse d'écoute")
    http_port: int = Field(9000, ge=1, le=65535, description="port d'écoute")
    public_url: Url = Field("http://127.0.0.1:8080", description="adresse publique de la plateforme")
    demo: bool = Field(False, description="démonstration : l'horloge métier peut avancer")
    otlp_endpoint: UrlOrNot = Field("", description="collecteur OpenTelemetry (HTTP) ; vide : pas d'export")
    log_level: Level = Field("INFO", description="niveau des journaux")
    smtp: HostPort = Field("", description="serveur de courrier, hôte:port ; vide : boîte interne")
    smtp_from: Named = Field("pepiniere@localhost", description="expéditeur des courriels")

    def shown(self) -> list[tuple[str, str, str, str]]:
        """(variable, value with secrets hidden, where the value comes from, what it is for), in order."""
        return [
            (f"{PREFIX}{name.upper()}", self._hidden(name), self._origin(name), field.description or "")
            for name, field in type(self).model_fields.items()
        ]

    def _hidden(self, name: str) -> str:
        value = str(getattr(self, name))
        if name in SECRET and value:
            return HIDDEN
        return PASSWORD.sub(rf"\1:{HIDDEN}@", value)

    def _origin(self, name: str) -> str:
        return "environnement" if name in self.model_fields_set else "par défaut"


def load(**overrides: Any) -> Settings:
    """The settings of this process. Ends it with a plain sentence a line when some are missing or wrong."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        sys.exit("\n".join(["La configuration ne convient pas :", *map(_sentence, error.errors())]))


OURS = {
    "int_parsing": "attendu : un nombre entier",
    "bool_parsing": "attendu : 1 ou 0",
    "greater_than_equal": "attendu : {ge} ou plus",
    "less_than_equal": "attendu : {le} ou moins",
}


def _sentence(fault: Any) -> str:
    """What is wrong with one variable, without its value: it may be a secret."""
    name = str(fault["loc"][0])
    field = Settings.model_fields.get(name)
    where = f"  {PREFIX}{name.upper()} ({field.description if field else name})"
    if fault["type"] == "missing":
        return f"{where} manque : définissez cette variable d'environnement."
    said = OURS.get(fault["type"], fault["msg"].removeprefix("Value error, "))
    return f"{where} : {said.format(**fault.get('ctx', {}))}."


def table(settings: Settings) -> str:
    """The settings as a table for an operator's terminal."""
    rows = [("variable", "valeur", "d'où", "à quoi elle sert"), *settings.shown()]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    return "\n".join(
        "  ".join([*(row[column].ljust(widths[column]) for column in range(3)), row[3]]).rstrip() for row in rows
    )


if __name__ == "__main__":
    print(table(load()))
