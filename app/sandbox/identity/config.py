"""What the identity provider is told when it starts, and how long what it issues lives."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

SESSION_TOKEN_SECONDS = 300
PLATFORM_TOKEN_SECONDS = 60
CODE_SECONDS = 60
PUSHED_SECONDS = 90
STEP_UP_SECONDS = CODE_SECONDS + SESSION_TOKEN_SECONDS
SESSION_SECONDS = 30 * 24 * 3600
VISIT_SECONDS = 600
ASSERTION_SECONDS = 300
LEEWAY_SECONDS = 5

PIN_ACR = "urn:countersign:acr:pin"
STEP_UP_ACR = "urn:countersign:acr:step-up"
"""How somebody proved who they are: by PIN at sign-in, or by PIN and one-time code for one change they were shown."""


@dataclass(frozen=True, slots=True)
class IdentityConfig:
    """Where the provider keeps its files, its own name, and the one platform it issues tokens for.

    `issuer` and `platform` are URLs without a trailing slash; `clock` returns Unix seconds.
    `transport` is how the platform is asked what requests do, where that is not by a socket.
    """

    folder: Path
    issuer: str
    platform: str
    clock: Callable[[], float] = time.time
    transport: httpx.AsyncBaseTransport | None = None

    @property
    def token_endpoint(self) -> str:
        """Return the URL of the token endpoint."""
        return f"{self.issuer}/token"

    @property
    def pushed_endpoint(self) -> str:
        """Return the URL of the endpoint for pushed authorization requests."""
        return f"{self.issuer}/par"

    def now(self) -> int:
        """Return the time in whole Unix seconds."""
        return int(self.clock())
