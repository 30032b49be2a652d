"""What every page of a browser's way has in common: its form, its visit, and the way back to the program."""

from __future__ import annotations

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # Authlib ships no types
from starlette.requests import Request
from starlette.responses import Response

from app.sandbox.identity.incoming import BadRequest, Incoming, from_form
from app.sandbox.identity.pages import Pages
from app.sandbox.identity.server import IdentityServer
from app.sandbox.identity.visits import Step, Visit, Visits
from app.sandbox.seed.people import SandboxPerson

START_AGAIN = "Go back to the program that sent you here and start again."
OWN_FETCHES = {None, "same-origin", "none"}


class Walk:
    """Takes a visit from page to page; each form takes the visit of the page before, so none can be sent in twice."""

    def __init__(self, server: IdentityServer) -> None:
        self.server = server
        self.parts = server.parts
        self.pages = Pages()
        self.visits = Visits(server.parts.config.clock)

    async def visit(self, request: Request, step: Step) -> tuple[Incoming, Visit] | None:
        """Return the form of one of our own pages and its visit; Sec-Fetch-Site, which no script can set, tells."""
        if request.headers.get("sec-fetch-site") not in OWN_FETCHES:
            return None
        try:
            form = await from_form(request, self.parts.config.issuer)
        except BadRequest:
            return None
        visit = self.visits.take(form.get("tx"), step)
        return (form, visit) if visit else None

    def back(self, visit: Visit, person: SandboxPerson | None) -> Response:
        """Send the browser back to the program, with a code only for somebody who agreed."""
        try:
            return self.server.answer_authorization(visit.incoming, person, visit.auth_time)
        except OAuth2Error as error:
            return self.refused(visit.incoming, error)

    def denied(self, visit: Visit, why: str) -> Response:
        """Send the browser back to the program without a code, and say why."""
        try:
            return self.server.deny(visit.incoming, why)
        except OAuth2Error as error:
            return self.refused(visit.incoming, error)

    def refused(self, incoming: Incoming, error: OAuth2Error) -> Response:
        """Answer with an error, in a redirect only if it names where to."""
        if error.redirect_uri:
            return self.server.refuse(incoming, error)
        return self.pages.trouble(str(error.description), START_AGAIN)

    def gone(self) -> Response:
        """Say that there is nothing to go on with."""
        return self.pages.trouble("This sign-in is over, or was begun on another page.", START_AGAIN)
