"""What signing in has to be told: the provider, the platform, and what this installation calls itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

Clock = Callable[[], float]
"""Unix seconds."""


@dataclass(frozen=True, slots=True)
class AuthConfig:
    """One provider and one platform, both without a trailing slash; `folder` holds the lock files.

    `scopes` are the platform's; signing in asks for them beside `openid profile offline_access`.
    """

    issuer: str
    platform: str
    client_id: str | None
    redirect_port: int | None
    scopes: tuple[str, ...]
    client_name: str
    sandbox: bool
    folder: Path
