import re
import subprocess
import sys
from pathlib import Path

SNIPPETS = """
from tools import Change, Context, tool

CHANGE = Change("", [], [])


@tool(effect="read")
async def read(ctx: Context, name: str = "") -> object:
    return name


@tool(effect="update", look="tasks:read", act="tasks:write")
async def update(ctx: Context, names: list[str]) -> Change:
    return CHANGE


@tool(look="tasks:read")  # wrong: no effect
async def effectless(ctx: Context) -> object:
    return ctx


@tool  # wrong: nothing said
async def bare(ctx: Context) -> object:
    return ctx


@tool(effect="delight", act="tasks:write")  # wrong: no such effect
async def unknown(ctx: Context) -> Change:
    return CHANGE


@tool(effect="read", act="tasks:write")  # wrong: a read with hands
async def handed(ctx: Context) -> object:
    return ctx


@tool(effect="delete", look="tasks:read")  # wrong: no hands
async def handless(ctx: Context) -> Change:
    return CHANGE


@tool(effect="delete", act="tasks:delete")  # wrong: returns no Change
async def changeless(ctx: Context) -> object:
    return ctx


@tool(effect="read")  # wrong: takes no Context
async def blind(name: str) -> object:
    return name
"""


def test_mypy_refuses_a_tool_whose_declaration_does_not_hold_together(tmp_path: Path, checkout: Path) -> None:
    (tmp_path / "snippets.py").write_text(SNIPPETS)
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--cache-dir",
        str(tmp_path / "cache"),
        str(tmp_path / "snippets.py"),
    ]
    run = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)  # our own words
    refused = {int(line) for line in re.findall(r"snippets\.py:(\d+): error", run.stdout)}
    wrong = {number for number, line in enumerate(SNIPPETS.splitlines(), 1) if "# wrong" in line}
    assert refused == wrong, run.stdout
