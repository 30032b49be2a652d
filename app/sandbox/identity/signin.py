"""The way of a browser: authorization request, login page, consent page, and back to the program."""

from __future__ import annotations

from dataclasses import replace
from hmac import compare_digest

from authlib.oauth2 import OAuth2Error  # type: ignore[import-untyped]  # Authlib ships no types
from starlette.requests import Request
from starlette.responses import Response

from app.sandbox.identity.confirmation import Confirmation
from app.sandbox.identity.incoming import BadRequest, Incoming, from_query
from app.sandbox.identity.visits import Visit
from app.sandbox.identity.walk import START_AGAIN, Walk
from app.sandbox.seed.people import PEOPLE, SandboxPerson

OTHER_ACCOUNT = "other account"
WRONG_PIN = "wrong PIN"


def person_named(key: str | None) -> SandboxPerson | None:
    """Return the person of the login form's value."""
    return next((person for person in PEOPLE if person.key == key), None)


def right_pin(person: SandboxPerson | None, pin: str) -> bool:
    """Compare a PIN in constant time; nobody has no PIN."""
    return compare_digest((person.pin if person else "").encode(), pin.encode()) and person is not None


class SignIn:
    """The three steps, of which a step-up shares the first with an ordinary sign-in."""

    def __init__(self, walk: Walk, confirmation: Confirmation) -> None:
        self._walk = walk
        self._confirmation = confirmation

    async def authorize(self, request: Request) -> Response:
        """Check the request and show the login page; only a known client's own redirect URI is ever redirected to."""
        walk = self._walk
        try:
            incoming = self._incoming(request)
        except BadRequest as error:
            return walk.pages.trouble(str(error), START_AGAIN)
        try:
            client, scope = walk.server.check_authorization(incoming)
        except OAuth2Error as error:
            return walk.refused(incoming, error)
        visit = Visit(incoming, client.name, scope, walk.visits.deadline())
        return walk.pages.login(walk.visits.put(visit), visit, incoming.get("login_hint"))

    def _incoming(self, request: Request) -> Incoming:
        """Return what is asked for: what was pushed (RFC 9126, 4), and else the query itself."""
        parts = self._walk.parts
        query = from_query(request, parts.config.issuer)
        if query.get("request_uri") is None:
            return query
        pushed = None if query.repeated() else parts.pushed.take(query.get("request_uri"), query.get("client_id"))
        if pushed is None:
            raise BadRequest("This link was used before, is older than a minute and a half, or is not this program's.")
        return pushed

    async def login(self, request: Request) -> Response:
        """Check the PIN and show the next page; five wrong ones end the visit."""
        walk = self._walk
        found = await walk.visit(request, "login")
        if found is None:
            return walk.gone()
        form, visit = found
        asked, person = visit.incoming.asked, person_named(form.get("person"))
        if asked and person != asked.person:
            return walk.denied(visit, OTHER_ACCOUNT)
        if person is None or not right_pin(person, form.get("pin") or ""):
            return self._wrong_pin(visit, form.get("person"))
        known = replace(visit, person=person, auth_time=walk.parts.config.now())
        if asked:
            return await self._confirmation.begin(known, asked)
        return walk.pages.consent(walk.visits.put(known), known, person)

    async def consent(self, request: Request) -> Response:
        """Send the browser back to the program, with a code only if the person said yes."""
        found = await self._walk.visit(request, "consent")
        if found is None:
            return self._walk.gone()
        form, visit = found
        return self._walk.back(visit, visit.person if form.get("decision") == "allow" else None)

    def _wrong_pin(self, visit: Visit, chosen: str | None) -> Response:
        left = visit.tries_left - 1
        if left == 0:
            return self._walk.denied(visit, WRONG_PIN)
        again = replace(visit, tries_left=left)
        message = f"That is not this person's PIN. You can try {left} more time{'s' if left > 1 else ''}."
        return self._walk.pages.login(self._walk.visits.put(again), again, chosen, message)
