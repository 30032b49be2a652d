"""The provider's pages: no script, one style sheet known by its hash, and headers that let nothing else in."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse

from app.sandbox.identity.asked import Asked
from app.sandbox.identity.codes import NextCode
from app.sandbox.identity.scopes import ABOUT_YOU, CHANGE, LOOK, MONEY, STAY, in_words
from app.sandbox.identity.visits import Visit
from app.sandbox.seed.people import PEOPLE, SandboxPerson

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page of a step-up shows beside what would happen: the next code, and what was wrong before."""

    code: NextCode
    message: str


class Pages:
    """Renders the login page, the consent page, the page of a step-up and the page that says why there is neither."""

    def __init__(self) -> None:
        self._style = (TEMPLATES / "style.css").read_text(encoding="utf-8")
        self._style_hash = b64encode(sha256(self._style.encode()).digest()).decode()
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def login(self, tx: str, visit: Visit, chosen: str | None, message: str = "") -> HTMLResponse:
        """Return the page that asks who is there, with a message after a wrong PIN; a step-up asks one person only."""
        asked = visit.incoming.asked
        return self._page(
            "login.html",
            visit.redirect_origin,
            tx=tx,
            agent=visit.client_name,
            people=[asked.person] if asked else PEOPLE,
            chosen=asked.person.key if asked else chosen or PEOPLE[0].key,
            again=asked is not None,
            message=message,
        )

    def consent(self, tx: str, visit: Visit, person: SandboxPerson) -> HTMLResponse:
        """Return the page that asks a person whether the agent may act for them."""
        return self._page(
            "consent.html",
            visit.redirect_origin,
            tx=tx,
            agent=visit.client_name,
            person=person,
            look=in_words(visit.scope, {**ABOUT_YOU, **LOOK}),
            act=in_words(visit.scope, CHANGE),
            money=in_words(visit.scope, MONEY),
            stay=in_words(visit.scope, STAY),
        )

    def confirm(self, tx: str, visit: Visit, asked: Asked, shown: Shown) -> HTMLResponse:
        """Return the page that shows what the platform says would happen, and asks for a one-time code for it."""
        return self._page(
            "confirm.html",
            visit.redirect_origin,
            tx=tx,
            agent=visit.client_name,
            person=asked.person,
            decides=asked.decides,
            told=visit.told,
            code=shown.code,
            message=shown.message,
        )

    def trouble(self, sentence: str, next_step: str) -> HTMLResponse:
        """Return a page that says why it stops here; it leads nowhere."""
        return self._page("trouble.html", None, status=400, sentence=sentence, next_step=next_step)

    def _page(self, name: str, redirect_origin: str | None, status: int = 200, **words: object) -> HTMLResponse:
        style = Markup(self._style)  # noqa: S704  # our own file, and its hash must stay what it is
        text = self._templates.get_template(name).render(style=style, **words)
        return HTMLResponse(text, status, self._headers(redirect_origin))

    def _headers(self, redirect_origin: str | None) -> dict[str, str]:
        """Return the headers; browsers hold form-action against the redirect after a form too, so it is let through."""
        forms = f"'self' {redirect_origin}" if redirect_origin else "'none'"
        policy = (
            f"default-src 'none'; style-src 'sha256-{self._style_hash}'; form-action {forms}; "
            "base-uri 'none'; frame-ancestors 'none'"
        )
        return {
            "Content-Security-Policy": policy,
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
        }
