"""Goes through the sandbox's own login and consent pages over HTTP, as a browser would; for no other provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

import httpx

from app.auth import web
from app.auth.events import Denied, Person, Unreachable

STEPS = 8
"""Pages and redirects between the first page and the answer: four in fact, the rest is for a changed sandbox."""


@dataclass(slots=True)
class Page:
    """What matters of one page: its form, whom it offers with which PIN, and its alert."""

    action: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    pins: dict[str, str] = field(default_factory=dict, repr=False)
    decisions: list[str] = field(default_factory=list)
    alert: str = ""


def read(html: str) -> Page:
    """Return what matters of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.page.alert = " ".join(reader.page.alert.split())
    return reader.page


def find(name: str, people: Sequence[Person]) -> Person | None:
    """Return who is meant by a key, a name or a role; of several with a role the first, at Acme first."""
    wanted = name.strip().casefold()
    for person in people:
        if wanted in {person.key.casefold(), person.name.casefold()}:
            return person
    in_role = [person for person in people if person.detail.casefold().split(" ", 1)[0] == wanted]
    in_role.sort(key=lambda person: not person.detail.endswith(" at Acme"))
    return in_role[0] if in_role else None


def choices(people: Sequence[Person]) -> str:
    """Return in words whom one can sign in as."""
    roles = list(dict.fromkeys(person.detail.split(" ", 1)[0] for person in people))
    return f"a person ({', '.join(person.key for person in people)}) or a role ({', '.join(roles)})"


@dataclass(frozen=True, slots=True)
class Visit:
    """One walk through the pages, from an authorization request to the answer that a browser would bring back."""

    client: httpx.AsyncClient
    url: str
    redirect_uri: str

    async def people(self) -> tuple[Person, ...]:
        """Return the people whom the login page offers."""
        _, page = await self._open()
        return tuple(page.people)

    async def answer_as(self, name: str, *, pin: str | None = None, decision: str = "allow") -> str:
        """Sign in as somebody, decide on the consent page, and return the answer's query.

        Raises:
            Denied: nobody of that name, or the page refused; in its own words.
            Unreachable: the pages are not what they were.

        """
        place, page = await self._open()
        person = find(name, page.people)
        if person is None:
            raise Denied(f"The sandbox knows nobody called {name[:60]!r}.", f"Choose {choices(page.people)}.")
        fields = {"person": person.key, "pin": page.pins.get(person.key, "") if pin is None else pin}
        place, page = self._page(await self._submit(place, page, fields))
        if page.people:
            raise Denied(page.alert or "The sandbox did not accept the PIN.", "Enter the PIN that the page shows.")
        answer = await self._submit(place, page, {"decision": decision})
        for _ in range(STEPS):
            target = answer.headers.get("Location")
            if target is None:
                break
            url = str(answer.request.url.join(target))
            if url.split("?", 1)[0] == self.redirect_uri:
                return urlsplit(url).query
            answer = await self._get(url)
        raise _changed()

    async def _open(self) -> tuple[str, Page]:
        self.client.cookies.clear()
        answer = await self._get(self.url)
        for _ in range(STEPS):
            if "Location" not in answer.headers:
                break
            answer = await self._get(str(answer.request.url.join(answer.headers["Location"])))
        place, page = self._page(answer)
        if not page.people:
            raise Denied(page.alert or "The sandbox did not show its login page.", "Try again.")
        return place, page

    async def _get(self, url: str) -> httpx.Response:
        self._require_own(url)
        return await web.send(self.client, "GET", url)

    async def _submit(self, place: str, page: Page, fields: Mapping[str, str]) -> httpx.Response:
        url = str(httpx.URL(place).join(page.action))
        self._require_own(url)
        return await web.send(self.client, "POST", url, form={**page.hidden, **fields})

    def _page(self, answer: httpx.Response) -> tuple[str, Page]:
        page = read(answer.text)
        if not page.action:
            raise Denied(page.alert, "Start the sign-in again.") if page.alert else _changed()
        return str(answer.request.url), page

    def _require_own(self, url: str) -> None:
        """Keep the PIN with the provider that was asked."""
        if not web.same_origin(url, self.url):
            raise _changed()


def _changed() -> Unreachable:
    return Unreachable(
        "The sandbox's sign-in pages are not as expected.",
        "Sign in through the browser, or run `countersign sandbox reset`.",
    )


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._pin_of = ""
        self._in_alert = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form" and not self.page.action:
            self.page.action = named.get("action", "")
        elif tag == "code":
            self._pin_of = named.get("data-pin", "")
        elif named.get("role") == "alert":
            self._in_alert = True
        elif tag in {"input", "button"}:
            self._field(named)

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self._pin_of = ""
        elif tag in {"p", "div"}:
            self._in_alert = False

    def handle_data(self, data: str) -> None:
        if self._pin_of:
            self.page.pins[self._pin_of] = self.page.pins.get(self._pin_of, "") + data.strip()
        if self._in_alert:
            self.page.alert += data

    def _field(self, named: Mapping[str, str]) -> None:
        kind, name, value = named.get("type"), named.get("name", ""), named.get("value", "")
        if kind == "hidden":
            self.page.hidden[name] = value
        elif kind == "radio" and name == "person":
            self.page.people.append(Person(value, named.get("data-name", value), named.get("data-detail", "")))
        elif name == "decision":
            self.page.decisions.append(value)
