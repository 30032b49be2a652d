"""The digests that bind a token to requests, computed from what arrives (PROTOCOL: digests)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import rfc8785

Plain = None | str | int | list["Plain"] | dict[str, "Plain"]


def hash_of(data: bytes) -> str:
    """Return `sha-256:` and the base64url SHA-256, unpadded, of some bytes."""
    return "sha-256:" + urlsafe_b64encode(sha256(data).digest()).decode().rstrip("=")


def _hash_of_json(value: dict[str, Plain]) -> str:
    return hash_of(rfc8785.dumps(value))


@dataclass(frozen=True, slots=True)
class Arrival:
    """One request as it arrived: the raw path, the query's pairs in order, and headers with their whole values."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes = field(repr=False)
    if_match: str | None
    idempotency_key: str | None

    def digest(self, audience: str) -> str:
        """Return the request digest for a platform of this URL."""
        return _hash_of_json(
            {
                "audience": audience,
                "method": self.method,
                "path": self.path,
                "query": [[name, value] for name, value in self.query],
                "content_type": self.content_type,
                "body": hash_of(self.body),
                "if_match": self.if_match,
                "idempotency_key": self.idempotency_key,
            },
        )


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a change, and to which platform."""

    audience: str
    sub: str
    tenant: str
    client_id: str


def change_of(requests: Sequence[str], sender: Sender, expires_at: int) -> str:
    """Return the change: the digest of request digests in order and of who sends them; `expires_at` in Unix seconds."""
    return _hash_of_json(
        {
            "requests": list(requests),
            "audience": sender.audience,
            "sub": sender.sub,
            "tenant": sender.tenant,
            "client_id": sender.client_id,
            "expires_at": expires_at,
        },
    )
