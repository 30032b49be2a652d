from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from textual.command import CommandPalette

from app.auth.events import Account
from app.ui.commands import COMMANDS, action_of, is_command
from app.ui.desk import May, Opened
from app.ui.screens.help import HelpScreen
from app.ui.screens.inbox import InboxScreen
from tests.ui.fakes_inbox import FakeInbox, theirs
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeDesk
from tests.ui.fakes_values import STANDING

MAY = (
    May("transfer_funds", "transfer", "second", "above 10,000.00 EUR"),
    May("search_tasks", "read", "runs"),
    May("delete_projects", "delete", "forbidden", "Leads can't delete projects at Acme."),
    May("delete_tasks", "delete", "asks", "[b]deleting[/b] loses \x1b[31minformation"),
)
BOTH = pytest.mark.parametrize("size", [(80, 24), (120, 40)])


@dataclass
class Desk(FakeDesk):
    """A desk that knows what one may do."""

    async def open(self, account: Account) -> Opened:
        opened = await super().open(account)
        return replace(opened, standing=replace(STANDING, session="signed in at 10:32 with a PIN", may=MAY))


@BOTH
async def test_f1_says_who_one_is_where_the_key_is_kept_and_what_every_tool_comes_to(size: tuple[int, int]) -> None:
    async with Shown(Desk(), size=size) as shown:
        await shown.press("f1")
        await shown.until(lambda: isinstance(shown.app.screen, HelpScreen))
        await shown.sees("alice@acme.example · Acme · lead", "signed in at 10:32 with a PIN · kept in Secret Service")
        await shown.sees("Tools: only looks", "search_tasks  ✓ runs")
        await shown.sees("Tools: information loss", "delete_projects  ✗ not allowed to you  Leads can't delete")
        await shown.sees("delete_tasks     ? asks you", "[b]deleting[/b] loses", "�information")
        assert shown.text.index("search_tasks") < shown.text.index("delete_tasks")
        await shown.press("end")
        await shown.sees("Keys", "Ctrl+O") if size[1] == 40 else await shown.sees("/inbox")
        await shown.press("f1")
        await shown.until(lambda: not isinstance(shown.app.screen, HelpScreen))


async def test_a_tool_that_needs_a_second_person_says_so_with_its_limit() -> None:
    async with Shown(Desk(), size=(120, 40)) as shown:
        await shown.press("f1")
        await shown.sees("transfer_funds  ? asks you, and a second person  above 10,000.00 EUR")


async def test_ctrl_p_offers_our_commands_by_name() -> None:
    async with Shown(FakeDesk(inbox=FakeInbox([theirs()])), size=(120, 40)) as shown:
        await shown.press("ctrl+p")
        await shown.until(lambda: isinstance(shown.app.screen, CommandPalette))
        await shown.sees("What may I do", "Inbox", "Sign out")
        await shown.press(*"inbox")
        await shown.sees("What waits for me")
        await shown.press("enter")
        await shown.until(lambda: isinstance(shown.app.screen, InboxScreen) or "inbox" in shown.text)
        if not isinstance(shown.app.screen, InboxScreen):
            await shown.press("enter")
        await shown.until(lambda: isinstance(shown.app.screen, InboxScreen))


async def test_ctrl_p_offers_nothing_of_the_toolkits_own_and_on_other_screens_what_works_anywhere() -> None:
    async with Shown(FakeDesk(inbox=FakeInbox([theirs()])), size=(120, 40)) as shown:
        await shown.press("ctrl+p")
        await shown.sees("Sign out", "Colours")
        assert "Maximize" not in shown.text
        assert "Screenshot" not in shown.text
        await shown.press("escape")
        await shown.until(lambda: not isinstance(shown.app.screen, CommandPalette))
        await shown.press("ctrl+o")
        await shown.until(lambda: isinstance(shown.app.screen, InboxScreen))
        await shown.press("ctrl+p")
        await shown.sees("Colours", "Quit")
        assert "Maximize" not in shown.text
        assert "Sign out" not in shown.text


def test_every_command_is_one_word_after_a_slash() -> None:
    for command in COMMANDS:
        assert is_command(f"/{command.name}")
        assert action_of(f"/{command.name}") == command.action
    assert action_of("/nonsense") == action_of("inbox") == ""
    assert not is_command("/etc/passwd")
