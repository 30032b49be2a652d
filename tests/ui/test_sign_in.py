from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from app.auth.events import Refused, SessionEnded
from app.ui.desk import DeskTrouble
from app.ui.screens.chat import ChatScreen
from app.ui.screens.sign_in import SignInScreen
from app.ui.theme import DARK, LIGHT, SIXTEEN, fitting
from app.ui.ways import browserless
from tests.ui.fakes_shown import Shown
from tests.ui.fakes_ui import FakeDesk, FakeSignIn
from tests.ui.fakes_values import ALICE

WITH_DISPLAY = {"TERM": "xterm-256color", "DISPLAY": ":0"}


def door(sign_in: FakeSignIn | None = None, *, environ: dict[str, str] | None = None, **desk: object) -> Shown:
    return Shown(FakeDesk(sign_in=sign_in or FakeSignIn(), **desk), environ=environ or WITH_DISPLAY)  # type: ignore[arg-type]  # FakeDesk's own fields


async def in_chat(shown: Shown) -> None:
    await shown.until(lambda: isinstance(shown.app.screen, ChatScreen))


async def test_the_first_frame_comes_before_anything_slow() -> None:
    gate = asyncio.Event()
    async with door(gate=gate) as shown:
        await shown.until(lambda: shown.desk.prepared == 1)
        await shown.sees("What Countersign does on your behalf")
        await shown.sees("It asks before it deletes")
        await shown.sees("Getting the sandbox ready")
        gate.set()
        await shown.sees("Alice Moreau")


async def test_the_page_fits_80_by_24_with_everybody_on_it() -> None:
    async with door() as shown:
        await shown.sees("Heidi Brandt")
        for words in (
            "5  Enter approves nothing",
            "b  Open my browser",
            "p  Paste an address back",
            "Secret Service keyring",
        ):
            await shown.sees(words)


async def test_a_kept_session_goes_straight_to_the_chat() -> None:
    async with door(FakeSignIn(account=ALICE)) as shown:
        await in_chat(shown)
        assert shown.desk.sign_in.chosen == []
        await shown.sees("alice@acme.example · Acme · lead")


@pytest.mark.parametrize(("keys", "who"), [(["3"], "carol"), (["down", "enter"], "bob"), (["enter"], "alice")])
async def test_a_person_of_the_sandbox_is_chosen_by_keyboard_alone(keys: list[str], who: str) -> None:
    async with door() as shown:
        await shown.sees("Carol Mensah")
        for key in keys:
            await shown.press(key)
        await in_chat(shown)
        assert shown.desk.sign_in.chosen == [who]


async def test_where_no_browser_opens_the_address_is_shown_and_can_be_pasted_back() -> None:
    async with door() as shown:
        await shown.sees("Open my browser")
        await shown.press("b")
        await shown.sees("http://127.0.0.1:41001/authorize?client_id=c1")
        await shown.sees("No browser opened here.")
        assert isinstance(shown.app.focused, Input)
        await shown.press(*"nonsense", "enter")
        await shown.sees("That address has no code in it.")
        await shown.press(*"http://127.0.0.1/callback?code=x&state=y", "enter")
        await in_chat(shown)


async def test_the_address_can_be_copied() -> None:
    async with door() as shown:
        await shown.sees("Open my browser")
        await shown.press("b")
        await shown.sees("authorize?client_id")
        await shown.press("ctrl+y")
        assert shown.app.clipboard.startswith("http://127.0.0.1:41001/authorize?client_id=c1&state=sss")


async def test_escape_goes_back_to_the_ways() -> None:
    async with door() as shown:
        await shown.sees("Open my browser")
        await shown.press("p")
        await shown.sees("authorize?client_id")
        await shown.press("escape")
        await shown.sees("Alice Moreau")
        await shown.press("1")
        await in_chat(shown)


async def test_a_refusal_is_a_sentence_with_a_next_step_and_one_can_try_again() -> None:
    async with door(
        FakeSignIn(refusals=[Refused("You declined on the consent page.", "Choose a way to sign in.")])
    ) as shown:
        await shown.sees("Alice Moreau")
        await shown.press("1")
        await shown.sees("You declined on the consent page.")
        await shown.sees("→ Choose a way to sign in.")
        await shown.press("1")
        await in_chat(shown)


async def test_an_ended_session_is_told_and_the_ways_are_offered() -> None:
    async with door(FakeSignIn(trouble=SessionEnded("Your session is over.", "Sign in again."))) as shown:
        await shown.until(lambda: "Your session is over." in shown.text and "Alice Moreau" in shown.text)


async def test_what_cannot_be_made_ready_is_told_and_can_be_tried_again() -> None:
    async with door(troubles=[DeskTrouble("Port 41001 is taken.", "Stop the other program.")]) as shown:
        await shown.sees("Port 41001 is taken.")
        await shown.sees("→ Stop the other program.")
        await shown.press("r")
        await shown.sees("Alice Moreau")
        assert "Port 41001" not in shown.text


@pytest.mark.parametrize(
    ("environ", "platform", "without"),
    [
        ({"SSH_CONNECTION": "1.2.3.4", "DISPLAY": ":0"}, "linux", True),
        ({}, "linux", True),
        ({"WAYLAND_DISPLAY": "w"}, "linux", False),
        ({}, "darwin", False),
        ({"SSH_TTY": "/dev/pts/1"}, "darwin", True),
    ],
)
def test_a_browser_is_not_counted_on_where_it_would_be_on_the_wrong_machine(
    environ: dict[str, str], platform: str, *, without: bool
) -> None:
    assert browserless(environ, platform) is without


async def test_pasting_back_comes_first_over_ssh() -> None:
    ssh = {"TERM": "xterm-256color", "SSH_CONNECTION": "1.2.3.4", "DISPLAY": ":0"}
    async with door(FakeSignIn(offered=()), environ=ssh) as shown:
        await shown.sees("Open my browser")
        assert shown.text.index("Paste an address back") < shown.text.index("Open my browser")


async def test_without_a_sandbox_no_people_are_offered() -> None:
    async with door(FakeSignIn(offered=())) as shown:
        await shown.sees("Open my browser")
        assert shown.app.screen.query_one(OptionList).option_count == 2


async def test_every_screen_states_what_has_the_focus_first() -> None:
    for screen in (ChatScreen, SignInScreen):
        assert "AUTO_FOCUS" in vars(screen)


def test_a_terminal_of_sixteen_colours_gets_its_own() -> None:
    assert fitting({"TERM": "xterm"}) == SIXTEEN.name
    assert fitting({"TERM": "screen", "COLORTERM": "truecolor"}) == DARK.name
    assert fitting({"TERM": "tmux-256color"}) == DARK.name
    assert fitting({"TERM": "xterm-256color", "COLORFGBG": "0;15"}) == LIGHT.name
    assert fitting({"TERM": "xterm"}, "light") == LIGHT.name


@pytest.mark.parametrize(("module", "also"), [("app.ui.app", ("markdown_it",)), ("app.ui.screens.chat", ())])
def test_the_screen_loads_none_of_the_agents_libraries(module: str, also: tuple[str, ...]) -> None:
    heavy = ("langgraph", "langchain_core", "pydantic", "httpx", "keyring", "rfc8785", *also)
    code = f"import sys, {module}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_style_sheet_lies_beside_its_python_and_names_no_colour_of_its_own() -> None:
    sheets = sorted(Path("app/ui").rglob("*.tcss"))
    assert len(sheets) >= 6
    for sheet in sheets:
        assert "#" not in "".join(line.split(":", 1)[1] for line in sheet.read_text().splitlines() if ": " in line)
