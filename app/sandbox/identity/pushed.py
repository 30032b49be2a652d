"""Authorization requests that clients pushed beforehand (RFC 9126): each is taken once, and gone after 90 seconds."""

from __future__ import annotations

from collections.abc import Callable
from secrets import token_urlsafe

from app.sandbox.identity.config import PUSHED_SECONDS
from app.sandbox.identity.incoming import Incoming

URN = "urn:ietf:params:oauth:request_uri:"
MAX_PUSHED = 100


class PushedRequests:
    """Keeps requests by a random URI that only their client is told."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._kept: dict[str, tuple[float, Incoming]] = {}

    def put(self, incoming: Incoming) -> str:
        """Keep a request and return its URI; the oldest gives way when there are too many."""
        now = self._clock()
        self._kept = {uri: kept for uri, kept in self._kept.items() if now < kept[0]}
        if len(self._kept) >= MAX_PUSHED:
            del self._kept[next(iter(self._kept))]
        uri = URN + token_urlsafe(32)
        self._kept[uri] = (now + PUSHED_SECONDS, incoming)
        return uri

    def take(self, uri: str | None, client_id: str | None) -> Incoming | None:
        """Take a request out, if it is there, in time and this client's; another client's stays where it is."""
        deadline, incoming = self._kept.get(uri or "", (0.0, None))
        if incoming is None or incoming.get("client_id") != client_id:
            return None
        del self._kept[uri or ""]
        return incoming if self._clock() < deadline else None
