"""The settings of a process: environment variables only, validated at start, printable (secrets hidden)."""

import sys
from typing import Annotated, Any

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

PREFIX = "PEPINIERE_"
SECRET = ("bearer_key", "master_key", "mongo_url")


def _long_enough(value: str) -> str:
    if len(value) < 32:
        raise ValueError("at least 32 characters")
    return value


def _hex_key(value: str) -> str:
    if len(bytes.fromhex(value)) != 32:
        raise ValueError("32 bytes written as 64 hexadecimal digits")
    return value


class Settings(BaseSettings):
    """Everything that may differ between two installations; the description is what an operator needs to know."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    mongo_url: str = Field(description="adresse de MongoDB (jeu de réplicas)")
    kafka: str = Field(description="adresses des courtiers Kafka, hôte:port")
    issuer: str = Field(description="émetteur OpenID Connect qui signe les jetons")
    bearer_key: Annotated[str, AfterValidator(_long_enough)] = Field(description="clé du hachage (émetteur, sujet)")
    master_key: Annotated[str, AfterValidator(_hex_key)] = Field(description="clé maîtresse des noms scellés (64 hex.)")
    audience: str = Field("pepiniere", description="destinataire attendu dans les jetons")
    jwks_url: str = Field("", description="clés publiques de l'émetteur ; vide : découverte OpenID")
    first_administrator: str = Field("", description="« émetteur|sujet », lu tant qu'aucune mission n'existe")
    prefix: str = Field("", description="préfixe des bases, sujets et groupes", pattern=r"^[a-z0-9_]{0,40}$")
    http_host: str = Field("127.0.0.1", description="adresse d'écoute")
    http_port: int = Field(9000, ge=1, le=65535, description="port d'écoute")
    public_url: str = Field("http://127.0.0.1:8080", description="adresse publique de la plateforme")
    demo: bool = Field(False, description="démonstration : l'horloge métier peut avancer")
    otlp_endpoint: str = Field("", description="collecteur OpenTelemetry (HTTP) ; vide : pas d'export")
    log_level: str = Field("INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="niveau des journaux")
    smtp: str = Field("", description="serveur de courrier, hôte:port ; vide : boîte interne")
    smtp_from: str = Field("pepiniere@localhost", description="expéditeur des courriels")

    def shown(self) -> list[tuple[str, str, str]]:
        """(variable, value with secrets hidden, what it is for), in order."""
        return [
            (f"{PREFIX}{name.upper()}", self._hidden(name), field.description or "")
            for name, field in type(self).model_fields.items()
        ]

    def _hidden(self, name: str) -> str:
        value = str(getattr(self, name))
        return "•••" if name in SECRET and value else value


def load(**overrides: Any) -> Settings:
    """The settings of this process. Ends it with a plain sentence a line when some are missing or wrong."""
    try:
        return Settings(**overrides)
    except ValidationError as error:
        sys.exit("\n".join(["La configuration ne convient pas :", *map(_sentence, error.errors())]))


def _sentence(fault: Any) -> str:
    name = f"{PREFIX}{str(fault['loc'][0]).upper()}" if fault["loc"] else PREFIX
    field = Settings.model_fields.get(str(fault["loc"][0])) if fault["loc"] else None
    purpose = f" ({field.description})" if field and field.description else ""
    if fault["type"] == "missing":
        return f"  {name} manque{purpose} : définissez cette variable d'environnement."
    return f"  {name}{purpose} : {fault['msg']}."


if __name__ == "__main__":
    for variable, value, purpose in load().shown():
        print(f"{variable:32} {value:44} {purpose}")
