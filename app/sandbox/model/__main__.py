"""`python -m app.sandbox.model --port N` serves the offline model on loopback."""

from __future__ import annotations

from argparse import ArgumentParser

import uvicorn

from app.sandbox.model.api import PACE, create_app


def main() -> None:
    """Serve until told to end."""
    parser = ArgumentParser(prog="python -m app.sandbox.model", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pace", type=float, default=PACE, help="seconds between two pieces of a stream")
    chosen = parser.parse_args()
    app = create_app(pace=chosen.pace)
    uvicorn.run(app, host="127.0.0.1", port=chosen.port, access_log=False, log_level="warning")


if __name__ == "__main__":
    main()
