"""Runs the sandbox's identity provider: `python -m app.sandbox.identity --folder DIR --port N --platform URL`."""

from __future__ import annotations

import argparse
from pathlib import Path

import uvicorn

from app.sandbox.identity.app import create_app
from app.sandbox.identity.config import IdentityConfig

HOST = "127.0.0.1"


def main() -> None:
    """Serve on loopback until told to stop; nothing is logged of a request, whose URL may hold a code or a state."""
    parser = argparse.ArgumentParser(prog="python -m app.sandbox.identity", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the database and the signing key are kept")
    parser.add_argument("--port", type=int, required=True, help="the loopback port, which is part of the issuer's name")
    parser.add_argument("--platform", required=True, help="the platform's URL, as in http://127.0.0.1:41002")
    asked = parser.parse_args()
    config = IdentityConfig(asked.folder, f"http://{HOST}:{asked.port}", asked.platform.rstrip("/"))
    uvicorn.run(
        create_app(config),
        host=HOST,
        port=asked.port,
        access_log=False,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
    )


if __name__ == "__main__":
    main()
