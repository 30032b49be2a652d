"""What the identity provider is told when it starts, and how long what it issues lives."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SESSION_TOKEN_SECONDS = 300
PLATFORM_TOKEN_SECONDS = 60
CODE_SECONDS = 60
SESSION_SECONDS = 30 * 24 * 3600
VISIT_SECONDS = 600
ASSERTION_SECONDS = 300
LEEWAY_SECONDS = 5

PIN_ACR = "urn:countersign:acr:pin"


@dataclass(frozen=True, slots=True)
class IdentityConfig:
    """Where the provider keeps its files, its own name, and the one platform it issues tokens for.

    `issuer` and `platform` are URLs without a trailing slash; `clock` returns Unix seconds.
    """

    folder: Path
    issuer: str
    platform: str
    clock: Callable[[], float] = time.time

    @property
    def token_endpoint(self) -> str:
        """Return the URL of the token endpoint."""
        return f"{self.issuer}/token"

    def now(self) -> int:
        """Return the time in whole Unix seconds."""
        return int(self.clock())
