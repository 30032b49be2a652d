"""Where a process dies: at a named point of a turn, of a step-up, or on the way to a server and back."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import parse_qs

import httpx

from graph.marks import Aside, Straight
from tools.platform import Auths

ON_THE_WAY = ("token made", "arrived")
"""On the way to the platform: there the token is made; then it is done, and no answer is here yet."""

AT_THE_PROVIDER = ("page asked for", "page opened", "page answered", "vouched for", "exchanged")
"""At the provider, each after what it has done and before its answer is here.

It knows what is to be confirmed; it has shown its page; the person has confirmed there; it has given the token that
proves it; it has taken that token back for one to send with.
"""

STRAIGHT: tuple[str, ...] = (*get_args(Straight), *ON_THE_WAY)
ASIDE: tuple[str, ...] = get_args(Aside)


@dataclass
class Death:
    """Kills this process when it comes to a point for the nth time, counted from when it wakes."""

    point: str
    times: int
    awake: bool = False

    def __call__(self, point: str) -> None:
        if self.awake and point and point == self.point:
            self.times -= 1
            if self.times == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """Tokens that are made, and then the process may be dead."""

    def __init__(self, tokens: Auths, death: Death) -> None:
        self.look, self._tokens, self._death = tokens.look, tokens, death

    async def act(self, scopes: Sequence[str], details: Sequence[Mapping[str, object]]) -> httpx.Auth:
        """Make the token of an act."""
        made = await self._tokens.act(scopes, details)
        self._death("token made")
        return made


class Way(httpx.AsyncBaseTransport):
    """The way to a server: the process may die at what has a name there, once that is done and before its answer."""

    def __init__(self, inner: httpx.AsyncBaseTransport, name: Callable[[httpx.Request], str], death: Death) -> None:
        self._inner, self._name, self._death = inner, name, death

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Carry a request."""
        response = await self._inner.handle_async_request(request)
        self._death(self._name(request))
        return response


def at_platform(request: httpx.Request) -> str:
    """Return the name of the point that a request to the platform comes to."""
    return "" if request.method == "GET" else "arrived"


def at_provider(request: httpx.Request) -> str:
    """Return the name of the point that a request to the provider comes to."""
    match request.url.path:
        case "/par":
            return "page asked for"
        case "/authorize":
            return "page opened"
        case "/confirm":
            return "page answered"
        case "/token":
            form = parse_qs(request.content.decode())
            if form["grant_type"] == ["authorization_code"]:
                return "vouched for"
            return "exchanged" if "authorization_details" in form else ""
    return ""
