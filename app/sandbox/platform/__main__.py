"""Runs the sandbox's platform: `python -m app.sandbox.platform --folder DIR --port N --issuer URL`."""

from __future__ import annotations

import argparse
import time
from contextlib import suppress
from pathlib import Path
from socket import socket

import uvicorn

from app.sandbox.platform.app import create_app
from app.sandbox.platform.config import PlatformConfig
from app.sandbox.platform.news import News

HOST = "127.0.0.1"


class _Server(uvicorn.Server):
    """Lets go of those who listen to events before it waits for calls to end, since theirs don't end by themselves."""

    def __init__(self, config: uvicorn.Config, news: News) -> None:
        super().__init__(config)
        self._news = news

    async def shutdown(self, sockets: list[socket] | None = None) -> None:
        self._news.close()
        await super().shutdown(sockets)


def main() -> None:
    """Serve on loopback until told to stop; requests are not logged."""
    parser = argparse.ArgumentParser(prog="python -m app.sandbox.platform", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the database is kept")
    parser.add_argument(
        "--port", type=int, required=True, help="the loopback port, which is part of the platform's URL"
    )
    parser.add_argument("--issuer", required=True, help="whose tokens are taken, as in http://127.0.0.1:41001")
    asked = parser.parse_args()
    config = PlatformConfig(asked.folder, f"http://{HOST}:{asked.port}", asked.issuer.rstrip("/"), time.time)
    app = create_app(config)
    how = uvicorn.Config(
        app,
        host=HOST,
        port=asked.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    with suppress(KeyboardInterrupt):
        _Server(how, app.state.platform.news).run()


if __name__ == "__main__":
    main()
