import re
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest

from app.cli import main
from app.sandbox.seed.people import PEOPLE
from app.settings import VARIABLES
from tests.journey.home import CHECKOUT, Home
from tests.journey.readme import PROSE, in_code_letters, table_under, typed_after

RECIPES = {
    "chat": [".venv/bin/countersign"],
    "test": [".venv/bin/pytest"],
    "check": [
        ".venv/bin/ruff check .",
        ".venv/bin/ruff format --check .",
        ".venv/bin/lint-imports",
        ".venv/bin/mypy",
    ],
    "bench": [".venv/bin/python -m tests.bench"],
    "bench ONLY=startup": [".venv/bin/python -m tests.bench startup"],
    "snapshots": [".venv/bin/python -m tests.ui.snapshot"],
    "pictures": [".venv/bin/python -m tests.journey.pictures"],
    "session": [".venv/bin/python -m tests.journey.transcript"],
    "soak": ["COUNTERSIGN_SOAK=1 .venv/bin/pytest", "-m soak"],
}
BESIDE = Path(sys.executable).parent
LONG = {"-r": "--requirement", "-e": "--editable"}
MAKES_OWN = {"--quiet", "--disable-pip-version-check"}


def made(home: Home, target: str) -> str:
    command = ["make", "--dry-run", "--always-make", *target.split()]
    run = subprocess.run(command, cwd=CHECKOUT, env=home.env, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return run.stdout


def walked(group: click.Group, words: list[str]) -> click.Command:
    if not words:
        return group
    command = group.get_command(click.Context(group), words[0])
    assert command is not None, words
    return walked(command, words[1:]) if isinstance(command, click.Group) and words[1:] else command


def options(command: click.Command) -> set[str]:
    found = {name for parameter in command.params for name in parameter.opts if name.startswith("-")}
    if isinstance(command, click.Group):
        context = click.Context(command)
        below = [command.get_command(context, name) for name in command.list_commands(context)]
        found = found.union(*(options(one) for one in below if one))
    return found


def test_every_countersign_command_of_the_readme_runs_in_its_order(empty_home: Home) -> None:
    commands = [words[1:] for words in typed_after("$ ") if words[0] == "countersign"]
    assert commands
    for words in commands:
        done = empty_home.run(*words)
        assert done.returncode == (3 if "Delete" in " ".join(words) else 0), (words, done.stdout, done.stderr)
        assert "Traceback" not in done.stderr, words
        assert "Warning" not in done.stderr, words


def test_exit_codes_are_what_the_readme_says(home: Home) -> None:
    said = dict(re.findall(r"(\d) ([a-z ]+)", " ".join(PROSE.split()).split("Exit codes: ")[1].split(".")[0]))
    assert said == {
        "0": "done",
        "1": "an error",
        "2": "not understood",
        "3": "something waits for a person",
        "4": "refused",
    }
    assert home.run("whoami").returncode == 1
    assert home.run("whoami", "--loudly").returncode == 2
    assert home.run("ask", "Set the priority of APO-14 to high", "--as", "viewer").returncode == 4


def test_the_reader_types_only_make_and_countersign() -> None:
    assert {words[0] for words in typed_after("$ ")} == {"make", "countersign"}


def test_every_make_target_of_the_readme_does_what_it_says(home: Home) -> None:
    named = [words for words in typed_after("$ ") + in_code_letters("make") if words[0] == "make"]
    targets = {" ".join(words[1:]) for words in named}
    assert targets == set(RECIPES)
    for target in targets:
        recipe = made(home, target)
        assert "-m venv .venv" in recipe
        for line in RECIPES[target]:
            assert line in recipe, target


@pytest.mark.parametrize("program", ["countersign", "pytest", "ruff", "lint-imports", "mypy"])
def test_the_programs_that_make_runs_are_installed(program: str) -> None:
    assert (BESIDE / program).exists()


def test_continuous_integration_calls_the_same_targets() -> None:
    assert (CHECKOUT / ".ci" / "run").read_text().splitlines()[-1] == "make check test"


def test_without_make_the_same_is_installed_in_the_same_way(home: Home) -> None:
    def installs(words: list[str]) -> list[str]:
        return [LONG.get(word, word) for word in words[words.index("install") + 1 :] if word not in MAKES_OWN]

    by_make = [line.split() for line in made(home, "chat").splitlines() if " pip install " in line]
    by_hand = [words for words in typed_after("> ") if "install" in words]
    assert [installs(words) for words in by_hand] == [installs(words) for words in by_make]
    assert [words[0] for words in by_hand] == [r".venv\Scripts\python"] * 2


def test_without_make_the_programs_come_from_what_is_installed() -> None:
    assert [words for words in typed_after("> ") if "install" not in words] == [
        ["py", "-3.11", "-m", "venv", ".venv"],
        [r".venv\Scripts\countersign"],
        [r".venv\Scripts\pytest", "-n", "auto"],
    ]
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == ">=3.11"
    assert project["project"]["scripts"] == {"countersign": "app.cli:main"}
    locked = (CHECKOUT / "requirements.lock").read_text()
    for package in ("pytest", "pytest-xdist", "editables", *project["build-system"]["requires"]):
        assert re.search(rf"^{package}==.*\\\n +--hash=", locked, re.MULTILINE), package


def test_every_command_that_the_readme_mentions_exists() -> None:
    mentioned = [words[1:] for words in in_code_letters("countersign") if len(words) > 1]
    for words in mentioned + in_code_letters("ask") + in_code_letters("login"):
        walked(main, [word for word in words if not word.startswith("-")])


def test_every_option_that_the_readme_mentions_exists() -> None:
    spans = re.findall(r"`([^`\n]+)`", PROSE)
    assert {word for span in spans for word in span.split() if word.startswith("--")} <= options(main)


def test_the_readme_names_every_variable_and_no_other() -> None:
    named = [name for row in table_under("variable") for name in re.findall(r"`(\w+)`", row[0])]
    assert sorted(named) == sorted(VARIABLES)


def test_the_roles_of_login_as_are_those_of_the_sandboxs_people() -> None:
    named = re.search(r"takes a person's name or a role \(([^)]+)\)", PROSE)
    assert named
    assert set(re.findall(r"`(\w+)`", named[1])) == {person.role for person in PEOPLE}
