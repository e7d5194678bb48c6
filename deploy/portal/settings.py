"""The portal's settings, from ``PEPINIERE_*`` environment variables."""

from typing import Annotated

from pydantic import field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.catalogue import MODULES


class Settings(BaseSettings):
    """Where to listen and whom to ask.

    ``services`` is ``name=url`` pairs parted by commas, the internal address of each service; ``public_url`` is what
    people type; ``demo`` tells visitors who to be.
    """

    model_config = SettingsConfigDict(env_prefix="PEPINIERE_", extra="ignore")

    http_port: int = 9000
    http_host: str = "127.0.0.1"
    public_url: str = "http://127.0.0.1:8080"
    demo: bool = False
    log_level: str = "info"
    services: Annotated[dict[str, str], NoDecode] = {
        name: f"http://127.0.0.1:{9001 + i}" for i, name in enumerate(MODULES)
    }

    @field_validator("services", mode="before")
    @classmethod
    def read_pairs(cls, value: object) -> object:
        """Read ``incubator_registry=http://127.0.0.1:9001,project_tracking=…``."""
        if not isinstance(value, str):
            return value
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        wrong = [name for name, _, url in pairs if not url.startswith(("http://", "https://"))]
        if wrong:
            raise ValueError(f"expected name=url pairs parted by commas; no address for {', '.join(wrong)}")
        return {name.strip(): url.strip().rstrip("/") for name, _, url in pairs}
