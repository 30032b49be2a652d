import subprocess
import sys

import pytest
from click.testing import CliRunner

from app.cli import COMMANDS, main

HEAVY = ("textual", "langgraph", "langchain_core", "httpx", "pydantic", "cryptography", "keyring")
UNSEEN = ("graph.events", "tools.change", "app.ui.screens.chat", "markdown_it", "textual.widgets._text_area")


def loaded_by(code: str) -> set[str]:
    said = f"import sys; {code}; print(' '.join(m for m in {HEAVY + UNSEEN!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_line_loads_neither_screen_nor_agent() -> None:
    assert loaded_by("import app.cli") == set()


def test_the_first_frame_needs_the_screen_and_nothing_else() -> None:
    assert loaded_by("import app.commands.chat, app.ui.app, app.wiring, app.backstage") == {"textual"}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str) -> None:
    told = CliRunner().invoke(main, [name, "--help"])
    assert told.exit_code == 0, told.output
    assert "Usage:" in told.output


def test_help_fits_a_screen() -> None:
    told = CliRunner().invoke(main, ["--help"])
    assert len(told.output.splitlines()) <= 24


def test_a_failure_is_one_sentence_with_a_next_step_and_exit_code_1(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERSIGN_ISSUER", "https://id.example")
    told = CliRunner().invoke(main, ["whoami"])
    assert told.exit_code == 1
    assert told.stderr == (
        "Error: Only one of COUNTERSIGN_ISSUER and COUNTERSIGN_PLATFORM is set."
        " Set both, or neither to use the sandbox.\n"
    )


def test_tools_are_listed_with_what_happens() -> None:
    told = CliRunner().invoke(main, ["tools", "list"])
    assert told.exit_code == 0
    assert "delete_tasks" in told.output
    assert "asks you" in told.output
