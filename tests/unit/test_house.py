"""The limits that keep the house small."""

import ast
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
FLOORS = ("app", "graph", "tools", "tests")
SOURCES = sorted(path for floor in FLOORS for path in (CHECKOUT / floor).rglob("*.py"))
FORBIDDEN_NAMES = {"utils", "helpers", "common", "base", "manager", "core"}
FACE_LINES = 41


Lines = tuple[type[ast.AST], str, int]


@cache
def lines_of(path: Path) -> list[Lines]:
    return [
        (type(node), node.name, (node.end_lineno or node.lineno) - node.lineno + 1)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    ]


def too_long(path: Path, kinds: tuple[type[ast.AST], ...], limit: int) -> Iterator[str]:
    for kind, name, length in lines_of(path):
        if kind in kinds and length > limit:
            yield f"{path.relative_to(CHECKOUT)}: {name} has {length} lines"


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in SOURCES}
    assert {str(path.relative_to(CHECKOUT)): n for path, n in lengths.items() if n > 300} == {}


def test_no_class_is_longer_than_150_lines() -> None:
    assert [line for path in SOURCES for line in too_long(path, (ast.ClassDef,), 150)] == []


def test_no_function_is_longer_than_40_lines() -> None:
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert [line for path in SOURCES for line in too_long(path, kinds, 40)] == []


def test_no_file_is_named_for_nothing_in_particular() -> None:
    assert [str(path.relative_to(CHECKOUT)) for path in SOURCES if path.stem in FORBIDDEN_NAMES] == []


def test_every_module_says_in_its_docstring_what_it_is() -> None:
    silent = [
        str(path.relative_to(CHECKOUT))
        for path in SOURCES
        if path.name != "__init__.py" and path.parts[len(CHECKOUT.parts)] != "tests"
        if not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_package_files_are_empty_or_a_face() -> None:
    inits = [path for path in SOURCES if path.name == "__init__.py"]
    assert [str(path) for path in inits if len(path.read_text().splitlines()) > FACE_LINES] == []


def test_the_lock_file_has_hashes_and_no_addresses() -> None:
    lock = (CHECKOUT / "requirements.lock").read_text()
    assert "://" not in lock
    packages = [line for line in lock.splitlines() if "==" in line]
    assert packages
    assert all(line.endswith("\\") for line in packages), "a package without a hash"


def test_the_lock_file_has_every_dependency() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    lock = (CHECKOUT / "requirements.lock").read_text()
    assert [want for want in wanted if f"\n{want.split('>')[0]}==" not in f"\n{lock}"] == []


def test_tracked_files_name_no_machine() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607  # git is found where the person's PATH has it
        cwd=CHECKOUT,
        capture_output=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    names = [CHECKOUT / name.decode() for name in listed.stdout.split(b"\0") if name]
    homes = (b"/ho" + b"me/", b"/ro" + b"ot/", b"/wo" + b"rk/")
    found = [str(path) for path in names if path.is_file() for home in homes if home in path.read_bytes()]
    assert found == []
