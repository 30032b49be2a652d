"""The token of one exchange on its way: to its audience and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable, Generator

import httpx

from app.auth import web
from app.auth.events import AuthError, Denied
from app.auth.tokens import TokenSet

Renew = Callable[[str], Awaitable[TokenSet]]
"""Takes the token that was rejected (or nothing) and returns one to use."""

NOT_RENEWABLE = ("insufficient_user_authentication", "insufficient_scope")


class Bearer(httpx.Auth):
    """Puts the token into requests to its audience, and refuses any other.

    With `renew` (a look), a token that has gone stale is replaced before sending, and a read answered by 401 is sent
    once more with another token. Without (an approved change), the token goes out as it is.
    """

    def __init__(self, token: TokenSet, audience: str, renew: Renew | None = None) -> None:
        self._token, self._audience, self._renew = token, httpx.URL(audience), renew

    def __repr__(self) -> str:
        return f"Bearer(audience={str(self._audience)!r})"

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Put the token into a request, as httpx asks."""
        self._sign(request)
        yield request

    async def async_auth_flow(self, request: httpx.Request) -> AsyncGenerator[httpx.Request, httpx.Response]:
        """Put the token into a request, renewed where that is allowed, as httpx asks."""
        self._require_audience(request)
        if self._renew is not None:
            self._token = await self._renew("")
        self._sign(request)
        response = yield request
        if self._renew is None or not _rejected(request, response):
            return
        try:
            self._token = await self._renew(self._token.access)
        except AuthError:
            return
        self._sign(request)
        yield request

    def _sign(self, request: httpx.Request) -> None:
        self._require_audience(request)
        request.headers["Authorization"] = f"Bearer {self._token.access}"

    def _require_audience(self, request: httpx.Request) -> None:
        root = self._audience.path.rstrip("/")
        inside = request.url.path == root or request.url.path.startswith(f"{root}/")
        if not inside or not web.same_origin(str(request.url), str(self._audience)):
            raise Denied(
                f"A token for {self._audience.host} was about to go to {web.place(str(request.url))}.",
                "Nothing was sent. Report this: it is a fault in Countersign.",
            )


def _rejected(request: httpx.Request, response: httpx.Response) -> bool:
    challenge = response.headers.get("WWW-Authenticate", "")
    return (
        request.method in {"GET", "HEAD"}
        and response.status_code == httpx.codes.UNAUTHORIZED
        and not any(word in challenge for word in NOT_RENEWABLE)
    )
