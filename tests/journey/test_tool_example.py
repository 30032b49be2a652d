"""README's tool, dropped into a copy of the program: it works, or it is refused by name."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journey.home import CHECKOUT, PROGRAM, Home
from tests.journey.readme import fenced
from tests.journey.terminal import Terminal

CONFIG = str(CHECKOUT / "pyproject.toml")
DAY = (datetime.now(UTC) + timedelta(days=1500)).date().isoformat()
DUE = "SELECT count(*) FROM tasks WHERE due = ? GROUP BY project ORDER BY 1"


@pytest.fixture(scope="module")
def floors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    floors = tmp_path_factory.mktemp("copy")
    for name in ("app", "graph", "tools"):
        shutil.copytree(CHECKOUT / name, floors / name, ignore=shutil.ignore_patterns("__pycache__"))
    return floors


@pytest.fixture
def dropped(floors: Path) -> Iterator[Path]:
    [example] = fenced("python")
    named = re.search(r"`tools/catalog/` as `(\w+\.py)`", (CHECKOUT / "README.md").read_text())
    assert named
    file = floors / "tools" / "catalog" / named[1]
    assert not file.exists()
    file.write_text(example)
    yield file
    file.unlink()


@pytest.fixture
def effectless(dropped: Path) -> Path:
    dropped.write_text(dropped.read_text().replace('effect="update", ', ""))
    return dropped


@pytest.fixture
def paths(floors: Path) -> dict[str, str]:
    return {"PYTHONPATH": os.pathsep.join([str(floors), str(CHECKOUT)])}


@pytest.fixture
def types(tmp_path: Path) -> list[str]:
    return ["mypy", "--config-file", CONFIG, "--follow-imports=silent", "--cache-dir", str(tmp_path)]


def checked(file: Path, floors: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    run = [sys.executable, "-m", *command, str(file)]
    return subprocess.run(run, cwd=floors, capture_output=True, text=True, check=False)


@pytest.mark.usefixtures("dropped")
def test_the_readmes_tool_works_in_the_chat(home: Home, paths: dict[str, str]) -> None:
    with Terminal([PROGRAM], {**home.env, **paths}, (40, 110)) as terminal:
        terminal.wait_for("Alice Moreau")
        terminal.press("1")
        terminal.wait_for("Type a message")
        assert home.platform(DUE, DAY) == []

        terminal.press("show the overdue tasks in Zephyr\r")
        terminal.wait_for("Two tasks in Zephyr are overdue.")
        terminal.press(f"postpone them to {DAY}\r")
        terminal.wait_for(f"Done: Postpone 2 tasks to {DAY}.")
        assert home.platform(DUE, DAY) == [(2,)]

        terminal.press("show the stale tasks in Apollo\r")
        terminal.wait_for("Five tasks in Apollo")
        terminal.press(f"postpone them to {DAY}\r")
        terminal.wait_for("Decide: nothing is sent before your yes")
        assert home.platform(DUE, DAY) == [(2,)]
        terminal.press_until("y", f"Done: Postpone 5 tasks to {DAY}.")
        assert home.platform(DUE, DAY) == [(2,), (5,)]
        terminal.press("\x11")
        terminal.wait_gone()


def test_the_readmes_tool_is_as_clean_as_the_catalog(dropped: Path, floors: Path, types: list[str]) -> None:
    ruff = ["--config", CONFIG, "--no-cache"]
    for command in (types, ["ruff", "check", *ruff], ["ruff", "format", "--check", *ruff]):
        run = checked(dropped, floors, command)
        assert run.returncode == 0, run.stdout


def test_without_an_effect_it_is_a_type_error(effectless: Path, floors: Path, types: list[str]) -> None:
    run = checked(effectless, floors, types)
    decorated = effectless.read_text().splitlines().index('@tool(look="tasks:read", act="tasks:write")') + 1
    assert run.returncode == 1
    assert f'{effectless.relative_to(floors)}:{decorated}: error: No overload variant of "tool"' in run.stdout


def test_without_an_effect_the_program_refuses_to_start(home: Home, effectless: Path, paths: dict[str, str]) -> None:
    listed = home.run("tools", "list", env=paths)
    assert listed.returncode == 1
    assert listed.stdout == ""
    assert f"Error: A tool cannot be loaded: {effectless}: " in listed.stderr
    assert "say what it does with effect=" in listed.stderr
    with Terminal([PROGRAM], {**home.env, **paths}, (40, 250)) as terminal:
        shown = " ".join(terminal.wait_for(f"A tool cannot be loaded: {effectless}: ").replace("▌", "").split())
        assert "say what it does with effect=" in shown
        assert "Mend or remove that file." in shown
        assert "Alice Moreau" not in shown
        effectless.write_text(fenced("python")[0])
        terminal.press("\r")
        terminal.wait_for("Alice Moreau")
