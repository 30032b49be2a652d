"""Goes through the provider's two pages of a step-up as a person does: PIN and one-time code are read off the page."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Literal

import httpx

Pause = Callable[[float], Awaitable[None]]
TRIES = 5
VOID = frozenset({"input", "meta", "br", "hr", "link", "img"})


@dataclass
class Page:
    """What a person finds on a page; `facts` are by class name without its `fact-`, beside headline, rows and alert."""

    action: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    inputs: list[str] = field(default_factory=list)
    pin: str = ""
    otp: str = ""
    wait: int = 0
    buttons: list[str] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self.text = ""
        self._open: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self._open.append((tag, said))
        page = self.page
        if tag == "form":
            page.action = said.get("action", "")
        elif tag == "button" and said.get("name") == "decision":
            page.buttons.append(said.get("value", ""))
        elif tag == "input":
            page.inputs.append(said.get("name", ""))
            if said.get("type") == "hidden" or (said.get("type") == "radio" and "checked" in said):
                page.fields[said["name"]] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        self.text += data
        tag, said = self._open[-1] if self._open else ("", {})
        if "data-pin" in said:
            self.page.pin += data.strip()
        elif "data-totp" in said:
            self.page.otp += data.strip()
        elif name := _fact(tag, said):
            before = self.page.facts.get(name, "")
            self.page.facts[name] = f"{before}\n{data.strip()}" if before and name == "row" else before + data.strip()


def _fact(tag: str, said: dict[str, str]) -> str:
    if tag == "h1" and said.get("class") == "headline":
        return "headline"
    if said.get("role") == "alert":
        return "alert"
    name = said.get("class", "")
    return name.removeprefix("fact-") if tag in {"dd", "li"} and name.startswith("fact-") else ""


def read(html: str) -> Page:
    """Return what a person finds on a page."""
    reader = _Reader()
    reader.feed(html)
    if found := re.search(r"good in (\d+) seconds", " ".join(reader.text.split())):
        reader.page.wait = int(found[1])
    return reader.page


async def confirm(  # noqa: PLR0913  # what a person may do otherwise, each by its name
    url: str,
    *,
    person_pin: str | None = None,
    person: str | None = None,
    decision: Literal["allow", "deny"] = "allow",
    code: str | None = None,
    client: httpx.AsyncClient | None = None,
    pause: Pause = asyncio.sleep,
) -> tuple[dict[str, str], str]:
    """Open a page, sign in, decide, and return what the page showed and the address that the browser is sent to.

    Without a PIN, a person or a code, what the page shows is used. A wrong code is typed again until the page gives up.
    Where it offers no way to agree, the button that is there is pressed. `bring_back` then goes to the address.
    """
    async with _browser(client) as browser:
        answer = await browser.get(url)
        page = read(answer.text)
        assert page.action == "/login", answer.text
        login = {**page.fields, "pin": page.pin if person_pin is None else person_pin}
        answer = await _send(browser, answer, page, {**login, "person": person or login["person"]})
        facts: dict[str, str] = {}
        for _ in range(TRIES):
            if "Location" in answer.headers:
                return facts, answer.headers["Location"]
            page = read(answer.text)
            assert page.action == "/confirm", answer.text
            facts = {**facts, **page.facts}
            chosen = decision if decision in page.buttons else page.buttons[0]
            if chosen == "allow" and code is None and page.wait:
                await pause(page.wait + 0.5)
            typed = {"otp": page.otp if code is None else code} if "otp" in page.inputs else {}
            answer = await _send(browser, answer, page, {**page.fields, **typed, "decision": chosen})
    raise AssertionError(answer.text)


async def bring_back(redirect: str) -> str:
    """Go where the provider sent the browser, to the program that waits there, and return what that shows."""
    async with httpx.AsyncClient(trust_env=False) as browser:
        return (await browser.get(redirect)).text


async def _send(browser: httpx.AsyncClient, seen: httpx.Response, page: Page, form: dict[str, str]) -> httpx.Response:
    return await browser.post(str(seen.request.url.join(page.action)), data=form)


@asynccontextmanager
async def _browser(given: httpx.AsyncClient | None) -> AsyncIterator[httpx.AsyncClient]:
    if given is not None:
        yield given
        return
    async with httpx.AsyncClient(trust_env=False) as browser:
        yield browser
