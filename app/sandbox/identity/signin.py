"""The way of a browser: authorization request, login page, consent page, and back to the program."""

from __future__ import annotations

from dataclasses import replace
from hmac import compare_digest

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # Authlib ships no types
from starlette.requests import Request
from starlette.responses import Response

from app.sandbox.identity.incoming import BadRequest, Incoming, from_form, from_query
from app.sandbox.identity.pages import Pages
from app.sandbox.identity.server import IdentityServer
from app.sandbox.identity.visits import Visit, Visits
from app.sandbox.seed.people import PEOPLE, SandboxPerson

START_AGAIN = "Go back to the program that sent you here and start again."
OWN_FETCHES = {None, "same-origin", "none"}


def person_named(key: str | None) -> SandboxPerson | None:
    """Return the person of the login form's value."""
    return next((person for person in PEOPLE if person.key == key), None)


def right_pin(person: SandboxPerson | None, pin: str) -> bool:
    """Compare a PIN in constant time; nobody has no PIN."""
    return compare_digest((person.pin if person else "").encode(), pin.encode()) and person is not None


class SignIn:
    """The three steps; each takes the visit of the page before, so no page can be sent in twice."""

    def __init__(self, server: IdentityServer) -> None:
        self._server = server
        self._config = server.parts.config
        self._visits = Visits(self._config.clock)
        self._pages = Pages()

    async def authorize(self, request: Request) -> Response:
        """Check the request and show the login page; only a known client's own redirect URI is ever redirected to."""
        try:
            incoming = from_query(request, self._config.issuer)
        except BadRequest as error:
            return self._pages.trouble(str(error), START_AGAIN)
        try:
            client, scope = self._server.check_authorization(incoming)
        except OAuth2Error as error:
            return self._refused(incoming, error)
        visit = Visit(incoming, client.name, scope, self._visits.deadline())
        return self._pages.login(self._visits.put(visit), visit, incoming.get("login_hint"))

    async def login(self, request: Request) -> Response:
        """Check the PIN and show the consent page; five wrong ones end the visit."""
        form = await self._form(request)
        visit = self._visits.take(form.get("tx"), signed_in=False) if form else None
        if form is None or visit is None:
            return self._gone()
        person = person_named(form.get("person"))
        if person is None or not right_pin(person, form.get("pin") or ""):
            return self._wrong_pin(visit, form.get("person"))
        known = replace(visit, person=person, auth_time=self._config.now())
        return self._pages.consent(self._visits.put(known), known, person)

    async def consent(self, request: Request) -> Response:
        """Send the browser back to the program, with a code only if the person said yes."""
        form = await self._form(request)
        visit = self._visits.take(form.get("tx"), signed_in=True) if form else None
        if form is None or visit is None:
            return self._gone()
        return self._back(visit, visit.person if form.get("decision") == "allow" else None)

    def _wrong_pin(self, visit: Visit, chosen: str | None) -> Response:
        left = visit.tries_left - 1
        if left == 0:
            return self._back(visit, None)
        again = replace(visit, tries_left=left)
        message = f"That is not this person's PIN. You can try {left} more time{'s' if left > 1 else ''}."
        return self._pages.login(self._visits.put(again), again, chosen, message)

    def _back(self, visit: Visit, person: SandboxPerson | None) -> Response:
        try:
            return self._server.answer_authorization(visit.incoming, person, visit.auth_time)
        except OAuth2Error as error:
            return self._refused(visit.incoming, error)

    def _refused(self, incoming: Incoming, error: OAuth2Error) -> Response:
        if error.redirect_uri:
            return self._server.refuse(incoming, error)
        return self._pages.trouble(str(error.description), START_AGAIN)

    def _gone(self) -> Response:
        return self._pages.trouble("This sign-in is over, or was begun on another page.", START_AGAIN)

    async def _form(self, request: Request) -> Incoming | None:
        """Read a form of one of our own pages; Sec-Fetch-Site, which no script can set, tells others'."""
        if request.headers.get("sec-fetch-site") not in OWN_FETCHES:
            return None
        try:
            return await from_form(request, self._config.issuer)
        except BadRequest:
            return None
