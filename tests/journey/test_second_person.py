"""Three pseudo-terminals: a lead asks for 50,000, someone in finance decides, and everybody else is kept out."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.journey.home import Home
from tests.journey.provider import bring_back, confirm
from tests.journey.terminal import Terminal
from tests.journey.test_transfer import DECIDE, LINK, PROVIDER, typed

WISH = "Move 50,000.00 from Apollo to Operations for the servers"
WAITS = "Waits for a second person"
MADE = "SELECT amount, by_person FROM transfers WHERE note = 'the servers'"
ACTIVITY = "SELECT action, sub, approval FROM activity WHERE action LIKE 'approvals.%' OR action = 'transfers.create'"


@pytest.fixture
def lead(home: Home) -> Iterator[Terminal]:
    with home.terminal(size=(44, 260)) as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")
        yield terminal


def installation(home: Home, person: str) -> Home:
    """Another machine of somebody's, signed in."""
    other = replace(home, keys=f"{person}-{len(list(home.folder.iterdir()))}.json")
    signed_in = other.run("login", "--as", person)
    assert signed_in.returncode == 0, signed_in.stderr
    return other


def at_the_provider(terminal: Terminal, person: str) -> dict[str, str]:
    shown = terminal.wait_for(lambda text: LINK.search(text) is not None)
    found = LINK.search(shown)
    assert found

    async def go() -> dict[str, str]:
        facts, redirect = await confirm(found[0], person=person)
        assert "close this tab" in await bring_back(redirect)
        return facts

    return asyncio.run(go())


def ask_for_it(lead: Terminal) -> None:
    lead.press(f"{WISH}\r")
    lead.wait_for("50,000.00 EUR")
    typed(lead, "50,000.00")
    lead.wait_for(PROVIDER)
    assert at_the_provider(lead, "alice")["amount"] == "50,000.00 EUR"


def waiting(home: Home) -> str:
    """The approval that is open, as the inbox of this person lists it."""
    shown = home.run("inbox", "list").stdout
    found = [line for line in shown.splitlines() if line.startswith("ap_") and line.endswith("left")]
    assert len(found) == 1, shown
    return found[0].split()[0]


def decide(home: Home, choice: str, approval: str, says: str) -> str:
    with home.terminal("inbox", choice, approval, size=(44, 260)) as terminal:
        terminal.wait_for(lambda text: "To approve it, type" in text or "Why not" in text)
        terminal.press(f"{says}\r")
        facts = at_the_provider(terminal, "dave")
        terminal.wait_gone()
        assert facts["headline"].endswith("Move 50,000.00 EUR from Apollo 2026 to Operations 2026"), facts
        return terminal.text


def test_finance_rejects_with_a_reason_then_approves_and_it_happens_once(home: Home, lead: Terminal) -> None:
    ask_for_it(lead)
    lead.wait_for(lambda text: "finance" in text and "second person" in text)
    dave, carol = installation(home, "dave"), installation(home, "carol")
    approval = waiting(dave)

    assert "Nothing waits for you" in carol.run("inbox", "list").stdout
    assert carol.run("inbox", "show", approval).returncode == 1
    with home.terminal("inbox", "approve", approval) as terminal:
        terminal.wait_gone()
        assert "nothing here for you to decide" in terminal.text
    assert dave.run("inbox", "approve", approval).returncode == 4
    assert home.platform(MADE) == []

    assert "Rejected" in decide(dave, "reject", approval, "Not before the audit")
    lead.wait_for("Not before the audit")
    assert home.platform(MADE) == []

    ask_for_it(lead)
    assert "Approved" in decide(dave, "approve", waiting(dave), "50.000,00")
    lead.wait_for("Done: Transfer 50,000.00 EUR")
    lead.press("\x11")
    lead.wait_gone()
    all_names_are_in_both_audits(home)


def test_a_lead_whose_terminal_was_killed_finds_the_decision_on_return(home: Home, lead: Terminal) -> None:
    ask_for_it(lead)
    lead.wait_for(lambda text: "finance" in text and "second person" in text)
    lead.kill()
    dave = installation(home, "dave")
    assert "Approved" in decide(dave, "approve", waiting(dave), "50,000.00 EUR")
    assert home.platform(MADE) == []
    with home.terminal(size=(44, 260)) as back:
        back.wait_for("Done: Transfer 50,000.00 EUR")
        assert DECIDE not in back.text
        back.press("\x11")
        back.wait_gone()
    all_names_are_in_both_audits(home)


def all_names_are_in_both_audits(home: Home) -> None:
    assert home.platform(MADE) == [(5_000_000, "usr_alice")]
    done = home.platform(ACTIVITY)
    (transfer,) = [row for row in done if row[0] == "transfers.create"]
    assert transfer[1] == "usr_alice"
    assert re.match(r"ap_", str(transfer[2]))
    assert ("approvals.decide", "usr_dave") in {(row[0], row[1]) for row in done}
    told = [line for line in home.audit() if "second" in line["kind"]]
    assert any("Dave Okafor" in str(line["body"]) or "usr_dave" in str(line["body"]) for line in told), told
    (intent,) = [line for line in home.audit() if line["kind"] == "intent"]
    assert intent["plain"]["proposal"]
