"""What goes over the wire, byte for byte, and the digests that bind it to what a person saw (PROTOCOL: digests)."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import rfc8785

from tools.change import Json, Request

JSON_TYPE = "application/json"


def canonical(value: object) -> bytes:
    """Return RFC 8785 JSON of plain values (None, bool, int, float, str, sequences, string-keyed mappings).

    Raises:
        ValueError: a value that RFC 8785 cannot hold, such as an integer beyond 2^53.

    """
    return rfc8785.dumps(_plain(value))  # type: ignore[arg-type]  # its recursive alias does not take `object`


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_plain(inner) for inner in value]
    return value


def digest(value: object) -> str:
    """Return `sha-256:` and the base64url SHA-256, unpadded, of a value's canonical JSON."""
    return named_hash(canonical(value))


def named_hash(data: bytes) -> str:
    """Return `sha-256:` and the base64url SHA-256, unpadded, of some bytes."""
    return "sha-256:" + urlsafe_b64encode(sha256(data).digest()).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Sender:
    """Who sends a Change: the person, their tenant and the client, as tokens name them."""

    sub: str
    tenant: str
    client_id: str


@dataclass(frozen=True, slots=True)
class Wire:
    """One request ready to be sent: every byte that its digest covers; `if_match` is the header's whole value."""

    audience: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    content_type: str | None
    body: bytes = field(repr=False)
    if_match: str | None
    idempotency_key: str

    @property
    def digest(self) -> str:
        """Return the request digest."""
        return digest(
            {
                "audience": self.audience,
                "method": self.method,
                "path": self.path,
                "query": [list(pair) for pair in self.query],
                "content_type": self.content_type,
                "body": named_hash(self.body),
                "if_match": self.if_match,
                "idempotency_key": self.idempotency_key,
            },
        )


@dataclass(frozen=True, slots=True)
class Origin:
    """The call that a request comes from; its idempotency key rests on nothing else."""

    thread: str
    message: str
    index: int
    tool: str
    args: Json

    def key(self, request_index: int) -> str:
        """Return the idempotency key of one of the call's requests."""
        return digest(
            {
                "thread": self.thread,
                "message": self.message,
                "call": self.index,
                "tool": self.tool,
                "args": self.args,
                "request": request_index,
            },
        )


def to_wire(requests: Sequence[Request], audience: str, origin: Origin) -> tuple[Wire, ...]:
    """Return the requests of one Change as they will be sent, in order."""
    return tuple(
        Wire(
            audience=audience,
            method=request.method,
            path=request.path,
            query=tuple((name, value) for name, value in request.query),
            content_type=None if request.body is None else JSON_TYPE,
            body=b"" if request.body is None else canonical(request.body),
            if_match=None if request.if_match is None else f'"{request.if_match}"',
            idempotency_key=origin.key(index),
        )
        for index, request in enumerate(requests)
    )


def change_digest(wires: Sequence[Wire], audience: str, sender: Sender, expires_at: int) -> str:
    """Return the change: the digest of the requests and of who sends them; `expires_at` is in Unix seconds."""
    return digest(
        {
            "requests": [wire.digest for wire in wires],
            "audience": audience,
            "sub": sender.sub,
            "tenant": sender.tenant,
            "client_id": sender.client_id,
            "expires_at": expires_at,
        },
    )
