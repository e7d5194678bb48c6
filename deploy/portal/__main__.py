"""``python -m deploy.portal``: serve the portal until told to stop."""

import uvicorn

from deploy.portal.main import build
from deploy.portal.settings import Settings


def main() -> None:
    """Serve on ``PEPINIERE_HTTP_PORT``."""
    settings = Settings()
    uvicorn.run(
        build(settings),
        host=settings.http_host,
        port=settings.http_port,
        log_level=settings.log_level.lower(),
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
