"""The second page of a step-up: what the platform says would happen, and a one-time code for exactly that."""

from __future__ import annotations

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import Response

from app.sandbox.identity.asked import Asked
from app.sandbox.identity.backchannel import BackChannel, Untold
from app.sandbox.identity.pages import Shown
from app.sandbox.identity.visits import CODE_TRIES, Visit
from app.sandbox.identity.walk import Walk

WRONG_CODE = "wrong code"
TOO_LATE = "expired"
UNTOLD = "the platform did not say what this would do"


class Confirmation:
    """Shows the page, and takes a code only where the page could show what it is for."""

    def __init__(self, walk: Walk) -> None:
        self._walk = walk
        self._config = walk.parts.config
        self._platform = BackChannel(self._config, walk.parts.mint)

    async def begin(self, visit: Visit, asked: Asked) -> Response:
        """Ask the platform what is asked of the person, and show it."""
        try:
            told = await self._platform.tell(asked, visit.incoming.get("client_id") or "")
        except Untold as untold:
            return self._page(replace(visit, told=None), asked, str(untold))
        return self._page(replace(visit, told=told, tries_left=CODE_TRIES), asked)

    async def confirm(self, request: Request) -> Response:
        """Send the browser back to the program, with a code only for a yes with the right one-time code."""
        found = await self._walk.visit(request, "confirm")
        if found is None:
            return self._walk.gone()
        form, visit = found
        asked, now = visit.incoming.asked, self._config.now()
        if asked is None or visit.told is None:
            return self._walk.denied(visit, UNTOLD)
        if form.get("decision") != "allow":
            return self._walk.back(visit, None)
        if asked.expired(now):
            return self._walk.denied(visit, TOO_LATE)
        if not self._walk.parts.codes.take(asked.person, form.get("otp") or "", now):
            return self._wrong_code(visit, asked)
        return self._walk.back(replace(visit, auth_time=now), asked.person)

    def _wrong_code(self, visit: Visit, asked: Asked) -> Response:
        left = visit.tries_left - 1
        if left == 0:
            return self._walk.denied(visit, WRONG_CODE)
        message = f"That code is wrong or was used before. You can try {left} more time{'s' if left > 1 else ''}."
        return self._page(replace(visit, tries_left=left), asked, message)

    def _page(self, visit: Visit, asked: Asked, message: str = "") -> Response:
        shown = Shown(self._walk.parts.codes.upcoming(asked.person, self._config.now()), message)
        return self._walk.pages.confirm(self._walk.visits.put(visit), visit, asked, shown)
