"""Money in a pseudo-terminal and a real browser: the typed amount, the provider's own page, and both audits after."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.journey.home import Home
from tests.journey.terminal import Terminal

WISH = "Move 5,000.00 from Marketing to Apollo for the launch"
DECIDE = "Decide: nothing is sent before your yes"
PROVIDER = "Your provider asks you to confirm"
LINK = re.compile(r"http://127\.0\.0\.1:\d+/authorize\?\S+")
HELD = "SELECT name, balance FROM budgets WHERE tenant = 'ten_acme' AND name IN ('Marketing 2026', 'Apollo 2026')"
MADE = "SELECT amount, currency, by_person FROM transfers WHERE note = 'the launch'"
ACTIVITY = "SELECT sub, actor_sub, actor_installation, change FROM activity WHERE action = 'transfers.create'"


@pytest.fixture
def terminal(home: Home) -> Iterator[Terminal]:
    with home.terminal(size=(44, 260)) as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")
        yield terminal


def typed(terminal: Terminal, amount: str) -> None:
    terminal.wait_for(DECIDE)
    terminal.press_until("y", "to approve.  Esc goes back.")
    terminal.press(f"{amount}\r")


def confirm(terminal: Terminal, page: Page, button: str = "allow") -> dict[str, str]:
    """Go through the provider's pages as the person does, and return what the second one shows."""
    shown = terminal.wait_for(lambda text: PROVIDER in text and LINK.search(text) is not None)
    found = LINK.search(shown)
    assert found
    page.goto(found[0])
    page.get_by_label("PIN", exact=True).fill(page.locator("code[data-pin]").first.inner_text())
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    facts = {
        (fact.get_attribute("class") or "").removeprefix("fact-"): fact.inner_text()
        for fact in page.locator("dd[class^=fact-]").all()
    }
    facts["headline"] = page.locator("h1.headline").inner_text()
    page.locator("input[name=otp]").fill(page.locator("code[data-totp]").inner_text())
    page.locator(f"button[value={button}]").click()
    page.get_by_role("heading", name="You can close this tab").wait_for()
    return facts


def held(home: Home) -> dict[str, int]:
    return {str(name): int(str(balance)) for name, balance in home.platform(HELD)}


def test_the_provider_shows_the_very_transfer_and_one_debit_and_one_credit_follow(
    home: Home, terminal: Terminal, page: Page
) -> None:
    before = held(home)
    terminal.press(f"{WISH}\r")
    for words in ("41,250.00 EUR → 36,250.00 EUR", "86,400.00 EUR → 91,400.00 EUR", "Moved today", "20,000.00 EUR"):
        terminal.wait_for(words)
    typed(terminal, "5.000,00")
    facts = confirm(terminal, page)
    assert facts["amount"] == "5,000.00 EUR"
    assert facts["headline"] == "Move 5,000.00 EUR from Marketing 2026 to Apollo 2026"
    assert (facts["from"], facts["to"]) == (
        "Marketing 2026: 41,250.00 → 36,250.00 EUR",
        "Apollo 2026: 86,400.00 → 91,400.00 EUR",
    )
    terminal.wait_for("Done: Transfer 5,000.00 EUR")
    terminal.press("\x11")
    terminal.wait_gone()

    assert home.platform(MADE) == [(500_000, "EUR", "usr_alice")]
    after = held(home)
    assert {name: after[name] - before[name] for name in after} == {"Marketing 2026": -500_000, "Apollo 2026": 500_000}
    ((sub, client, installation, change),) = home.platform(ACTIVITY)
    audit = home.audit()
    (intent,) = [line for line in audit if line["kind"] == "intent"]
    (decision,) = [line for line in audit if line["kind"] == "decision"]
    assert intent["plain"]["change"] == change
    assert (decision["body"]["by"], decision["body"]["sub"], sub) == ("usr_alice", "usr_alice", "usr_alice")
    assert decision["body"]["installation"] == installation
    assert str(client).startswith("cl_")
    assert intent["plain"]["proposal"] == decision["plain"]["proposal"]


def test_another_amount_approves_nothing_and_a_no_at_the_provider_leaves_the_card_with_what_was_typed(
    home: Home, terminal: Terminal, page: Page
) -> None:
    terminal.press(f"{WISH}\r")
    typed(terminal, "5,000.01")
    terminal.wait_for("That is not  5,000.00 EUR")
    assert PROVIDER not in terminal.text
    terminal.press("\x15")
    terminal.wait_for("to approve.  Esc goes back.")
    terminal.press("5,000.00\r")
    confirm(terminal, page, "deny")
    terminal.wait_for("declined on your provider's page")
    terminal.wait_for(DECIDE)
    terminal.press_until("y", "┃ 5,000.00")
    assert home.platform(MADE) == []
    assert json.dumps(held(home)) == json.dumps({"Apollo 2026": 8_640_000, "Marketing 2026": 4_125_000})


def test_more_than_anybody_may_move_is_refused_in_the_rules_words(home: Home, terminal: Terminal) -> None:
    terminal.press("Move 5,000,000.00 from Marketing to Apollo\r")
    terminal.wait_for("More than 100,000.00 at once is refused, whoever agrees.")
    assert DECIDE not in terminal.text
    assert home.platform(ACTIVITY) == []
