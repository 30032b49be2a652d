import re
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import Page

from app.auth.pages import read
from tests.journey.chromium import Watch
from tests.journey.home import PROGRAM, Home
from tests.journey.terminal import Terminal

PROMPT = "Paste the address that your browser ended on:"
SIGNED_IN = "Signed in as Alice Moreau <alice@acme.example>."
SAID_NO = "Error: You or the provider said no, so nobody is signed in. Start again"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    home = Home(tmp_path_factory.mktemp("newcomer"))
    home.run("sandbox", "up")
    yield home
    home.run("sandbox", "down")


@contextmanager
def signing_in(home: Home, *args: str) -> Iterator[tuple[Terminal, str]]:
    bare = {**home.env, "PATH": str(home.folder / "no-programs")}
    with Terminal([PROGRAM, "login", *args], bare, (20, 1000)) as terminal:
        shown = terminal.wait_for(PROMPT)
        found = re.search(r"^http://127\.0\.0\.1:\d+/authorize\?\S+$", shown, re.MULTILINE)
        assert found, shown
        yield terminal, found[0]


def enter(page: Page, person: str, pin: str | None = None) -> None:
    page.get_by_role("radio", name=person).check()
    shown = page.locator("label", has_text=person).locator("code[data-pin]").inner_text()
    page.get_by_label("PIN", exact=True).fill(pin or shown)
    submit(page, "Sign in")


def submit(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


def allow(page: Page) -> None:
    submit(page, "Yes, let it act for me")
    page.get_by_role("heading", name="You can close this tab").wait_for()


def address_after_consent(url: str) -> str:
    with httpx.Client(trust_env=False) as client:
        login = read(client.get(url).text)
        known = {**login.hidden, "person": "alice", "pin": login.pins["alice"]}
        consent = read(client.post(urljoin(url, login.action), data=known).text)
        answer = client.post(urljoin(url, consent.action), data={**consent.hidden, "decision": "allow"})
        return answer.headers["Location"]


def test_login_and_consent_in_a_browser_end_at_a_tab_to_close_and_signed_in(home: Home, page: Page) -> None:
    with signing_in(home) as (terminal, url):
        page.goto(url)
        enter(page, "Alice Moreau")
        page.get_by_role("heading", name=re.compile("Let Countersign on .+ act for you")).wait_for()
        assert "It may change, after asking you" in page.inner_text("main")
        allow(page)
        terminal.wait_for(SIGNED_IN)
        terminal.wait_gone()
    assert terminal.process.exitstatus == 0
    assert "Role             lead" in home.run("whoami").stdout


def test_the_pages_break_no_rule_of_their_own_and_ask_no_other_host(home: Home, page: Page, watch: Watch) -> None:
    with signing_in(home) as (terminal, url):
        page.goto(url)
        enter(page, "Alice Moreau", pin="0000")
        enter(page, "Alice Moreau")
        allow(page)
        terminal.wait_gone()
    assert watch.said == []
    assert {urlsplit(url).hostname for url in watch.asked} == {"127.0.0.1"}
    assert [urlsplit(url).path for url in watch.asked] == ["/authorize", "/login", "/login", "/consent", "/callback"]


def test_consent_denied_in_a_browser_is_one_sentence_with_a_next_step(home: Home, page: Page) -> None:
    with signing_in(home) as (terminal, url):
        page.goto(url)
        enter(page, "Alice Moreau")
        submit(page, "No, go back")
        page.get_by_role("heading", name="You can close this tab").wait_for()
        terminal.wait_for(SAID_NO)
        terminal.wait_gone()
    assert terminal.process.exitstatus == 1


def test_a_wrong_pin_is_told_on_the_page_and_the_sign_in_goes_on(home: Home, page: Page) -> None:
    with signing_in(home) as (terminal, url):
        page.goto(url)
        enter(page, "Carol", pin="0000")
        assert page.get_by_role("alert").inner_text() == "That is not this person's PIN. You can try 4 more times."
        assert page.get_by_role("radio", name="Carol").is_checked()
        enter(page, "Carol")
        allow(page)
        terminal.wait_for("Signed in as Carol")
        terminal.wait_gone()


def test_five_wrong_pins_end_the_sign_in_in_the_terminal_too(home: Home, page: Page) -> None:
    with signing_in(home) as (terminal, url):
        page.goto(url)
        for _ in range(5):
            enter(page, "Alice Moreau", pin="0000")
        terminal.wait_for(SAID_NO)
        terminal.wait_gone()


def test_the_address_that_a_browser_ended_on_can_be_pasted(home: Home) -> None:
    with signing_in(home, "--paste") as (terminal, url):
        terminal.press("http://127.0.0.1/nothing\r")
        terminal.wait_for("That is not the address your browser ended on")
        terminal.press("http://127.0.0.1/callback?code=1&state=another\r")
        terminal.wait_for("That address belongs to another sign-in")
        terminal.press(f"{address_after_consent(url)}\r")
        terminal.wait_for(SIGNED_IN)
        terminal.wait_gone()
    assert terminal.process.exitstatus == 0


def test_ctrl_c_ends_the_wait_for_a_browser(home: Home) -> None:
    with signing_in(home) as (terminal, _):
        terminal.press("\x03")
        terminal.wait_gone()
    assert terminal.process.exitstatus == 1


def test_the_browser_is_handed_the_address_that_the_terminal_shows(home: Home) -> None:
    handed = home.folder / "handed"
    program = home.folder / "browser"
    program.write_text(f'#!/bin/sh\nprintf %s "$1" > "{handed}"\n')
    program.chmod(0o755)
    with Terminal([PROGRAM, "login"], {**home.env, "BROWSER": str(program)}, (20, 1000)) as terminal:
        shown = terminal.wait_for("Your browser shows this page to sign in:\n\nhttp")
        url = handed.read_text()
        assert url in shown
        answer = httpx.get(address_after_consent(url), trust_env=False)
        terminal.wait_for(SIGNED_IN)
        terminal.wait_gone()
    assert "You can close this tab" in answer.text
    assert PROMPT not in terminal.text


def test_pasting_is_asked_for_without_opening_any_browser(home: Home) -> None:
    opened = home.folder / "opened"
    program = home.folder / "eager-browser"
    program.write_text(f'#!/bin/sh\n: > "{opened}"\n')
    program.chmod(0o755)
    with Terminal([PROGRAM, "login", "--paste"], {**home.env, "BROWSER": str(program)}, (20, 1000)) as terminal:
        terminal.wait_for("Open this page to sign in:")
        terminal.wait_for(PROMPT)
        terminal.press("\x03")
        terminal.wait_gone()
    assert not opened.exists()
